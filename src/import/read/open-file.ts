import type { DateOrder, Encoding, FileChange, InspectedFile, Mapping } from '../contract.ts'
import type { Job } from '../job.ts'
import { SatchelError } from '../../shared/errors.ts'
import { orderIn } from '../map/dates.ts'
import type { ColumnView } from '../map/auto-mapping.ts'
import { findIdColumn } from '../map/auto-mapping.ts'
import type { Preset } from '../map/presets.ts'
import { presetOf, satchelPresetName } from '../map/presets.ts'
import { contactsImportable } from '../importables/contacts.ts'
import type { Importable } from '../importables/importable.ts'
import { guessImportable, importableOf, importables } from '../importables/importables.ts'
import { tableOfJson } from './json-table.ts'
import type { CustomField } from '../../model/custom-fields.ts'
import { withOwnTargets } from '../map/own-fields.ts'
import { parseTarget } from '../map/targets.ts'
import type { CsvRow } from './csv-rows.ts'
import { readCsvRows, tightQuotes } from './csv-rows.ts'
import { detectCsvShape } from './csv-shape.ts'
import { decodeText, detectEncoding, foreignLines } from './detect-encoding.ts'
import { formatOf } from './file-format.ts'
import { readCards } from './read-cards.ts'
import type { RawCard } from './vcard-cards.ts'
import { tellAlone, type Warning } from './warnings.ts'

/** What a person fixed instead of leaving it to detection. */
export type Choices = FileChange

/** A file, read as it is to be read now. */
export interface OpenFile {
  bytes: Uint8Array
  choices: Choices
  /** The fields that people made, as they were when it was opened. */
  fields: readonly CustomField[]
  inspected: InspectedFile
  /** What the inspection tells in words, to be told together with other files'. */
  warnings: Warning[]
  into: Importable
  /** What stands within its records and becomes records of another entity; null: nothing does. */
  along: OpenFile | null
  content: { kind: 'csv'; header: string[]; rows: CsvRow[]; dateOrder: DateOrder; exact: boolean } | { kind: 'vcard'; cards: RawCard[]; charset: Encoding }
}

/** The fields that people made for an entity; asked for once the file could be read. */
type FieldsOf = (entity: string) => Promise<readonly CustomField[]>

/** Each file, and after it what stands within its records. */
export const withAlong = (files: readonly OpenFile[]): OpenFile[] => files.flatMap((file) => (file.along === null ? [file] : [file, file.along]))

const sampleRows = 200
const samplesShown = 5

/** Reads a file's bytes by what was chosen and, for the rest, by what they look like. Throws `file_empty` and `file_unreadable`. */
export async function openFile(fileId: string, name: string, bytes: Uint8Array, choices: Choices, job: Job, fieldsOf: FieldsOf = () => Promise.resolve([])): Promise<OpenFile> {
  if (bytes.length === 0) throw new SatchelError('file_empty', `"${name}" is empty.`)
  const format = choices.format ?? formatOf(bytes, name)
  switch (format) {
    case 'vcard': return openCards(fileId, name, bytes, choices, job, fieldsOf)
    case 'json': return openJson(fileId, name, bytes, choices, job, fieldsOf)
    case 'csv': return openCsv(fileId, name, bytes, choices, job, fieldsOf)
  }
}

async function openCards(fileId: string, name: string, bytes: Uint8Array, choices: Choices, job: Job, fieldsOf: FieldsOf): Promise<OpenFile> {
  if (choices.entity !== undefined && choices.entity !== contactsImportable.entity.name) throw new SatchelError('invalid', `"${name}" holds vCards, and these are contacts.`)
  const { cards, charset, warnings } = await readCards(bytes, choices.encoding, job)
  if (cards.length === 0) throw new SatchelError('file_unreadable', `"${name}" holds no vCard.`)
  const fields = await fieldsOf(contactsImportable.entity.name)
  return {
    bytes, choices, fields, warnings, into: contactsImportable, along: null, content: { kind: 'vcard', cards, charset },
    inspected: { fileId, name, format: 'vcard', entity: contactsImportable.entity.name, encoding: charset, csv: null, preset: null, columns: [], mapping: [], dateOrder: null, rows: cards.length, warnings: warnings.map(tellAlone) },
  }
}

