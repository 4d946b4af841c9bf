import { afterAll, beforeAll, expect, it } from 'vitest'
import type { DraftChange, Row } from '../../src/db-worker/contract.ts'
import { memberId } from '../../src/model/lists.ts'
import { sleep, systemClock } from '../../src/shared/clock.ts'
import { seededRandom } from '../../src/shared/random.ts'
import { setupTwoDevices, type NetworkDevice, type NetworkSetup, type TwoDevices } from '../support/network-setup.ts'

/* Lists on two devices of one person that do not know of each other, around the real server: in the end both have the same, and nothing is lost. */

let network: NetworkSetup, here: NetworkDevice, there: NetworkDevice, bothDrained: TwoDevices['bothDrained'], apart: TwoDevices['apart']
beforeAll(async () => {
  ({ network, here, there, bothDrained, apart } = await setupTwoDevices())
}, 60_000)
afterAll(() => network.close())

type Act = Omit<DraftChange, 'patch'> & { patch?: DraftChange['patch'] }
const write = ({ store }: NetworkDevice, ...acts: Act[]): void => {
  store.data.mutate({ mutationId: store.core.makeId(), label: 'Write', changes: acts.map((act) => ({ patch: {}, ...act })) })
}
const person = (name: string): string => {
  const recordId = here.store.core.makeId()
  write(here, { entity: 'contacts', recordId, op: 'create', patch: { lastName: name } })
  return recordId
}
const list = (...members: string[]): string => {
  const id = here.store.core.makeId()
  write(here, { entity: 'lists', recordId: id, op: 'create', patch: { name: 'Clients', entity: 'contacts', kind: 'manual' } }, ...members.map((who) => added(id, who)))
  return id
}
const added = (listId: string, contactId: string): Act => ({ entity: 'listMembers', recordId: memberId(listId, contactId), op: 'create', patch: { listId, contactId } })
const taken = (listId: string, contactId: string): Act => ({ entity: 'listMembers', recordId: memberId(listId, contactId), op: 'delete' })
const put = (entity: string, recordId: string, patch: DraftChange['patch']): Act => ({ entity, recordId, op: 'update', patch })
const gone = (entity: string, recordId: string): Act => ({ entity, recordId, op: 'delete' })

/** Who is in a list, on either device, which must say the same. */
function membersOf(id: string): string[] {
  const [ours, theirs] = [here, there].map(({ store }) => store.data.ids({ entity: 'contacts', where: { id: { through: { entity: 'listMembers', field: 'contactId', where: { listId: id } } } } }).sort())
  expect(ours).toEqual(theirs)
  return ours!
}
function listOf(id: string): Row | null {
  const [ours, theirs] = [here, there].map(({ store }) => store.data.get('lists', id))
  expect(ours?.data).toEqual(theirs?.data)
  expect(ours?.deletedAt).toBe(theirs?.deletedAt)
  return ours ?? null
}
const failed = (): unknown[] => [here, there].flatMap(({ store }) => store.data.journal({ status: ['failed', 'conflict', 'deferred'] }).rows.map(({ error }) => error))

it('[M1] members added and taken out on both sides: what each did is done, and who both added is there once', async () => {
  const [ana, ben, cleo, dan, eva] = ['Ana', 'Ben', 'Cleo', 'Dan', 'Eva'].map(person) as [string, string, string, string, string]
  const id = list(ana, ben)
  await apart(() => write(here, added(id, cleo), added(id, dan), taken(id, ana)), () => write(there, added(id, dan), added(id, eva), taken(id, ben)))
  expect(membersOf(id)).toEqual([cleo, dan, eva].sort())
  expect(failed()).toEqual([])
})

it('[M4] whom one takes out and the other puts back is in the list: the addition beats the concurrent removal, in either order', async () => {
  const [ana, ben] = [person('Ana'), person('Ben')], id = list(ana, ben)
  await bothDrained()
  // Both sides know of the removal before it is taken back on one and done anew on the other.
  write(here, taken(id, ana), taken(id, ben))
  await bothDrained()
  await apart(
    () => { write(here, { entity: 'listMembers', recordId: memberId(id, ana), op: 'restore' }); write(here, { entity: 'listMembers', recordId: memberId(id, ben), op: 'restore' }); write(here, taken(id, ben)) },
    () => { write(there, { entity: 'listMembers', recordId: memberId(id, ana), op: 'restore' }); write(there, taken(id, ana)); write(there, { entity: 'listMembers', recordId: memberId(id, ben), op: 'restore' }) },
  )
  expect(membersOf(id)).toEqual([ana, ben].sort())
  expect(failed()).toEqual([])
})

