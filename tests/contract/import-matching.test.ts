import { describe, expect, it } from 'vitest'
import type { Data } from '../../src/shared/json.ts'
import { createIdMaker, seededRandom } from '../../src/shared/random.ts'
import { systemClock } from '../../src/shared/clock.ts'
import type { Store } from '../../src/db-worker/store.ts'
import { exportRecords } from '../../src/import/export.ts'
import { contacts } from '../../src/model/contacts.ts'
import { importDbOf } from '../support/import-into-store.ts'
import { setupImport, value } from '../support/import-session.ts'
import { openMemoryStore } from '../support/memory-db.ts'

const makeId = createIdMaker(systemClock, seededRandom(7))

/** A store that holds these contacts already, and an importer beside it. */
async function setupWith(...contacts: Data[]): Promise<{ store: Store; ids: string[]; run: ReturnType<typeof setupImport>['run']; all: () => Data[]; again: () => ReturnType<typeof setupImport>['run'] }> {
  const store = await openMemoryStore()
  const ids = contacts.map((data) => {
    const recordId = makeId()
    store.data.mutate({ mutationId: makeId(), label: 'Add', changes: [{ entity: 'contacts', recordId, op: 'create', patch: data }] })
    return recordId
  })
  const all = (): Data[] => store.data.list({ entity: 'contacts', limit: 1_000 }).rows.map(({ data }) => data)
  return { store, ids, run: setupImport(importDbOf(store)).run, all, again: () => setupImport(importDbOf(store), 99).run }
}