async function openCsv(fileId: string, name: string, bytes: Uint8Array, choices: Choices, job: Job, fieldsOf: FieldsOf): Promise<OpenFile> {
  const encoding = choices.encoding ?? choices.csv?.encoding ?? detectEncoding(bytes)
  const decoded = decodeText(bytes, encoding), shape = detectCsvShape(decoded, encoding, choices.csv)
  const text = tightQuotes(decoded, shape)
  const table = await readCsvRows(text, shape, job)
  const warnings = [...table.warnings, ...raggedWarning(table.ragged), ...foreignWarning(bytes, encoding), ...lostCharacters(text, encoding)]
  return openTable({ fileId, name, bytes, choices, format: 'csv', encoding, csv: shape, table, warnings }, fieldsOf)
}

async function openJson(fileId: string, name: string, bytes: Uint8Array, choices: Choices, job: Job, fieldsOf: FieldsOf): Promise<OpenFile> {
  const encoding = choices.encoding ?? detectEncoding(bytes)
  const own = new Map<string, readonly CustomField[]>()
  for (const { entity } of importables) own.set(entity.name, await fieldsOf(entity.name))
  const read = tableOfJson(decodeText(bytes, encoding), (entity) => own.get(entity) ?? [])
  if (read === null) throw new SatchelError('file_unreadable', `"${name}" is a JSON file of no program that Satchel knows.`)
  const told = { name, bytes, format: 'json', encoding, csv: null } as const
  const ownRows = async (csv: string): ReturnType<typeof readCsvRows> => {
    const table = await readCsvRows(csv.replace(/^\ufeff/, ''), { delimiter: ',', quote: '"', encoding, hasHeader: true, skipLines: 0 }, job)
    // No header stands before the first record.
    return { ...table, rows: table.rows.map(({ row, cells }) => ({ row: row - 1, cells })) }
  }
  const table = 'csv' in read ? await ownRows(read.csv) : { header: read.header, rows: read.rows.map((cells, i) => ({ row: i + 1, cells })), warnings: [] }
  const file = await openTable({ ...told, fileId, choices, table, warnings: table.warnings }, fieldsOf)
  const along = 'csv' in read ? read.along : null
  if (along === null || (choices.entity !== undefined && choices.entity !== guessImportable(table.header, (one) => presetOf(table.header, one.presets) !== null).entity.name)) return file
  const { header, rows } = await ownRows(along.csv)
  const within = { header, rows: rows.map(({ cells }, i) => ({ row: along.rows[i]!, cells })) }
  return { ...file, along: await openTable({ ...told, fileId: `${fileId}+${along.entity}`, choices: { entity: along.entity }, table: within, warnings: [] }, fieldsOf) }
}

interface ReadTable extends Pick<InspectedFile, 'fileId' | 'name' | 'format' | 'encoding' | 'csv'> {
  bytes: Uint8Array
  choices: Choices
  table: { header: string[]; rows: CsvRow[] }
  warnings: Warning[]
}

