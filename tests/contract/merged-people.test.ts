import { expect, it } from 'vitest'
import { createCollection } from '../../src/data-api/collection.ts'
import type { Connection } from '../../src/data-api/connection.ts'
import { contacts } from '../../src/model/contacts.ts'
import { memberId } from '../../src/model/lists.ts'
import { productModel } from '../../src/model/model.ts'
import { movedLinks } from '../../src/ui/screens/duplicates/moved-links.ts'
import { openMemoryStore } from '../support/memory-db.ts'

it('[U1] a project’s people go along where two contacts become one, and come back with its undo', async () => {
  const store = await openMemoryStore(), { makeId } = store.core
  const connection = { data: (use: (api: unknown) => unknown) => Promise.resolve().then(() => use(store.data)) } as unknown as Connection
  const none = (): never => { throw new Error('not here') }
  const entity = (name: string) => createCollection(() => connection, productModel.entities.get(name)!, makeId, { import: none, export: none })
  const stays = await entity('contacts').create({ firstName: 'Ana', lastName: 'Silva' }), goes = await entity('contacts').create({ firstName: 'A.', lastName: 'Silva' })
  const ben = { id: makeId(), value: 'Ben' }, ana = { id: stays.id, value: 'Ana Silva' }, former = { id: goes.id, value: 'A. Silva' }
  const [one, both, other] = await Promise.all([[former, ben], [ana, former], [ben]].map(async (people) => (await entity('projects').create({ name: 'Retreat', people })).id))
  const task = await entity('tasks').create({ title: 'Call', contactId: goes.id })
  const people = () => Promise.all([one, both, other].map(async (id) => (await entity('projects').get(id!))?.['people']))
  const before = await people()

  const links = await movedLinks({ entity }, contacts, { id: stays.id, data: { firstName: 'Ana', lastName: 'Silva' } }, [goes.id])
  store.data.mutate({
    mutationId: makeId(), label: 'Merge Ana Silva',
    changes: [...links.map(({ entity: name, id, patch }) => ({ entity: name, recordId: id, op: 'update' as const, patch })), { entity: 'contacts', recordId: goes.id, op: 'delete', patch: {} }],
  })
  expect(await people()).toEqual([[ben, ana], [ana], [ben]])
  expect(await entity('tasks').get(task.id)).toMatchObject({ contactId: stays.id })
  store.data.undo()
  const sorted = (lists: unknown[]) => lists.map((list) => (list as { id: string }[]).map(({ id }) => id).sort())
  expect(sorted(await people())).toEqual(sorted(before))
  expect(await entity('tasks').get(task.id)).toMatchObject({ contactId: goes.id })
})

it('[U1] lists go along where two contacts become one: in each once, whichever was in it, and as before with its undo', async () => {
  const store = await openMemoryStore(), { makeId } = store.core
  const connection = { data: (use: (api: unknown) => unknown) => Promise.resolve().then(() => use(store.data)) } as unknown as Connection
  const none = (): never => { throw new Error('not here') }
  const entity = (name: string) => createCollection(() => connection, productModel.entities.get(name)!, makeId, { import: none, export: none })
  const stays = await entity('contacts').create({ lastName: 'Silva' }), goes = await entity('contacts').create({ lastName: 'Sylva' })
  const list = async (...members: string[]): Promise<string> => {
    const { id } = await entity('lists').create({ name: 'Clients', entity: 'contacts', kind: 'manual' })
    for (const contactId of members) await entity('listMembers').create({ listId: id, contactId }, { id: memberId(id, contactId) })
    return id
  }
  const lists = [await list(goes.id), await list(stays.id, goes.id), await list(stays.id)]
  const members = () => Promise.all(lists.map(async (id) => (await entity('contacts').ids({ where: { id: { through: { entity: 'listMembers', field: 'contactId', where: { listId: id } } } } })).sort()))
  const links = await movedLinks({ entity }, contacts, { id: stays.id, data: { lastName: 'Silva' } }, [goes.id])
  store.data.mutate({
    mutationId: makeId(), label: 'Merge Silva',
    changes: [...links.map(({ entity: name, id, patch }) => ({ entity: name, recordId: id, op: 'update' as const, patch })), { entity: 'contacts', recordId: goes.id, op: 'delete', patch: {} }],
  })
  expect(await members()).toEqual([[stays.id], [stays.id], [stays.id]])
  store.data.undo()
  expect(await members()).toEqual([[goes.id], [stays.id, goes.id].sort(), [stays.id]])
})
