import { afterEach, expect, it } from 'vitest'
import { edit, make } from '../simulation/replica-acts.ts'
import type { SimReplica } from '../simulation/sim-replica.ts'
import { createWorld, type World } from '../simulation/world.ts'

let world: World
afterEach(() => world.close())

it('[M2, U1] of two who put one text in the place of the same other each wrote it; where one of them takes that back, the other’s words stand', async () => {
  world = await createWorld({ seed: 5 })
  const [A, B] = world.replicas as [SimReplica, SimReplica]
  const contact = make(A, 'contacts', { firstName: 'Ana' }), id = make(A, 'notes', { contactId: contact, body: 'Agreed on May.' })
  await world.drain()
  A.goOffline(); B.goOffline()
  edit(A, 'notes', id, { body: 'Agreed on the third of May.' })
  await world.advance(60_000)
  edit(B, 'notes', id, { body: 'Agreed on the third of May.' })
  A.store.data.undo()
  await world.drain()
  const shown = [A, B].map(({ store }) => store.data.get('notes', id)!.data['body'])
  expect(shown[0]).toBe(shown[1])
  expect(shown[0]).toBe('Agreed on the third of May.')
})

it('[M2, U1] two who take one edit back without hearing of each other bring what it took out back once (seed 240488)', async () => {
  world = await createWorld({ seed: 5 })
  const [A, B] = world.replicas as [SimReplica, SimReplica]
  const contact = make(A, 'contacts', { firstName: 'Ana' }), id = make(A, 'notes', { contactId: contact, body: 'Agreed on the third of May.' })
  await world.drain()
  edit(A, 'notes', id, { body: 'Agreed on May.' })
  await world.drain()
  A.goOffline(); B.goOffline()
  for (const { store } of [A, B]) {
    const { groupId, mutationId } = store.data.recentHistory(20).find(({ recordId, op }) => recordId === id && op === 'update')!
    expect(store.data.undoAct(groupId ?? mutationId)).toMatchObject({ changed: 1 })
    await world.advance(60_000)
  }
  await world.drain()
  for (const { store } of [A, B]) expect(store.data.get('notes', id)!.data['body']).toBe('Agreed on the third of May.')
})
