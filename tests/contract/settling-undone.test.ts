import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DraftChange } from '../../src/db-worker/contract.ts'
import type { Json } from '../../src/shared/json.ts'
import type { SimReplica } from '../simulation/sim-replica.ts'
import { createWorld, type World } from '../simulation/world.ts'
import { wholeRun } from '../support/whole-run.ts'

/* [M3, U1] Settling is undone like any edit: on the device that did it, on another one of its person and on a team mate's. */

let world: World
/** A and B are Ana's, C is Ben's. */
let devices: Record<'A' | 'B' | 'C', SimReplica>
beforeEach(async () => {
  world = await createWorld({ seed: 1 })
  const [A, B, C] = world.replicas as [SimReplica, SimReplica, SimReplica]
  devices = { A, B, C }
})
afterEach(() => world.close())

const write = ({ store }: SimReplica, ...changes: DraftChange[]): void => { store.data.mutate({ mutationId: store.core.makeId(), label: 'Settle company', changes }) }

/** A contact whose company B (as `Theirs`) and C (as `Mine`) wrote without knowing of each other. */
async function setupConflict(): Promise<{ contact: string; conflict: string; decide: (by: SimReplica, value: string) => void; settle: (by: SimReplica, value: string) => Promise<void>; standing: (on: SimReplica) => unknown[] }> {
  const { A, B, C } = devices
  const contact = A.store.core.makeId()
  write(A, { entity: 'contacts', recordId: contact, op: 'create', patch: { lastName: 'Silva', company: 'Base' } })
  await world.drain()
  C.goOffline()
  await world.settled()
  write(C, { entity: 'contacts', recordId: contact, op: 'update', patch: { company: 'Mine' } })
  write(B, { entity: 'contacts', recordId: contact, op: 'update', patch: { company: 'Theirs' } })
  await world.advance(1_000)
  await world.drain()
  const conflict = A.store.data.list({ entity: 'conflicts' }).rows[0]!.id
  const decide = (by: SimReplica, value: string): void => {
    const { theirs, mine } = by.store.data.get('conflicts', conflict)!.data as { theirs: Json; mine: Json }
    write(by,
      { entity: 'contacts', recordId: contact, op: 'update', patch: { company: value } },
      { entity: 'conflicts', recordId: conflict, op: 'update', patch: { status: 'settled', settlement: { value, saw: { theirs, mine } } } })
  }
  return {
    contact, conflict, decide,
    settle: async (by, value) => {
      decide(by, value)
      await world.drain()
      await world.advance(1_000)
    },
    standing: ({ store }) => [store.data.get('conflicts', conflict)!.data['status'], store.data.get('contacts', contact)!.data['company']],
  }
}

/** By what the History shows of the contact, newest first. */
const undoFromHistory = ({ store }: SimReplica, contact: string): ReturnType<SimReplica['store']['data']['undoAct']> => {
  const { groupId, mutationId } = store.data.history('contacts', contact).at(-1)!
  return store.data.undoAct(groupId ?? mutationId)
}

const pairs = (['A', 'B', 'C'] as const).flatMap((name) => (['Theirs', 'Both'] as const).map((value) => ({ name, value })))

describe('undone by whoever', () => {
  it.each(pairs.filter((_, at) => wholeRun || [0, 3, 4].includes(at)))('[M3, U1] on $name, a conflict settled by "$value" on A is open again everywhere, and that is undone too', async ({ name, value }) => {
    const { contact, settle, standing } = await setupConflict()
    await settle(devices.A, value)
    expect(standing(devices.C)).toEqual(['settled', value])
    expect(undoFromHistory(devices[name], contact)).toMatchObject({ done: true, leftAlone: [] })
    expect(standing(devices[name])).toEqual(['open', 'Theirs'])
    await world.drain()
    await world.advance(1_000)
    for (const replica of world.replicas) expect(standing(replica)).toEqual(['open', 'Theirs'])

    // What undid it is an act like any: taken back from yet another device, it is settled as it was.
    const other = devices[name === 'C' ? 'B' : 'C']
    expect(undoFromHistory(other, contact)).toMatchObject({ done: true, leftAlone: [] })
    await world.drain()
    for (const replica of world.replicas) expect(standing(replica)).toEqual(['settled', value])
  })
})

