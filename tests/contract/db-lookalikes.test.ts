import { describe, expect, it } from 'vitest'
import type { Store } from '../../src/db-worker/store.ts'
import type { Json } from '../../src/shared/json.ts'
import { openMemoryStore } from '../support/memory-db.ts'

const phone = (value: string): Json => [{ value, label: null }]

async function storeOf(people: Record<string, Json>[]): Promise<{ store: Store; ids: string[] }> {
  const store = await openMemoryStore(), ids = people.map(() => store.core.makeId())
  store.data.mutate({ mutationId: store.core.makeId(), label: 'Create', changes: people.map((patch, i) => ({ entity: 'contacts', recordId: ids[i]!, op: 'create', patch })) })
  return { store, ids }
}
function lookalikes(store: Store, except: string[] = [], limit = 50): { pairs: { ids: [string, string]; by: string[] }[]; more: boolean } {
  for (;;) {
    const found = store.data.lookalikes('contacts', except, limit)
    if (found !== null) return found
  }
}

describe('lookalikes', () => {
  it('are pairs with a name, an e-mail or a phone in common, in any spelling, each once and with all its reasons', async () => {
    const { store, ids } = await storeOf([
      { firstName: 'José', lastName: 'Álvarez', phones: phone('+49 151 2345678') },
      { firstName: 'Ana', lastName: 'Silva' },
      { firstName: 'JOSE', lastName: 'alvarez', phones: phone('0151/2345678') },
      { firstName: 'Pepe', phones: phone('+49 (151) 234 56 78') },
    ])
    expect(lookalikes(store)).toEqual({
      pairs: [
        { ids: [ids[0], ids[2]], by: ['name', 'phone'] }, { ids: [ids[0], ids[3]], by: ['phone'] }, { ids: [ids[2], ids[3]], by: ['phone'] },
      ],
      more: false,
    })
    expect(lookalikes(store, [`${ids[0]} ${ids[2]}`], 1)).toEqual({ pairs: [{ ids: [ids[0], ids[3]], by: ['phone'] }], more: true })
  })

  it('are not who was born on another day, nor the many behind one switchboard, nor what is in the trash', async () => {
    const { store, ids } = await storeOf([
      { firstName: 'Ana', lastName: 'Silva', birthday: '1990-05-17' },
      { firstName: 'Ana', lastName: 'Silva', birthday: '1970-01-02' },
      ...Array.from({ length: 9 }, (_, i) => ({ firstName: `Colleague ${i}`, phones: phone('+49 30 123456') })),
      { firstName: 'Eva', lastName: 'Roth' },
      { firstName: 'Eva', lastName: 'Roth' },
    ])
    expect(lookalikes(store).pairs.map((pair) => pair.ids)).toEqual([[ids[11], ids[12]]])
    store.data.mutate({ mutationId: store.core.makeId(), label: 'Delete', changes: [{ entity: 'contacts', recordId: ids[12]!, op: 'delete', patch: {} }] })
    expect(lookalikes(store)).toEqual({ pairs: [], more: false })
  })

  it('are not two numbers that only end alike, nor two extensions', async () => {
    const { store } = await storeOf([
      { firstName: 'Ana', phones: phone('+49 151 2345678') }, { firstName: 'Eva', phones: phone('0171 2345678') },
      { firstName: 'Mia', phones: phone('12') }, { firstName: 'Lea', phones: phone('12') },
    ])
    expect(lookalikes(store)).toEqual({ pairs: [], more: false })
  })

  it('are found in a table of many, and where somebody’s text holds the characters that rows are read with', async () => {
    const separated = ['A\x1dna', 'A\x1ena'].map((firstName) => ({ firstName, lastName: 'Silva' }))
    const { store, ids } = await storeOf(separated)
    for (let piece = 0; piece < 3; piece += 1) {
      const changes = Array.from({ length: 100 }, (_, i) => ({ entity: 'contacts', recordId: store.core.makeId(), op: 'create' as const, patch: { firstName: `Nr ${piece * 100 + i}` } }))
      store.data.mutate({ mutationId: store.core.makeId(), label: 'Create', changes })
    }
    const again = separated.map(() => store.core.makeId())
    store.data.mutate({
      mutationId: store.core.makeId(), label: 'Create', changes: separated.map((patch, i) => ({ entity: 'contacts', recordId: again[i]!, op: 'create', patch })),
    })
    expect(lookalikes(store).pairs.map((pair) => pair.ids)).toEqual([[ids[0], again[0]], [ids[1], again[1]]])
  })

  it('are each copy and the next, where there are many copies of one', async () => {
    const { store, ids } = await storeOf(Array.from({ length: 10 }, () => ({ firstName: 'Ana', lastName: 'Silva', phones: phone('+49 30 123456') })))
    expect(lookalikes(store).pairs.map((pair) => pair.ids)).toEqual(ids.slice(1).map((id, i) => [ids[i], id]))
  })

  it('are found while others write: a look begun is ended, and the next one knows better', async () => {
    const { store, ids } = await storeOf([{ firstName: 'Ana', lastName: 'Silva' }, { firstName: 'Ana', lastName: 'Silva' }])
    expect(lookalikes(store).pairs).toHaveLength(1)
    store.data.mutate({ mutationId: store.core.makeId(), label: 'Edit', changes: [{ entity: 'contacts', recordId: ids[1]!, op: 'update', patch: { lastName: 'Souza' } }] })
    expect(lookalikes(store)).toEqual({ pairs: [], more: false })
  })

  it('there are none of what the model calls none, and no entity is said to be none', async () => {
    const { store } = await storeOf([])
    expect(store.data.lookalikes('views', [], 50)).toEqual({ pairs: [], more: false })
    expect(() => store.data.lookalikes('nothing', [], 50)).toThrow(/nothing called "nothing"/)
  })
})