it('[M4] turned into a live list on one side, members added and renamed on the other: all of it stands, and the members are there for the way back', async () => {
  const [ana, ben] = [person('Ana'), person('Ben')], id = list(ana)
  const filter = { f: [['city', 'is', 'Bonn']] }
  await apart(() => write(here, put('lists', id, { kind: 'live', filter })), () => write(there, added(id, ben), put('lists', id, { name: 'Key clients' })))
  expect(listOf(id)?.data).toMatchObject({ kind: 'live', filter, name: 'Key clients' })
  expect(membersOf(id)).toEqual([ana, ben].sort())
})

it('[M4] turned into a live list on one side, deleted on the other: the edit brings it back with its members, and whoever deleted is told', async () => {
  const ana = person('Ana'), id = list(ana)
  await apart(() => write(here, put('lists', id, { kind: 'live', filter: { q: 'ana' } })), () => write(there, gone('lists', id)))
  expect(listOf(id)).toMatchObject({ deletedAt: null, data: { kind: 'live', filter: { q: 'ana' } } })
  expect(membersOf(id)).toEqual([ana])
  expect(there.store.data.list({ entity: 'notices', limit: 100 }).rows.filter(({ data }) => data['recordId'] === id)).toHaveLength(1)
})

it('[M2] two filters for one live list: the newer stands, the other is in its history', async () => {
  const id = list()
  write(here, put('lists', id, { kind: 'live', filter: { q: 'first' } }))
  await apart(() => write(here, put('lists', id, { filter: { q: 'ours' } })), () => write(there, put('lists', id, { filter: { q: 'theirs' } })))
  const stands = listOf(id)?.data['filter']
  expect([{ q: 'ours' }, { q: 'theirs' }]).toContainEqual(stands)
  const told = JSON.stringify(here.store.data.history('lists', id))
  for (const words of ['ours', 'theirs']) expect(told).toContain(words)
})

it('[M4] a list that is deleted takes its memberships along and no contact; restored, it has them again', async () => {
  const [ana, ben] = [person('Ana'), person('Ben')], id = list(ana, ben)
  write(here, gone('lists', id))
  await bothDrained()
  expect(membersOf(id)).toEqual([])
  for (const { store } of [here, there]) for (const who of [ana, ben]) expect(store.data.get('contacts', who)?.deletedAt).toBeNull()
  write(there, { entity: 'lists', recordId: id, op: 'restore' })
  await bothDrained()
  expect(membersOf(id)).toEqual([ana, ben].sort())
})

it('[M4] a contact that is deleted is in no list, and is in its lists again once it is restored, however it went on meanwhile', async () => {
  const [ana, ben, cleo] = [person('Ana'), person('Ben'), person('Cleo')], id = list(ana, ben)
  await apart(() => write(here, gone('contacts', ana)), () => write(there, added(id, cleo)))
  expect(membersOf(id)).toEqual([ben, cleo].sort())
  for (const { store } of [here, there]) expect(store.data.list({ entity: 'listMembers', where: { listId: id, contactId: ana } }).total).toBe(0)
  write(there, { entity: 'contacts', recordId: ana, op: 'restore' })
  await bothDrained()
  expect(membersOf(id)).toEqual([ana, ben, cleo].sort())
})

it('[M5] a membership of nobody, of two, or in no list is refused', () => {
  const ana = person('Ana'), id = list(), recordId = here.store.core.makeId()
  for (const patch of [{ listId: id }, { contactId: ana }, {}]) expect(() => write(here, { entity: 'listMembers', recordId, op: 'create', patch })).toThrow(/one contact or one company/)
  expect(() => write(here, { entity: 'lists', recordId, op: 'create', patch: { name: ' ', entity: 'contacts' } })).toThrow(/name/)
})

