import { readFileSync, readdirSync } from 'node:fs'
import { expect, it } from 'vitest'

/* docs/security.md names the tests that show each check; here it is held to that. */

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const titlesIn = (file: string): string[] =>
  [...read(`tests/${file}`).matchAll(/^\s*(?:it|test)(?:\.each\([\s\S]*?\]\))?\('((?:[^'\\]|\\.)*)'/gm)].map(([, title]) => title!.replaceAll(String.raw`\'`, "'"))

const rows = [...read('docs/security.md').matchAll(/^\| S(\d+) \| (.+?) \| (.+?) \| (.+) \|$/gm)].map(([, number, asked, requirements, shown]) => ({
  number: Number(number), asked: asked!, requirements: requirements!.split(', '),
  shown: shown!.split('<br>').map((test) => ({ file: test.slice(0, test.indexOf(' · ')), title: test.slice(test.indexOf(' · ') + 3) })),
}))

it('docs/security.md has the forty checks, each once, with what the standard calls it and tests that there are', () => {
  expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: 40 }, (_, index) => index + 1))
  expect(rows.filter(({ asked, requirements }) => !asked.endsWith('?') || !requirements.every((one) => /^\d+\.\d+\.\d+$/.test(one)))).toEqual([])
  const missing = rows.flatMap(({ number, shown }) => shown.filter(({ file, title }) => !titlesIn(file).includes(title)).map(({ file, title }) => `S${number}: ${file} has no test "${title}"`))
  expect(missing).toEqual([])
})

it('docs/security.md names every test that carries a check\'s number, under that number', () => {
  const files = ['security', 'e2e', 'contract'].flatMap((folder) => readdirSync(new URL(`../${folder}`, import.meta.url)).filter((name) => /\.(?:test|spec)\.ts$/.test(name)).map((name) => `${folder}/${name}`))
  const numbered = files.flatMap((file) => titlesIn(file).flatMap((title) => [...(/^\[([^\]]+)\]/.exec(title)?.[1] ?? '').matchAll(/\bS(\d+)\b/g)].map(([, number]) => ({ file, title, number: Number(number) }))))
  expect(numbered.length).toBeGreaterThan(30)
  expect(numbered.filter(({ file, title, number }) => !rows.find((row) => row.number === number)?.shown.some((test) => test.file === file && test.title === title))).toEqual([])
})
