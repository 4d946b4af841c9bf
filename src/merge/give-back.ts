import type { Element, Entity, Field } from '../model/entity.ts'
import { elementId, isTextField } from '../model/entity.ts'
import type { Data, Json } from '../shared/json.ts'
import { asKnown } from './as-known.ts'
import { sameJson } from './canonical.ts'
import { compareHlc } from './clock.ts'
import { metaOf, ownMeta, pathOf, removalOf, writeMeta, writtenBy } from './field-meta.ts'
import { mergeChange } from './merge-change.ts'
import { elementsIn, isElementList } from './list-patch.ts'
import { carryOver, startOf, writeState } from './text-document.ts'
import { hasDocument, isTextPatch, textsMember, withoutTexts } from './text-field.ts'
import type { FieldMeta, HlcTime, IncomingChange, MergeOutcome, MergeRecord } from './types.ts'

/** A record as a device has it from an epoch that ended, and by whom it counts as written. */
export interface GivenBack {
  data: Data
  deletedAt: string | null
  /** Its revision in that epoch. */
  revision: number
  /** When it was written last there: no value in it is newer. */
  at: HlcTime
  /** One replica an epoch: what is given back later in that epoch's order then takes the place of what was earlier there. */
  replicaId: string
  userId: string
  role: FieldMeta['role']
  id: string
}

/** Where the two histories part. */
export interface Parting {
  /** The last revision that whoever gives back proved to be in both. */
  common: number
  /** The living history's revision when the other was found dead. What lies between may be of either; the time tells. */
  ended: number
}

export interface TakenBack {
  record: MergeRecord
  changed: boolean
  /** Values that stand aside: the field was written in the living epoch. `lists` hold what differs whole. */
  lost: { field: string; lost: Json; stands: Json | null; by: FieldMeta | null }[]
  /** A deletion of the living epoch that gave way to edits of the ended one (M4), and whose it was. */
  overruled: { lost: string; by: FieldMeta }[]
}

/**
 * R8: what becomes of a record when one of an epoch that ended is given back to it. A field written in the living epoch stands, lists merge
 * by their elements, everything else is as it was given; an edit beats a delete here too (M4). Pure: nothing given is altered.
 *
 * @param wasThere whether a value stood in a field of the living history once: then its author was overtaken, and nothing is lost
 */
export function mergeGivenBack(
  entity: Entity, stored: MergeRecord | null, given: GivenBack, parting: Parting, revision: number, wasThere: (field: string, value: Json) => boolean,
): TakenBack {
  const change: IncomingChange = {
    id: given.id, op: 'update', patch: {}, baseRevision: parting.common, replicaId: given.replicaId, seq: given.revision, at: given.at, userId: given.userId,
    role: given.role, revision,
  }
  // As old as can be, so that it takes the place of nothing that the living epoch wrote, and of no member of a list's element either.
  const asOld = { ...change, at: { ms: 0, counter: 0, replicaId: given.replicaId } }
  if (stored === null) return made(entity, given, change)

  const known = asKnown(stored, (mark) => mark.revision <= parting.ended && mark.at.ms < given.at.ms, parting.common)
  const living = { ...known.record, deletedAt: null }
  const patch = differences(entity, living, given, parting.common)
  const { merged, left } = Object.keys(patch).length === 0 ? { merged: null, left: [] } : fitted(living.data, given.data, patch, (fits) => mergeChange(givenBackEntity(entity), living, { ...asOld, patch: fits }))
  const aside = left.map((field) => ({ field, lost: given.data[field] ?? null, stands: living.data[field] ?? null, by: metaOf(living.meta, field) ?? null }))
  const lost = [...merged?.superseded ?? [], ...aside]
    .flatMap(({ field, lost: value, stands, by }) => (value === null || wasThere(field, value) ? [] : [{ field, lost: value, stands, by }]))
  const edited = merged !== null && (Object.keys(merged.changed).length > 0 || lost.length > 0)
  let record: MergeRecord = merged !== null && edited ? timed(merged.record, change) : { ...living, meta: { ...living.meta } }
  const overruled: TakenBack['overruled'] = []

  const deletion = ownMeta(known.record.meta, 'deletedAt')
  if (stored.deletedAt !== null) {
    const unknown = deletion !== undefined && deletion.revision > parting.common && deletion.replicaId !== given.replicaId
    // Deleted in the living epoch and not touched in the other, it stays where it is; so it does where both deleted it.
    const back = given.deletedAt === null && (unknown ? edited : true)
    if (back) {
      if (unknown) overruled.push({ lost: stored.deletedAt, by: deletion })
      writeMeta(record.meta, ['deletedAt'], writtenBy(change, deletion))
    } else {
      record.deletedAt = stored.deletedAt
      if (deletion !== undefined) record.meta['deletedAt'] = deletion
    }
  } else if (given.deletedAt !== null) {
    const { record: after, superseded } = mergeChange(entity, record, { ...change, op: 'delete' })
    record = after.deletedAt === null ? record : { ...after, deletedAt: given.deletedAt }
    for (const { stands, by } of superseded) lost.push({ field: 'deletedAt', lost: given.deletedAt, stands, by })
  }
  const changed = edited || record.deletedAt !== stored.deletedAt
  return { record: changed ? { ...known.restore(record), revision } : stored, changed, lost, overruled }
}

