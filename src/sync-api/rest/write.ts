import { sameJson } from '../../merge/canonical.ts'
import { formatHlc } from '../../merge/clock.ts'
import type { Entity } from '../../model/entity.ts'
import { consequencesOf, type RecordLook, type RecordWrite } from '../../model/consequences.ts'
import type { Change, Op } from '../../protocol/change.ts'
import type { PushResult } from '../../protocol/push.ts'
import type { Json } from '../../shared/json.ts'
import type { Commit } from '../events/commits.ts'
import { attendedPush, type PushDeps, type Pusher } from '../push/push.ts'
import { newSingleReplica } from '../push/single-replicas.ts'
import type { PulledRecord, WorkspaceWriter } from '../store/port.ts'
import { answerRecord, type RestRecord } from './record.ts'

/** What a request wants of one record. */
export interface Act {
  entity: Entity
  recordId: string
  op: Extract<Op, 'create' | 'update' | 'delete'>
  patch: Record<string, Json>
  /** The revisions that it may meet (`If-Match`); `any` where the asker takes what stands. Of no account for a create. */
  expected: readonly number[] | 'any'
  /** An `Idempotency-Key`, and what tells the body that it came with from another. */
  key: { text: string; bodyHash: string } | null
}

export type Written =
  | { kind: 'written'; record: RestRecord; commit: Commit | null }
  /** The first answer to the same key (a create). */
  | { kind: 'repeated'; record: RestRecord }
  | { kind: 'key_reused' }
  /** Another revision stands than was expected; or, for a create, the record is there already. */
  | { kind: 'conflict'; record: RestRecord; commit: Commit | null }
  /** All that it says stands already: nothing was written. */
  | { kind: 'unchanged'; record: RestRecord }
  /** To delete what is deleted is nothing (M4). */
  | { kind: 'deleted_already' }
  | { kind: 'not_found' }
  | { kind: 'waits'; waitsFor: string }
  | { kind: 'rejected'; error: Extract<PushResult, { status: 'rejected' }>['error'] }

type CalledOff = Extract<Written, { kind: 'repeated' | 'key_reused' | 'conflict' | 'deleted_already' | 'not_found' | 'unchanged' }>

/**
 * M1: a request is a replica of its own that makes one change, with what the model says belongs to it (consequences.ts), and goes the way of every push.
 * What stands is looked at in the push's own transaction, so that nothing comes between that and the write.
 *
 * @param mayWrite as the person's role is now; whoever may not is refused by the push, also what would change nothing
 */
export async function write(deps: PushDeps & { newId(): string }, pusher: Pusher, act: Act, mayWrite: boolean): Promise<Written> {
  const { entity, recordId, op, patch } = act
  const replicaId = newSingleReplica(deps.newId), changeId = deps.newId(), mutationId = deps.newId(), now = deps.clock.now(), sentAt = new Date(now).toISOString()
  const changeOf = (id: string, seq: number, written: RecordWrite): Change => ({
    id, mutationId, seq, entity: entity.name, recordId: written.id, op: written.op, patch: written.patch,
    // Nobody wrote since what was looked at, so all that stands is known; what is made is made upon nothing.
    baseRevision: written.op === 'create' ? 0 : Number.MAX_SAFE_INTEGER,
    at: formatHlc({ ms: now, counter: seq - 1, replicaId }), schemaVersion: entity.schemaVersion,
  })
  const change = changeOf(changeId, 1, { op, id: recordId, patch })
  let isDone = false
  const outcome = await attendedPush<CalledOff>(deps, pusher, { replicaId, sentAt, schemaVersion: deps.model.schemaVersion, changes: [{ change }] }, null, {
    before: async (writer) => {
      // A run before this one, whose connection was lost at its commit, has done it.
      isDone = (await writer.answers([changeId])).length > 0
      if (isDone) return null
      return await ofKey(writer, pusher, act.key) ?? ofStanding(act, (await writer.pulledRecords([{ entity: entity.name, id: recordId }]))[0], mayWrite)
    },
    along: async (writer) => {
      // As that run sent it: by what stands now, which it made, something else would belong to it, and be another body under the same id (P2).
      if (isDone) return []
      const { own, others } = await alongside(writer, act, sentAt)
      change.patch = { ...own, ...patch }
      return others.map((other, index) => changeOf(deps.newId(), index + 2, other))
    },
    after: async (writer, [result]) => {
      if (act.key === null || result === undefined || !('record' in result)) return
      await writer.saveRequest(pusher.userId, act.key.text, { bodyHash: act.key.bodyHash, answer: answerRecord(result.record) as unknown as Json }, sentAt, new Date(now - keptMs).toISOString())
    },
  })
  if (outcome.kind === 'called_off') return outcome.why
  if (outcome.kind !== 'pushed') return { kind: 'not_found' }
  return ofResult(outcome.results[0]!, outcome.commit)
}

