import { err, ok, type Result } from '../../src/shared/result.ts'
import type { Change } from '../../src/protocol/change.ts'
import type { Session } from '../../src/protocol/auth.ts'
import { hexDigits } from '../../src/merge/id-range.ts'
import type { DigestRanges, RangeRecords } from '../../src/protocol/digests.ts'
import type { PullResponse, SnapshotLine } from '../../src/protocol/pull.ts'
import type { PushRequest, PushResponse, PushResult } from '../../src/protocol/push.ts'
import type { Failure } from '../../src/outbox/failure.ts'
import type { Account, QueueReport, RangeQuery, SyncTransport } from '../../src/outbox/sync-transport.ts'

/** A UUID that says which it is. */
export const fakeId = (kind: 'change' | 'mutation' | 'record' | 'replica', n: number): string =>
  `01990000-0000-7000-8000-${{ change: 'c', mutation: 'a', record: 'd', replica: 'e' }[kind]}${n.toString(16).padStart(11, '0')}`

export function fakeChange(n: number, more: Partial<Change> = {}): Change {
  return {
    id: fakeId('change', n), mutationId: fakeId('mutation', n), seq: n, entity: 'contacts', recordId: fakeId('record', n), op: 'create',
    patch: { lastName: `Person ${n}` }, baseRevision: null, at: `2026-11-21T08:00:00.000Z-0-${fakeId('replica', 1)}`, schemaVersion: 1, ...more,
  }
}

export const applied = (change: Change, revision = change.seq): PushResult => ({
  id: change.id, status: 'applied', revision,
  record: { entity: change.entity, id: change.recordId, revision, data: {}, deletedAt: null, updatedAt: '2026-11-21T08:00:00.000Z', updatedBy: 'u1' },
})

export const account: Account = { workspaceId: 'w1', userId: 'u1' }
export const fakeSession = (userId = 'u1', workspaceId = 'w1'): Session => ({
  user: { id: userId, email: `${userId}@example.org`, name: userId }, workspace: { id: workspaceId, name: 'Team', role: 'owner' }, expiresAt: '2026-11-21T09:00:00.000Z',
})

export const retryLater = (retryAfterMs: number | null = null): Failure => ({ kind: 'retry', code: 'server_error', retryAfterMs, message: 'HTTP 503' })
export const signedOut: Failure = { kind: 'pause_signed_out', code: 'signed_out', message: 'no session' }

type Reply<T> = Result<T, Failure> | Promise<Result<T, Failure>>

/** A transport that notes what it is asked and answers as the test says. */
export interface FakeTransport extends SyncTransport {
  pushes: PushRequest[]
  pulls: { since: string; seen: string | null; report?: QueueReport }[]
  snapshots: (string | null)[]
  /** Prefixes whose digests, or whose records (`whole`), were asked for. */
  ranges: string[]
  refreshes: number
  reply: {
    push: (request: PushRequest) => Reply<PushResponse>
    pull: (query: { since: string }) => Reply<PullResponse>
    digests: (query: RangeQuery) => Reply<DigestRanges>
    recordsUnder: (query: RangeQuery) => Reply<RangeRecords>
    snapshot: (after: string | null) => SnapshotLine[] | Failure
    /** After the snapshot's lines. */
    snapshotBreak: Failure | null
    refresh: () => Reply<Session>
    session: () => Reply<Session | null>
    login: () => Reply<Session>
  }
}

export function createFakeTransport(): FakeTransport {
  const fake: FakeTransport = {
    pushes: [], ranges: [], pulls: [], snapshots: [], refreshes: 0,
    reply: {
      push: (request) => ok({ results: request.changes.map((change) => applied(change)), seen: 'seen-1', serverTime: request.sentAt }),
      pull: ({ since }) => ok({ changes: [], cursor: since, seen: 'seen-1', hasMore: false, digests: {}, revision: 1 }),
      digests: ({ prefix }) => ok({ revision: 1, common: prefix, ranges: hexDigits.map((digit) => ({ prefix: prefix + digit, digest: '0'.repeat(32), count: 0 })) }),
      recordsUnder: () => ok({ revision: 1, records: [] }),
      snapshot: () => [{ cursor: 'cursor-1', seen: 'seen-1', counts: {} }, { end: true }],
      snapshotBreak: null,
      refresh: () => err({ kind: 'refused', error: { code: 'signed_out', message: 'no session' } }),
      session: () => ok(fakeSession()),
      login: () => ok(fakeSession()),
    },
    push: async (_account, request) => {
      fake.pushes.push(structuredClone(request))
      return fake.reply.push(request)
    },
    pull: async (_account, { since, seen, report }) => {
      fake.pulls.push({ since, seen, ...(report === undefined ? {} : { report }) })
      return fake.reply.pull({ since })
    },
    giveBack: () => Promise.resolve(ok({ since: null, seen: 'seen-1', given: 0 })),
    digests: async (_account, query) => {
      fake.ranges.push(query.prefix)
      return fake.reply.digests(query)
    },
    recordsUnder: async (_account, query) => {
      fake.ranges.push(`${query.prefix} whole`)
      return fake.reply.recordsUnder(query)
    },
    snapshot: (_account, { after }) => {
      fake.snapshots.push(after)
      const lines = fake.reply.snapshot(after)
      if (!Array.isArray(lines)) return Promise.resolve(err(lines))
      const end = fake.reply.snapshotBreak
      async function* stream(all: SnapshotLine[]): AsyncGenerator<Result<SnapshotLine, Failure>> {
        for (const line of all) yield await Promise.resolve(ok(line))
        if (end) yield err(end)
      }
      return Promise.resolve(ok(stream(lines)))
    },
    eventsUrl: (_account, { since }) => `ws://sync.example/api/sync/events?since=${since}`,
    auth: {
      register: async () => fake.reply.login(),
      login: async () => fake.reply.login(),
      refresh: async () => { fake.refreshes += 1; return fake.reply.refresh() },
      session: async () => fake.reply.session(),
      logout: () => Promise.resolve(ok(null)),
      account: () => Promise.resolve(err({ kind: 'offline' })),
    },
  }
  return fake
}
