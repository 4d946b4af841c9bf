import { expect, it } from 'vitest'
import { createCollection } from '../../src/data-api/collection.ts'
import type { Connection } from '../../src/data-api/connection.ts'
import type { BulkWriter, Satchel } from '../../src/data-api/types.ts'
import type { DraftChange } from '../../src/db-worker/contract.ts'
import { productModel } from '../../src/model/model.ts'
import { sampleListId, sampleLists } from '../../src/model/sample-lists.ts'
import { sampleSource, sampleTag } from '../../src/model/sample.ts'
import { removeSample } from '../../src/ui/screens/welcome/sample-workspace.ts'
import { openMemoryStore } from '../support/memory-db.ts'

it('[U1] the sample goes without the companies that something of one’s own names, and comes back with its undo', async () => {
  const store = await openMemoryStore(), { makeId } = store.core
  const connection = { data: (use: (api: unknown) => unknown) => Promise.resolve().then(() => use(store.data)) } as unknown as Connection
  const none = (): never => { throw new Error('not here') }
  const entity = (name: string) => createCollection(() => connection, productModel.entities.get(name)!, makeId, { import: none, export: none })
  const bulk = async (write: (writer: BulkWriter) => void): Promise<{ actId: string | null }> => {
    const changes: DraftChange[] = []
    write({
      update: (name: string, recordId: string, patch: DraftChange['patch']) => { changes.push({ entity: name, recordId, op: 'update', patch }) },
      delete: (name: string, recordId: string) => { changes.push({ entity: name, recordId, op: 'delete', patch: {} }) },
    } as unknown as BulkWriter)
    const actId = makeId()
    store.data.mutate({ mutationId: actId, label: 'Remove', changes })
    return { actId }
  }
  const satchel = { entity, bulk } as unknown as Satchel
  const isSample = { source: sampleSource }
  const firm = async (name: string): Promise<string> => (await entity('companies').create({ name, tags: ['client', sampleTag], ...isSample })).id
  const [byContact, byNote, byProject] = [await firm('Onda'), await firm('Argo'), await firm('Lumen')]
  await firm('Nobody’s')
  await entity('contacts').create({ lastName: 'Invented', company: 'Nobody’s', ...isSample })
  await entity('tasks').create({ title: 'Call', ...isSample })
  await entity('contacts').create({ lastName: 'Silva', company: 'ONDA' })
  await entity('notes').create({ body: 'Met at the fair', companyId: byNote })
  await entity('projects').create({ name: 'Retreat', companyId: byProject })

  const [renamed, joined, untouched] = sampleLists
  for (const list of [renamed!, joined!, untouched!]) await entity('lists').create(list.data, { id: sampleListId(list) })
  await entity('lists').update(sampleListId(renamed!), { name: 'My retreat' })
  const own = await entity('contacts').create({ lastName: 'Thal' })
  await entity('listMembers').create({ listId: sampleListId(joined!), contactId: own.id })

  expect(await removeSample(satchel)).toMatchObject({ removed: 4, kept: 3 })
  const standing = async (name: string) => (await entity(name).list()).rows
  expect((await standing('companies')).map(({ id }) => id).sort()).toEqual([byContact, byNote, byProject].sort())
  for (const company of await standing('companies')) expect(company).toMatchObject({ tags: ['client'] })
  expect((await standing('contacts')).map((contact) => contact['lastName']).sort()).toEqual(['Silva', 'Thal'])
  expect((await standing('lists')).map(({ id }) => id).sort()).toEqual([sampleListId(renamed!), sampleListId(joined!)].sort())
  expect([(await standing('notes')).length, (await standing('projects')).length, (await standing('tasks')).length]).toEqual([1, 1, 0])
  expect((await entity('companies').list({ where: isSample })).total).toBe(0)
  store.data.undo()
  expect((await entity('companies').list({ where: isSample })).total).toBe(4)
})