describe('what matches a contact that is there', () => {
  it('the same e-mail, whatever its case: adds what is missing, overwrites nothing', async () => {
    const { ids, run, all } = await setupWith({ firstName: 'Ana', lastName: 'Silva', company: 'Acme', emails: [{ id: 'e1', value: 'Ana@Acme.example', label: 'work' }], tags: ['client'] })
    const { rehearsal, rows } = await run('First Name,Last Name,Company,Title,Email,Phone,Tags\nAnna,Silva,Other Ltd,CTO,ana@acme.EXAMPLE,+49 151 234567,Client;vip\n', 'a.csv')
    expect(rehearsal.counts).toMatchObject({ create: 0, update: 1, skip: 0 })
    expect(rows[0]).toMatchObject({ action: 'update', targetId: ids[0] })
    expect(rows[0]!.reason).toContain('Same e-mail as Ana Silva')
    expect(rows[0]!.reason).toContain('Company stays "Acme", the file has "Other Ltd"')
    expect(all()).toMatchObject([{ firstName: 'Ana', company: 'Acme', title: 'CTO', tags: ['client', 'vip'], phones: [{ value: '+49 151 234567' }], emails: [{ id: 'e1' }] }])
  })

  it('but not who only shares the mailbox, was born on another day, or has another id in their program: a new contact that looks alike', async () => {
    const { run, all } = await setupWith({ firstName: 'Anna', lastName: 'Bee', emails: [{ id: 'e1', value: 'info@x.example' }] })
    const { rehearsal, rows } = await run('First Name,Last Name,Email\nCarl,Dee,info@x.example\nAnna,Bee-Dee,info@x.example\n', 'a.csv')
    expect(rehearsal.counts).toMatchObject({ create: 1, skip: 1 })
    expect(rows[0]).toMatchObject({ action: 'create' })
    expect(rows[0]!.reason).toContain('looks like Anna Bee')
    expect(all()).toHaveLength(2)
    const born = await setupWith({ firstName: 'Ana', lastName: 'Silva', birthday: '1970-01-02', emails: [{ id: 'e1', value: 'ana@x.example' }] })
    expect((await born.run('First Name,Last Name,Birthday,Email\nAna,Silva,1990-05-17,ana@x.example\n', 'a.csv')).rehearsal.counts).toMatchObject({ create: 1 })
    const cards = await setupWith()
    const card = (uid: string): string => `BEGIN:VCARD\r\nVERSION:4.0\r\nUID:urn:uuid:${uid}\r\nFN:Ana Silva\r\nN:Silva;Ana;;;\r\nEMAIL:ana@x.example\r\nEND:VCARD\r\n`
    await cards.run(card('11111111-1111-4111-8111-111111111111') + card('22222222-2222-4222-8222-222222222222'), 'a.vcf')
    expect(cards.all()).toHaveLength(2)
  })

  it('two rows of an own export are two contacts, whatever they share', async () => {
    const { run, all } = await setupWith()
    await run('Satchel ID,First Name,Last Name,Email\n01a214c9-0000-7000-8000-000000000001,Ana,Silva,ana@x.example\n01a214c9-0000-7000-8000-000000000002,Ana,Silva,ana@x.example\n', 'a.csv')
    expect(all()).toHaveLength(2)
  })

  it('a row that was copied in a spreadsheet, its id with it, is somebody new, once', async () => {
    const { store, ids: [id], run, again, all } = await setupWith({ firstName: 'Ana', lastName: 'Silva', externalId: 'hubspot:1' })
    const csv = `First Name,Last Name,External ID,Satchel ID\nBob,Silva,hubspot:1,${id!}\nAna,Silva,hubspot:1,${id!}\nAna,Silva,hubspot:1,${id!}\n`
    const { rows, report } = await run(csv, 'own.csv')
    expect(report).toMatchObject({ created: 1, updated: 0, skipped: 2 })
    expect(rows[0]!.reason).toBe('New; it has the Satchel ID of row 3, and another name')
    expect(all().map(({ firstName }) => firstName).sort()).toEqual(['Ana', 'Bob'])
    expect((await again()(csv, 'own.csv')).report).toMatchObject({ created: 0, updated: 0, skipped: 3 })
    // Where the record is not here, the first row is it.
    const elsewhere = await setupWith()
    expect((await elsewhere.run(csv, 'own.csv')).report).toMatchObject({ created: 2, skipped: 1 })
    expect((await elsewhere.again()(csv, 'own.csv')).report).toMatchObject({ created: 0, updated: 0 })
    expect(store.data.list({ entity: 'contacts' }).total).toBe(2)
  })

  it('a file without a column that says who somebody is fails row by row, in words', async () => {
    const { run } = await setupWith()
    expect((await run('a,b\n1,2\n3,4\n', 'a.csv')).rehearsal.counts).toMatchObject({ create: 0, error: 2 })
  })

  it('a phone in another format and the last name', async () => {
    const { run, all } = await setupWith({ firstName: 'José', lastName: 'Núñez', phones: [{ id: 'p', value: '+49 151 23456789' }] })
    const { rehearsal } = await run('First Name,Last Name,Phone,Email\nJose,Nunez,0151/234 567 89,jose@example.org\n', 'a.csv')
    expect(rehearsal.counts).toMatchObject({ create: 0, update: 1 })
    expect(all()).toMatchObject([{ firstName: 'José', lastName: 'Núñez', emails: [{ value: 'jose@example.org' }], phones: [{ value: '+49 151 23456789' }] }])
  })

  it('a phone and last name of a family are not one person', async () => {
    const { run } = await setupWith({ firstName: 'Maria', lastName: 'Silva', phones: [{ id: 'p', value: '0228 1234567' }] })
    const { rehearsal, rows } = await run('First Name,Last Name,Phone\nJoão,Silva,0228 1234567\n', 'a.csv')
    expect(rehearsal.counts).toMatchObject({ create: 1, update: 0, lookalike: 1 })
    expect(rows[0]!.reason).toContain('looks like Maria Silva')
  })

  it('of a family on one phone the one it is', async () => {
    const { ids, run } = await setupWith({ firstName: 'Maria', lastName: 'Silva', phones: [{ id: 'p', value: '0228 1234567' }] }, { firstName: 'João', lastName: 'Silva', phones: [{ id: 'p', value: '0228 1234567' }] })
    const { rows } = await run('First Name,Last Name,Phone,Email\nJoao,Silva,+49 228 1234567,joao@example.org\n', 'a.csv')
    expect(rows[0]).toMatchObject({ action: 'update', targetId: ids[1] })
  })

  it('no phone that ends alike but is another', async () => {
    const { run } = await setupWith({ firstName: 'Ana', lastName: 'Silva', phones: [{ id: 'p', value: '+49 151 1000000' }] })
    const { rehearsal } = await run('First Name,Last Name,Phone\n,Silva,+49 171 1000000\n', 'a.csv')
    expect(rehearsal.counts).toMatchObject({ create: 1, update: 0, lookalike: 0 })
  })

  it('the full name with the company', async () => {
    const { run } = await setupWith({ firstName: 'Zoë', lastName: 'Brontë', company: 'Heights Ltd' })
    const { rehearsal, rows } = await run('Name,Company,Email\n"Bronte, Zoe",HEIGHTS LTD,z@example.org\n', 'a.csv')
    expect(rehearsal.counts).toMatchObject({ create: 0, update: 1 })
    expect(rows[0]!.reason).toContain('Same name and company as Zoë Brontë')
  })

  it('the id that the other program gave it', async () => {
    const { run, again } = await setupWith()
    const csv = (mail: string): string => `Record ID,First Name,Last Name,Email\n101,Lena,Meyer,${mail}\n102,Lena,Meyer,\n`
    expect((await run(csv('old@example.org'), 'h.csv')).rehearsal.counts).toMatchObject({ create: 2 })
    const second = await again()(csv('new@example.org'), 'h.csv')
    expect(second.rehearsal.counts).toMatchObject({ create: 0, update: 1, skip: 1 })
    expect(second.rows[0]!.data).toMatchObject({ emails: [{ value: 'new@example.org' }] })
  })

  it('only the name, or only the phone: created, listed, never merged', async () => {
    const { ids, run, all } = await setupWith({ firstName: 'Ana', lastName: 'Silva' }, { company: 'Acme', phones: [{ id: 'p', value: '0228 1234567' }] })
    const { rehearsal, rows } = await run('First Name,Last Name,Phone,Email\nana,SILVA,,x@example.org\nBo,Berg,+49 228 1234567,\n', 'a.csv')
    expect(rehearsal.counts).toMatchObject({ create: 2, lookalike: 2, update: 0 })
    expect(rows.map(({ lookalikeId }) => lookalikeId)).toEqual(ids)
    expect(all()).toHaveLength(4)
  })

  it('a name shared by people born on different days means nothing', async () => {
    const { run } = await setupWith({ firstName: 'John', lastName: 'Smith', birthday: '1750-01-01' })
    const { rehearsal } = await run('First Name,Last Name,Birthday\nJohn,Smith,1801-05-05\n', 'a.csv')
    expect(rehearsal.counts).toMatchObject({ create: 1, lookalike: 0 })
  })

  it('what is in the trash is not there', async () => {
    const { store, ids, run } = await setupWith({ firstName: 'Ana', emails: [{ id: 'e', value: 'ana@example.org' }] })
    store.data.mutate({ mutationId: makeId(), label: 'Delete', changes: [{ entity: 'contacts', recordId: ids[0]!, op: 'delete', patch: {} }] })
    expect((await run('Name,Email\nAna,ana@example.org\n', 'a.csv')).rehearsal.counts).toMatchObject({ create: 1, update: 0 })
  })
})

