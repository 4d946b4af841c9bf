import type { Entity } from '../model/entity.ts'
import { isTextField } from '../model/entity.ts'
import type { Data, Json } from '../shared/json.ts'
import { isoOf, parseHlc } from './clock.ts'
import { applySetPatch, elementsIn, isSetPatch } from './list-patch.ts'
import { arrive, isTextPatch, putText, textsMember } from './text-field.ts'

/** What a person sees of a record: its data, and since when it is in the trash. */
export interface Shown { data: Data; deletedAt: string | null }

/** A pending change as the journal has it; `before` is what the person saw. */
export interface PendingChange {
  id?: string
  op: 'create' | 'update' | 'delete' | 'restore'
  patch: Record<string, Json>
  at: string
  before?: Record<string, Json>
}

/**
 * R3: a pending change shown over what is under it. It never merges anew: the person's last value of a field is what they see until the
 * change is settled, so an edit also shows a deleted record again (M4 will decide so). A text shows it among the words that have come since.
 */
export function layOver(entity: Entity, state: Shown, change: PendingChange): Shown {
  if (change.op === 'delete') return { data: state.data, deletedAt: state.deletedAt ?? timeOf(change.at) }
  const data = { ...state.data }
  for (const [field, value] of Object.entries(change.patch)) {
    if (isTextField(entity, field) && (isTextPatch(value) || field in data || textsMember in data)) {
      layText(data, field, value, change)
      continue
    }
    const shown = shownValue(entity, field, data[field], value, change.before?.[field])
    if (shown === null) delete data[field]
    else data[field] = shown
  }
  return { data, deletedAt: null }
}

function shownValue(entity: Entity, field: string, under: Json | undefined, value: Json, before: Json | undefined): Json {
  if (isSetPatch(value)) return applySetPatch(under, value, before)
  return entity.fields[field]?.policy === 'union' && Array.isArray(value) ? elementsIn(value) : value
}

function layText(data: Data, field: string, value: Json, { id = '', op, before }: PendingChange): void {
  const saw = before?.[field]
  // Carried over where it was made to other words, as the server will: the edit's characters have the same names then. A create that finds
  // words has arrived before, its answer not: what its author wrote since may stand among them, and it saw none of it.
  const arrived = arrive(data, field, value, { seed: id, before: saw, concurrent: saw !== undefined || op === 'create' })
  if ('state' in arrived) putText(data, field, arrived.state)
}

function timeOf(at: string): string {
  const time = parseHlc(at)
  return time ? isoOf(time) : at
}
