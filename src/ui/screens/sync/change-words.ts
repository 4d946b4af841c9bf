import type { JournalRow } from '../../../data-api/types.ts'
import { str } from '../../../model/text.ts'
import type { Json } from '../../../shared/json.ts'
import { customLabel } from '../../sync-status/custom-words.ts'
import { fieldLabel, fieldOf, isListField, isSetPatch, listChangeText, namedBy, valueText } from '../../sync-status/value-text.ts'

/** One act of the person as the pending and failed lists show it: its rows of the journal, in `seq` order. */
export interface Act {
  /** The group where asked for and there is one, else the mutation. */
  id: string
  mutationId: string
  /** All mutations of the act. */
  mutationIds: string[]
  label: string
  createdAt: string
  rows: JournalRow[]
  /** Of the rows the one that says why it failed, if any does. */
  error: JournalRow['error']
  attempts: number
}

/**
 * Journal rows as acts, in the order in which they came: by group, since a bulk act of thousands is one act in many mutations;
 * `by: 'mutation'` where each is answered for by itself (what the server refused).
 */
export function toActs(rows: readonly JournalRow[], by: 'group' | 'mutation' = 'group'): Act[] {
  const acts = new Map<string, Act>()
  for (const row of rows) {
    const { mutationId, groupId } = row.change
    const id = by === 'group' ? groupId ?? mutationId : mutationId
    const act = acts.get(id)
    if (act) {
      act.rows.push(row)
      if (act.mutationIds.at(-1) !== mutationId && !act.mutationIds.includes(mutationId)) act.mutationIds.push(mutationId)
      act.attempts = Math.max(act.attempts, row.attempts)
      if (row.error && weight(row.error) > weight(act.error)) act.error = row.error
    } else {
      acts.set(id, { id, mutationId, mutationIds: [mutationId], label: row.label, createdAt: row.createdAt, rows: [row], error: row.error, attempts: row.attempts })
    }
  }
  return [...acts.values()]
}

/** What was refused says more than what was refused along with it (P2), and most a record that only this device still has (R5). */
const weight = (error: JournalRow['error']): number => (!error ? 0 : error.kept !== undefined ? 3 : error.code === 'mutation_refused' ? 1 : 2)

/** What an act is called in a list: one change by its record, several by what the person did. */
export const actTitle = (act: Act): string => (act.rows.length === 1 ? act.rows[0]!.title : act.label)

export const verb: Record<JournalRow['change']['op'], string> = { create: 'Created', update: 'Edited', delete: 'Deleted', restore: 'Restored' }

/** "Edited company, title": what a change does, in a few words. */
export function changeSummary({ change }: Pick<JournalRow, 'change'>): string {
  const fields = Object.entries(change.patch).flatMap(([field, value]) => valueLabels(field, value as Json) ?? fieldLabel(change.entity, field))
  if (change.op !== 'update' || fields.length === 0) return verb[change.op]
  const shown = fields.slice(0, 4).map((label) => label.charAt(0).toLowerCase() + label.slice(1)).join(', ')
  return `${verb.update} ${shown}${fields.length > 4 ? ` and ${fields.length - 4} more` : ''}`
}

/** The fields that people made which a change writes, by their names; null: it writes another field, or all of them. */
function valueLabels(field: string, value: Json): string[] | null {
  if (field !== 'custom' || !isSetPatch(value)) return null
  const { add = [], remove = [], update = {} } = value.$set
  return [...add.map((element) => str((element as Record<string, Json>)['id'])), ...Object.keys(update), ...remove].map(customLabel)
}

/** `idOf`: from and to are ids, which a field of this entity has. */
export interface FieldChange { field: string; label: string; from: string; to: string; idOf?: string }

/** Field by field: what stood there when the person acted, and what they wrote. What it belongs to, an id, is said by its name elsewhere. */
export const fieldChanges = ({ change }: Pick<JournalRow, 'change'>): FieldChange[] =>
  Object.entries(change.patch).filter(([field]) => namedBy(change.entity, field) === undefined).map(([field, value]) => {
    const before = change.before?.[field] as Json | undefined
    const whole = !isSetPatch(value as Json) && !isListField(change.entity, field)
    return {
      field,
      label: fieldLabel(change.entity, field),
      from: whole ? valueText(change.entity, field, before) : '',
      to: whole || isSetPatch(value as Json) ? valueText(change.entity, field, value as Json) : listChangeText(change.entity, field, before, value as Json),
    }
  })

/** Why it failed and what to do, in words; the server's own sentence where there is no better one. */
export function failureWords(error: JournalRow['error']): string {
  if (!error) return 'The server refused it without saying why.'
  if (error.kept !== undefined) return explanations['record_gone']!
  return explanations[error.code] ?? error.message
}

const explanations: Record<string, string> = {
  mutation_refused: 'Another change of the same act was refused, so the whole act was.',
  record_gone: 'It was deleted for good elsewhere. What you had of it is kept here and can be restored as a new record.',
  reference_gone: 'What it refers to is neither here nor on the server.',
  role_may_not_write: 'Your role lets you look at this workspace, not change it. What you wrote is kept here; ask an admin for another role, then retry.',
  forbidden: 'Your role does not allow this change. Ask an admin, then retry.',
  unknown_entity: 'The server does not know this kind of record yet. Retry after its update.',
  too_large: 'It is larger than the server accepts. Shorten it, then retry.',
}

/** Fields of a failed act that a person can mend in place: plain text of records that still take it. */
export const editableFields = (act: Act): { recordId: string; entity: string; field: string; label: string; value: string }[] =>
  act.rows.flatMap(({ change }) =>
    change.op === 'delete' ? [] : Object.entries(change.patch)
      // Ids and moments are written by programs.
      .filter(([field, value]) => (typeof value === 'string' || value === null) && !unwritten.has(fieldOf(change.entity, field)?.kind ?? 'json'))
      .map(([field, value]) => ({ recordId: change.recordId, entity: change.entity, field, label: fieldLabel(change.entity, field), value: typeof value === 'string' ? value : '' })))

/** Kinds of fields that nobody types. */
const unwritten: ReadonlySet<string> = new Set(['reference', 'dateTime', 'json'])
