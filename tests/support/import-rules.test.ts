import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

/** A copy of the project's rules over a few files of our own: what the real linter and compiler say of a forbidden import. */
let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'satchel-rules-'))
  cpSync('.oxlintrc.json', path.join(folder, '.oxlintrc.json'))
  cpSync('tsconfig.base.json', path.join(folder, 'tsconfig.base.json'))
  symlinkSync(path.resolve('node_modules'), path.join(folder, 'node_modules'), 'junction')
})
afterEach(() => { rmSync(folder, { recursive: true, force: true }) })

function write(file: string, text: string): void {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true })
  writeFileSync(path.join(folder, file), text)
}
/** Every case in a file of its own in the room it stands in, which the linter reads in one run: to start it costs most. */
const cases: [file: string, text: string][] = []
const inFile = (file: string, text: string): string => {
  const own = path.posix.join(path.posix.dirname(file), `case-${cases.length}.ts`)
  cases.push([own, text])
  return own
}
let saidOfAll: string[] | null = null
function saidOf(own: string): string {
  if (saidOfAll === null) {
    for (const [file, text] of cases) write(file, text)
    saidOfAll = spawnSync(bin('oxlint'), ['-f', 'unix', 'src'], { cwd: folder, encoding: 'utf8' }).stdout.split('\n')
    expect(saidOfAll.length, 'the linter has read them').toBeGreaterThan(10)
  }
  return saidOfAll.filter((line) => line.includes(own)).join('\n')
}

const bin = (name: string): string => path.resolve('node_modules/.bin', name)

function lint(file: string, text: string): string {
  write(file, text)
  return spawnSync(bin('oxlint'), ['-f', 'unix', file], { cwd: folder, encoding: 'utf8' }).stdout
}

describe('import rules', () => {
  it.each([
    ['src/ui/screens/list.ts', `import { open } from '../../db-worker/sqlite.ts'; open()`],
    ['src/ui/list.ts', `import { wrap } from 'comlink'; wrap()`],
    ['src/data-api/api.ts', `import { open } from '../db-worker/sqlite.ts'; open()`],
    ['src/changes-worker/push.ts', `import { open } from '../db-worker/sqlite.ts'; open()`],
    ['src/changes-worker/push.ts', `import * as sqlite from 'wa-sqlite'; sqlite.x()`],
    ['src/merge/merge.ts', `import { readFileSync } from 'node:fs'; readFileSync('')`],
    ['src/merge/merge.ts', `import { change } from '../protocol/change.ts'; change()`],
    ['src/shared/json.ts', `import { model } from '../model/model.ts'; model()`],
    ['src/sync-api/routes.ts', `import { list } from '../../tests/support/list.ts'; list()`],
    ['src/service-worker/push.ts', `export { run } from '../changes-worker/run.ts'`],
  ].map(([file, text]) => [file, text, inFile(file!, text!)] as const))('reports %s: %s', (_file, _text, own) => {
    expect(saidOf(own)).toContain('no-restricted-imports')
  })

  it.each([
    ['src/changes-worker/push.ts', `import type { SyncPort } from '../db-worker/contract.ts'; export type P = SyncPort`],
    ['src/db-worker/sqlite.ts', `import * as sqlite from 'wa-sqlite'; sqlite.x()`],
    ['src/sync-api/main.ts', `import { readFileSync } from 'node:fs'; readFileSync('')`],
    ['src/data-api/api.ts', `import { wrap } from 'comlink'; wrap()`],
    ['src/data-api/export.ts', `import { toCsv } from '../import/export.ts'; toCsv()`],
  ].map(([file, text]) => [file, text, inFile(file!, text!)] as const))('lets %s be: %s', (_file, _text, own) => {
    expect(saidOf(own)).not.toContain('no-restricted-imports')
  })

  it('reports a cycle', () => {
    write('src/merge/b.ts', `import { a } from './a.ts'; export const b = () => a()`)
    expect(lint('src/merge/a.ts', `import { b } from './b.ts'; export const a = () => b()`)).toContain('no-cycle')
  })

  it('reports the machine clock and dice outside shared, and lets shared have them', () => {
    const text = 'export const now = () => Date.now() + Math.random()'
    expect(lint('src/merge/now.ts', text)).toContain('no-restricted-properties')
    expect(lint('src/shared/now.ts', text)).not.toContain('no-restricted-properties')
  })

  it('reports an any and a promise nobody waits for', () => {
    // Reason: the type stands in a text that the linter has to refuse, put together so that no line of ours has it.
    expect(lint('src/merge/any.ts', ['export const x: ', 'any', ' = 1'].join(''))).toContain('no-explicit-any')
    write('src/merge/tsconfig.json', '{"compilerOptions":{"strict":true,"target":"ES2023","module":"ESNext","moduleResolution":"Bundler"}}')
    write('src/merge/floating.ts', 'export function f() { Promise.resolve(1) }')
    const { stdout } = spawnSync(bin('oxlint'), ['--type-aware', '-f', 'unix', 'src/merge/floating.ts'], { cwd: folder, encoding: 'utf8' })
    expect(stdout).toContain('no-floating-promises')
  })

  it('does not compile an import of a room that the tsconfig does not reference', () => {
    for (const room of ['shared', 'model', 'protocol', 'merge']) {
      mkdirSync(path.join(folder, 'src', room), { recursive: true })
      cpSync(`src/${room}/tsconfig.json`, path.join(folder, `src/${room}/tsconfig.json`))
      write(`src/${room}/index-of-${room}.ts`, 'export const here = 1')
    }
    write('src/merge/allowed.ts', `import { here } from '../model/index-of-model.ts'; export const there = here`)
    const compile = () => spawnSync(bin('tsc'), ['-p', 'src/merge', '--outDir', 'out', '--tsBuildInfoFile', 'out/info'], { cwd: folder, encoding: 'utf8' }).stdout
    spawnSync(bin('tsc'), ['-b', 'src/model', 'src/protocol'], { cwd: folder })
    expect(compile()).not.toContain('merge/allowed.ts')
    write('src/merge/forbidden.ts', `import { here } from '../protocol/index-of-protocol.ts'; export const there = here`)
    expect(compile()).toContain('TS6307')
  })

  it('does not compile an effect that ends in what scrolling answers', () => {
    mkdirSync(path.join(folder, 'src/ui'), { recursive: true })
    cpSync('src/ui/scrolling.d.ts', path.join(folder, 'src/ui/scrolling.d.ts'))
    write('src/ui/tsconfig.json', '{"extends":"../../tsconfig.base.json","compilerOptions":{"lib":["ES2023","DOM"],"noEmit":true,"composite":false,"emitDeclarationOnly":false}}')
    const effects = (...bodies: string[]): string => ["import { useEffect } from 'react'", 'declare const one: Element | null', ...bodies.map((body) => `useEffect(() => ${body})`)].join('\n')
    write('src/ui/ends.ts', effects('{ one?.scrollIntoView() }', '() => { one?.scrollTo(0, 0) }'))
    write('src/ui/shown.ts', effects('one?.scrollIntoView()', '{ return one?.scrollTo({ top: 0 }) }', '{ if (one) return window.scrollBy(0, 1) }'))
    const { stdout } = spawnSync(bin('tsc'), ['-p', 'src/ui', '--pretty', 'false'], { cwd: folder, encoding: 'utf8' })
    expect(stdout.split('\n').filter((line) => line.includes('error')).map((line) => line.slice(0, line.indexOf('(')))).toEqual(Array<string>(3).fill('src/ui/shown.ts'))
  })
})
