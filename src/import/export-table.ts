import type { CustomField } from '../model/custom-fields.ts'
import type { Entity, Field } from '../model/entity.ts'
import { elementsOf, str, tagsOf } from '../model/text.ts'
import type { Json } from '../shared/json.ts'
import { ownColumns, writeTable } from './export-csv.ts'
import type { ExportRecord, NoteReference } from './export-record.ts'
import { notesBy } from './export-record.ts'
import { joinTags } from './map/tags.ts'
import type { Column } from './numbered-columns.ts'
import { noteColumns, numberedColumns, numberedLists } from './numbered-columns.ts'

/** What goes into a table beside the records. */
export interface TableExtras {
  /** The fields that people made. */
  own?: readonly CustomField[]
  /** The title of a record that one of these names; none: it is not there. */
  titleOf?: (entity: string, id: string) => string | undefined
  notes?: readonly ExportRecord[]
  reference?: NoteReference
}

/**
 * Any entity as a table: a field a column, of one that names a record its title and its id, lists in numbered groups, those that people made after the others. What
 * of it files are read into comes back by an import as it was.
 */
export function exportTable(entity: Entity, records: readonly ExportRecord[], { own = [], titleOf = () => undefined, notes = [], reference }: TableExtras = {}): string {
  const columns = Object.entries(entity.fields).flatMap(([name, field]) => columnsOf(records, name, field, titleOf))
  const timeline = reference === undefined ? [] : noteColumns(records, notesBy(reference, notes.filter(({ data }) => str(data['body']) !== '')))
  return writeTable(records, [...columns, ...timeline, ...ownColumns(own)])
}

function columnsOf(records: readonly ExportRecord[], name: string, field: Field, titleOf: NonNullable<TableExtras['titleOf']>): Column[] {
  if (field.isOfFields === true) return []
  const numbered = numberedLists.find(({ list }) => list === name)
  if (numbered !== undefined && field.kind === 'list') return numberedColumns(records, numbered)
  const { label } = field, { reference } = field
  if (reference !== undefined) {
    return [{ name: label, cell: ({ data }) => titleOf(reference.entity, str(data[name])) ?? '' }, { name: `${label} ID`, cell: ({ data }) => str(data[name]) }]
  }
  if (field.elementsOf !== undefined) {
    return [
      { name: label, cell: ({ data }) => joinTags(elementsOf(data, name).map((element) => str(element['value']))) },
      { name: `${label} IDs`, cell: ({ data }) => elementsOf(data, name).map((element) => str(element['id'])).join(' ::: ') },
    ]
  }
  const { elementText } = field
  if (field.kind === 'list' && elementText !== undefined) {
    return [{ name: label, cell: ({ data }) => elementsOf(data, name).map((element) => elementText.map((part) => str(element[part])).filter((words) => words !== '').join(', ')).join(' ::: ') }]
  }
  if (field.kind === 'tags') return [{ name: label, cell: ({ data }) => joinTags(tagsOf(data, name)) }]
  return [{ name: label, cell: ({ data }) => cellOf(data[name] ?? null) }]
}

function cellOf(value: Json): string {
  if (value === null) return ''
  return typeof value === 'string' ? value : typeof value === 'object' ? JSON.stringify(value) : String(value)
}
