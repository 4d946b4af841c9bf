import Papa from 'papaparse'
import { describe, expect, it } from 'vitest'
import type { ImportProgress } from '../../src/import/contract.ts'
import { createFakeImportDb } from '../support/fake-import-db.ts'
import { listener, setupImport, value } from '../support/import-session.ts'

const people = (count: number): string => `First Name,Email\n${Array.from({ length: count }, (_, i) => `P${i},p${i}@example.org`).join('\n')}\n`

describe('writing', () => {
  it('[P1] packs at most 100 changes and 1 MiB into a mutation, however long the notes are', async () => {
    const fake = createFakeImportDb()
    const long = 'ä'.repeat(90_000)
    const { report } = await setupImport(fake.db).run(`First Name,Notes\n${Array.from({ length: 30 }, (_, i) => `P${i},${long}`).join('\n')}\n`, 'a.csv')
    expect(report).toMatchObject({ created: 30, failed: 0 })
    for (const { changes } of fake.mutations) {
      expect(changes.length).toBeLessThanOrEqual(100)
      expect(new TextEncoder().encode(JSON.stringify(changes)).length).toBeLessThan(1_000_000)
    }
    expect(fake.mutations.length).toBeGreaterThan(5)
    expect(fake.records('notes')).toHaveLength(30)
  })

  it('cuts a text longer than a note may be into several notes, whole', async () => {
    const fake = createFakeImportDb()
    const long = 'x'.repeat(250_000)
    await setupImport(fake.db).run(`First Name,Notes\nAna,${long}\n`, 'a.csv')
    expect(fake.records('notes').map(({ body }) => String(body)).join('')).toBe(long)
    expect(fake.records('notes')).toHaveLength(3)
  })

  it('is one group, and its record stands in the first mutation, so that even half an import can be undone', async () => {
    const fake = createFakeImportDb()
    const { report } = await setupImport(fake.db).run(people(250), 'a.csv')
    expect(new Set(fake.mutations.map(({ groupId }) => groupId))).toEqual(new Set([report.groupId]))
    expect(fake.mutations[0]!.changes[0]).toMatchObject({ entity: 'imports', recordId: report.importId, op: 'create' })
    expect(fake.mutations.map(({ changes }) => changes.length)).toEqual([100, 100, 52])
  })

  it('claims nothing before it is over: cut short by a closed window its record says what was planned, at the end what came of it', async () => {
    const fake = createFakeImportDb()
    await setupImport(fake.db).run(people(250), 'a.csv')
    expect(fake.mutations[0]!.changes[0]!.patch['counts']).toMatchObject({ created: 0, planned: 250 })
    expect(fake.records('imports')).toMatchObject([{ counts: { created: 250, failed: 0 } }])
    expect(fake.records('imports')[0]!['counts']).not.toHaveProperty('planned')
  })

  it('of one mutation is told as a whole, once', async () => {
    const fake = createFakeImportDb()
    await setupImport(fake.db).run(people(20), 'a.csv')
    expect(fake.mutations.map(({ changes }) => changes.length)).toEqual([21])
    expect(fake.records('imports')[0]!['counts']).toEqual({ created: 20, updated: 0, skipped: 0, duplicates: 0, failed: 0 })
  })

  it('a contact that the database refuses is a failed row; those around it are written', async () => {
    const fake = createFakeImportDb()
    fake.failWhere(({ changes }) => (changes.some(({ patch }) => patch['firstName'] === 'P7') ? { code: 'invalid', message: '"First name" cannot hold this.' } : null))
    const { report } = await setupImport(fake.db).run(people(20), 'a.csv')
    expect(report).toMatchObject({ created: 19, failed: 1, total: 20 })
    expect(Papa.parse<string[]>(report.failedCsv!).data).toEqual([['First Name', 'Email', 'Row', 'Reason'], ['P7', 'p7@example.org', '9', '"First name" cannot hold this.']])
    expect(fake.records('imports')).toMatchObject([{ counts: { created: 19 } }])
  })

  it('a full disk stops it: what was written stays, the rest is told row by row, and applying again goes on with the same ids', async () => {
    const fake = createFakeImportDb()
    const session = setupImport(fake.db)
    await session.rehearse(await session.inspect(people(250), 'a.csv'))
    const full = { code: 'storage_full', message: "This device's storage is full." } as const
    fake.failNext(null, full, full)
    const first = await session.apply()
    expect(first).toMatchObject({ created: 99, failed: 151, total: 250 })
    expect(first.warnings).toEqual(["151 contacts were not written: This device's storage is full."])
    expect(Papa.parse(first.failedCsv!).data).toHaveLength(152)
    expect(fake.records('imports')).toMatchObject([{ counts: { created: 99 } }])
    const second = await session.apply()
    expect(second).toMatchObject({ created: 250, failed: 0, failedCsv: null, groupId: first.groupId })
    expect(fake.records('imports')).toMatchObject([{ counts: { created: 250, failed: 0 } }])
    expect(fake.records('contacts')).toHaveLength(250)
    const third = await session.apply()
    expect(third).toMatchObject({ created: 250 })
    expect(fake.records('contacts')).toHaveLength(250)
  })

  it('cancelled, it keeps what was written and what is under way, says so, and the same file goes on from there', async () => {
    const fake = createFakeImportDb()
    const session = setupImport(fake.db)
    await session.rehearse(await session.inspect(people(500), 'a.csv'))
    const report = await session.apply(({ phase, done }) => { if (phase === 'writing' && done >= 199) void session.api.cancel() })
    expect(report).toMatchObject({ created: 299, failed: 0, failedCsv: null })
    expect(report.warnings.join()).toContain('Stopped after 299 of 500 contacts')
    expect(fake.records('contacts')).toHaveLength(299)
    expect(fake.records('imports')).toMatchObject([{ counts: { created: 299, left: 201 } }])
    expect((await setupImport(fake.db, 2).run(people(500), 'a.csv')).report).toMatchObject({ created: 201, skipped: 299 })
  })

  it('tells how far it is, in every phase, and ends at the whole', async () => {
    const fake = createFakeImportDb()
    const session = setupImport(fake.db)
    const seen: ImportProgress[] = []
    const file = await session.inspect(people(8_000), 'a.csv')
    value(await session.api.rehearse([file.fileId], listener((progress) => seen.push(progress))))
    await session.apply((progress) => seen.push(progress))
    expect(seen.map(({ phase }) => phase)).toEqual(expect.arrayContaining(['reading', 'matching', 'writing']))
    expect(seen.at(-1)).toEqual({ phase: 'writing', done: 8_000, total: 8_000 })
    const writing = seen.filter(({ phase }) => phase === 'writing').map(({ done }) => done)
    expect(writing).toEqual([...writing].sort((a, b) => a - b))
  })

  it('a rehearsal writes nothing, and can be stopped while it reads', async () => {
    const fake = createFakeImportDb()
    const session = setupImport(fake.db)
    const file = await session.inspect(people(15_000), 'a.csv')
    const running = session.api.rehearse([file.fileId], listener(() => { void session.api.cancel() }))
    expect(await running).toMatchObject({ ok: false, error: { code: 'cancelled' } })
    expect(fake.mutations).toEqual([])
    expect(await session.api.apply(listener())).toMatchObject({ ok: false, error: { code: 'not_found' } })
    expect((await session.rehearse(file)).counts.create).toBe(15_000)
  })

  it('one piece of work at a time: a second call is refused and harms nothing', async () => {
    const session = setupImport(createFakeImportDb().db)
    const file = await session.inspect(people(10_000), 'a.csv')
    const first = session.api.rehearse([file.fileId], listener())
    expect(await session.api.rehearse([file.fileId], listener())).toMatchObject({ ok: false, error: { code: 'invalid' } })
    expect(await first).toMatchObject({ ok: true })
  })

  it('nothing to write is no import: no mutation, no record of it', async () => {
    const fake = createFakeImportDb()
    const { report } = await setupImport(fake.db).run('Name,City\n,Bonn\n', 'a.csv')
    expect(report).toMatchObject({ created: 0, failed: 1 })
    expect(fake.mutations).toEqual([])
  })
})

describe('the failed rows', () => {
  it('keep the columns of all files, guard what a spreadsheet would run, and can be mended and imported', async () => {
    const fake = createFakeImportDb()
    const session = setupImport(fake.db)
    const files = [await session.inspect('City,First Name,Memo\nBonn,,=HYPERLINK("x")\n', 'a.csv'), await session.inspect('First Name,Town\n,Köln\n', 'b.csv')]
    await session.rehearse(...files)
    const { failedCsv } = await session.apply()
    expect(Papa.parse<string[]>(failedCsv!).data).toEqual([
      ['City', 'First Name', 'Memo', 'Town', 'Row', 'Reason'],
      ['Bonn', '', '\'=HYPERLINK("x")', '', '2', 'No name, company, e-mail or phone'],
      ['', '', '', 'Köln', '2', 'No name, company, e-mail or phone'],
    ])
    const mended = await setupImport(fake.db, 2).run(failedCsv!.replace('Bonn,,', 'Bonn,Ana,'), 'mended.csv')
    expect(mended.report).toMatchObject({ created: 1, failed: 1 })
    expect(fake.records('notes')).toMatchObject([{ body: '=HYPERLINK("x")' }])
  })
})
