import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { productModel } from '../../src/model/model.ts'
import { trimAudit } from '../../src/sync-api/audit/trim.ts'
import { checkStore } from '../../src/sync-api/maintenance/check.ts'
import { openSqliteTables } from '../../src/sync-api/maintenance/sqlite-tables.ts'
import { allTables, type Row, type StoreTables } from '../../src/sync-api/maintenance/tables.ts'
import { entryHash } from '../../src/sync-api/store/audit-chain.ts'
import { openConnection } from '../../src/sync-api/store/sqlite/connection.ts'
import { openSqliteStore } from '../../src/sync-api/store/sqlite/sqlite-store.ts'
import { letGoOfFiles } from '../support/let-go-of-files.ts'
import { runCli } from '../support/run-cli.ts'
import { setupAccount, setupDevice, setupServer } from './sync-api-setup.ts'

/* Whoever has the data in hand and alters the log: `npm run server -- check` finds it, and names the first entry that does not fit. */

let folder: string, file: string, kept: Map<string, Row[]>
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'satchel-tampering-'))
  file = join(folder, 'satchel.db')
  const server = await setupServer({ store: openSqliteStore(file) })
  const ana = await setupAccount(server), phone = setupDevice(server, ana), recordId = phone.newId()
  await phone.act({ op: 'create', recordId, patch: { firstName: 'Old' } })
  server.clock.advance(3 * 86_400_000)
  const again = await server.app.inject({ method: 'POST', url: '/api/auth/login', payload: { email: ana.session.user.email, password: 'a long password', transport: 'bearer' } })
  const device = setupDevice(server, { session: again.json(), headers: { authorization: `Bearer ${again.json<{ accessToken: string }>().accessToken}` } })
  for (let n = 0; n < 4; n += 1) await device.act({ op: 'update', recordId, patch: { company: `C${n}` }, baseRevision: 1_000 })
  expect(await trimAudit(server.store, ana.session.workspace.id, new Date(server.clock.now() - 86_400_000).toISOString(), new Date(server.clock.now()).toISOString())).toBe(2)
  await device.act({ op: 'update', recordId, patch: { title: 'T' }, baseRevision: 1_000 })
  await server.close()
  await letGoOfFiles()
  const tables = openSqliteTables(file, 'shared')
  kept = new Map()
  for (const table of allTables) {
    const rows: Row[] = []
    for await (const page of tables.rows(table)) rows.push(...page)
    kept.set(table.name, rows)
  }
  tables.close()
  // Who did what was dropped is gone with it.
  expect(new Set(kept.get('audit_sources')!.map(({ id }) => id))).toEqual(new Set(kept.get('audit')!.map(({ source }) => source)))
})
afterAll(() => { rmSync(folder, { recursive: true, force: true }) })

/** What a check finds where a table's rows are others. */
const found = (changed: Record<string, Row[]> = {}): Promise<string[]> => checkStore({
  async *rows(table) { yield changed[table.name] ?? kept.get(table.name)! },
} satisfies StoreTables, productModel)
const entries = (): Row[] => kept.get('audit')!
const other = (cell: Row[string]): Row[string] => (typeof cell === 'number' ? cell + 1 : cell === null ? 'x' : `${cell}x`)

it('finds nothing in a log that nobody touched', async () => {
  expect(entries().length).toBe(7)
  expect(await found()).toEqual([])
})

it('finds every cell of every entry that was altered, and says where', async () => {
  for (const [index, row] of entries().entries()) {
    for (const column of Object.keys(row).filter((name) => name !== 'workspace_id')) {
      const changed = entries().map((one, at) => (at === index ? { ...one, [column]: other(one[column]!) } : one))
      const findings = await found({ audit: changed })
      expect({ column, findings: findings.length > 0 }).toEqual({ column, findings: true })
      if (column !== 'n') expect(findings.join()).toContain(`entry ${String(row['n'])} `)
    }
  }
})

it('finds an entry that was taken out, put in, or put elsewhere, and an end that was cut off', async () => {
  for (let index = 0; index < entries().length; index += 1) {
    expect(await found({ audit: entries().toSpliced(index, 1) })).toHaveLength(1)
    expect(await found({ audit: entries().toSpliced(index, 0, entries()[index]!) })).toHaveLength(1)
    expect((await found({ audit: entries().slice(0, index) })).join()).toContain('its end was cut off')
  }
  const [first, second, ...rest] = entries()
  expect(await found({ audit: [{ ...second!, n: first!['n']! }, { ...first!, n: second!['n']! }, ...rest] })).toHaveLength(1)
})

it('finds an entry that was altered with its hash made anew, at the next one', async () => {
  const [first, ...rest] = entries(), before = String(kept.get('workspace_states')![0]!['audit_anchor'])
  const forged = { ...first!, kind: 'deleted' }
  const cells = { n: Number(first!['n']), at: String(first!['at']), kind: 'deleted', entity: String(first!['entity']), recordId: String(first!['record_id']), detail: String(first!['detail']) }
  const hash = entryHash(String(first!['workspace_id']), before, cells, String(first!['source']))
  expect((await found({ audit: [{ ...forged, hash }, ...rest] })).join()).toContain(`broken at entry ${String(rest[0]!['n'])} `)
})

it('finds another end, another beginning, another source and another day than were written', async () => {
  for (const [table, columns] of Object.entries({ workspace_states: ['audit_n', 'audit_hash', 'audit_from', 'audit_anchor'], audit_sources: ['id', 'user_id', 'device_id', 'text'], audit_days: ['day'] })) {
    for (const column of columns) {
      const rows = kept.get(table)!.map((row) => ({ ...row, [column]: other(row[column]!) }))
      expect({ table, column, found: (await found({ [table]: rows })).length > 0 }).toEqual({ table, column, found: true })
    }
  }
  expect(await found({ audit_sources: [] })).not.toEqual([])
  expect(await found({ audit_days: [] })).not.toEqual([])
})

it('finds oldest entries that were dropped by hand, and values that were erased by hand', async () => {
  const [first, ...rest] = entries(), [state] = kept.get('workspace_states')!
  expect(await found({ audit: rest, workspace_states: [{ ...state!, audit_from: first!['n']!, audit_anchor: first!['hash']! }] })).not.toEqual([])
  const { erasedDetail } = await import('../../src/sync-api/store/audit-chain.ts')
  const last = entries().at(-1)!
  expect((await found({ audit: [...entries().slice(0, -1), { ...last, detail: erasedDetail(String(last['detail'])) }] })).join()).toContain('never deleted for good')
})

it('is what the command says', async () => {
  expect(await runCli(['check'], { DATA_DIR: folder })).toMatchObject({ code: 0 })
  const connection = openConnection(file)
  connection.exec("UPDATE audit SET detail = replace(detail, 'C1', 'C9')")
  connection.close()
  const { code, said } = await runCli(['check'], { DATA_DIR: folder })
  expect(code).toBe(1)
  expect(said).toContain('the audit log is broken at entry 5 ')
})
