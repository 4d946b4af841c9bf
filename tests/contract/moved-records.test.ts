import { expect, it } from 'vitest'
import type { Connection } from '../../src/data-api/connection.ts'
import { readLocal, writeMoved } from '../../src/data-api/move-records.ts'
import type { Store } from '../../src/db-worker/store.ts'
import type { DraftChange } from '../../src/db-worker/contract.ts'
import { openMemoryStore } from '../support/memory-db.ts'

/* J4: what was on the device before somebody signed in goes into the database that their account has here, whole. */

const lineTo = (store: Store): Connection => ({ data: async (use: (api: unknown) => unknown) => use(store.data) }) as unknown as Connection

/** Nobody's database, and one of an account of which all has come down. */
async function setupBoth() {
  const nobodys = await openMemoryStore(), own = await openMemoryStore()
  own.sync.bindTo('w', 'u', 'owner')
  own.sync.snapshotBegin({ cursor: 'c', seen: 's', counts: {} }, false)
  own.sync.snapshotEnd()
  const write = (to: Store, ...changes: DraftChange[]): void => {
    for (let at = 0; at < changes.length; at += 100) to.data.mutate({ mutationId: to.core.makeId(), label: 'Write', changes: changes.slice(at, at + 100) })
  }
  const move = async (): Promise<void> => { await writeMoved(lineTo(own), own.core.makeId, await readLocal(lineTo(nobodys))) }
  return { nobodys, own, write, move }
}
const create = (entity: string, recordId: string, patch: DraftChange['patch']): DraftChange => ({ entity, recordId, op: 'create', patch })

it('[J4, M5] records go in after those that they name, however many there are', async () => {
  const { nobodys, own, write, move } = await setupBoth()
  const id = nobodys.core.makeId, project = id(), company = id(), parent = id()
  write(nobodys,
    create('companies', company, { name: 'Zimt' }), create('projects', project, { name: 'Move', companyId: company }), create('tasks', parent, { title: 'Z parent', projectId: project }),
    ...Array.from({ length: 150 }, (_, i) => create('contacts', id(), { firstName: `Ana ${i}`, company: 'Zimt', companyId: company })),
    ...Array.from({ length: 150 }, (_, i) => create('tasks', id(), { title: `A part ${i}`, parentId: parent })),
  )
  await move()
  expect(own.data.storage().counts).toMatchObject({ contacts: 150, tasks: 151, projects: 1, companies: 1 })
})

it('[J4] what both have made by its name takes in what it lacks, and says the newer of two values; nothing of the account\'s is taken away', async () => {
  const { nobodys, own, write, move } = await setupBoth()
  const id = own.core.makeId, acme = id(), gone = id(), budget = id(), contact = id()
  write(own,
    create('companies', acme, { name: 'Acme', industry: 'Travel', tags: ['kept'] }), create('companies', gone, { name: 'Gone' }),
    create('customFields', budget, { entity: 'contacts', kind: 'text', label: 'Budget', removed: true }), { entity: 'companies', recordId: gone, op: 'delete', patch: {} },
  )
  write(nobodys,
    create('companies', acme, { name: 'Acme', industry: 'Trains', source: 'A fair', tags: ['mine'] }), create('companies', gone, { name: 'Gone' }),
    create('customFields', budget, { entity: 'contacts', kind: 'text', label: 'Budget' }), create('contacts', contact, { firstName: 'Ana', companyId: gone, company: 'Gone' }),
  )
  nobodys.core.db.run("UPDATE companies SET updated_at = updated_at + 60000")
  await move()
  const company = own.data.get('companies', acme)!.data
  expect(company).toMatchObject({ industry: 'Trains', source: 'A fair' })
  expect(JSON.stringify(company['tags'])).toMatch(/kept.*mine/)
  expect(own.data.get('companies', gone)).toMatchObject({ deletedAt: null })
  expect(own.data.get('customFields', budget)!.data['removed'] ?? null).toBeNull()
  expect(own.data.get('contacts', contact)).toMatchObject({ deletedAt: null })
})

it('[J4] what is in the trash comes into the trash, with what went along with it; what both have deleted stays as it is there', async () => {
  const { nobodys, own, write, move } = await setupBoth()
  const id = own.core.makeId, contact = id(), along = id(), before = id(), both = id(), kept = id()
  const remove = (entity: string, recordId: string): DraftChange => ({ entity, recordId, op: 'delete', patch: {} })
  write(own, create('companies', both, { name: 'Both' }), create('companies', kept, { name: 'Kept' }), remove('companies', both))
  write(nobodys, create('companies', both, { name: 'Both', industry: 'Trains' }), create('companies', kept, { name: 'Kept' }))
  write(nobodys, create('contacts', contact, { firstName: 'Ana' }), create('notes', along, { contactId: contact, body: 'Likes tea.' }), create('notes', before, { contactId: contact, body: 'Typo' }))
  for (const [entity, gone] of [['notes', before], ['contacts', contact], ['companies', both], ['companies', kept]] as const) {
    nobodys.core.db.run(`UPDATE ${entity} SET updated_at = updated_at + 1`)
    write(nobodys, remove(entity, gone))
    await new Promise((resolve) => { setTimeout(resolve, 5) })
  }
  await move()
  const gone = [contact, along, before].map((recordId, at) => own.data.get(at === 0 ? 'contacts' : 'notes', recordId)!)
  expect(gone.map(({ data }) => data['firstName'] ?? data['body'])).toEqual(['Ana', 'Likes tea.', 'Typo'])
  expect(gone.every(({ deletedAt }) => deletedAt !== null)).toBe(true)
  expect(own.data.get('companies', kept)!.deletedAt).toBeNull()
  const pending = own.core.journal.counts().pending
  await move()
  expect(own.core.journal.counts().pending).toBe(pending)
  write(own, { entity: 'contacts', recordId: contact, op: 'restore', patch: {} })
  expect([along, before].map((recordId) => own.data.get('notes', recordId)!.deletedAt === null)).toEqual([true, false])
})

it('[J4] of two plain values the older one is in the history', async () => {
  const { nobodys, own, write, move } = await setupBoth()
  const acme = own.core.makeId()
  write(nobodys, create('companies', acme, { name: 'Acme', industry: 'Trains' }))
  write(own, create('companies', acme, { name: 'Acme', industry: 'Travel' }))
  own.core.db.run('UPDATE companies SET updated_at = updated_at + 60000')
  await move()
  expect(own.data.get('companies', acme)!.data['industry']).toBe('Travel')
  expect(own.data.journal({}).rows.flatMap(({ change }) => change.patch['industry'] ?? [])).toEqual(expect.arrayContaining(['Trains', 'Travel']))
})

it('[J4] moved once more, because the page was closed before the other database was removed, nothing is doubled and nothing newer is overwritten', async () => {
  const { nobodys, own, write, move } = await setupBoth()
  const contact = own.core.makeId(), note = own.core.makeId()
  write(nobodys, create('contacts', contact, { firstName: 'Ana', tags: ['a'] }), create('notes', note, { contactId: contact, body: 'Likes tea.' }))
  await move()
  const changes = own.core.journal.counts().pending
  await move()
  expect(own.core.journal.counts().pending).toBe(changes)
  write(own, { entity: 'contacts', recordId: contact, op: 'update', patch: { firstName: 'Anna' } })
  own.core.db.run('UPDATE contacts SET updated_at = updated_at + 60000')
  await move()
  expect(own.data.get('contacts', contact)!.data['firstName']).toBe('Anna')
  expect(own.data.get('notes', note)!.data['body']).toBe('Likes tea.')
})
