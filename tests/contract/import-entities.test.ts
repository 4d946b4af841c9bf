import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Store } from '../../src/db-worker/store.ts'
import type { Data } from '../../src/shared/json.ts'
import { systemClock } from '../../src/shared/clock.ts'
import { createIdMaker, seededRandom } from '../../src/shared/random.ts'
import { importDbOf } from '../support/import-into-store.ts'
import { listener, setupImport, value } from '../support/import-session.ts'
import { openMemoryStore } from '../support/memory-db.ts'
import { readSharedFile } from '../support/shared-data.ts'

const makeId = createIdMaker(systemClock, seededRandom(7))
const fixture = (name: string): Uint8Array => readFileSync(new URL(`../fixtures/import/${name}`, import.meta.url))
const all = (store: Store, entity: string): { id: string; data: Data }[] => store.data.list({ entity, limit: 1_000, sort: ['id'] }).rows
const dataOf = (store: Store, entity: string): Data[] => all(store, entity).map(({ data }) => data)
const titled = (store: Store, title: string): Data => dataOf(store, 'tasks').find((data) => data['title'] === title)!
function add(store: Store, entity: string, data: Data): string {
  const recordId = makeId()
  store.data.mutate({ mutationId: makeId(), label: 'Add', changes: [{ entity, recordId, op: 'create', patch: data }] })
  return recordId
}

/** Imported, imported again, and taken back. */
async function runTwiceAndUndo(store: Store, name: string, counts: { created: number; failed: number }, look: () => void): Promise<{ reasons: string[]; warnings: string[]; alsoMade: string[] }> {
  const before = ['companies', 'contacts', 'projects', 'tasks', 'notes'].map((entity) => all(store, entity).length)
  const file = name.split('/').at(-1)!
  const { report, rows } = await setupImport(importDbOf(store)).run(fixture(name), file)
  expect(report).toMatchObject({ ...counts, updated: 0, skipped: report.total - counts.created - counts.failed })
  look()
  const again = await setupImport(importDbOf(store), 2).run(fixture(name), file)
  expect(again.report).toMatchObject({ created: 0, updated: 0, failed: counts.failed })
  store.data.undoAct(report.groupId)
  expect(['companies', 'contacts', 'projects', 'tasks', 'notes'].map((entity) => all(store, entity).length), 'all of it is undone, with what it made beside').toEqual(before)
  return { reasons: rows.map(({ reason }) => reason), warnings: report.warnings, alsoMade: report.alsoMade }
}