/** What was written keeps the time at which it was: edits that waited elsewhere are measured by it. */
function timed(record: MergeRecord, { at, revision }: IncomingChange): MergeRecord {
  const meta = Object.entries(record.meta).map(([path, mark]) => [path, mark.revision === revision && compareHlc(mark.at, at) < 0 ? { ...mark, at } : mark] as const)
  return { ...record, meta: Object.fromEntries(meta) }
}

function made(entity: Entity, given: GivenBack, change: IncomingChange): TakenBack {
  const { merged: { record } } = fitted({}, given.data, withDocuments(entity, given.data), (patch) => mergeChange(givenBackEntity(entity), null, { ...change, op: 'create', patch }))
  if (given.deletedAt !== null) {
    record.deletedAt = given.deletedAt
    writeMeta(record.meta, ['deletedAt'], writtenBy(change))
  }
  return { record, changed: true, lost: [], overruled: [] }
}

/**
 * A text comes as its document; where that cannot be read or is larger than a document may be, as its words beside those that stand: without
 * the document nobody knows which of them it had seen and taken out. What is no text at all even so is left out, and told.
 */
function fitted(stands: Data, words: Data, patch: Record<string, Json>, merge: (patch: Record<string, Json>) => MergeOutcome): { merged: MergeOutcome; left: string[] } {
  const merged = merge(patch)
  if (merged.unfit === null) return { merged, left: [] }
  const { field } = merged.unfit, { [field]: value, ...others } = patch, given = words[field]
  if (isTextPatch(value) && typeof given === 'string') {
    const there = stands[field]
    return fitted(stands, words, { ...others, [field]: typeof there === 'string' ? carryOver(there, undefined, given) : given }, merge)
  }
  const rest = fitted(stands, words, others, merge)
  return { ...rest, left: [...rest.left, field] }
}

/** Only what differs: the rest is not looked at, and stays whose it is. */
function differences(entity: Entity, living: MergeRecord, given: GivenBack, common: number): Record<string, Json> {
  const patch: Record<string, Json> = {}, documents = withDocuments(entity, given.data)
  for (const field of new Set([...Object.keys(withoutTexts(living.data)), ...Object.keys(documents)])) {
    if (isTextField(entity, field) || isTextPatch(documents[field]) || (!Object.hasOwn(entity.fields, field) && hasDocument(living.data, field))) {
      // A text is brought together with the one that stands, which takes nothing away from it; what the other had not at all is no edit.
      const document = documents[field]
      if (document === undefined || document === null || document === '' || sameJson(living.data[field], given.data[field])) continue
      // Words that nobody edited there are the document that everybody starts from: as bare words they would be an edit, and what they lack gone.
      patch[field] = typeof document === 'string' ? { [textsMember]: writeState(startOf(field, document)) } : document
      continue
    }
    const isList = entity.fields[field]?.policy === 'union'
    const value = given.data[field] ?? (isList ? [] : null)
    const wanted = isList && isElementList(value) ? withoutRemoved(living, field, value, common) : value
    if (!sameJson(living.data[field] ?? (isList ? [] : null), wanted)) patch[field] = wanted
  }
  return patch
}

/** What is given back as a patch: a text as its document, where it has one. */
function withDocuments(entity: Entity, data: Data): Record<string, Json> {
  const texts = data[textsMember]
  const documents = typeof texts === 'object' && texts !== null && !Array.isArray(texts) ? texts : {}
  const edited = Object.entries(documents).filter(([field]) => isTextField(entity, field) || !Object.hasOwn(entity.fields, field)).map(([field, state]) => [field, { [textsMember]: state }])
  return { ...withoutTexts(data), ...Object.fromEntries(edited) }
}

/** Elements that the living epoch removed and the other did not touch stay removed: to have had them is not to have added them. */
function withoutRemoved({ meta, removed }: MergeRecord, field: string, list: Element[], common: number): Element[] {
  return elementsIn(list).filter((element) => {
    const removal = removalOf(meta, field, elementId(element))
    return removal === undefined || removal.revision <= common || !sameJson(removed[pathOf(field, elementId(element))], element)
  })
}

/** The entity whose fields are merged as what is given back is: nobody is asked again, and the living epoch's value stands; lists and texts are brought together. */
function givenBackEntity(entity: Entity): Entity {
  const fields: Record<string, Field> = {}
  for (const [name, field] of Object.entries(entity.fields)) fields[name] = field.policy === 'union' || field.policy === 'text' ? field : { ...field, policy: 'server' }
  const { mergeUnit: _unit, ...rest } = entity
  return { ...rest, fields }
}

/** When a given-back record was written, as the merge's clock has it; a time that cannot be read is as old as can be. */
export const givenAt = (updatedAt: string, replicaId: string): HlcTime => ({ ms: Math.max(0, Date.parse(updatedAt) || 0), counter: 0, replicaId })
