import { conflicts } from '../../model/bookkeeping.ts'
import { sameJson } from '../../merge/canonical.ts'
import { isoOf } from '../../merge/clock.ts'
import { metaOf, writeMeta, writtenBy } from '../../merge/field-meta.ts'
import type { IncomingChange } from '../../merge/types.ts'
import type { Change } from '../../protocol/change.ts'
import type { Data, Json } from '../../shared/json.ts'
import type { OpenConflict, StoredRecord } from '../store/port.ts'
import { standingSide } from './conflicts.ts'
import type { PushContext } from './sender.ts'
import type { WorkingSet } from './working-set.ts'
import { writeMerged, writeOver } from './write-record.ts'

/** A conflict as it stood when the mutation that settles it began, and whether the settlement saw it so. */
export interface Settlement { before: StoredRecord; sawWhatStands: boolean }

/**
 * Looks at a mutation's settlements before any of it is applied: its own update of the field must not count as what stands. One that
 * somebody has settled meanwhile is no longer what was seen: the update then meets theirs like every edit.
 * @returns by conflict record
 */
export async function settlementsOf(set: WorkingSet, changes: readonly Change[]): Promise<Map<string, Settlement>> {
  const found = new Map<string, Settlement>()
  for (const change of changes) {
    if (change.entity !== conflicts.name || change.op !== 'update' || change.patch['status'] !== 'settled') continue
    const before = await set.record(conflicts.name, change.recordId)
    if (before === null) continue
    found.set(change.recordId, { before, sawWhatStands: before.data['status'] === 'open' && saw(before.data, change.patch['settlement']) })
  }
  return found
}

/** The fields of a record that a mutation settles having seen what stands: nothing there is unknown to its author. */
export function settledFields(settlements: ReadonlyMap<string, Settlement>, entity: string, recordId: string): Set<string> {
  const fields = new Set<string>()
  for (const { before, sawWhatStands } of settlements.values()) {
    if (sawWhatStands && before.data['entity'] === entity && before.data['recordId'] === recordId) fields.add(String(before.data['field']))
  }
  return fields
}

/**
 * Applies an update of a conflict record (M3). A settlement that did not see what stands leaves it open, as does one whose field met
 * another conflict on the way (`conflictedAgain`); a second settlement is nothing; undoing one opens the conflict again.
 * @returns the conflict as it is then, and whether the change got what it wanted
 */
export async function settle(
  context: PushContext, set: WorkingSet, change: Change, incoming: IncomingChange, record: StoredRecord, settlement: Settlement | undefined, conflictedAgain: boolean,
): Promise<{ record: StoredRecord; got: boolean }> {
  const status = change.patch['status']
  const open = openConflictOf(record)
  const by = { at: isoOf(incoming.at), userId: incoming.userId }

  if (status === 'settled' && record.data['status'] === 'open') {
    if (settlement === undefined || !settlement.sawWhatStands || conflictedAgain) return { record, got: false }
    set.setConflict(open, false)
    await noteDecision(context, set, open, incoming, by)
    const decision = change.patch['settlement'] ?? null
    const data: Data = { ...settlement.before.data, status: 'settled', settlement: decision, decisions: decisionsWith(record.data, { status: 'settled', settlement: decision, at: by.at, ...madeBy(context, change) }) }
    return { record: writeOver(set, conflicts, record.id, record, data, by), got: true }
  }

  if (status === 'open' && record.data['status'] === 'settled') {
    // Another conflict about the field may have been opened since; there is one at a time.
    const others = await set.openConflicts(open.entity, open.recordId)
    if (others.some(({ field }) => field === open.field)) return { record, got: false }
    set.setConflict(open, true)
    const { settlement: decision = null, ...data } = record.data
    const theirs = await standingNow(context, set, open, data['theirs'] ?? null)
    const decisions = decisionsWith(record.data, { status: 'open', settlement: decision, at: by.at, ...madeBy(context, change) })
    return { record: writeOver(set, conflicts, record.id, record, { ...data, theirs, status: 'open', decisions }, by), got: true }
  }

  const wanted = status === undefined || status === record.data['status']
  const same = change.patch['settlement'] === undefined || sameJson(valueOf(change.patch['settlement']), valueOf(record.data['settlement']))
  return { record, got: wanted && same }
}

/** The acts that decided about it, with one more. What was decided long before is undone by nobody. */
const decisionsWith = (data: Data, decision: Record<string, Json>): Json => [...(Array.isArray(data['decisions']) ? data['decisions'] : []), decision].slice(-keptDecisions)

const madeBy = ({ sender: { userName, deviceName, replicaId } }: PushContext, { id, mutationId, groupId }: Change): Record<string, Json> =>
  ({ changeId: id, mutationId, ...(groupId === undefined ? {} : { groupId }), userName, deviceName, replicaId })

const keptDecisions = 10

/**
 * Who settles by what stands already writes nothing into the field, and has decided all the same: it is marked as theirs, so that another
 * decision that did not know of it meets it.
 */
async function noteDecision(context: PushContext, set: WorkingSet, about: OpenConflict, incoming: IncomingChange, by: { at: string; userId: string }): Promise<void> {
  const entity = context.model.entities.get(about.entity), target = await set.record(about.entity, about.recordId)
  if (entity === undefined || target === null) return
  const written = metaOf(target.meta, about.field)
  const byThisPush = written !== undefined && written.replicaId === incoming.replicaId && written.revision > context.startRevision
  if (byThisPush) return
  const revision = set.nextRevision(), meta = { ...target.meta }
  writeMeta(meta, [about.field], writtenBy({ ...incoming, revision }, written))
  writeMerged(set, entity, target.id, target, { ...target, meta, revision }, by)
}

/** What stands in a conflict's field: the side it showed last where that has the value, else that of whoever wrote it since. */
async function standingNow(context: PushContext, set: WorkingSet, about: OpenConflict, shown: Json): Promise<Json> {
  const target = await set.record(about.entity, about.recordId)
  if (target === null) return shown
  const value = target.data[about.field] ?? null
  return sameSide(shown, value) ? shown : standingSide(context, value, metaOf(target.meta, about.field) ?? null)
}

/** Whether `{value, saw: {theirs, mine}}` names the values that stand: by the sides, as they were shown, or the values alone. */
function saw(data: Data, settlement: Json | undefined): boolean {
  const seen = isObject(settlement) && isObject(settlement['saw']) ? settlement['saw'] : null
  if (seen === null) return false
  const mine = Array.isArray(data['mine']) ? data['mine'] : []
  const seenMine = Array.isArray(seen['mine']) ? seen['mine'] : []
  return sameSide(seen['theirs'], data['theirs'])
    && mine.length === seenMine.length && mine.every((side, index) => sameSide(seenMine[index], side))
}

const sameSide = (a: Json | undefined, b: Json | undefined): boolean => sameJson(valueOfSide(a), valueOfSide(b))

const valueOfSide = (side: Json | undefined): Json => (isObject(side) && 'value' in side ? side['value']! : side ?? null)

const valueOf = (settlement: Json | undefined): Json => (isObject(settlement) ? settlement['value'] ?? null : null)

const openConflictOf = (record: StoredRecord): OpenConflict => ({
  entity: String(record.data['entity']),
  recordId: String(record.data['recordId']),
  field: String(record.data['field']),
  conflictId: record.id,
})

const isObject = (value: Json | undefined): value is Record<string, Json> => typeof value === 'object' && value !== null && !Array.isArray(value)
