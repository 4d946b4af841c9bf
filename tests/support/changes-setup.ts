import { ok } from '../../src/shared/result.ts'
import { silentLog } from '../../src/shared/log.ts'
import type { Random } from '../../src/shared/random.ts'
import { createChangesWorker, type ChangesWorker } from '../../src/changes-worker/create-changes-worker.ts'
import type { SyncStatus, ToSubscriber } from '../../src/changes-worker/contract.ts'
import type { Db } from '../../src/changes-worker/db-call.ts'
import type { ChangeStatus, DigestComparison, SyncState, TablesChanged } from '../../src/db-worker/contract.ts'
import { takeBatch } from '../../src/outbox/build-push.ts'
import { createFakeLocks } from '../../src/outbox/fake-locks.ts'
import { createFakeMirrorRegistry } from '../../src/outbox/fake-mirror-storage.ts'
import { groupMutations, type MirrorRegistry } from '../../src/outbox/mirror-storage.ts'
import type { Change, SyncRecord } from '../../src/protocol/change.ts'
import type { SyncEventFrame } from '../../src/protocol/pull.ts'
import type { PushResult } from '../../src/protocol/push.ts'
import { createFakeTransport, fakeId, type FakeTransport } from './outbox-setup.ts'
import { createVirtualClock, type VirtualClock } from './virtual-clock.ts'

/** A journal and a cursor, no merging: what the changes worker asks of its db-worker, noted. */
export interface FakeDb extends Db {
  /** The person acted. */
  commit(...changes: Change[]): void
  status: Map<string, ChangeStatus>
  journal: Change[]
  sync: SyncState
  identityNow: { workspaceId: string | null; userId: string | null; role?: string; replicaId: string }
  calls: { name: string; args: unknown[] }[]
  called(name: string): unknown[][]
  records: SyncRecord[]
  logged: string[]
  adopts: Change[]
  /** What the next comparisons say, first one first; after them digests are equal. */
  comparisons: DigestComparison[]
  /** Something is shown as gone along with what was answered. */
  heldAlong: boolean
  ranges: (prefix: string) => { digests: string[]; common: string } | null
}

export function createFakeDb(onCommit: () => (changed: TablesChanged) => void): FakeDb {
  const status = new Map<string, ChangeStatus>()
  const tell = (...entities: string[]): void => { onCommit()({ type: 'changed', entities, journal: true }) }
  const unsettled = (change: Change): boolean => ['pending', 'pushing', 'deferred'].includes(status.get(change.id) ?? '')
  const settle = (results: readonly PushResult[]): void => {
    for (const result of results) {
      if (status.get(result.id) === undefined || !unsettled({ id: result.id } as Change)) continue
      status.set(result.id, result.status === 'rejected' ? 'failed' : result.status === 'conflict' ? 'conflict' : result.status === 'deferred' ? 'deferred' : 'synced')
    }
  }
  const counts = (): SyncState['counts'] => {
    const all = { pending: 0, pushing: 0, deferred: 0, synced: 0, conflict: 0, failed: 0, replaced: 0 }
    for (const value of status.values()) all[value] += 1
    return all
  }
  const db: FakeDb = {
    status, journal: [], calls: [], records: [], logged: [], adopts: [], comparisons: [], heldAlong: false, ranges: (prefix) => ({ digests: Array<string>(16).fill('0'.repeat(32)), common: prefix }),
    identityNow: { workspaceId: 'w1', userId: 'u1', replicaId: fakeId('replica', 1) },
    sync: { replicaId: 'r1', cursor: 'cursor-0', seen: 'seen-0', epoch: 'e1', snapshot: null, lastSyncedAt: null, givingBack: false, counts: counts(), conflicts: 0, notices: 0, healed: null },
    called: (name) => db.calls.filter((call) => call.name === name).map((call) => call.args),
    commit: (...changes) => {
      db.journal.push(...changes)
      for (const change of changes) status.set(change.id, 'pending')
      tell(...changes.map(({ entity }) => entity))
    },
    identity: () => answer('identity', [], { role: 'owner', ...db.identityNow, schemaVersion: 1 }),
    state: () => Promise.resolve(ok({ ...db.sync, counts: counts() })),
    bindTo: (workspaceId, userId, role) => { db.identityNow = { ...db.identityNow, workspaceId, userId, role }; return answer('bindTo', [workspaceId, userId, role], undefined) },
    nextBatch: (options) => {
      const may = db.journal.filter((change) => status.get(change.id) === 'pending' && (options?.only?.includes(change.mutationId) ?? true))
      const changes = takeBatch(groupMutations(may)).flatMap((mutation) => mutation.changes)
      for (const change of changes) status.set(change.id, 'pushing')
      return answer('nextBatch', [options], { changes, seen: db.sync.seen, identity: { replicaId: db.identityNow.replicaId, schemaVersion: 1 } })
    },
    applyResults: (results, seen) => { settle(results); if (seen !== null) db.sync.seen = seen; tell(); return answer('applyResults', [results, seen], undefined) },
    holdsAlong: () => answer('holdsAlong', [], db.heldAlong),
    pushFailed: (ids, error) => {
      for (const id of ids) if (status.get(id) === 'pushing') status.set(id, 'pending')
      tell()
      return answer('pushFailed', [ids, error], undefined)
    },
    applyPage: (page) => {
      const fits = page.since === undefined || db.sync.cursor !== null
      if (fits) db.sync.cursor = page.cursor
      return answer('applyPage', [page], fits)
    },
    applyFrame: (frame: SyncEventFrame) => {
      const fits = frame.from === db.sync.cursor
      if (fits) db.sync.cursor = frame.to
      return answer('applyFrame', [frame], fits)
    },
    snapshotBegin: (header, continued) => {
      db.sync.snapshot = continued && db.sync.snapshot ? { ...db.sync.snapshot, counts: header.counts } : { ...header, after: null, received: 0 }
      return answer('snapshotBegin', [header, continued], undefined)
    },
    snapshotRecords: (records, checkpoint) => {
      db.records.push(...records)
      const { snapshot } = db.sync
      if (snapshot) db.sync.snapshot = { ...snapshot, received: snapshot.received + records.length, after: checkpoint ?? snapshot.after }
      return answer('snapshotRecords', [records.length, checkpoint], undefined)
    },
    snapshotEnd: () => {
      db.sync.cursor = db.sync.snapshot?.cursor ?? null
      db.sync.seen = db.sync.snapshot?.seen ?? null
      db.sync.snapshot = null
      return answer('snapshotEnd', [], undefined)
    },
    pullCompleted: () => {
      db.heldAlong = false
      db.sync.lastSyncedAt = '2026-11-21T08:00:00.000Z'
      for (const [id, value] of status) if (value === 'deferred') status.set(id, 'pending')
      return answer('pullCompleted', [], undefined)
    },
    resetRequired: (entities) => { db.sync.cursor = null; db.sync.snapshot = null; return answer('resetRequired', [entities], undefined) },
    nextGiveBack: () => answer('nextGiveBack', [], null),
    gaveBack: (given, step) => answer('gaveBack', [given, step], undefined),
    log: ({ text }) => { db.logged.push(text); return answer('log', [text], undefined) },
    unsettled: (sinceSeq, limit) => Promise.resolve(ok(db.journal.filter((change) => change.seq > sinceSeq && unsettled(change)).slice(0, limit))),
    adopt: (changes) => { db.adopts.push(...changes); return answer('adopt', [changes], 0) },
    discardable: (mutationIds) => Promise.resolve(ok(mutationIds.map((id) => [id]))),
    withdrawable: () => Promise.resolve(ok([])),
    unsettledAmong: () => Promise.resolve(ok([])),
    turn: () => Promise.resolve(ok({ done: false, label: '', changed: 0, leftAlone: [], gone: 0 })),
    discard: (mutationIds, unsent) => {
      for (const { id, mutationId } of db.journal) if (unsent.includes(mutationId)) status.delete(id)
      tell()
      return answer('discard', [mutationIds, unsent], unsent)
    },
    sweep: () => answer('sweep', [], false),
    compareDigests: (at, digests, thorough) => answer('compareDigests', [at, digests, thorough], db.comparisons.shift() ?? []),
    digestRanges: (at, entity, prefix) => answer('digestRanges', [at, entity, prefix], db.ranges(prefix)),
    healRange: (at, entity, prefix, records) => answer('healRange', [at, entity, prefix, records], records.length),
  }
  const answer = <T>(name: string, args: unknown[], value: T): Promise<{ ok: true; value: T }> => {
    db.calls.push({ name, args })
    return Promise.resolve(ok(value))
  }
  return db
}