describe('the same file again', () => {
  const csv = 'First Name,Last Name,Email,Notes\nAna,Silva,ana@example.org,"Met in Porto, nice"\nBo,,,only a name\n,,,nobody\nAna,Silva,ana@example.org,Second note\n'

  it('creates nothing, notes included', async () => {
    const { store, run, again, all } = await setupWith()
    const first = await run(csv, 'a.csv')
    expect(first.report).toMatchObject({ created: 2, updated: 1, failed: 1, total: 4 })
    expect(store.data.list({ entity: 'notes' }).rows.map(({ data }) => String(data['body'])).toSorted()).toEqual(['Met in Porto, nice', 'Second note', 'only a name'])
    const second = await again()(csv, 'a.csv')
    expect(second.report).toMatchObject({ created: 0, updated: 0, skipped: 3, failed: 1 })
    expect(all()).toHaveLength(2)
    expect(store.data.list({ entity: 'notes' }).total).toBe(3)
    expect(second.rows[1]!.reason).toBe('Imported before, as Bo; nothing new')
  })

  it('as cards of our own: a note is the same note whatever its line ends', async () => {
    const { store, ids, run } = await setupWith({ firstName: 'Ana', lastName: 'Silva' })
    store.data.mutate({ mutationId: makeId(), label: 'Note', changes: [{ entity: 'notes', recordId: makeId(), op: 'create', patch: { contactId: ids[0]!, body: 'one\r\ntwo\r\n' } }] })
    const own = exportRecords(contacts, 'vcard', store.data.list({ entity: 'contacts' }).rows, { notes: store.data.list({ entity: 'notes' }).rows })
    expect((await run(own.ok ? own.value : '', 'own.vcf')).report).toMatchObject({ created: 0, updated: 0, skipped: 1 })
  })

  it('also with its columns in another order and blanks around its cells', async () => {
    const { run, again } = await setupWith()
    await run('First Name,City\nBo,Bonn\n', 'a.csv')
    expect((await again()('City;First Name;Note\n Bonn ; Bo ;\n', 'b.csv')).report).toMatchObject({ created: 0, updated: 0, skipped: 1 })
  })

  it('with a column mapped that was left out before: fills what is empty', async () => {
    const { store, run, all } = await setupWith()
    const csv = 'First Name,Club\nBo,Chess\n'
    const { file } = await run(csv, 'a.csv')
    expect(file.mapping).toEqual(['firstName', null])
    const session = setupImport(importDbOf(store), 99)
    const opened = await session.inspect(csv, 'a.csv')
    const mapped = value(await session.api.reinspect(opened.fileId, { mapping: ['firstName', 'company'] }))
    expect((await session.rehearse(mapped)).counts).toMatchObject({ create: 0, update: 1 })
    await session.apply()
    expect(all()).toMatchObject([{ firstName: 'Bo', company: 'Chess' }])
  })
})