describe('lists of tasks from other programs', () => {
  it('Todoist: sections, indents, comments, labels, dates and rules as they were typed', async () => {
    const store = await openMemoryStore()
    const ana = add(store, 'contacts', { firstName: 'Ben', lastName: 'Weiss' })
    const { reasons, warnings, alsoMade } = await runTwiceAndUndo(store, 'tasks/Website [2203306141].csv', { created: 8, failed: 1 }, () => {
      const project = all(store, 'projects')[0]!
      expect(project.data).toMatchObject({ name: 'Website', status: 'active' })
      expect(titled(store, 'Ask Ana for the texts')).toMatchObject({
        tags: ['waiting', 'client'], priority: 'high', status: 'todo', due: '2027-03-12', projectId: project.id, contactId: ana, notes: 'About page, first\n\nRang her on Monday, she is away',
      })
      const site = all(store, 'tasks').find(({ data }) => data['title'] === 'Set up the site')!
      expect(site.data).toMatchObject({ priority: 'medium', tags: ['Build'], status: 'todo' })
      const domain = all(store, 'tasks').find(({ data }) => data['title'] === 'Buy the domain')!
      expect(domain.data).toMatchObject({ due: '2027-05-17T10:30[Europe/Berlin]', parentId: site.id })
      expect(domain.data).not.toHaveProperty('priority')
      expect(titled(store, 'Renew the certificate')).toMatchObject({ repeat: 'FREQ=MONTHLY;BYMONTHDAY=15', parentId: domain.id })
      expect(titled(store, 'Renew the certificate')['due']).toMatch(/^20\d\d-\d\d-15T09:00\[Europe\/Berlin\]$/)
      expect(titled(store, 'Choose a font')).toMatchObject({ parentId: site.id, notes: 'DATE: tomorrow' })
      expect(titled(store, 'Choose a font')).not.toHaveProperty('due')
      expect(titled(store, 'Kick-off')).toMatchObject({ status: 'done' })
      expect(titled(store, 'Weekly call')).toMatchObject({ repeat: 'FREQ=WEEKLY;BYDAY=MO' })
      expect(titled(store, 'Full moon party')).toMatchObject({ notes: 'DATE: every full moon' })
    })
    expect(warnings).toEqual([])
    expect(alsoMade).toEqual(['1 project that is not here yet is made too: Website.'])
    expect(reasons.filter((reason) => reason.startsWith('No title'))).toHaveLength(1)
    expect(reasons.find((reason) => reason.includes('full moon'))).toContain('"every full moon" is no date; it is in the notes')
  })

  it('the same task in a later export is the same one, whatever its date says by then', async () => {
    const store = await openMemoryStore()
    const csv = (date: string): string => `TYPE,CONTENT,PRIORITY,INDENT,DATE\ntask,Call,4,1,${date}\ntask,Call,4,1,\n`
    await setupImport(importDbOf(store)).run(csv('2027-03-12'), 'Calls.csv')
    const { report, rows } = await setupImport(importDbOf(store), 2).run(csv('2027-04-12'), 'Calls.csv')
    expect(report).toMatchObject({ created: 0, updated: 0, skipped: 2 })
    expect(rows[0]!.reason).toBe('Imported before, as Call; nothing new; Due stays "2027-03-12", the file has "2027-04-12"')
  })

  it('a task that was renamed there counts as new, and is told of: the file has no id for it', async () => {
    const store = await openMemoryStore()
    const csv = (title: string): string => `TYPE,CONTENT,PRIORITY,INDENT,DATE\ntask,Call,4,1,\ntask,${title},4,1,\n`
    const first = await setupImport(importDbOf(store)).run(csv('Write'), 'Calls.csv')
    expect(first.report.warnings.filter((words) => words.includes('renamed'))).toEqual([])
    const { report } = await setupImport(importDbOf(store), 2).run(csv('Write to Ana'), 'Calls.csv')
    expect(report).toMatchObject({ created: 1, skipped: 1 })
    expect(report.warnings).toContain('Todoist writes no ids into its files, so a task that was renamed there since the last import counts as new. 1 task is new here: look through them under “New”.')
  })

  it('TickTick: lines before the header, checklists, instants in their zone', async () => {
    const store = await openMemoryStore()
    await runTwiceAndUndo(store, 'tasks/ticktick-backup.csv', { created: 7, failed: 0 }, () => {
      expect(dataOf(store, 'projects').map((data) => data['name'])).toEqual(['Practice', 'Shopping', 'Thoughts'])
      const invoice = all(store, 'tasks').find(({ data }) => data['title'] === 'Send the invoice')!
      expect(invoice.data).toMatchObject({ due: '2026-12-01T09:00[Europe/Berlin]', repeat: 'FREQ=MONTHLY;BYMONTHDAY=1', priority: 'high', tags: ['money', 'urgent'], notes: 'Use the new template', status: 'todo' })
      expect(titled(store, 'Attach the hours')).toMatchObject({ parentId: invoice.id, status: 'done', completedAt: '2026-11-03T17:30:00.000Z' })
      const groceries = all(store, 'tasks').find(({ data }) => data['title'] === 'Groceries')!
      expect(groceries.data).toMatchObject({ due: '2026-12-01', priority: 'low' })
      expect(titled(store, 'Milk')).toMatchObject({ parentId: groceries.id, status: 'todo' })
      expect(titled(store, 'Bread')).toMatchObject({ parentId: groceries.id, status: 'done' })
      expect(titled(store, 'Old idea')).toMatchObject({ status: 'done', notes: 'TickTick: Won’t do' })
      expect(titled(store, 'Where to go in summer')).toMatchObject({ tags: ['note'], notes: expect.stringContaining('Porto, perhaps') as string })
    })
  })

  it('Trello, the board: lists, checklists as parts, what is archived is no longer to be done', async () => {
    const store = await openMemoryStore()
    const ana = add(store, 'contacts', { firstName: 'Ana', lastName: 'Silva' })
    await runTwiceAndUndo(store, 'tasks/trello-board.json', { created: 6, failed: 0 }, () => {
      expect(dataOf(store, 'projects')).toMatchObject([{ name: 'Onboarding Onda' }])
      const contract = all(store, 'tasks').find(({ data }) => data['title'] === 'Contract')!
      expect(contract.data).toMatchObject({ due: '2027-01-15T15:00[UTC]', tags: ['Urgent'], status: 'todo', contactId: ana, externalId: 'trello:65f0000000000000000000c1' })
      expect(contract.data['notes']).toBe('Two copies\n\nBen Weiss: She wants Portuguese law\n\nTrello: https://trello.com/c/abc\nMembers: Ben Weiss')
      expect(titled(store, 'Draft')).toMatchObject({ parentId: contract.id, status: 'done' })
      expect(titled(store, 'Sign')).toMatchObject({ parentId: contract.id, status: 'todo', due: '2027-01-14T15:00[UTC]', contactId: ana })
      expect(titled(store, 'Logo files')).toMatchObject({ tags: ['Waiting for client', 'green'], status: 'todo' })
      expect(titled(store, 'First call')).toMatchObject({ status: 'done' })
      expect(titled(store, 'Old plan')).toMatchObject({ status: 'done' })
    })
  })

  it('Trello, its CSV', async () => {
    const store = await openMemoryStore()
    await runTwiceAndUndo(store, 'tasks/trello.csv', { created: 2, failed: 0 }, () => {
      expect(titled(store, 'Order tiles')).toMatchObject({ status: 'doing', tags: ['Buying', 'Urgent'], due: '2027-01-09T08:00[UTC]' })
      expect(titled(store, 'Order tiles')['notes'], 'nobody here is called so').toContain('Members: Ana Silva')
      expect(titled(store, 'Old quote')).toMatchObject({ status: 'done' })
    })
  })

  it('Asana: parents by title though they come later, people by e-mail, several projects', async () => {
    const store = await openMemoryStore()
    const ana = add(store, 'contacts', { firstName: 'A.', emails: [{ id: 'e', value: 'ANA@example.org' }] })
    await runTwiceAndUndo(store, 'tasks/asana.csv', { created: 3, failed: 1 }, () => {
      const brochure = all(store, 'tasks').find(({ data }) => data['title'] === 'Brochure')!
      expect(brochure.data).toMatchObject({ due: '2027-02-01', priority: 'high', status: 'doing', contactId: ana, externalId: 'asana:1209876543210002' })
      expect(brochure.data['notes']).toContain('Eight pages\nfolded twice')
      expect(brochure.data['notes']).toContain('Projects: Marketing')
      expect(titled(store, 'Photos')).toMatchObject({ parentId: brochure.id, tags: ['print', 'web'] })
      expect(titled(store, 'Book the stand')).toMatchObject({ status: 'done', priority: 'low', completedAt: '2026-09-25T12:00:00.000Z' })
      expect(titled(store, 'Book the stand')['notes']).toContain('Assignee: Carl Nobody')
      expect(dataOf(store, 'projects').map((data) => data['name'])).toEqual(['Spring fair'])
    })
  })

  it('Asana, its JSON: subtasks within, a time beside the date', async () => {
    const store = await openMemoryStore()
    await runTwiceAndUndo(store, 'tasks/asana.json', { created: 2, failed: 0 }, () => {
      const retreat = all(store, 'tasks').find(({ data }) => data['title'] === 'Plan the retreat')!
      expect(retreat.data).toMatchObject({ due: '2027-04-01T07:30[UTC]', tags: ['team'], priority: 'high', notes: 'For twelve\n\nAssignee: Ana Silva' })
      expect(titled(store, 'Find a house')).toMatchObject({ parentId: retreat.id, status: 'done', completedAt: '2026-11-20T10:00:00.000Z' })
    })
  })

  it('a table of one’s own, whose it is by the members of the workspace', async () => {
    const store = await openMemoryStore(), session = setupImport(importDbOf(store))
    const file = await session.inspect('Task,Due,Priority,Assigned to,Done\nCall Ana,12.03.2027 14:30,urgent,ben@example.org,no\nWrite,,,Zoe,x\n', 'list.csv')
    expect(file).toMatchObject({ entity: 'tasks', preset: null, mapping: ['title', 'due', 'priority', 'assignee', 'completed'] })
    value(await session.api.rehearse([file.fileId], listener(), [{ userId: 'u1', name: 'Ben Weiss', email: 'Ben@example.org' }]))
    await session.apply()
    expect(titled(store, 'Call Ana')).toMatchObject({ due: '2027-03-12T14:30[UTC]', priority: 'high', assigneeId: 'u1', status: 'todo' })
    expect(titled(store, 'Write')).toMatchObject({ status: 'done', notes: 'Assigned to: Zoe' })
  })
})