it.each([1, 2, 3])('[M4, M6] edited in every way on both, offline, ends equal, and no list that was edited is lost (seed %i)', async (seed) => {
  const random = seededRandom(seed), below = (n: number): number => Math.floor(random.next() * n)
  const people = Array.from({ length: 5 }, (_, at) => person(`P${seed}.${at}`)), all = [list(people[0]!, people[1]!), list(people[2]!)]
  const state = ({ store }: NetworkDevice, entity: string, id: string) => store.data.get(entity, id)
  const names = new Set<string>()
  const act = (device: NetworkDevice, side: string) => (): void => {
    for (let step = 0; step < 25; step += 1) {
      const id = all[below(all.length)]!, who = people[below(people.length)]!, member = memberId(id, who)
      if (state(device, 'lists', id)?.deletedAt !== null) write(device, { entity: 'lists', recordId: id, op: 'restore' })
      if (state(device, 'contacts', who)?.deletedAt !== null) write(device, { entity: 'contacts', recordId: who, op: 'restore' })
      const membership = state(device, 'listMembers', member)
      switch (below(8)) {
        case 0: case 1: case 2:
          if (membership === null) write(device, added(id, who))
          else write(device, membership.deletedAt === null ? taken(id, who) : { entity: 'listMembers', recordId: member, op: 'restore' })
          break
        case 3: { const name = `${side}${seed}-${step}`; names.add(name); write(device, put('lists', id, { name })); break }
        case 4: write(device, put('lists', id, { kind: 'live', filter: { q: `${side}${step}` } })); break
        case 5: write(device, put('lists', id, { kind: 'manual' })); break
        case 6: write(device, gone('contacts', who)); break
        default: write(device, gone('lists', id))
      }
    }
  }
  await apart(act(here, 'a'), act(there, 'b'))
  for (const entity of ['lists', 'listMembers', 'contacts']) {
    const [ours, theirs] = [here, there].map(({ store }) => store.data.list({ entity, state: 'all', sort: ['id'], limit: 1_000 }).rows.map(({ id, data, deletedAt }) => ({ id, data, deletedAt })))
    expect(ours).toEqual(theirs)
  }
  expect(failed()).toEqual([])
  // Whoever is in a list is there, or in the trash where somebody deleted them who did not know of it (M4): the list shows who lives, and has the others back when they are.
  for (const { data } of here.store.data.list({ entity: 'listMembers', limit: 1_000 }).rows) {
    expect(state(here, 'lists', String(data['listId']))).not.toBeNull()
    expect(state(here, 'contacts', String(data['contactId']))).not.toBeNull()
  }
  for (const id of all) {
    const shown = here.store.data.list({ entity: 'contacts', where: { id: { through: { entity: 'listMembers', field: 'contactId', where: { listId: id } } } } as never, limit: 1_000 }).rows
    for (const { deletedAt } of shown) expect(deletedAt).toBeNull()
  }
  // Every name that was ever written is told by somebody's history.
  const told = JSON.stringify(all.flatMap((id) => here.store.data.history('lists', id)))
  for (const name of names) expect(told).toContain(name)
}, 60_000)

it('who came and who went is told of a list, whoever did it, and who was in it at a moment; put back, it holds them again', async () => {
  const [ana, ben, cleo] = ['Ana', 'Ben', 'Cleo'].map(person) as [string, string, string], id = list(ana, ben), other = list(cleo)
  await bothDrained()
  const naming = { field: 'listId', id }, [mAna, mBen, mCleo] = [ana, ben, cleo].map((who) => memberId(id, who)) as [string, string, string]
  const moment = new Date().toISOString()
  await sleep(systemClock, 20)
  await apart(() => write(here, taken(id, ana)), () => write(there, added(id, cleo)))
  const told = ({ store }: NetworkDevice): [string, string][] => store.data.historyNaming('listMembers', naming, 50).map(({ op, recordId }) => [op, recordId])
  expect(told(here)).toEqual(told(there))
  expect(new Map(told(here).slice(0, 2).map(([op, member]) => [member, op]))).toEqual(new Map([[mAna, 'delete'], [mCleo, 'create']]))
  expect(new Set(told(here).slice(2).map(([, member]) => member))).toEqual(new Set([mAna, mBen]))
  expect(here.store.data.historyNaming('listMembers', { field: 'listId', id: other }, 50)).toHaveLength(1)
  expect(here.store.data.historyNaming('listMembers', naming, 1)).toHaveLength(1)
  for (const { store } of [here, there]) {
    const { rows, counts } = store.data.asOf({ entity: 'listMembers', at: moment, naming })
    expect(counts).toEqual({ created: 1, updated: 0, deleted: 1 })
    expect(rows.map(({ id: member, was, now }) => [member, was?.['contactId'] ?? null, now?.['contactId'] ?? null]).sort()).toEqual([[mAna, ana, null], [mCleo, null, cleo]].sort())
  }
  // What is not sent yet is told of too.
  write(here, taken(id, ben))
  expect(told(here)[0]).toEqual(['delete', mBen])
  expect(() => here.store.data.historyNaming('listMembers', { field: 'name', id }, 5)).toThrow(/reference/)
})
