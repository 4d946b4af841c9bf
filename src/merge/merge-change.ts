import type { Entity } from '../model/entity.ts'
import { isTextField } from '../model/entity.ts'
import { assert } from '../shared/assert.ts'
import type { Data, Json } from '../shared/json.ts'
import { sameJson } from './canonical.ts'
import { isoOf } from './clock.ts'
import { decide } from './decide.ts'
import {
  isAnothers, isOwnLater, latestOf, metaOf, noteEdit, ownMeta, unknownEdit, writeAlike, writeMeta, writeRecordMeta, writersOf, writtenBy,
} from './field-meta.ts'
import { applySetPatch, elementsIn, isElementList, isSetPatch } from './list-patch.ts'
import { mergeList } from './merge-list.ts'
import { arrive, documentIn, hasDocument, isTextPatch, putText, sameBytes, textsMember } from './text-field.ts'
import type { IncomingChange, MergeOutcome, MergeRecord } from './types.ts'

export interface MergeOptions {
  /** M7: every edit of a plain field that meets another's is a conflict, and the incoming value stands. */
  advisory?: boolean
}

/**
 * M1–M4: what becomes of a record when a change arrives. Pure: nothing given is altered.
 *
 *   delete ── known to all edits? ── yes: tombstone ── no: the edit beats it
 *   create, update, restore ── back from the trash if there ── each field by its policy
 *
 * @param record the record as it stands; null only for a `create`
 */
export function mergeChange(entity: Entity, record: MergeRecord | null, change: IncomingChange, options: MergeOptions = {}): MergeOutcome {
  if (record === null) {
    assert(change.op === 'create', `${change.op} of a record that is not there`)
    return created(entity, change)
  }
  // P2: a create of what exists is an update that knew of nothing.
  const base = change.op === 'create' ? 0 : change.baseRevision
  const merge: Merge = {
    entity, change, base, advisory: options.advisory === true,
    record: { ...record, data: { ...record.data }, meta: { ...record.meta }, removed: { ...record.removed }, revision: change.revision },
    superseded: [], overruled: [], conflicts: [], broughtTogether: false, unfit: null,
  }
  if (change.op === 'delete') mergeDelete(merge)
  else {
    noteEdit(merge.record.meta, change)
    bringBack(merge)
    if (entity.mergeUnit === 'record') mergeWhole(merge)
    else for (const [field, value] of Object.entries(change.patch)) mergeField(merge, field, value)
  }
  return outcome(merge, record)
}

interface Merge extends Pick<MergeOutcome, 'record' | 'superseded' | 'overruled' | 'conflicts' | 'unfit'> {
  entity: Entity
  change: IncomingChange
  base: number
  advisory: boolean
  /** A text took in an edit that did not know of another. */
  broughtTogether: boolean
}

function created(entity: Entity, change: IncomingChange): MergeOutcome {
  const data: Data = {}
  let unfit: MergeOutcome['unfit'] = null
  for (const [field, value] of Object.entries(wholeData(entity, change.patch))) {
    if (!isTextPatch(value) || !mergesAsText(entity, data, field, value)) { data[field] = value; continue }
    const arrived = arrive({}, field, value, { seed: change.id, before: null, concurrent: false })
    if ('fault' in arrived) unfit = { field, fault: arrived.fault }
    else putText(data, field, arrived.state)
  }
  const record: MergeRecord = { data, deletedAt: null, revision: change.revision, meta: {}, removed: {} }
  writeRecordMeta(record.meta, writtenBy(change))
  const changed = Object.fromEntries(Object.entries(data).filter(([field]) => field !== textsMember).map(([field, to]) => [field, { from: null, to }]))
  return { status: 'applied', record, changed, superseded: [], overruled: [], conflicts: [], unfit }
}

function mergeDelete({ record, change, base, superseded }: Merge): void {
  if (record.deletedAt !== null) return
  const deletedAt = isoOf(change.at)
  const edit = unknownEdit(record.meta, change, base)
  if (edit) {
    superseded.push({ field: 'deletedAt', lost: deletedAt, stands: null, by: edit })
    return
  }
  record.deletedAt = deletedAt
  writeMeta(record.meta, ['deletedAt'], writtenBy(change))
}

/** M4: whatever is not a delete takes a record out of the trash; whoever deleted it without knowing is told. */
function bringBack({ record, change, base, overruled }: Merge): void {
  if (record.deletedAt === null) return
  const deletion = ownMeta(record.meta, 'deletedAt')
  if (deletion && isOwnLater(deletion, change)) return
  if (deletion && isAnothers(deletion, change, base)) {
    overruled.push({ field: 'deletedAt', lost: record.deletedAt, stands: null, lostMeta: deletion })
  }
  record.deletedAt = null
  writeMeta(record.meta, ['deletedAt'], writtenBy(change, deletion))
}

