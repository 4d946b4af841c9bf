import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { expect, it } from 'vitest'
import { openMemory } from '../../src/db-worker/open-memory.ts'

it('two connections from one wasm source are two: the one that loads last takes nothing from the other', async () => {
  const wasmBinary = new Uint8Array(await readFile(path.join(path.dirname(createRequire(import.meta.url).resolve('wa-sqlite/package.json')), 'dist/wa-sqlite.wasm')))
  const source = { wasmBinary }
  const first = await openMemory(source)
  first.exec('CREATE TABLE t (n)')
  const second = await openMemory(source)
  first.run('INSERT INTO t VALUES (1)')
  expect(first.value('SELECT n FROM t')).toBe(1)
  expect(second.value('SELECT count(*) FROM sqlite_schema')).toBe(0)
})
