import { describe, expect, it } from 'vitest'
import type { FailedRow } from '../../src/import/contract.ts'
import { createFakeImportDb } from '../support/fake-import-db.ts'
import { importDbOf } from '../support/import-into-store.ts'
import { listener, setupImport, value } from '../support/import-session.ts'
import { openMemoryStore } from '../support/memory-db.ts'

const withCell = (row: FailedRow, column: string, cell: string): FailedRow => ({ ...row, cells: row.columns.map((name, i) => (name === column ? cell : row.cells[i] ?? '')) })
type Session = ReturnType<typeof setupImport>
const failedOf = async ({ api }: Session): Promise<FailedRow[]> => value(await api.failed({ offset: 0, limit: 100 })).rows
const mend = async ({ api }: Session, ...rows: FailedRow[]) => value(await api.mend(rows, listener()))

const people = 'First Name,City,Email\nAna,Bonn,ana@example.org\n,Porto,\n,Wien,\n'

describe('rows that failed', () => {
  it('are mended in the rehearsal, which is rehearsed anew with them', async () => {
    const fake = createFakeImportDb(), session = setupImport(fake.db)
    expect((await session.rehearse(await session.inspect(people, 'p.csv'))).counts).toMatchObject({ create: 1, error: 2 })
    const [porto] = await failedOf(session)
    expect(porto).toMatchObject({ row: 3, columns: ['First Name', 'City', 'Email'], cells: ['', 'Porto', ''], reason: 'No name, company, e-mail or phone' })
    expect((await mend(session, withCell(porto!, 'First Name', 'Bo'))).counts).toMatchObject({ create: 2, error: 1, total: 3 })
    expect(await session.apply()).toMatchObject({ created: 2, failed: 1 })
    expect(fake.records('contacts')).toMatchObject([{ firstName: 'Ana' }, { firstName: 'Bo', addresses: [{ city: 'Porto' }] }])
  })

  it('[U1] are mended in the result and added to the same import: its counts, its page and its undo', async () => {
    const store = await openMemoryStore(), session = setupImport(importDbOf(store))
    const { report } = await session.run(people, 'p.csv')
    expect(report).toMatchObject({ created: 1, failed: 2 })
    const [porto, wien] = await failedOf(session)
    const rehearsal = await mend(session, withCell(porto!, 'First Name', 'Bo'), withCell(wien!, 'City', 'Graz'))
    expect(rehearsal.counts, 'only what failed is looked at').toMatchObject({ create: 1, error: 1, total: 2 })
    const second = await session.apply()
    expect(second).toMatchObject({ groupId: report.groupId, importId: report.importId, created: 2, failed: 1, total: 3 })
    expect(second.failedCsv).toContain('Graz')
    const [third] = await failedOf(session)
    await mend(session, withCell(third!, 'Email', 'wien@example.org'))
    expect(await session.apply()).toMatchObject({ created: 3, failed: 0, total: 3, failedCsv: null })
    expect(store.data.list({ entity: 'contacts' }).total).toBe(3)
    expect(store.data.list({ entity: 'imports' }).rows).toMatchObject([{ id: report.importId, data: { counts: { created: 3, failed: 0 } } }])
    store.data.undoAct(report.groupId)
    expect(store.data.list({ entity: 'contacts' }).total).toBe(0)
  })

  it('a part of a task that could not be read waits for it, and comes with it', async () => {
    const store = await openMemoryStore(), session = setupImport(importDbOf(store))
    const { report, rows } = await session.run('TYPE,CONTENT,PRIORITY,INDENT,DATE\ntask,,4,1,\ntask,Part,4,2,\ntask,Other,4,1,\n', 'Site.csv')
    expect(report).toMatchObject({ created: 1, failed: 2 })
    expect(rows[1]!.reason).toBe('It is a part of row 2, which could not be read')
    const [whole] = await failedOf(session)
    await mend(session, withCell(whole!, 'CONTENT', 'Whole'))
    expect(await session.apply()).toMatchObject({ created: 3, failed: 0 })
    const tasks = store.data.list({ entity: 'tasks' }).rows, id = tasks.find(({ data }) => data['title'] === 'Whole')!.id
    expect(tasks.find(({ data }) => data['title'] === 'Part')!.data['parentId']).toBe(id)
    expect(store.data.list({ entity: 'projects' }).total, 'the project was made with the first').toBe(1)
    expect(new Set(tasks.map(({ data }) => data['projectId'])).size).toBe(1)
    expect((await setupImport(importDbOf(store), 2).run('TYPE,CONTENT,PRIORITY,INDENT,DATE\ntask,Whole,4,1,\ntask,Part,4,2,\ntask,Other,4,1,\n', 'Site.csv')).report).toMatchObject({ created: 0, skipped: 3 })
  })

  it('a card is mended as its text', async () => {
    const store = await openMemoryStore(), session = setupImport(importDbOf(store))
    const latin = Uint8Array.from('BEGIN:VCARD\r\nVERSION:3.0\r\nN:M\u00fcller;J\u00fcrgen;;;\r\nEND:VCARD\r\nBEGIN:VCARD\r\nVERSION:3.0\r\nNOTE:Gr\u00fc\u00dfe\r\nEND:VCARD\r\n', (char) => char.charCodeAt(0))
    expect((await session.run(latin, 'c.vcf')).report).toMatchObject({ created: 1, failed: 1 })
    const [card] = await failedOf(session)
    expect(card!.columns).toEqual(['Card'])
    expect(card!.cells[0]).toContain('Grüße')
    await mend(session, { ...card!, cells: [`${card!.cells[0]}\nFN:Zoë Größe`] })
    expect(await session.apply()).toMatchObject({ created: 2, failed: 0 })
    expect(store.data.list({ entity: 'contacts' }).rows.map(({ data }) => data['lastName']).sort()).toEqual(['Größe', 'Müller'])
    expect(store.data.list({ entity: 'notes' }).rows).toMatchObject([{ data: { body: 'Grüße' } }])
  })

  it('what the database refused is tried again, with what needed it', async () => {
    const fake = createFakeImportDb(), session = setupImport(fake.db)
    fake.failWhere(({ changes }) => (changes.some(({ patch }) => patch['name'] === 'Site') ? { code: 'rule_broken', message: 'Not that one.' } : null))
    const { report } = await session.run('Task,Due,Project\nCall,2027-01-02,Site\nRest,2027-01-03,\n', 'tasks.csv')
    expect(report).toMatchObject({ created: 1, failed: 1 })
    expect(await failedOf(session)).toMatchObject([{ row: 2, reason: 'What it belongs to could not be written' }])
    fake.failWhere(() => null)
    await mend(session)
    expect(await session.apply()).toMatchObject({ created: 2, failed: 0 })
    expect(fake.records('tasks').find((data) => data['title'] === 'Call')!['projectId']).toBe(fake.ids('projects')[0])
  })

  it('nothing that was mended is lost where one goes back to the file', async () => {
    const session = setupImport(createFakeImportDb().db), file = await session.inspect(people, 'p.csv')
    await session.rehearse(file)
    await mend(session, withCell((await failedOf(session))[0]!, 'First Name', 'Bo'))
    expect((await session.rehearse(file)).counts).toMatchObject({ create: 2, error: 1 })
  })
})
