import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'

/*
 * `:last-child > button` and its like: whenever a child is added anywhere, the browser styles every button anew that stands in the one that was last before, screens that are
 * kept out of sight with all of theirs (decision 0091).
 */
it('no style of what stands within goes by an element being the first or the last of its parent', () => {
  const files = readdirSync('src/ui', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.tsx'))
  const found = files.flatMap((file) => readFileSync(path.join('src/ui', file), 'utf8').split('\n')
    .flatMap((line, at) => (/\b(?:first|last|only|odd|even):\[&[ >_+~]|\b(?:group|in|peer)-(?:first|last|only|odd|even)\b/.test(line) ? [`${file}:${at + 1}: ${line.trim()}`] : [])))
  expect(found).toEqual([])
})