describe.each(wholeRun ? ['A', 'C'] as const : ['C'] as const)('undone on %s too late', (name) => {
  it('[U1] where the value has moved on since, both stay as they are, and that is said once', async () => {
    const { contact, settle, standing } = await setupConflict()
    await settle(devices.A, 'Both')
    const { mutationId } = devices[name].store.data.history('contacts', contact).at(-1)!
    write(devices.B, { entity: 'contacts', recordId: contact, op: 'update', patch: { company: 'Newer' } })
    await world.drain()
    expect(devices[name].store.data.undoAct(mutationId)).toMatchObject({ changed: 0, leftAlone: [{ entity: 'contacts', recordId: contact, fields: ['company'] }] })
    await world.drain()
    for (const replica of world.replicas) expect(standing(replica)).toEqual(['settled', 'Newer'])
  })

  it('[U1] what was decided anew since is not undone by undoing the first decision', async () => {
    const { contact, settle, standing } = await setupConflict()
    await settle(devices.A, 'Mine')
    const first = devices.A.store.data.history('contacts', contact).at(-1)!.mutationId
    undoFromHistory(devices.A, contact)
    await world.drain()
    await settle(devices.C, 'Theirs')
    expect(devices[name].store.data.undoAct(first)).toMatchObject({ changed: 0 })
    await world.drain()
    expect(standing(devices.A)).toEqual(['settled', 'Theirs'])
  })
})

it('[M3, U1] after a reload, and when its journal is swept, the device that settled undoes it still', async () => {
  const { settle, standing } = await setupConflict()
  await settle(devices.A, 'Mine')
  await devices.A.reload()
  await world.settled()
  devices.A.store.core.db.run('DELETE FROM local_changes')
  expect(devices.A.store.data.undo()).toMatchObject({ done: true, label: 'Settle company', leftAlone: [] })
  await world.drain()
  for (const replica of world.replicas) expect(standing(replica)).toEqual(['open', 'Theirs'])
})

it('[H1, M3] a decision is in the history of every device, once, also where what stood was chosen', async () => {
  const { contact, decide, settle } = await setupConflict()
  const told = ({ store }: SimReplica): unknown[] =>
    [store.data.history('contacts', contact).slice(-2), store.data.recentHistory(2).reverse()].map((entries) => entries.map(({ fields, decision, userName, deviceName }) => [Object.keys(fields), decision?.kind ?? null, decision?.value ?? null, userName, deviceName]))
  await settle(devices.A, 'Theirs')
  undoFromHistory(devices.C, contact)
  await world.drain()
  const first = [[], 'settled', 'Theirs', 'ana', 'A'], opened = [[], 'opened', 'Theirs', 'ben', 'C']
  for (const replica of world.replicas) expect(told(replica)).toEqual([[first, opened], [first, opened]])
  await world.advance(1_000)
  // Before the server has answered, the device that decided says so by itself.
  devices.B.goOffline()
  decide(devices.B, 'Theirs')
  expect(told(devices.B)).toEqual(Array(2).fill([opened, [[], 'settled', 'Theirs', null, null]]))
  await world.drain()
  for (const replica of world.replicas) expect(told(replica)).toEqual(Array(2).fill([opened, [[], 'settled', 'Theirs', 'ana', 'B']]))
})

it('[M3] which acts decided is the server\'s to write', async () => {
  const { conflict } = await setupConflict()
  expect(() => write(devices.A, { entity: 'conflicts', recordId: conflict, op: 'update', patch: { decisions: [] } })).toThrow(/not yours to change/)
})
