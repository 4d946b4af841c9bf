import { customFields, inOrder, readCustomField, sameName, type CustomField } from '../../model/custom-fields.ts'
import { customValue, readValue } from '../../model/custom-value.ts'
import { elementsOf, str } from '../../model/text.ts'
import type { Data, Json } from '../../shared/json.ts'
import type { ImportDb } from '../import-db.ts'
import { need } from '../import-db.ts'
import type { DateOrder } from '../contract.ts'
import { parseDate } from './dates.ts'

/** The fields that people made for an entity and that are there now, in their order. */
export async function fetchOwnFields(db: ImportDb, entity: string): Promise<CustomField[]> {
  const { rows } = await need(db.list({ entity: customFields.name, where: { entity: { in: [entity] } }, limit: 1_000 }))
  return inOrder(rows.flatMap(({ id, data }) => readCustomField(id, data) ?? [])).filter(({ removed }) => !removed)
}

/** The head of such a field's column in a table that Satchel wrote. */
export const fieldHeader = ({ label }: Pick<CustomField, 'label'>): string => `Field - ${label}`

/** The target of the column that is called like a field: `custom:<id>`. Null: none is. */
export function ownTarget(fields: readonly CustomField[], header: string): string | null {
  const name = header.replace(/^Field - /, '')
  const field = fields.find(({ label }) => sameName(label, name))
  return field === undefined || name.trim() === '' ? null : `custom:${field.id}`
}

/** Columns that are called like a field and are nothing else: what the mapping leaves open, and what Satchel's own files name so. */
export const withOwnTargets = (mapping: readonly (string | null)[], headers: readonly string[], fields: readonly CustomField[]): (string | null)[] =>
  mapping.map((target, at) => (target === null || headers[at]?.startsWith('Field - ') === true || target.startsWith('notes:') ? ownTarget(fields, headers[at] ?? '') : null) ?? target)

/** A cell's value as an element of the record's `custom`; or why it cannot be one. */
export function ownValue(field: CustomField, cell: string, dateOrder: DateOrder): { element: Record<string, Json> } | { reason: string } {
  if (field.kind === 'text' && cell.trim() !== '') return { element: { text: cell, id: field.id } }
  const date = field.kind === 'date' ? parseDate(cell, dateOrder) : null
  const read = readValue(field, date ?? cell.slice(0, field.kind === 'link' || field.kind === 'person' ? undefined : 1_000))
  return read.ok ? { element: { ...read.members, id: field.id } } : { reason: read.reason }
}

/** The values that a row has and the record lacks; of several choices those that it lacks. */
export function lackingOwn(standing: Data, row: Data): Json[] {
  return elementsOf(row, 'custom').flatMap(({ id, ...members }) => {
    const here = customValue(standing, str(id)) ?? {}
    const isOne = Object.values(members).some((value) => value !== true)
    const lacking = Object.entries(members).filter(([name]) => here[name] === undefined)
    // Text, number or person: one value, and what stands stands.
    return lacking.length === 0 || (isOne && Object.keys(here).some((name) => name !== 'id')) ? [] : [{ ...Object.fromEntries(lacking), id: str(id) }]
  })
}

/** The elements of both, each field once. */
export function joinedOwn(standing: readonly Json[], added: readonly Json[]): Json[] {
  const byId = new Map<string, Record<string, Json>>()
  for (const element of elementsOf({ custom: [...standing, ...added] }, 'custom')) byId.set(str(element['id']), { ...byId.get(str(element['id'])), ...element })
  return [...byId.values()]
}

/** Added values as a patch, name by name, so that they merge with what others do meanwhile. */
export const ownPatch = (added: readonly Json[]): Json =>
  ({ $set: { update: Object.fromEntries(elementsOf({ custom: [...added] }, 'custom').map(({ id, ...members }) => [str(id), members])) } })
