import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Row } from '../../src/db-worker/contract.ts'
import { companyOf, isCalled, namedCompanyId, namesOf } from '../../src/model/companies.ts'
import { elementsOf, str, tagsOf } from '../../src/model/text.ts'
import { seededRandom } from '../../src/shared/random.ts'
import type { Data, Json } from '../../src/shared/json.ts'
import { setupTwoDevices, writeOn, type NetworkDevice, type NetworkSetup, type TwoDevices } from '../support/network-setup.ts'

/* Companies on two devices of one person that do not know of each other, around the real server: in the end both have the same, and nothing is lost. */

let network: NetworkSetup, here: NetworkDevice, there: NetworkDevice, apart: TwoDevices['apart']
beforeAll(async () => {
  ({ network, here, there, apart } = await setupTwoDevices())
}, 60_000)
afterAll(() => network.close())

const shown = ({ store }: NetworkDevice, entity: string, id: string): Row | null => store.data.get(entity, id)
const failed = ({ store }: NetworkDevice): unknown[] => store.data.journal({ status: ['failed'] }).rows.map(({ error }) => error)
const all = ({ store }: NetworkDevice, entity: string): Row[] => store.data.list({ entity, state: 'all', sort: ['id'], limit: 1_000 }).rows
const both = <T>(look: (device: NetworkDevice) => T): [T, T] => [look(here), look(there)]

const labelled = (value: string): Json => ({ id: value, value, label: 'work' })
const add = (...elements: Json[]): Json => ({ $set: { add: elements } })

describe('a name that contacts were given', () => {
  it('[M6] is made a company on two devices at once: one record, and both spellings are kept', async () => {
    const id = namedCompanyId('Café Nord')
    expect(namedCompanyId(' cafe  NORD')).toBe(id)
    await apart(() => writeOn(here, 'companies', 'create', { name: 'Café Nord' }, id), () => writeOn(there, 'companies', 'create', { name: 'CAFE NORD', industry: 'Hospitality' }, id))
    const [ours, theirs] = both((device) => shown(device, 'companies', id)?.data)
    expect(ours).toEqual(theirs)
    // Made within moments of each other: the server's idea of the two clocks says which is the newer (T1).
    const spellings = ['Café Nord', 'CAFE NORD']
    expect(spellings).toContain(ours!['name'])
    expect(ours).toMatchObject({ industry: 'Hospitality' })
    const told = JSON.stringify(all(here, 'history').filter(({ data }) => data['recordId'] === id).map(({ data }) => [data['fields'], data['lost']]))
    for (const spelling of spellings) if (spelling !== ours!['name']) expect(told).toContain(spelling)
    expect(both(failed)).toEqual([[], []])
  })

  it('[M3] opens one conflict where two write another, as it did before there were companies', async () => {
    const contact = writeOn(here, 'contacts', 'create', { lastName: 'Silva', company: 'Café Nord' })
    await apart(() => writeOn(here, 'contacts', 'update', { company: 'Onda' }, contact), () => writeOn(there, 'contacts', 'update', { company: 'Argo' }, contact))
    expect(both((device) => all(device, 'conflicts').filter(({ data }) => data['recordId'] === contact).map(({ data }) => data['field']))).toEqual([['company'], ['company']])
    expect(both((device) => shown(device, 'contacts', contact)?.data['company'])).toEqual(['Onda', 'Onda'])
  })

  it('means the oldest of two companies that are called so, unless the contact says which; other names count', () => {
    const company = (id: string, name: string, ...aliases: string[]): Data & { id: string } => ({ id, name, aliases })
    const [first, second] = [company('a', 'Phoenix'), company('b', 'Phönix', 'Ash & Co')]
    const called = (name: string) => [second, first].filter((each) => isCalled(each, name))
    expect(called('phoenix ')).toEqual([first])
    expect(called('ASH & co')).toEqual([second])
    expect(companyOf([second, first], '')).toBe(first)
    expect(companyOf([second, first], 'b')).toBe(second)
    // What it says counts no longer, once its company is called otherwise than is written.
    expect(companyOf([first], 'b')).toBe(first)
    expect(companyOf([], 'b')).toBeNull()
    expect(namesOf({ domains: [labelled('phoenix.example')] })).toEqual(['phoenix.example'])
  })
})

