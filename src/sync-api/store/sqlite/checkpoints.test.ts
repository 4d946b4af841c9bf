import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { createCheckpoints } from './checkpoints.ts'
import { openConnection, type Connection } from './connection.ts'

const undo: (() => void)[] = []
afterEach(() => { for (const each of undo.splice(0)) each() })

function setupFile(): { file: string; connection: Connection; size: () => number } {
  const folder = mkdtempSync(path.join(tmpdir(), 'satchel-checkpoints-')), file = path.join(folder, 'satchel.db'), connection = openConnection(file)
  undo.push(() => { connection.close(); rmSync(folder, { recursive: true }) })
  connection.exec('CREATE TABLE kept (n INTEGER PRIMARY KEY, text TEXT)')
  return { file, connection, size: () => statSync(file).size }
}

it('moves what was committed into the file when much was written, beside a transaction that is open', async () => {
  const { file, connection, size } = setupFile(), checkpoints = createCheckpoints(file), before = size()
  connection.exec("INSERT INTO kept WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 8000) SELECT n, 'a text of some length' FROM n")
  connection.exec("BEGIN IMMEDIATE; INSERT INTO kept VALUES (9000, 'not committed')")
  checkpoints.wrote(7_999)
  expect(size()).toBe(before)
  checkpoints.wrote(1)
  await checkpoints.close()
  expect(size()).toBeGreaterThan(before + 100_000)
  connection.exec('COMMIT')
  expect(connection.prepare<{ n: number }>('SELECT count(*) AS n FROM kept').get()?.n).toBe(8_001)
})

it('goes on where the file cannot be opened: the log keeps what was committed', async () => {
  const { file } = setupFile(), checkpoints = createCheckpoints(path.join(file, 'is no folder'))
  checkpoints.wrote(8_000)
  await expect(checkpoints.close()).resolves.toBeUndefined()
})

it('has nothing to do for what is in memory alone', async () => {
  const checkpoints = createCheckpoints(':memory:')
  checkpoints.wrote(100_000)
  await expect(checkpoints.close()).resolves.toBeUndefined()
})
