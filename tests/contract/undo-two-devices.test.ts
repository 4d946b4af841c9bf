import { afterEach, beforeEach, expect, it } from 'vitest'
import { systemClock } from '../../src/shared/clock.ts'
import { createIdMaker, systemRandom } from '../../src/shared/random.ts'
import { drained, setupNetwork, type NetworkDevice, type NetworkSetup } from '../support/network-setup.ts'

/* What is undone on one device after others have gone on, around the real server. */

let network: NetworkSetup
beforeEach(async () => { network = await setupNetwork() })
afterEach(() => network.close())
const newId = createIdMaker(systemClock, systemRandom)
const act = (device: NetworkDevice, entity: string, recordId: string, op: 'create' | 'update' | 'delete' | 'restore', patch = {}): string => {
  const mutationId = newId()
  device.store.data.mutate({ mutationId, label: op, changes: [{ entity, recordId, op, patch }] })
  return mutationId
}
const pair = async (): Promise<[NetworkDevice, NetworkDevice]> => {
  const a = await network.device(), b = await network.device()
  await a.worker.start(); await a.signUp(); await a.until(drained)
  await b.worker.start(); await b.signIn(); await b.until(drained)
  return [a, b]
}

it('[U1] undoing a delete leaves a later delete of somebody else alone', async () => {
  const [a, b] = await pair()
  const x = newId()
  act(a, 'contacts', x, 'create', { firstName: 'Ana' })
  await a.until(drained)
  act(a, 'contacts', x, 'delete'); await a.until(drained)
  await b.until(() => b.store.data.get('contacts', x)?.deletedAt != null)
  act(b, 'contacts', x, 'restore'); await b.until(drained)
  act(b, 'contacts', x, 'delete'); await b.until(drained)
  await a.worker.api.syncNow(); await a.until(drained)
  const undone = a.store.data.undo()
  await a.until(drained)
  expect(a.store.data.get('contacts', x)?.deletedAt, JSON.stringify(undone)).not.toBe(null)
})

it('[U1, M4] undoing a note that brought its contact back does not take what others did to the contact since', async () => {
  const [a, b] = await pair()
  const x = newId(), n = newId()
  act(a, 'contacts', x, 'create', { firstName: 'Ana' })
  await b.until(() => b.store.data.get('contacts', x) !== null)
  await b.goOffline()
  act(a, 'contacts', x, 'delete'); await a.until(drained)
  act(b, 'notes', n, 'create', { contactId: x, body: 'Tea' })
  await b.goOnline(); await b.until(drained)
  await a.until(() => a.store.data.get('contacts', x)?.deletedAt === null)
  act(a, 'contacts', x, 'update', { title: 'Dr.' }); await a.until(drained)
  await b.until(() => b.store.data.get('contacts', x)?.data['title'] === 'Dr.')
  b.store.data.undo()
  await b.until(drained); await a.worker.api.syncNow(); await a.until(drained)
  expect(a.store.data.get('notes', n)?.deletedAt).not.toBe(null)
  expect(a.store.data.get('contacts', x)?.deletedAt).toBe(null)
})

it('[U1, P2] undoing a create that found the record made already takes back what it wrote, not the record', async () => {
  const [a, b] = await pair()
  const x = newId()
  await b.goOffline()
  act(a, 'contacts', x, 'create', { firstName: 'Ana' }); await a.until(drained)
  act(b, 'contacts', x, 'create', { firstName: 'Ana', title: 'Dr.' })
  await b.goOnline(); await b.until(drained)
  expect(b.store.data.get('contacts', x)?.data).toEqual({ firstName: 'Ana', title: 'Dr.' })
  b.store.data.undo()
  await b.until(drained)
  expect(b.store.data.get('contacts', x)).toMatchObject({ deletedAt: null, data: { firstName: 'Ana' } })
})

it('[U1] a delete that is undone and done again before it is sent deletes what others have written before', async () => {
  const [a, b] = await pair()
  const x = newId()
  act(a, 'contacts', x, 'create', { firstName: 'Ana' })
  await b.until(() => b.store.data.get('contacts', x) !== null)
  await b.goOffline()
  act(b, 'contacts', x, 'delete')
  b.store.data.undo()
  b.store.data.redo()
  await b.goOnline()
  await b.until(drained)
  expect(b.store.data.get('contacts', x)?.deletedAt).not.toBe(null)
})
