import { expect, it } from 'vitest'
import type { DraftChange } from '../../src/db-worker/contract.ts'
import type { SimReplica } from '../simulation/sim-replica.ts'
import { createWorld } from '../simulation/world.ts'

const write = ({ store }: SimReplica, ...changes: DraftChange[]): void => { store.data.mutate({ mutationId: store.core.makeId(), label: 'Edit', changes }) }

it.each([92, 200])('[R4, R5] an older device that comes back after %i days restores as new the contact with its notes and with what it does not know', async (days) => {
  const world = await createWorld({ seed: 3, older: 1 })
  const [A, , C] = world.replicas as [SimReplica, SimReplica, SimReplica]
  const contact = A.store.core.makeId()
  write(A, { entity: 'contacts', recordId: contact, op: 'create', patch: { lastName: 'Silva', nickname: 'Nan' } })
  write(A, ...['One', 'Two'].map((body): DraftChange => ({ entity: 'notes', recordId: A.store.core.makeId(), op: 'create', patch: { contactId: contact, body } })))
  await world.drain()
  C.goOffline()
  await world.settled()
  write(C, { entity: 'contacts', recordId: contact, op: 'update', patch: { title: 'Dr' } })
  write(A, { entity: 'contacts', recordId: contact, op: 'delete', patch: {} })
  await world.advance(1_000)
  await world.passDays(days)
  await world.passDays(1)
  await world.drain()
  expect(A.store.data.get('contacts', contact)).toBeNull()

  const [failed] = C.store.data.journal({ status: ['failed'] }).rows
  expect(failed?.error).toMatchObject({ code: 'record_gone' })
  C.store.data.retryFailed(failed!.change.mutationId)
  await world.drain()
  expect(C.store.data.journalCounts()).toMatchObject({ failed: 0 })
  for (const { store } of world.replicas) {
    expect(store.data.get('contacts', contact)?.data).toEqual({ lastName: 'Silva', nickname: 'Nan', title: 'Dr' })
    expect(store.data.list({ entity: 'notes' }).rows.map(({ data }) => data['body']).sort()).toEqual(['One', 'Two'])
  }
  await world.close()
})