describe('companies and projects from tables', () => {
  it('companies: one where they are called the same or have one domain', async () => {
    const store = await openMemoryStore()
    await runTwiceAndUndo(store, 'companies.csv', { created: 2, failed: 1 }, () => {
      expect(dataOf(store, 'companies')).toMatchObject([
        { name: 'Onda Lda', industry: 'Design', domains: [{ value: 'onda.example' }], phones: [{ value: '+351 222 333 444' }], links: [{ value: 'https://onda.example' }], addresses: [{ street: 'Rua do Sol 1', city: 'Porto', postalCode: '4000-001', country: 'Portugal' }] },
        { name: 'Müller & Söhne GmbH', domains: [{ value: 'mueller.example' }] },
      ])
      expect(dataOf(store, 'notes')).toMatchObject([{ companyId: all(store, 'companies')[0]!.id, body: 'Met at the fair\n\nEmployees: 12' }])
    })
    const there = add(store, 'companies', { name: 'Onda' , domains: [{ id: 'd', value: 'onda.example' }], aliases: ['Onda Design'] })
    const { rows } = await setupImport(importDbOf(store), 3).run('Company,Domain,Industry\nOnda Lisboa,onda.example,Design\nonda design,,Crafts\n', 'more.csv')
    expect(rows.map(({ action, targetId }) => [action, targetId])).toEqual([['update', there], ['skip', there]])
    expect(rows[0]!.reason).toContain('Same domain as Onda; adds the industry; Name stays "Onda", the file has "Onda Lisboa"')
  })

  it('projects: their company found or made, their people found or kept in words', async () => {
    const store = await openMemoryStore()
    const ana = add(store, 'contacts', { firstName: 'Ana', lastName: 'Silva' })
    const { warnings, alsoMade } = await runTwiceAndUndo(store, 'projects.csv', { created: 2, failed: 1 }, () => {
      expect(dataOf(store, 'companies')).toMatchObject([{ name: 'Onda Lda' }])
      expect(dataOf(store, 'projects')).toMatchObject([
        { name: 'Website', status: 'active', startsOn: '2027-03-01', endsOn: '2027-06-30', companyId: all(store, 'companies')[0]!.id, people: [{ id: ana, value: 'Ana Silva' }], notes: 'New site in two languages' },
        { name: 'Retreat', status: 'planned', endsOn: '2027-09-15' },
      ])
      expect(dataOf(store, 'notes').map((data) => data['body']).sort()).toEqual(['Budget: 12.000 €', 'Team: Zoe Nobody'])
    })
    expect(warnings).toEqual([])
    expect(alsoMade).toEqual(['1 company that is not here yet is made too: Onda Lda.'])
  })

  it('a record that is here already gets what its row names, too: made where there is none, in words where it is nobody', async () => {
    const store = await openMemoryStore()
    add(store, 'projects', { name: 'Website', status: 'active' })
    const file = 'Project,Client,People,Status,Start date,End date\nWebsite,Onda,Bob Nobody,active,,\nWebsite,Onda,Bob Nobody,active,,\n'
    const { report, rows } = await setupImport(importDbOf(store)).run(file, 'projects.csv')
    expect(report).toMatchObject({ created: 0, updated: 1, skipped: 1, warnings: [], alsoMade: ['1 company that is not here yet is made too: Onda.'] })
    expect(rows[0]!.reason).toBe('Same name and company as Website; adds the company and 1 note')
    const [onda] = all(store, 'companies')
    expect([onda?.data['name'], dataOf(store, 'projects')[0]!['companyId']]).toEqual(['Onda', onda?.id])
    expect(dataOf(store, 'notes').map((data) => data['body'])).toEqual(['People: Bob Nobody'])
    expect((await setupImport(importDbOf(store), 2).run(file, 'projects.csv')).report).toMatchObject({ created: 0, updated: 0, skipped: 2 })
    // What stands is not written over; the other name is told.
    const other = await setupImport(importDbOf(store), 3).run(file.replaceAll('Onda', 'Rio').replaceAll('Bob Nobody', ''), 'others.csv')
    expect([other.rows[0]!.reason, all(store, 'companies').length]).toEqual(['Same name and company as Website; nothing new; Company stays another one, the file has "Rio"', 1])
    store.data.undoAct(report.groupId)
    expect([all(store, 'companies'), dataOf(store, 'projects')[0]!['companyId'] ?? null, all(store, 'notes')]).toEqual([[], null, []])
  })

  it('notes of a task that are longer than a text may be are cut, and that is said', async () => {
    const { rows, report } = await setupImport(importDbOf(await openMemoryStore())).run(`Task,Due,Notes\nRead,2027-01-01,${'word '.repeat(30_000)}\n`, 'tasks.csv')
    expect([report.created, rows[0]!.reason]).toEqual([1, 'New; The notes have 149,999 characters, and 100,000 is the most; the rest of them is left out'])
  })

  it('several files of several kinds at once find each other', async () => {
    const store = await openMemoryStore(), session = setupImport(importDbOf(store))
    const files = [
      await session.inspect('Task,Due,Project,Contact\nCall,2027-01-02,Website,Ana Silva\n', 'tasks.csv'),
      await session.inspect('Project,Client,Status\nWebsite,Onda,Active\n', 'projects.csv'),
      await session.inspect('First name,Last name,Company\nAna,Silva,Onda\n', 'people.csv'),
      await session.inspect('Company,Domain\nOnda,onda.example\n', 'companies.csv'),
    ]
    expect(files.map(({ entity }) => entity)).toEqual(['tasks', 'projects', 'contacts', 'companies'])
    const rehearsal = await session.rehearse(...files)
    expect(rehearsal).toMatchObject({ counts: { create: 4, total: 4 }, warnings: [], alsoMade: [] })
    await session.apply()
    const [company, project, contact] = ['companies', 'projects', 'contacts'].map((entity) => all(store, entity)[0]!)
    expect(project!.data['companyId']).toBe(company!.id)
    expect(dataOf(store, 'tasks')).toMatchObject([{ projectId: project!.id, contactId: contact!.id }])
    expect(dataOf(store, 'imports')).toMatchObject([{ entities: ['tasks', 'projects', 'contacts', 'companies'] }])
  })

  it('what a file holds is a guess that one can change', async () => {
    const session = setupImport(importDbOf(await openMemoryStore()))
    const file = await session.inspect('Name,Phone\nOnda,030 123456\n', 'list.csv')
    expect(file.entity).toBe('contacts')
    const other = value(await session.api.reinspect(file.fileId, { entity: 'companies' }))
    expect(other).toMatchObject({ entity: 'companies', mapping: ['name', 'phones'] })
    const cards = value(await session.api.inspect(new Blob(['BEGIN:VCARD\nVERSION:3.0\nFN:Ana\nEND:VCARD\n']), 'a.vcf'))
    expect(await session.api.reinspect(cards.fileId, { entity: 'tasks' })).toMatchObject({ ok: false, error: { code: 'invalid', message: '"a.vcf" holds vCards, and these are contacts.' } })
    const notes = 'Contact,Contact ID,Note,When,Kind,Direction,Minutes,Satchel ID\nAna,a,Called,,call,,,n\n'
    expect(await session.api.inspect(new Blob([notes]), 'notes.csv')).toMatchObject({ ok: true, value: { entity: 'notes' } })
    expect(await session.api.reinspect(file.fileId, { entity: 'views' })).toMatchObject({ ok: false, error: { code: 'invalid' } })
  })
})