describe('duplicates within the file', () => {
  it('fall together: the second row adds to the first or is skipped', async () => {
    const { run, all } = await setupWith()
    const { rehearsal, rows } = await run('First Name,Last Name,Email,Phone\nAna,Silva,ana@example.org,\nAna,Silva,ANA@example.org,0228 123456\nAna,Silva,ana@example.org,\n', 'a.csv')
    expect(rehearsal.counts).toEqual({ create: 1, update: 1, skip: 1, lookalike: 0, error: 0, total: 3 })
    expect(rows[1]!.reason).toBe('Same e-mail as Ana Silva in row 2; adds 1 phone')
    expect(all()).toMatchObject([{ firstName: 'Ana', phones: [{ value: '0228 123456' }] }])
  })

  it('are found across the files of one import', async () => {
    const store = await openMemoryStore()
    const session = setupImport(importDbOf(store))
    const files = [await session.inspect('Name,Email\nAna Silva,ana@example.org\n', 'a.csv'), await session.inspect('BEGIN:VCARD\nVERSION:3.0\nFN:Ana Silva\nEMAIL:ana@example.org\nTITLE:CTO\nEND:VCARD\n', 'b.vcf')]
    expect((await session.rehearse(...files)).counts).toMatchObject({ create: 1, update: 1 })
    const report = await session.apply()
    expect(report).toMatchObject({ created: 1, updated: 1 })
    expect(store.data.list({ entity: 'contacts' }).rows.map(({ data }) => data)).toMatchObject([{ firstName: 'Ana', title: 'CTO' }])
  })
})

describe('one act', () => {
  it('[U1] an import is undone whole by its group, and only the import', async () => {
    const { store, run, all } = await setupWith({ firstName: 'Ana', emails: [{ id: 'e', value: 'ana@example.org' }] })
    const rows = Array.from({ length: 250 }, (_, i) => `P${i},p${i}@example.org,note ${i}`).join('\n')
    const { report } = await run(`First Name,Email,Notes\n${rows}\nAna,ana@example.org,added\n`, 'big.csv')
    expect(report).toMatchObject({ created: 250, updated: 1, failed: 0 })
    expect(store.data.get('imports', report.importId)?.data).toMatchObject({ name: 'big.csv', format: 'csv', groupId: report.groupId, counts: { created: 250, updated: 1, skipped: 0, duplicates: 0, failed: 0 } })
    const undone = store.data.undoAct(report.groupId)
    expect(undone.done).toBe(true)
    expect(all()).toEqual([{ firstName: 'Ana', emails: [{ id: 'e', value: 'ana@example.org' }] }])
    expect(store.data.list({ entity: 'notes' }).total).toBe(0)
    expect(store.data.list({ entity: 'imports' }).total, 'the record that stands for the import goes with it').toBe(0)
  })

  it('[P1] travels in mutations of at most 100 changes, a contact and its notes together', async () => {
    const { store, run } = await setupWith()
    await run(`First Name,Email,Notes\n${Array.from({ length: 130 }, (_, i) => `P${i},p${i}@example.org,n`).join('\n')}\n`, 'a.csv')
    const sizes = new Map<string, string[]>()
    for (const { change } of store.data.journal({ limit: 1_000 }).rows) sizes.set(change.mutationId, [...(sizes.get(change.mutationId) ?? []), `${change.entity} ${String(change.patch['contactId'] ?? change.recordId)}`])
    for (const changes of sizes.values()) {
      expect(changes.length).toBeLessThanOrEqual(100)
      for (const change of changes.filter((each) => each.startsWith('notes '))) expect(changes).toContain(change.replace('notes', 'contacts'))
    }
  })
})
