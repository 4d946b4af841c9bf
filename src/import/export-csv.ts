import Papa from 'papaparse'
import type { CustomField } from '../model/custom-fields.ts'
import { customValue, valueText } from '../model/custom-value.ts'
import { fieldHeader } from './map/own-fields.ts'
import { str, tagsOf } from '../model/text.ts'
import { guardCell } from './csv-guard.ts'
import type { ExportRecord } from './export-record.ts'
import { notesBy } from './export-record.ts'
import { joinTags } from './map/tags.ts'
import type { Column } from './numbered-columns.ts'
import { noteColumns, numberedColumns, numberedLists } from './numbered-columns.ts'

/**
 * Contacts as a table: UTF-8 with a byte order mark, so that Excel reads accents, and CRLF. A re-import maps every column by itself and gives the same contacts.
 */
export function exportCsv(records: readonly ExportRecord[], notes: readonly ExportRecord[], fields: readonly CustomField[] = []): string {
  const byContact = notesBy('contactId', notes.filter(({ data }) => str(data['body']) !== ''))
  return writeTable(records, [
    ...plainColumns,
    ...numberedLists.flatMap((list) => numberedColumns(records, list)),
    ...noteColumns(records, byContact),
    ...ownColumns(fields),
  ])
}

/** The table, its records' ids in the last column: a stray line end never touches it there, and its presence tells the importer whose file this is. */
export function writeTable(records: readonly ExportRecord[], columns: readonly Column[]): string {
  const all: Column[] = [...columns, { name: 'Satchel ID', cell: ({ id }) => id }]
  const rows = records.map((record) => all.map(({ cell }) => guardCell(cell(record))))
  return `\ufeff${Papa.unparse([all.map(({ name }) => name), ...rows], { newline: '\r\n' })}\r\n`
}

/** The values of fields that people made. */
export const ownColumns = (fields: readonly CustomField[]): Column[] => fields.map((field) => ({ name: fieldHeader(field), cell: ({ data }) => valueText(field, customValue(data, field.id)) }))

const plain = (name: string, field: string): Column => ({ name, cell: ({ data }) => str(data[field]) })

const plainColumns: readonly Column[] = [
  plain('First Name', 'firstName'), plain('Last Name', 'lastName'), plain('Organization Name', 'company'), plain('Organization Title', 'title'), plain('Birthday', 'birthday'),
  { name: 'Labels', cell: ({ data }) => joinTags(tagsOf(data, 'tags')) }, plain('Source', 'source'), plain('External ID', 'externalId'),
]