const constituents = readSharedFile('companies', 'sp500-constituents.csv')
describe.skipIf(constituents === null)('the S&P 500', () => {
  it('503 companies: all there, each with its sector and city, nothing twice, all undone', async () => {
    const store = await openMemoryStore()
    const { file, report } = await setupImport(importDbOf(store)).run(constituents!, 'sp500-constituents.csv')
    expect(file).toMatchObject({ entity: 'companies', mapping: ['notes:Symbol', 'name', 'industry', 'tags', 'addresses.place', null, null, 'notes:Founded'] })
    expect(report).toMatchObject({ created: 503, updated: 0, skipped: 0, failed: 0, lookalikes: 0 })
    expect(dataOf(store, 'companies').find((data) => data['name'] === '3M')).toMatchObject({ industry: 'Industrials', tags: ['Industrial Conglomerates'], addresses: [{ city: 'Saint Paul', region: 'Minnesota' }] })
    expect((await setupImport(importDbOf(store), 2).run(constituents!, 'sp500-constituents.csv')).report).toMatchObject({ created: 0, updated: 0, skipped: 503 })
    store.data.undoAct(report.groupId)
    expect(all(store, 'companies')).toEqual([])
  })
})

describe('notes by themselves', () => {
  it('go onto the contact, the company or the project that a row names; one whose record is not here waits to be mended; the same file again brings nothing', async () => {
    const store = await openMemoryStore()
    const ana = add(store, 'contacts', { firstName: 'Ana', lastName: 'Silva', emails: [{ id: 'e', value: 'ana@onda.example' }] }), onda = add(store, 'companies', { name: 'Onda' })
    const csv = 'Contact,Company,Date,Type,Note\nana@onda.example,,2026-05-01 10:30,Phone call,"Called, twice"\nana@onda.example,,2026-06-01 10:30,Phone call,"Called, twice"\n,Onda,2026-05-02,Fax,Sent the offer\nNobody Here,,,,Lost\n,,,,Of nobody\n'
    const { file, rows, report } = await setupImport(importDbOf(store)).run(csv, 'activities.csv')
    expect(file).toMatchObject({ entity: 'notes', preset: null })
    expect(report).toMatchObject({ created: 3, failed: 2 })
    expect(rows.map(({ reason }) => reason).slice(3)).toEqual([
      'A note belongs to a contact, a company or a project; Contact “Nobody Here” is not here', 'A note belongs to a contact, a company or a project.',
    ])
    const told = all(store, 'notes').map(({ data: { body, kind, happenedAt, contactId, companyId } }) => ({ body, kind, happenedAt, on: contactId ?? companyId }))
    expect(told).toEqual(expect.arrayContaining([
      { body: 'Called, twice', kind: 'call', happenedAt: expect.stringContaining('2026-05-01T') as string, on: ana }, { body: 'Called, twice', kind: 'call', happenedAt: expect.stringContaining('2026-06-01T') as string, on: ana },
      { body: 'Sent the offer\n\nType: Fax', kind: undefined, happenedAt: expect.stringContaining('2026-05-02T') as string, on: onda },
    ]))
    const again = await setupImport(importDbOf(store), 2).run(csv, 'activities.csv')
    expect(again.report).toMatchObject({ created: 0, updated: 0, skipped: 3, failed: 2 })
    store.data.undoAct(report.groupId)
    expect(all(store, 'notes')).toEqual([])
  })

  it('after the records’ own file, which had them as words: each gets its moment and is there once, and what a person wrote there stays apart', async () => {
    const store = await openMemoryStore()
    await setupImport(importDbOf(store)).run('Company,Industry,Notes\nOnda,Design,Called\nMare,Design,Called\n', 'companies.csv')
    const [onda, mare] = ['Onda', 'Mare'].map((name) => all(store, 'companies').find(({ data }) => data['name'] === name)!.id)
    add(store, 'notes', { companyId: mare!, body: 'Rang' })
    const csv = 'Company,Date,Type,Note\nOnda,2026-05-01 10:30,Phone call,Called\nOnda,2026-06-01 10:30,Phone call,Called\nMare,2026-06-01 10:30,,Rang\n'
    const told = (): unknown => all(store, 'notes').map(({ data }) => [data['companyId'], data['body'], data['kind'] ?? '', String(data['happenedAt'] ?? '').slice(0, 10)].join(' ')).sort()
    const before = told()
    const { report, rows } = await setupImport(importDbOf(store), 2).run(csv, 'activities.csv')
    expect(report).toMatchObject({ created: 2, updated: 1, failed: 0 })
    expect(rows[0]!.reason).toBe('Its record has these words as a note already; adds the when and the kind')
    expect(told()).toEqual([`${onda} Called call 2026-05-01`, `${onda} Called call 2026-06-01`, `${mare} Called  `, `${mare} Rang  `, `${mare} Rang  2026-06-01`].sort())
    expect((await setupImport(importDbOf(store), 3).run(csv, 'activities.csv')).report).toMatchObject({ created: 0, updated: 0, skipped: 3 })
    store.data.undoAct(report.groupId)
    expect(told()).toEqual(before)
  })

  it('tables of people, companies, projects and tasks that have a column of notes are still what they were', async () => {
    const session = setupImport(importDbOf(await openMemoryStore()))
    for (const [csv, entity] of [
      ['First name,Last name,Company,Notes,Date\nAna,Silva,Onda,x,2026-01-01\n', 'contacts'], ['Name,Company,E-mail,Note\nAna,Onda,a@b.example,x\n', 'contacts'], ['Company,Industry,Notes\nOnda,Design,x\n', 'companies'],
      ['Task,Due,Project,Notes\nCall,2026-01-01,Site,x\n', 'tasks'], ['Project,Company,Start,End,Notes\nSite,Onda,2026-01-01,2026-02-01,x\n', 'projects'],
    ] as const) expect((await session.inspect(csv, 'a.csv')).entity).toBe(entity)
  })
})

