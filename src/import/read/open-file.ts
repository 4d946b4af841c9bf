import type { CsvShape, Encoding, ImportFormat, InspectedFile, Mapping } from '../contract.ts'
import type { Job } from '../job.ts'
import { SatchelError } from '../../shared/errors.ts'
import type { DateOrder } from '../map/dates.ts'
import { dateOrderOf } from '../map/dates.ts'
import type { ColumnView } from '../map/auto-mapping.ts'
import { autoMapping, findIdColumn } from '../map/auto-mapping.ts'
import { presetOf, satchelPresetName } from '../map/presets.ts'
import type { CustomField } from '../../model/custom-fields.ts'
import { withOwnTargets } from '../map/own-fields.ts'
import { parseTarget } from '../map/targets.ts'
import type { CsvRow } from './csv-rows.ts'
import { readCsvRows } from './csv-rows.ts'
import { detectCsvShape } from './csv-shape.ts'
import { decodeText, detectEncoding } from './detect-encoding.ts'
import { formatOf } from './file-format.ts'
import { readCards } from './read-cards.ts'
import type { RawCard } from './vcard-cards.ts'
import { tellAlone, type Warning } from './warnings.ts'

/** What a person fixed instead of leaving it to detection. */
export interface Choices { csv?: Partial<CsvShape>; encoding?: Encoding; mapping?: Mapping; format?: ImportFormat }

/** A file, read as it is to be read now. */
export interface OpenFile {
  bytes: Uint8Array
  choices: Choices
  /** The fields that people made, as they were when it was opened. */
  fields: readonly CustomField[]
  inspected: InspectedFile
  /** What the inspection tells in words, to be told together with other files'. */
  warnings: Warning[]
  content: { kind: 'csv'; header: string[]; rows: CsvRow[]; dateOrder: DateOrder; exact: boolean } | { kind: 'vcard'; cards: RawCard[]; charset: Encoding }
}

/** The fields that people made; asked for once the file could be read. */
type FieldsOf = () => Promise<readonly CustomField[]>

const sampleRows = 200
const samplesShown = 5

/** Reads a file's bytes by what was chosen and, for the rest, by what they look like. Throws `file_empty` and `file_unreadable`. */
export async function openFile(fileId: string, name: string, bytes: Uint8Array, choices: Choices, job: Job, fieldsOf: FieldsOf = () => Promise.resolve([])): Promise<OpenFile> {
  if (bytes.length === 0) throw new SatchelError('file_empty', `"${name}" is empty.`)
  const format = choices.format ?? formatOf(bytes, name)
  return format === 'vcard' ? openCards(fileId, name, bytes, choices, job, fieldsOf) : openTable(fileId, name, bytes, choices, job, fieldsOf)
}

async function openCards(fileId: string, name: string, bytes: Uint8Array, choices: Choices, job: Job, fieldsOf: FieldsOf): Promise<OpenFile> {
  const { cards, charset, warnings } = await readCards(bytes, choices.encoding, job)
  if (cards.length === 0) throw new SatchelError('file_unreadable', `"${name}" holds no vCard.`)
  const fields = await fieldsOf()
  return {
    bytes, choices, fields, warnings, content: { kind: 'vcard', cards, charset },
    inspected: { fileId, name, format: 'vcard', encoding: charset, csv: null, preset: null, columns: [], mapping: [], rows: cards.length, warnings: warnings.map(tellAlone) },
  }
}

async function openTable(fileId: string, name: string, bytes: Uint8Array, choices: Choices, job: Job, fieldsOf: FieldsOf): Promise<OpenFile> {
  const encoding = choices.encoding ?? choices.csv?.encoding ?? detectEncoding(bytes)
  const text = decodeText(bytes, encoding)
  const shape = detectCsvShape(text, encoding, choices.csv)
  const table = await readCsvRows(text, shape, job)
  if (table.rows.length === 0) throw new SatchelError('file_empty', `"${name}" holds no rows.`)
  const width = table.header.length || table.rows.reduce((most, { cells }) => Math.max(most, cells.length), 0)
  const columns = Array.from({ length: width }, (_, i): ColumnView => ({
    name: table.header[i] ?? '', values: table.rows.slice(0, sampleRows).map(({ cells }) => (cells[i] ?? '').trim()),
  }))
  const everyValue = function* (column: number): Generator<string> { for (const { cells } of table.rows) yield cells[column] ?? '' }
  const fields = await fieldsOf()
  const preset = shape.hasHeader ? presetOf(table.header) : null
  const mapping = choices.mapping === undefined ? withOwnTargets(autoMapping(columns, preset, findIdColumn(columns, everyValue)), columns.map((column) => column.name), fields) : checkedMapping(choices.mapping, width)
  const birthdays = mapping.flatMap((target, i) => (target === 'birthday' ? [i] : []))
  const dateOrder = dateOrderOf(birthdays.flatMap((column) => [...everyValue(column)]))
  const warnings = [...table.warnings, ...raggedWarning(table.ragged), ...lostCharacters(text, encoding)]
  return {
    bytes, choices, fields, warnings,
    content: { kind: 'csv', header: table.header, rows: table.rows, dateOrder, exact: preset?.name === satchelPresetName },
    inspected: {
      fileId, name, format: 'csv', encoding, csv: shape, preset: preset?.name ?? null,
      columns: columns.map((column, i) => ({ name: column.name || `Column ${i + 1}`, samples: column.values.filter((value) => value !== '').slice(0, samplesShown) })),
      mapping, rows: table.rows.length, warnings: warnings.map(tellAlone),
    },
  }
}

function checkedMapping(mapping: Mapping, width: number): Mapping {
  const wrong = mapping.find((target) => target !== null && parseTarget(target) === null)
  if (wrong !== undefined) throw new SatchelError('invalid', `"${wrong ?? ''}" is nothing a column can be mapped to.`)
  return Array.from({ length: width }, (_, i) => mapping[i] ?? null)
}

function raggedWarning(rows: readonly number[]): Warning[] {
  if (rows.length === 0) return []
  const where = ` (row ${rows.slice(0, 5).join(', ')}${rows.length > 5 ? ', …' : ''})`
  const say = (count: number, at = ''): string =>
    `${count} ${count === 1 ? 'row has' : 'rows have'} more or fewer cells than the header${at}. Missing cells are taken as empty, cells beyond go to the note.`
  return [{ kind: 'ragged', count: rows.length, say: (count) => say(count), alone: say(rows.length, where) }]
}

const lostCharacters = (text: string, encoding: Encoding): Warning[] =>
  (text.includes('\ufffd') ? [{ kind: `lost ${encoding}`, count: 1, say: () => `Some characters make no sense as ${encoding.toUpperCase()}; try another encoding.` }] : [])