/** What a table holds and where its columns go. */
async function openTable({ table: read, bytes, choices, warnings, ...told }: ReadTable, fieldsOf: FieldsOf): Promise<OpenFile> {
  const { name } = told
  if (read.rows.length === 0) throw new SatchelError('file_empty', `"${name}" holds no rows.`)
  const presetIn = (into: Importable): Preset | null => (read.header.length === 0 ? null : presetOf(read.header, into.presets))
  const into = choices.entity === undefined ? guessImportable(read.header, (one) => presetIn(one) !== null) : importableOf(choices.entity)
  const preset = presetIn(into)
  const table = preset?.settle?.(read, name) ?? read
  if (table.rows.length === 0) throw new SatchelError('file_empty', `"${name}" holds no ${into.entity.label.many}.`)
  const width = table.header.length || table.rows.reduce((most, { cells }) => Math.max(most, cells.length), 0)
  const columns = Array.from({ length: width }, (_, i): ColumnView => ({
    name: table.header[i] ?? '', values: table.rows.slice(0, sampleRows).map(({ cells }) => (cells[i] ?? '').trim()),
  }))
  const everyValue = function* (column: number): Generator<string> { for (const { cells } of table.rows) yield cells[column] ?? '' }
  const fields = await fieldsOf(into.entity.name)
  const mapping = choices.mapping === undefined ? withOwnTargets(into.mapping(columns, preset, findIdColumn(columns, everyValue)), columns.map((column) => column.name), fields) : checkedMapping(choices.mapping, width, into)
  const exact = preset?.name === satchelPresetName, ofDates = new Set(fields.flatMap(({ id, kind }) => (kind === 'date' ? [`custom:${id}`] : [])))
  const dated = mapping.flatMap((target, i) => (target !== null && (/^(?:birthday|due|startsAt|startsOn|endsOn|completedAt|happenedAt)$/.test(target) || ofDates.has(target)) ? [i] : []))
  const { order, isAny, open } = orderIn(dated.flatMap((column) => [...everyValue(column)])), dateOrder = choices.dateOrder ?? order
  if (open !== null && choices.dateOrder === undefined && !exact) warnings.push(dateWarning(open, order))
  return {
    bytes, choices, fields, warnings, into, along: null,
    content: { kind: 'csv', header: table.header, rows: table.rows, dateOrder, exact },
    inspected: {
      ...told, entity: into.entity.name, preset: preset?.name ?? null,
      columns: columns.map((column, i) => ({ name: column.name || `Column ${i + 1}`, samples: column.values.filter((value) => value !== '').slice(0, samplesShown) })),
      mapping, dateOrder: isAny && !exact ? dateOrder : null, rows: table.rows.length, warnings: warnings.map(tellAlone),
    },
  }
}

function checkedMapping(mapping: Mapping, width: number, into: Importable): Mapping {
  const wrong = mapping.find((target) => target !== null && parseTarget(target, into.targets) === null)
  if (wrong !== undefined) throw new SatchelError('invalid', `"${wrong ?? ''}" is nothing a column can be mapped to.`)
  return Array.from({ length: width }, (_, i) => mapping[i] ?? null)
}

function dateWarning(example: string, order: DateOrder): Warning {
  const say = (): string => `Nothing tells whether the day or the month comes first in dates like ${example}; they are read with the ${order === 'dmy' ? 'day' : 'month'} first. If that is wrong, change it where the file is read.`
  return { kind: 'dates', count: 1, say }
}

function raggedWarning(rows: readonly number[]): Warning[] {
  if (rows.length === 0) return []
  const where = ` (row ${rows.slice(0, 5).join(', ')}${rows.length > 5 ? ', …' : ''})`
  const say = (count: number, at = ''): string =>
    `${count} ${count === 1 ? 'row has' : 'rows have'} more or fewer cells than the header${at}. Missing cells are taken as empty, cells beyond go to the note.`
  return [{ kind: 'ragged', count: rows.length, say: (count) => say(count), alone: say(rows.length, where) }]
}

function foreignWarning(bytes: Uint8Array, encoding: Encoding): Warning[] {
  const count = encoding === 'utf-8' ? foreignLines(bytes) : 0
  const say = (lines: number): string => `${lines} ${lines === 1 ? 'line is' : 'lines are'} not in UTF-8 like the others and read as Windows-1252; look at the letters with accents there.`
  return count === 0 ? [] : [{ kind: 'foreign', count, say }]
}

const lostCharacters = (text: string, encoding: Encoding): Warning[] =>
  (text.includes('\ufffd') ? [{ kind: `lost ${encoding}`, count: 1, say: () => `Some characters make no sense as ${encoding.toUpperCase()}; try another encoding.` }] : [])