/** Sockets that open when the test says so, and remember where they were pointed. */
export function createFakeSockets() {
  const opened: { url: string; closed: boolean; accept(): void; say(frame: object | string): void; drop(): void }[] = []
  return {
    opened,
    open: (url: string, on: { opened(): void; message(text: string): void; closed(): void }) => {
      const socket = {
        url, closed: false,
        accept: () => { on.opened() },
        say: (frame: object | string) => { on.message(typeof frame === 'string' ? frame : JSON.stringify(frame)) },
        drop: () => { if (!socket.closed) { socket.closed = true; on.closed() } },
      }
      opened.push(socket)
      return { close: () => { socket.closed = true } }
    },
  }
}

export interface ChangesSetup {
  clock: VirtualClock
  db: FakeDb
  transport: FakeTransport
  sockets: ReturnType<typeof createFakeSockets>
  mirrors: MirrorRegistry
  worker: ChangesWorker
  /** What subscribers were told, oldest first. */
  posts: ToSubscriber[]
  statuses: () => SyncStatus[]
  status: () => Promise<SyncStatus>
  start(): Promise<void>
  random: { value: number }
}

/** A changes worker with everything around it played by the test. Jitter is `random.value` of the whole range: 1 unless changed. */
export function setupChangesWorker(prepare: (setup: { db: FakeDb; transport: FakeTransport; mirrors: MirrorRegistry }) => void = () => undefined): ChangesSetup {
  let listener: (changed: TablesChanged) => void = () => undefined
  const clock = createVirtualClock()
  const db = createFakeDb(() => listener)
  const transport = createFakeTransport()
  const sockets = createFakeSockets()
  const mirrors = createFakeMirrorRegistry()
  const random = { value: 1 }
  const posts: ToSubscriber[] = []
  prepare({ db, transport, mirrors })
  const seeded: Random = { next: () => random.value, bytes: (length) => new Uint8Array(length) }
  const worker = createChangesWorker({
    databaseName: 'satchel-test', db, transport, sockets, mirrors, clock, random: seeded, locks: createFakeLocks(), log: silentLog,
    onCommit: (next) => { listener = next },
  })
  const status = async (): Promise<SyncStatus> => {
    const now = await worker.api.status()
    if (!now.ok) throw new Error(now.error.message)
    return now.value
  }
  return {
    clock, db, transport, sockets, mirrors, worker, posts, status, random,
    statuses: () => posts.filter((post): post is SyncStatus => !('type' in post)),
    start: async () => {
      await worker.api.subscribe({ postMessage: (message) => { posts.push(structuredClone(message)) } })
      await Promise.all([worker.start(), clock.settle()])
      await clock.settle()
    },
  }
}
