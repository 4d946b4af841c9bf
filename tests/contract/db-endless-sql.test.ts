import { expect, it } from 'vitest'
import { systemClock } from '../../src/shared/clock.ts'
import { toSatchelError } from '../../src/shared/errors.ts'
import { openMemoryStore } from '../support/memory-db.ts'

it('SQL that never comes to an end is stopped, and everything else goes on', async () => {
  let passed = 0
  // A second at every look: nobody waits ten of them here.
  const store = await openMemoryStore({ clock: { ...systemClock, monotonic: () => (passed += 1_000) } })
  const endless = 'WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n'
  for (let i = 0; i < 2; i += 1) {
    let said: unknown = null
    try { store.data.sql(endless) } catch (thrown) { said = toSatchelError(thrown).code }
    expect(said).toBe('timeout')
  }
  expect(store.data.sql('SELECT count(*) AS n FROM contacts')).toEqual([{ n: 0 }])
  store.data.mutate({ mutationId: store.core.makeId(), label: 'Add', changes: [{ entity: 'contacts', recordId: store.core.makeId(), op: 'create', patch: { firstName: 'Ana' } }] })
  expect(store.data.list({ entity: 'contacts' }).total).toBe(1)
})