describe('a company', () => {
  it('[M4] edited here and deleted there stands with the edit; deleted, it leaves its people with their words and takes its notes along', async () => {
    const company = writeOn(here, 'companies', 'create', { name: 'Onda' }), twin = writeOn(here, 'companies', 'create', { name: 'Onda', industry: 'Media' })
    const contact = writeOn(here, 'contacts', 'create', { lastName: 'Dee', company: 'Onda', companyId: twin })
    const note = writeOn(here, 'notes', 'create', { companyId: twin, body: 'Met at the fair' })
    await apart(() => writeOn(here, 'companies', 'update', { description: 'Two offices' }, company), () => writeOn(there, 'companies', 'delete', {}, company))
    expect(both((device) => shown(device, 'companies', company))).toMatchObject([{ deletedAt: null, data: { description: 'Two offices' } }, { deletedAt: null, data: { description: 'Two offices' } }])

    await apart(() => writeOn(here, 'companies', 'delete', {}, twin), () => writeOn(there, 'contacts', 'update', { title: 'Editor' }, contact))
    for (const device of [here, there]) {
      expect(shown(device, 'contacts', contact)).toMatchObject({ deletedAt: null, data: { company: 'Onda', title: 'Editor' } })
      expect(shown(device, 'contacts', contact)?.data['companyId'] ?? null).toBeNull()
      expect(shown(device, 'notes', note)?.deletedAt).not.toBeNull()
    }
    await apart(() => writeOn(here, 'companies', 'restore', {}, twin), () => undefined)
    for (const device of [here, there]) {
      expect(shown(device, 'contacts', contact)?.data['companyId']).toBe(twin)
      expect(shown(device, 'notes', note)).toMatchObject({ deletedAt: null, data: { body: 'Met at the fair' } })
    }
  })

  it.each([1, 2, 3])('[M6, M2] edited in every way on both, offline, ends equal and with everything that was added (seed %i)', async (seed) => {
    const random = seededRandom(seed), below = (n: number): number => Math.floor(random.next() * n)
    const ids = Array.from({ length: 4 }, (_, i) => writeOn(here, 'companies', 'create', { name: `Firm ${seed}.${i}`, tags: ['client'], domains: [labelled(`firm${i}.example`)] }))
    const people = ids.map((_, i) => writeOn(here, 'contacts', 'create', { lastName: `P${seed}.${i}`, company: `Firm ${seed}.${i}` }))
    const added = new Map<string, { field: string; values: string[] }[]>(), words: string[] = []
    const act = (device: NetworkDevice, side: string) => (): void => {
      for (let step = 0; step < 25; step += 1) {
        const at = below(ids.length), id = ids[at]!, mark = `${side}${seed}-${step}`
        const living = shown(device, 'companies', id)?.deletedAt === null
        const kept = (field: string): void => { added.set(id, [...added.get(id) ?? [], { field, values: [mark] }]) }
        if (!living) writeOn(device, 'companies', 'restore', {}, id)
        switch (below(9)) {
          case 0: writeOn(device, 'companies', 'update', { name: `Firm ${mark}`, aliases: add(`Firm ${mark}`) }, id); added.set(id, [...added.get(id) ?? [], { field: 'aliases', values: [`Firm ${mark}`] }]); break
          case 1: writeOn(device, 'companies', 'update', { tags: add(mark) }, id); kept('tags'); break
          case 2: writeOn(device, 'companies', 'update', { domains: add(labelled(mark)) }, id); kept('domains'); break
          case 3: writeOn(device, 'companies', 'update', { phones: add(labelled(mark)), links: add(labelled(mark)) }, id); kept('phones'); kept('links'); break
          case 4: writeOn(device, 'companies', 'update', { addresses: add({ id: mark, city: mark }) }, id); break
          case 5: writeOn(device, 'companies', 'update', { industry: mark, description: `About ${mark}` }, id); break
          case 6: writeOn(device, 'notes', 'create', { companyId: id, body: `Note ${mark}` }); words.push(`Note ${mark}`); break
          case 7: writeOn(device, 'contacts', 'update', { companyId: id }, people[at]); break
          default: writeOn(device, 'companies', 'delete', {}, id)
        }
      }
    }
    await apart(act(here, 'a'), act(there, 'b'))
    for (const entity of ['companies', 'contacts', 'notes']) {
      const [ours, theirs] = both((device) => all(device, entity).map(({ id, data, deletedAt }) => ({ id, data, deletedAt })))
      expect(ours).toEqual(theirs)
    }
    expect(both(failed)).toEqual([[], []])
    for (const [id, lists] of added) {
      const data = shown(here, 'companies', id)!.data
      for (const { field, values } of lists) {
        const standing = field === 'tags' || field === 'aliases' ? tagsOf(data, field) : elementsOf(data, field).map(({ value }) => str(value))
        expect(standing, `${field} of ${id}`).toEqual(expect.arrayContaining(values))
      }
    }
    // A note goes with its company and comes back with it; its words are there either way.
    const bodies = all(here, 'notes').map(({ data }) => data['body'])
    for (const word of words) expect(bodies).toContain(word)
    // A living contact names a living company or none.
    for (const contact of all(here, 'contacts')) {
      const named = str(contact.data['companyId'])
      if (contact.deletedAt === null && named !== '') expect(shown(here, 'companies', named)?.deletedAt).toBeNull()
    }
  }, 60_000)
})
