import type { Db } from '../../src/changes-worker/db-call.ts'
import type { ChangeStatus, SyncState, TablesChanged } from '../../src/db-worker/contract.ts'
import { addDigest, emptyDigest, formatDigest, recordDigest } from '../../src/merge/digest.ts'
import { productModel } from '../../src/model/model.ts'
import { takeBatch } from '../../src/outbox/build-push.ts'
import { groupMutations } from '../../src/outbox/mirror-storage.ts'
import type { Change, SyncRecord } from '../../src/protocol/change.ts'
import type { PushResult } from '../../src/protocol/push.ts'
import { ok } from '../../src/shared/result.ts'

/**
 * A db-worker as light as can be for hundreds of devices in one process: a journal and base records in memory, no SQL and no laying over. Two hundred real
 * ones would apply 27,000 rows a second between them, which no one processor does; the changes worker above it is the real one.
 */
export interface LightDb extends Db {
  /** The person acted. */
  act(changes: Change[]): void
  /** The base record; undefined: it has none. */
  base(id: string): SyncRecord | undefined
  /** Of contacts, in the order in which they came. */
  ids(): readonly string[]
  unsettledIds(): string[]
  /** How many changes are not settled. */
  waiting(): number
  /** Whether digests are really compared; while the load runs they are called equal. */
  comparing: boolean
}

export interface LightDbParts {
  identity: { workspaceId: string; userId: string; replicaId: string }
  onCommit: (changed: TablesChanged) => void
  onAnswers: (results: readonly PushResult[]) => void
  /** A record that came down, or back as an answer. */
  onRecord: (record: SyncRecord) => void
}

/** What is kept whole and compared; of the history only the ids are told. */
const kept = new Set(['contacts', 'conflicts'])

export function createLightDb({ identity, onCommit, onAnswers, onRecord }: LightDbParts): LightDb {
  const entities = new Map<string, Map<string, SyncRecord>>([...kept].map((name) => [name, new Map()]))
  const journal = new Map<string, { change: Change; status: 'pending' | 'pushing' | 'deferred' }>()
  const settled = { synced: 0, conflict: 0, failed: 0 }
  const sync: Omit<SyncState, 'counts'> = { replicaId: identity.replicaId, cursor: null, seen: null, epoch: 'e', snapshot: null, lastSyncedAt: null, givingBack: false, conflicts: 0, notices: 0, healed: null }
  const done = <T>(value: T): Promise<{ ok: true; value: T }> => Promise.resolve(ok(value))
  const contactIds: string[] = []
  const put = (record: SyncRecord): void => {
    onRecord(record)
    const records = entities.get(record.entity), before = records?.get(record.id)
    if (records === undefined || (before !== undefined && before.revision >= record.revision)) return
    records.set(record.id, record)
    if (before === undefined && record.entity === 'contacts') contactIds.push(record.id)
  }
  const counts = (): SyncState['counts'] => {
    const all: Record<ChangeStatus, number> = { pending: 0, pushing: 0, deferred: 0, replaced: 0, ...settled }
    for (const { status } of journal.values()) all[status] += 1
    return all
  }
  const digestOf = (name: string): string => {
    const entity = productModel.entities.get(name)!
    let sum = emptyDigest
    for (const { id, data, deletedAt } of entities.get(name)!.values()) if (data !== null && deletedAt === null) sum = addDigest(sum, recordDigest(entity, id, data as Parameters<typeof recordDigest>[2]))
    return formatDigest(sum)
  }
  const db: LightDb = {
    comparing: false,
    act(changes) {
      for (const change of changes) journal.set(change.id, { change, status: 'pending' })
      onCommit({ type: 'changed', entities: [], journal: true })
    },
    base: (id) => entities.get('contacts')!.get(id),
    ids: () => contactIds,
    unsettledIds: () => [...journal.keys()],
    waiting: () => journal.size,

    identity: () => done({ ...identity, role: 'owner', schemaVersion: productModel.schemaVersion }),
    state: () => done({ ...sync, counts: counts() }),
    bindTo: () => done(undefined),
    nextBatch: (options) => {
      const may: Change[] = []
      for (const { change, status } of journal.values()) {
        if (status !== 'pending' || options?.only?.includes(change.mutationId) === false) continue
        if (may.push(change) === 400) break
      }
      const changes = takeBatch(groupMutations(may)).flatMap((mutation) => mutation.changes)
      for (const { id } of changes) journal.get(id)!.status = 'pushing'
      return done({ changes, seen: sync.seen, identity: { replicaId: identity.replicaId, schemaVersion: productModel.schemaVersion } })
    },
    applyResults: (results, seen) => {
      for (const result of results) {
        const row = journal.get(result.id)
        if (row === undefined) continue
        if (result.status === 'deferred') { row.status = 'deferred'; continue }
        journal.delete(result.id)
        settled[result.status === 'rejected' ? 'failed' : result.status === 'conflict' ? 'conflict' : 'synced'] += 1
        if (result.status !== 'rejected') put(result.record)
      }
      if (seen !== null) sync.seen = seen
      onAnswers(results)
      onCommit({ type: 'changed', entities: [], journal: true })
      return done(undefined)
    },
    holdsAlong: () => done(false),
    pushFailed: (ids) => {
      for (const id of ids) { const row = journal.get(id); if (row?.status === 'pushing') row.status = 'pending' }
      return done(undefined)
    },
    applyPage: ({ changes, cursor, seen }) => {
      for (const change of changes) put(change)
      Object.assign(sync, { cursor, seen })
      return done(true)
    },
    applyFrame: ({ from, to, seen, events }) => {
      if (from !== sync.cursor) return done(false)
      for (const { payload } of events) put(payload)
      Object.assign(sync, { cursor: to, seen: seen ?? sync.seen })
      return done(true)
    },
    snapshotBegin: (header, continued) => {
      sync.snapshot = continued && sync.snapshot !== null ? { ...sync.snapshot, counts: header.counts } : { ...header, after: null, received: 0 }
      return done(undefined)
    },
    snapshotRecords: (records, checkpoint) => {
      for (const record of records) put(record)
      if (sync.snapshot !== null) sync.snapshot = { ...sync.snapshot, after: checkpoint ?? sync.snapshot.after, received: sync.snapshot.received + records.length }
      return done(undefined)
    },
    snapshotEnd: () => {
      Object.assign(sync, { cursor: sync.snapshot?.cursor ?? null, seen: sync.snapshot?.seen ?? null, snapshot: null })
      return done(undefined)
    },
    pullCompleted: () => {
      for (const row of journal.values()) if (row.status === 'deferred') row.status = 'pending'
      return done(undefined)
    },
    // In a run nothing of the server is restored: a place that is lost is a fault to be seen.
    resetRequired: () => { throw new Error('The server says that the place of a device is gone.') },
    nextGiveBack: () => done(null),
    gaveBack: () => done(undefined),
    log: () => done(undefined),
    unsettled: (sinceSeq, limit) => done([...journal.values()].map(({ change }) => change).filter(({ seq }) => seq > sinceSeq).slice(0, limit)),
    adopt: () => done(0),
    discardable: (mutationIds) => done(mutationIds.map((id) => [id])),
    discard: () => done([]),
    withdrawable: () => done([]),
    unsettledAmong: () => done([]),
    turn: () => done({ done: false, label: '', changed: 0, leftAlone: [], gone: 0 }),
    sweep: () => done(false),
    compareDigests: (_at, digests) => done(db.comparing ? [...kept].filter((name) => digests[name] !== undefined && digests[name] !== digestOf(name)) : []),
    digestRanges: () => done(null),
    healRange: () => done(null),
  }
  return db
}
