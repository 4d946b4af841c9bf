import type { Op, SyncRecord } from '../../src/protocol/change.ts'
import type { PulledChange } from '../../src/protocol/pull.ts'
import type { PushResult } from '../../src/protocol/push.ts'
import type { Row } from '../../src/db-worker/contract.ts'
import type { Store } from '../../src/db-worker/store.ts'
import type { Data, Json } from '../../src/shared/json.ts'
import { openMemoryStore } from '../support/memory-db.ts'

/** A store that a server talks to; the test says what the server says. */
export interface Synced {
  store: Store
  /** A page of one epoch up to a revision. */
  pull(epoch: string, revision: number, ...changes: PulledChange[]): void
  /** A reset and a whole snapshot. */
  snapshot(epoch: string, revision: number, ...records: SyncRecord[]): void
  write(recordId: string, op: Op, patch?: Record<string, Json>, entity?: string): void
  /** One act of several changes. */
  mutation(...changes: { entity?: string; recordId: string; op: Op; patch?: Record<string, Json> }[]): void
  shown(id: string): Row | null
}

export async function setupSynced(): Promise<Synced> {
  const store = await openMemoryStore()
  store.sync.bindTo('w', 'me', 'owner')
  const mutation: Synced['mutation'] = (...changes) => {
    store.data.mutate({ mutationId: store.core.makeId(), label: 'act', changes: changes.map(({ entity = 'contacts', patch = {}, ...change }) => ({ entity, patch, ...change })) })
  }
  return {
    store,
    pull: (epoch, revision, ...changes) => { store.sync.applyPage({ changes, cursor: `${epoch}-${revision}`, seen: seenOf(epoch, revision), hasMore: false }) },
    snapshot: (epoch, revision, ...records) => {
      store.sync.resetRequired('all')
      store.sync.snapshotBegin({ cursor: `${epoch}-${revision}`, seen: seenOf(epoch, revision), counts: {} }, false)
      store.sync.snapshotRecords(records, null)
      store.sync.snapshotEnd()
    },
    mutation,
    write: (recordId, op, patch = {}, entity = 'contacts') => { mutation({ entity, recordId, op, patch }) },
    shown: (id) => store.data.get('contacts', id),
  }
}

/** A `seen` token as the server makes them. */
export const seenOf = (epoch: string, revision: number): string => `${btoa(JSON.stringify({ e: epoch, r: revision, m: `m${revision}` }))}.signature`

export const record = (id: string, revision: number, data: Data, more: Partial<SyncRecord> = {}): PulledChange =>
  ({ action: 'updated', entity: 'contacts', id, revision, data, deletedAt: null, updatedAt: '2026-01-01T00:00:00.000Z', updatedBy: 'u', ...more })

export const applied = (id: string, given: SyncRecord): PushResult => ({ id, status: 'applied', revision: given.revision, record: given })
