import { beforeEach, expect, it } from 'vitest'
import { record, setupSynced, type Synced } from './db-synced-setup.ts'

/* Two devices make the same contact without knowing of each other: the one that made the later of them is told, once. */

let synced: Synced
beforeEach(async () => { synced = await setupSynced() })

/** A contact of another device, made before or after the one of this device. */
const setupPair = (patch: Record<string, string> = {}) => {
  const { store, write } = synced, before = store.core.makeId(), own = store.core.makeId()
  write(own, 'create', { firstName: 'Ana', lastName: 'Silva', company: 'Acme', ...patch })
  return { before, own, after: store.core.makeId(), met: () => store.data.metAlike('contacts').map(({ ids, by }) => [...ids, ...by]) }
}

it.each(['page', 'snapshot'])('[R2, R6] by a %s comes what was made elsewhere before it: told until it is read, and not again', (way) => {
  const { store, pull, snapshot } = synced, { before, own, met } = setupPair()
  const theirs = record(before, 1, { firstName: 'ANA', lastName: 'Silva' })
  if (way === 'page') pull('e1', 1, theirs)
  else snapshot('e1', 1, theirs)
  expect(met()).toEqual([[before, own, 'name']])
  pull('e1', 2, record(before, 2, { firstName: 'Ana', lastName: 'Silva', title: 'Dr' }))
  store.data.forgetMet('contacts')
  pull('e1', 3, record(before, 3, { firstName: 'Ana', lastName: 'Silva' }))
  expect(met()).toEqual([])
  expect(store.data.list({ entity: 'contacts' }).total, 'both stay').toBe(2)
})

it('[R2] who made the earlier one is not told as well, nor of what is another contact', () => {
  const { pull } = synced, { before, after, met } = setupPair({ birthday: '1990-05-17' })
  pull('e1', 3, record(after, 1, { firstName: 'Ana', lastName: 'Silva' }), record(before, 2, { firstName: 'Ana', lastName: 'Silva', birthday: '1970-01-02' }),
    record(synced.store.core.makeId(), 3, { firstName: 'Bea' }))
  expect(met()).toEqual([])
})

it('[R2] nothing is told any more once one is gone or no longer alike, and what was here already is none', () => {
  const { pull, write } = synced
  const known = synced.store.core.makeId()
  pull('e1', 1, record(known, 1, { firstName: 'Ana', lastName: 'Silva' }))
  const { before, own, met } = setupPair()
  pull('e1', 2, record(known, 2, { firstName: 'Ana', lastName: 'Silva', title: 'Dr' }))
  expect(met()).toEqual([])
  pull('e1', 3, record(before, 3, { firstName: 'Ana', lastName: 'Silva' }))
  expect(met()).toHaveLength(1)
  write(own, 'update', { lastName: 'Souza' })
  expect(met()).toEqual([])
  write(own, 'update', { lastName: 'Silva' })
  expect(met()).toHaveLength(1)
  write(own, 'delete')
  expect(met()).toEqual([])
})
