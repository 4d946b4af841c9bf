import { expect, it } from 'vitest'
import type { SqliteModule } from './sqlite-module.ts'
import { createStatements } from './sqlite-statement.ts'

/** A module whose statements are numbers, and what was prepared and let go of. */
function setup(): { take: (sql: string) => void; prepared: string[]; finalized: number[] } {
  const prepared: string[] = [], finalized: number[] = [], out = 8
  let text = '', free = 16
  const module = {
    HEAPU8: new Uint8Array(1 << 18),
    _malloc: (bytes: number) => { const at = free; free += bytes + 8; return at },
    _free: () => undefined,
    _sqlite3_prepare_v3: (_db: number, pointer: number, bytes: number) => {
      text = new TextDecoder().decode(module.HEAPU8.slice(pointer, pointer + bytes))
      prepared.push(text)
      return 0
    },
    getValue: () => prepared.length + out,
    _sqlite3_column_count: () => 0, _sqlite3_bind_parameter_count: () => 0, _sqlite3_reset: () => 0,
    _sqlite3_finalize: (statement: number) => { finalized.push(statement); return 0 },
  }
  const statements = createStatements(module as unknown as SqliteModule, 1, () => undefined)
  return { take: (sql) => { statements.give(statements.take(sql)) }, prepared, finalized }
}

it('a statement that is used stays prepared, however many others come and go', () => {
  const { take, prepared, finalized } = setup()
  for (let n = 0; n < 2_000; n += 1) {
    take('SELECT 1')
    take(`SELECT ${n} AS n`)
  }
  expect(prepared.filter((sql) => sql === 'SELECT 1')).toEqual(['SELECT 1'])
  // Those that nobody asked for again are let go of.
  expect(finalized.length).toBeGreaterThan(1_000)
  take('SELECT 0 AS n')
  expect(prepared.filter((sql) => sql === 'SELECT 0 AS n')).toHaveLength(2)
})