function mergeField(merge: Merge, field: string, value: Json): void {
  const { entity, record, change, base } = merge
  // A field this server does not know yet is kept (R4), the newest value of it.
  const policy = entity.fields[field]?.policy ?? 'newest'
  if (policy === 'union' && (value === null || isElementList(value) || isSetPatch(value))) {
    const { superseded, overruled } = mergeList(record, field, value, change, base)
    merge.superseded.push(...superseded)
    merge.overruled.push(...overruled)
    return
  }
  if (mergesAsText(entity, record.data, field, value)) {
    mergeText(merge, field, value)
    return
  }
  const stands = record.data[field] ?? null
  const incoming = isSetPatch(value) ? applySetPatch(stands, value) : value
  const writers = writersOf(record.meta, stands, field)
  if (sameJson(stands, incoming)) {
    writeAlike(record.meta, [field], change, base, writers)
    return
  }
  const advisory = merge.advisory && policy !== 'union' && policy !== 'text'
  const { verdict, against } = decide(policy, writers, change, base, advisory)
  const by = against[0] ?? null
  if (verdict === 'conflict') {
    merge.conflicts.push({ field, base: change.before?.[field] ?? null, mine: incoming, theirs: stands, theirsMeta: by, stands: advisory ? 'mine' : 'theirs' })
    if (!advisory) return
  }
  if (verdict === 'yield') {
    merge.superseded.push({ field, lost: incoming, stands, by })
    return
  }
  if (verdict === 'overrule') for (const lostMeta of against) merge.overruled.push({ field, lost: stands, stands: incoming, lostMeta })
  setField(record.data, field, incoming)
  writeMeta(record.meta, [field], writtenBy(change, verdict === 'write' ? latestOf(writers) : undefined))
}

/** A field this server does not know yet shows by what comes whether it is a text (R4): there too every word counts. */
const mergesAsText = (entity: Entity, data: Data, field: string, value: Json): boolean =>
  isTextField(entity, field) || (!Object.hasOwn(entity.fields, field) && entity.mergeUnit !== 'record' && (isTextPatch(value) || hasDocument(data, field)))

/** Every edit of a text goes in, whoever made it and whenever; all who wrote without knowing of each other are its writers. */
function mergeText(merge: Merge, field: string, value: Json): void {
  const { record, change, base } = merge
  const writers = writersOf(record.meta, record.data[field], field)
  const concurrent = writers.some((meta) => isAnothers(meta, change, base) || isOwnLater(meta, change))
  const arrived = arrive(record.data, field, value, { seed: change.id, before: change.before?.[field], concurrent })
  if ('fault' in arrived) {
    merge.unfit = { field, fault: arrived.fault }
    return
  }
  if (!sameBytes(documentIn(record.data, field), arrived.state)) {
    putText(record.data, field, arrived.state)
    merge.broughtTogether ||= concurrent
  }
  if (!writers.some((meta) => isOwnLater(meta, change))) writeAlike(record.meta, [field], change, base, writers)
}

/** `mergeUnit: 'record'`: the newest record stands whole, the other is kept field by field in the outcome. */
function mergeWhole({ entity, record, change, base, superseded, overruled }: Merge): void {
  const incoming = wholeData(entity, change.patch)
  const stored = metaOf(record.meta)
  const fields = [...new Set([...Object.keys(record.data), ...Object.keys(incoming)])].filter((field) => !sameJson(record.data[field], incoming[field]))
  if (fields.length === 0) return
  const { verdict } = decide('newest', stored ? [stored] : [], change, base)
  for (const field of fields) {
    const lost = incoming[field] ?? null, stands = record.data[field] ?? null
    if (verdict === 'yield') superseded.push({ field, lost, stands, by: stored! })
    if (verdict === 'overrule') overruled.push({ field, lost: stands, stands: lost, lostMeta: stored! })
  }
  if (verdict === 'yield') return
  const deletedAt = record.meta['deletedAt']
  writeRecordMeta(record.meta, writtenBy(change, verdict === 'write' ? stored : undefined))
  if (deletedAt) record.meta['deletedAt'] = deletedAt
  record.data = incoming
}

function wholeData(entity: Entity, patch: Record<string, Json>): Data {
  const data: Data = {}
  for (const [field, value] of Object.entries(patch)) {
    const whole = isSetPatch(value) ? applySetPatch([], value) : value
    setField(data, field, entity.fields[field]?.policy === 'union' && isElementList(whole) ? elementsIn(whole) : whole)
  }
  return data
}

/** Absent and null mean the same; records keep the shorter, so that equal data are equal bytes. */
function setField(data: Data, field: string, value: Json): void {
  if (value === null) delete data[field]
  else data[field] = value
}

function outcome({ record, change, superseded, overruled, conflicts, broughtTogether, unfit }: Merge, before: MergeRecord): MergeOutcome {
  const changed: MergeOutcome['changed'] = {}
  // A whole record also clears the fields its patch does not name.
  for (const field of new Set([...Object.keys(change.patch), ...Object.keys(before.data)])) {
    if (field === textsMember) continue
    const from = before.data[field] ?? null, to = record.data[field] ?? null
    if (!sameJson(from, to)) changed[field] = { from, to }
  }
  if (before.deletedAt !== record.deletedAt) changed['deletedAt'] = { from: before.deletedAt, to: record.deletedAt }
  const settledByPolicy = superseded.length > 0 || overruled.length > 0 || broughtTogether
  return { status: conflicts.length > 0 ? 'conflict' : settledByPolicy ? 'merged' : 'applied', record, changed, superseded, overruled, conflicts, unfit }
}
