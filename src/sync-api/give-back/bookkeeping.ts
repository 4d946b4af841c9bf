import { sameJson } from '../../merge/canonical.ts'
import { conflicts, history, notices } from '../../model/bookkeeping.ts'
import type { Data, Json } from '../../shared/json.ts'
import { standingSide } from '../push/conflicts.ts'
import { metaOf } from '../../merge/field-meta.ts'
import type { StoredAnswer, StoredRecord } from '../store/port.ts'
import type { WorkingSet } from '../push/working-set.ts'
import { writeDerived, writeOver } from '../push/write-record.ts'
import type { Giver, WithData } from './take-back.ts'

/*
 * What the server itself wrote in the epoch that ended (history, notices, conflicts). Whether anything came of it.
 */

/**
 * H1: an entry stands as it was written, once. The change it tells of was answered then: should its author, who may not have heard, send it
 * again, it is a duplicate (P2).
 */
export async function takeBackHistory(set: WorkingSet, _giver: Giver, { id, data, ...record }: WithData): Promise<boolean> {
  if (await set.record(history.name, id) !== null) return false
  const written = writeDerived(set, history, id, data, { at: record.updatedAt, userId: text(data, 'userId') })
  const isPersons = id[14] !== '8'
  if (isPersons && set.answer(id) === undefined) set.store(answerOf(id, data, written.revision))
  return true
}

function answerOf(id: string, data: Data, revision: number): StoredAnswer {
  const superseded = Object.keys(isObject(data['lost']) ? data['lost'] : {})
  return {
    id, bodyHash: '', mutationId: text(data, 'mutationId'), seq: 0, replicaId: text(data, 'replicaId'), userId: text(data, 'userId'),
    entity: text(data, 'entity'), recordId: text(data, 'recordId'), status: superseded.length > 0 ? 'merged' : 'applied',
    detail: superseded.length > 0 ? { superseded, conflicts: [] } : {}, revision,
  }
}

/** M2: told once; read there is read here. */
export async function takeBackNotice(set: WorkingSet, giver: Giver, { id, data, updatedAt }: WithData): Promise<boolean> {
  const stored = await set.record(notices.name, id)
  const by = { at: updatedAt, userId: giver.userId }
  if (stored === null) {
    // What was said about a record goes with it when it goes for good (R5).
    if (await set.purged(text(data, 'entity'), text(data, 'recordId')) !== null) return false
    writeDerived(set, notices, id, data, by)
    return true
  }
  const dismissedAt = data['dismissedAt'] ?? null
  if (dismissedAt === null || (stored.data['dismissedAt'] ?? null) !== null) return false
  writeOver(set, notices, id, stored, { ...stored.data, dismissedAt }, by)
  return true
}

/**
 * M3: a conflict comes back as it was, its other side what stands now; where the field has another open one by now, it joins that. So do its
 * sides where the living epoch has written the same one on; a decision that knew all of those, and whose value stands, is none to be made again.
 */
export async function takeBackConflict(set: WorkingSet, giver: Giver, { id, data, ...record }: WithData): Promise<boolean> {
  const stored = await set.record(conflicts.name, id)
  if (stored !== null && sameJson(stored.data, data)) return false
  const by = { at: record.updatedAt, userId: giver.userId }
  const about = { entity: text(data, 'entity'), recordId: text(data, 'recordId'), field: text(data, 'field'), conflictId: id }
  if (stored !== null && isOfTheLiving(giver, stored, record.updatedAt)) {
    if (stored.data['status'] !== 'open') return false
    if (data['status'] === 'open') return join(set, id, data, by)
    if (!await isDecided(set, about, stored.data, data)) return false
  }
  if (data['status'] !== 'open') {
    if (stored?.data['status'] === 'open') set.setConflict(about, false)
    writeOver(set, conflicts, id, stored, data, by)
    return true
  }
  const target = await set.record(about.entity, about.recordId)
  // What was said about a record goes with it when it goes for good (R5); one that its device has of a later epoch is yet to come.
  if (target === null && await set.purged(about.entity, about.recordId) !== null) return false
  const other = (await set.openConflicts(about.entity, about.recordId)).find(({ field, conflictId }) => field === about.field && conflictId !== id)
  if (other !== undefined) return join(set, other.conflictId, data, by)
  writeOver(set, conflicts, id, stored, { ...data, theirs: target === null ? data['theirs'] ?? null : await shown(giver, target, about.field, data['theirs']) }, by)
  set.setConflict(about, true)
  return true
}

async function shown(giver: Giver, { data, meta }: StoredRecord, field: string, theirs: Json | undefined): Promise<Json> {
  const stands = data[field] ?? null
  return theirs !== undefined && sameJson(sideValue(theirs), stands) ? theirs : standingSide(giver, stands, metaOf(meta, field) ?? null)
}

async function isDecided(set: WorkingSet, about: { entity: string; recordId: string; field: string }, open: Data, { mine, settlement }: Data): Promise<boolean> {
  const known = listOf(mine).map(sideValue), target = await set.record(about.entity, about.recordId)
  return target !== null && isObject(settlement) && sameJson(settlement['value'] ?? null, target.data[about.field] ?? null)
    && listOf(open['mine']).every((side) => known.some((value) => sameJson(value, sideValue(side))))
}

async function join(set: WorkingSet, conflictId: string, data: Data, by: { at: string; userId: string }): Promise<boolean> {
  const open = await set.record(conflicts.name, conflictId)
  if (open === null) return false
  const mine = listOf(open.data['mine'])
  // Who wrote the same from two devices is told of it once.
  const more = listOf(data['mine']).filter((side) => !mine.some((there) => sameJson(sideValue(there), sideValue(side)) && writerOf(there) === writerOf(side)))
  if (more.length === 0) return false
  writeOver(set, conflicts, conflictId, open, { ...open.data, mine: [...mine, ...more] }, by)
  return true
}

/** Written in the living epoch, so that it stands: surely where that had begun, by its time where it may be of either. */
const isOfTheLiving = ({ parting: { common, ended } }: Giver, { revision, updatedAt }: StoredRecord, givenAt: string): boolean =>
  revision > ended || (revision > common && updatedAt >= givenAt)

const text = (data: Data, name: string): string => (typeof data[name] === 'string' ? data[name] : '')
const listOf = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : [])
const isObject = (value: Json | undefined): value is Record<string, Json> => typeof value === 'object' && value !== null && !Array.isArray(value)
const writerOf = (side: Json): Json => (isObject(side) ? side['userId'] ?? null : null)
const sideValue = (side: Json | undefined): Json => (isObject(side) ? side['value'] ?? null : null)