it('a person in a field that people made is the one contact who is called so; of two of that name, or none, the words stay words', async () => {
  const store = await openMemoryStore()
  const field = add(store, 'customFields', { entity: 'contacts', kind: 'person', label: 'Introduced by', removed: false })
  const ben = add(store, 'contacts', { firstName: 'Ben', lastName: 'Weiß', emails: [{ id: 'e', value: 'ben@example.org' }] })
  for (const title of ['Coach', 'Chef']) add(store, 'contacts', { firstName: 'Ana', lastName: 'Silva', title })
  const csv = new TextEncoder().encode('First name,Last name,Introduced by\nOne,A,ben weiss\nTwo,B,ben@example.org\nThree,C,Ana Silva\nFour,D,Nobody Known\nFive,E,\n')
  const { report } = await setupImport(importDbOf(store)).run(csv, 'people.csv')
  expect(report).toMatchObject({ created: 5, failed: 0 })
  const by = (lastName: string): unknown => dataOf(store, 'contacts').find((data) => data['lastName'] === lastName)?.['custom']
  expect(['A', 'B', 'C', 'D', 'E'].map(by)).toEqual([
    [{ id: field, person: ben, name: 'Ben Weiß' }], [{ id: field, person: ben, name: 'Ben Weiß' }], [{ id: field, name: 'Ana Silva' }], [{ id: field, name: 'Nobody Known' }], undefined,
  ])
  expect((await setupImport(importDbOf(store), 2).run(csv, 'people.csv')).report).toMatchObject({ created: 0, updated: 0, skipped: 5 })
})
