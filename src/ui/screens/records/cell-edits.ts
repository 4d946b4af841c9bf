import type { Json, Rec } from '../../../data-api/types.ts'
import { labelledWords } from '../record/labelled-words.ts'
import { parseCalendarDate } from './calendar-date.ts'
import type { Kind } from './kind.ts'
import { listOf, tagsOfRec, text } from './record-values.ts'

/** How the cells of a column are edited as one line of text. */
export interface CellEdit {
  /** The field that is written. */
  field: string
  /** What its draft is called, where several columns write one field. */
  draft?: string
  /** What stands in the line when editing begins. */
  begin: (rec: Rec, search: string) => string
  /** What has to be remembered from then, so that saving later means the same element and the same tags. */
  basis: (rec: Rec, search: string) => CellBasis
  /** What to write. @throws Error with a sentence for the person */
  value: (typed: string, began: CellBasis) => Json
}

/** The element that was in sight (null: there was none), or the tags that were there. */
export interface CellBasis { id?: string | null; tags?: string[] }

/** One element of a list, the one in sight; emptying it removes it, where there is none one is added. */
export function ofList(field: string, part: string, added: Record<string, Json>): CellEdit {
  const shown = (rec: Rec, search: string): Record<string, unknown> | undefined => {
    const elements = listOf(rec, field).filter((element) => element[part])
    return (search !== '' ? elements.find((element) => String(element[part]).toLowerCase().includes(search.toLowerCase())) : undefined) ?? elements[0] ?? (part === 'value' ? undefined : listOf(rec, field)[0])
  }
  return {
    field,
    begin: (rec, search) => String(shown(rec, search)?.[part] ?? ''),
    basis: (rec, search) => ({ id: (shown(rec, search)?.['id'] as string | undefined) ?? null }),
    value: (typed, { id = null }) => {
      const wanted = typed.trim()
      if (id === null) return { $set: { add: [{ ...added, id: crypto.randomUUID(), [part]: wanted }] } }
      // An address without its city is still an address.
      if (wanted === '' && part === 'value') return { $set: { remove: [id] } }
      return { $set: { update: { [id]: { [part]: wanted === '' ? null : wanted } } } }
    },
  }
}

/** Between commas; what was there and is not any more is taken away, what others add meanwhile stays. */
const ofTags: CellEdit = {
  field: 'tags',
  begin: (rec) => tagsOfRec(rec).join(', '),
  basis: (rec) => ({ tags: tagsOfRec(rec) }),
  value: (typed, { tags = [] }) => {
    const wanted = [...new Set(typed.split(',').map((tag) => tag.trim()).filter(Boolean))]
    return { $set: { add: wanted.filter((tag) => !tags.includes(tag)), remove: tags.filter((tag) => !wanted.includes(tag)) } }
  },
}

const plain = (field: string, isDate: boolean): CellEdit => ({
  field,
  begin: (rec) => text(rec, field),
  basis: () => ({}),
  value: (typed) => {
    const wanted = typed.trim()
    if (wanted === '') return null
    const value = isDate ? parseCalendarDate(wanted) : wanted
    if (value === null) throw new Error('Write it as 1990-05-17, or 05-17 without a year.')
    return value
  },
})

/** Those that several entities have. */
export const listEdits: Readonly<Record<string, CellEdit>> = {
  email: ofList('emails', 'value', { label: labelledWords.emails.labels[0]! }),
  phone: ofList('phones', 'value', { label: labelledWords.phones.labels[0]! }),
  city: ofList('addresses', 'city', { label: 'work' }),
  tags: ofTags,
}

/** Null: the column's cells are not edited in place. */
export function cellEdit({ edits, columns }: Pick<Kind, 'edits' | 'columns'>, column: string): CellEdit | null {
  const spec = columns.specs[column]
  return edits[column] ?? (spec?.edits === undefined ? null : plain(spec.edits, spec.type === 'date'))
}

/** How the cells of a column are changed where they stand; null: they are not. */
export function editorOf(kind: Pick<Kind, 'entity' | 'edits' | 'editors' | 'columns'>, column: string): 'own' | 'line' | 'choice' | 'name' | null {
  const spec = kind.columns.specs[column]
  if (kind.editors?.[column] !== undefined) return 'own'
  if (spec?.choices !== undefined) return 'choice'
  if (spec?.custom?.kind === 'person') return 'name'
  // Of several names one line of the record's own page takes one out.
  if (spec?.names !== undefined) return kind.entity.fields[column]?.kind === 'list' ? null : 'name'
  return cellEdit(kind, column) === null ? null : 'line'
}

export const isEditable = (kind: Parameters<typeof editorOf>[0], column: string): boolean => editorOf(kind, column) !== null