/** What the model says belongs to the act: more of the same record, and others of its entity. */
async function alongside(writer: WorkspaceWriter, { entity, recordId, op, patch }: Act, now: string): Promise<{ own: Record<string, Json>; others: readonly RecordWrite[] }> {
  const consequences = op === 'update' ? consequencesOf.get(entity.name) : undefined
  const look = lookAt(writer, entity), [found] = consequences === undefined ? [] : await look.find([recordId])
  if (consequences === undefined || found === undefined || found.deleted === true) return { own: {}, others: [] }
  const writes = await consequences(look, found, patch, now)
  const own = writes.filter(({ id }) => id === recordId)
  return { own: Object.assign({}, ...own.map((write) => write.patch)) as Record<string, Json>, others: writes.filter(({ id }) => id !== recordId) }
}

/** An entity's records as they stand in the push's transaction. */
function lookAt(writer: WorkspaceWriter, entity: Entity): RecordLook {
  const find: RecordLook['find'] = async (ids) => (await writer.pulledRecords(ids.map((id) => ({ entity: entity.name, id }))))
    .flatMap((record) => (record.data === null ? [] : [{ id: record.id, data: record.data, deleted: record.deletedAt !== null }]))
  return {
    find,
    naming: async (field, targets, limit) => {
      const links = (await Promise.all(targets.map((target) => writer.linksTo(target)))).flat().filter((link) => link.entity === entity.name && link.field === field)
      return (await find([...new Set(links.map(({ id }) => id))])).filter(({ deleted }) => deleted !== true).slice(0, limit)
    },
  }
}

/** How long a key is known, days. */
export const keyDays = 7
const keptMs = keyDays * 24 * 60 * 60_000

async function ofKey(writer: WorkspaceWriter, { userId }: Pusher, key: Act['key']): Promise<CalledOff | null> {
  const known = key === null ? null : await writer.request(userId, key.text)
  if (key === null || known === null) return null
  return known.bodyHash === key.bodyHash ? { kind: 'repeated', record: known.answer as unknown as RestRecord } : { kind: 'key_reused' }
}

function ofStanding({ entity, op, expected, patch }: Act, record: PulledRecord | undefined, mayWrite: boolean): CalledOff | null {
  // What was purged is as if it had never been, and can be made again (R5).
  const standing = record === undefined || record.data === null ? null : record
  if (op === 'create') return standing === null ? null : { kind: 'conflict', record: answerRecord(standing), commit: null }
  if (standing === null) return { kind: 'not_found' }
  if (op === 'delete' && standing.deletedAt !== null) return { kind: 'deleted_already' }
  if (expected !== 'any' && !expected.includes(standing.revision)) return { kind: 'conflict', record: answerRecord(standing), commit: null }
  return op === 'update' && mayWrite && standing.deletedAt === null && isAsItStands(entity, patch, answerRecord(standing)) ? { kind: 'unchanged', record: answerRecord(standing) } : null
}

/** A script that brings a thousand records up to date each night says mostly what stands: that is no revision, no history, and no news to anybody. */
const isAsItStands = ({ fields }: Entity, patch: Act['patch'], { data }: RestRecord): boolean =>
  Object.entries(patch).every(([name, value]) => Object.hasOwn(fields, name) && fields[name]!.serverOnly !== true && sameJson(data[name] ?? null, value))

function ofResult(result: PushResult, commit: Commit | null): Written {
  if (result.status === 'deferred') return { kind: 'waits', waitsFor: result.waitsFor }
  if (result.status === 'rejected') return { kind: 'rejected', error: result.error }
  const record = answerRecord(result.record)
  // Nothing can have come between; but a conflict that was settled with other sides than stand stays open (M3).
  const lost = result.status !== 'applied' && result.superseded.length > 0
  return lost || result.status === 'conflict' ? { kind: 'conflict', record, commit } : { kind: 'written', record, commit }
}
