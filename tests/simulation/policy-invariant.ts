import { sameJson } from '../../src/merge/canonical.ts'
import { policyInForce, isAdvisory } from '../../src/model/policies.ts'
import { newestModel } from './models.ts'
import type { SyncRecord } from '../../src/protocol/change.ts'
import type { Json } from '../../src/shared/json.ts'
import { derivedId } from '../../src/sync-api/push/derived-id.ts'
import type { Story } from './story.ts'
import type { World } from './world.ts'

/**
 * [I15, M7] Each edit that met another was decided by the policy in force at its commit, as the history tells, and what became of the settings:
 * [I25, T1] And where that is the newest, by the true clock, edits within a minute of each other excepted: however wrong clocks are that go on as they are.
 * a person is asked only where the policy says so, then in any case, and nothing is written over that a person or the server is to keep.
 */
export function policyOfTheCommit(server: SyncRecord[], set: World['settings'], { journaled, clockSet }: Pick<Story, 'journaled' | 'clockSet'>, purged: ReadonlySet<string>): string[] {
  const problems: string[] = []
  const ids = (entity: string): Set<string> => new Set(server.filter((record) => record.entity === entity).map(({ id }) => id))
  const conflicts = ids('conflicts'), notices = ids('notices')
  const entries = server.filter(({ entity }) => entity === 'history').sort((a, b) => a.revision - b.revision)
  const settings = new Map<string, Json>(), toCome = [...set].sort((a, b) => a.revision - b.revision)
  // What is set twice in one commit is seen as it was left.
  const isAmong = ({ revision }: SyncRecord): boolean => set.some(({ commit }) => commit.from <= revision && revision <= commit.to)
  /** Who wrote a field last, and every device that ever did. */
  const last = new Map<string, SyncRecord>(), wrote = new Set<string>()
  /** What each field was set to, in order: whoever replaces the very value that they saw, written anew by an undo, knew of it (U1). */
  const values = new Map<string, { revision: number; to: Json }[]>()
  const stoodAt = (key: string, revision: number): Json | undefined => values.get(key)?.findLast((value) => value.revision - 1 <= revision)?.to

  const againstTheTrueClock = (entry: SyncRecord, field: string, before: SyncRecord): string[] => {
    const { recordId, replicaId, fields, lost } = entry.data as unknown as Entry, other = before.data as unknown as Entry
    const mine = journaled.get(entry.id), theirs = journaled.get(before.id)
    if (mine === undefined || theirs === undefined || other.op === 'create' || replicaId === other.replicaId || clockSet.has(replicaId) || clockSet.has(other.replicaId)) return []
    if (before.revision - 1 <= mine.baseRevision) return []
    const later = (mine.trueTime - theirs.trueTime) / 1000, wins = fields[field] !== undefined
    // An undo gives way to what was written since what it takes back (U1), however late it is.
    if (mine.undoes && !wins) return []
    if (wins === Object.hasOwn(lost, field) || (wins ? later >= -60 : later <= 60)) return []
    return [`[T1] of ${field} of ${name(entry)}/${recordId} the edit ${entry.id} ${wins ? 'wins' : 'loses'}, and was written ${later} s later than ${before.id}`]
  }

  for (const entry of entries) {
    const { entity: name, recordId, op, replicaId, fields, lost } = entry.data as unknown as Entry
    const entity = newestModel.entities.get(name)
    while (toCome[0] !== undefined && toCome[0].revision < entry.revision) {
      const { key, value } = toCome.shift()!
      settings.set(key, value)
    }
    if (op === 'create' && Object.keys(fields).length === 0) last.set(`${recordId} `, entry)
    for (const field of new Set([...Object.keys(fields), ...Object.keys(lost)])) {
      const key = `${recordId} ${field}`, before = last.get(key) ?? last.get(`${recordId} `), known = journaled.get(entry.id), change = fields[field]
      const ownBefore = wrote.has(`${key} ${replicaId}`)
      const saw = known === undefined ? undefined : stoodAt(key, known.baseRevision)
      if (change !== undefined) {
        last.set(key, entry)
        values.set(key, [...values.get(key) ?? [], { revision: entry.revision, to: change.to }])
      }
      wrote.add(`${key} ${replicaId}`)
      if (entity === undefined || field === 'deletedAt' || purged.has(recordId) || known === undefined || known.settles || isAmong(entry)) continue
      const advisory = isAdvisory(entity, settings), policy = policyInForce(entity, field, settings)
      if (policy === 'text' || policy === 'union') continue
      const about = `the edit ${entry.id} of ${field}, by ${advisory ? 'advisory mode' : policy}`
      if (!advisory && policy !== 'manual' && conflicts.has(derivedId('conflict', entry.id, field))) problems.push(`[M7] ${about}, was left to a person`)
      if (!advisory && policy === 'manual' && Object.hasOwn(lost, field) && !ownBefore && notices.has(derivedId('notice', entry.id, recordId, field))) problems.push(`[M7] ${about}, was decided against without a person`)
      if (!advisory && policy === 'newest' && before !== undefined) problems.push(...againstTheTrueClock(entry, field, before))
      if (advisory || change === undefined || before === undefined || before.data?.['replicaId'] === replicaId || before.revision - 1 <= known.baseRevision || (saw !== undefined && saw !== null && sameJson(saw, change.from))) continue
      if (policy === 'manual' || policy === 'server') problems.push(`[M7] ${about}, was written over what it did not know of`)
    }
  }
  return problems
}

const name = ({ data }: SyncRecord): string => String(data?.['entity'])

interface Entry { entity: string; recordId: string; op: string; replicaId: string; fields: Record<string, { from: Json; to: Json }>; lost: Record<string, Json> }
