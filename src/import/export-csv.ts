import Papa from 'papaparse'
import type { CustomField } from '../model/custom-fields.ts'
import { customValue, valueText } from '../model/custom-value.ts'
import { fieldHeader } from './map/own-fields.ts'
import { elementsOf, str, tagsOf } from '../model/text.ts'
import type { Data } from '../shared/json.ts'
import { guardCell } from './csv-guard.ts'
import type { ExportRecord } from './export-record.ts'
import { notesBy } from './export-record.ts'
import { joinTags } from './map/tags.ts'

/**
 * Contacts as a table: UTF-8 with a byte order mark, so that Excel reads accents, and CRLF. Lists stand in numbered groups as Google
 * writes them, as many as the richest contact needs; a re-import maps every column by itself and gives the same contacts.
 */
export function exportCsv(records: readonly ExportRecord[], notes: readonly ExportRecord[], fields: readonly CustomField[] = []): string {
  const byContact = notesBy('contactId', notes.filter(({ data }) => str(data['body']) !== ''))
  const most = (list: string): number => records.reduce((count, { data }) => Math.max(count, elementsOf(data, list).length), 0)
  const noteCount = records.reduce((count, { id }) => Math.max(count, byContact.get(id)?.length ?? 0), 0)
  const columns: Column[] = [
    ...plainColumns,
    ...numbered(most('emails'), 'E-mail', 'emails', valueParts),
    ...numbered(most('phones'), 'Phone', 'phones', valueParts),
    ...numbered(most('addresses'), 'Address', 'addresses', addressParts),
    ...numbered(most('links'), 'Website', 'links', valueParts),
    ...Array.from({ length: noteCount }, (_, i): Column => ({ name: `Note ${i + 1}`, cell: ({ id }) => str(byContact.get(id)?.[i]?.data['body']) })),
    ...fields.map((field): Column => ({ name: fieldHeader(field), cell: ({ data }) => valueText(field, customValue(data, field.id)) })),
    // Last: a stray line end never touches it, and its presence tells the importer whose file this is.
    { name: 'Satchel ID', cell: ({ id }) => id },
  ]
  const rows = records.map((record) => columns.map(({ cell }) => guardCell(cell(record))))
  return `\ufeff${Papa.unparse([columns.map(({ name }) => name), ...rows], { newline: '\r\n' })}\r\n`
}

interface Column { name: string; cell: (record: ExportRecord) => string }

const plain = (name: string, field: string): Column => ({ name, cell: ({ data }) => str(data[field]) })

const plainColumns: readonly Column[] = [
  plain('First Name', 'firstName'), plain('Last Name', 'lastName'), plain('Organization Name', 'company'), plain('Organization Title', 'title'), plain('Birthday', 'birthday'),
  { name: 'Labels', cell: ({ data }) => joinTags(tagsOf(data, 'tags')) }, plain('Source', 'source'), plain('External ID', 'externalId'),
]

const valueParts = { Label: 'label', Value: 'value' }
const addressParts = { Label: 'label', Street: 'street', City: 'city', Region: 'region', 'Postal Code': 'postalCode', Country: 'country' }

function numbered(count: number, name: string, list: string, parts: Record<string, string>): Column[] {
  return Array.from({ length: count }, (_, i) =>
    Object.entries(parts).map(([title, part]): Column => ({ name: `${name} ${i + 1} - ${title}`, cell: ({ data }) => element(data, list, i, part) }))).flat()
}

const element = (data: Data, list: string, i: number, part: string): string => str(elementsOf(data, list)[i]?.[part])
