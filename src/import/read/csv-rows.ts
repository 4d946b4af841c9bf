import Papa from 'papaparse'
import type { CsvShape } from '../contract.ts'
import type { Job } from '../job.ts'
import type { Warning } from './warnings.ts'

/** One record of a table: its cells, and its number as a spreadsheet would show it (the file's first row is 1). */
export interface CsvRow { row: number; cells: string[] }

export interface CsvTable {
  /** Empty where the file has no header row. */
  header: string[]
  rows: CsvRow[]
  /** Records with fewer cells than the header, or with something beyond its last column. */
  ragged: number[]
  /** A report's closing lines, which are no records. */
  footer: string[]
  warnings: Warning[]
}

const chunkChars = 1 << 20

/**
 * Reads the whole table as `shape` says, in pieces, so that `job` can report and be cancelled. Cells come as they stand in the file;
 * rows whose cells are all blank are left out but counted in the row numbers.
 */
export async function readCsvRows(text: string, shape: CsvShape, job: Job): Promise<CsvTable> {
  const table: CsvTable = { header: [], rows: [], ragged: [], footer: [], warnings: [] }
  const start = startOfLine(text, shape)
  const parser = new Papa.Parser(parserConfig(shape, text))
  let position = start, size = chunkChars, row = shape.skipLines, headerDue = shape.hasHeader
  let unclosed = false
  while (position < text.length) {
    const last = position + size >= text.length
    const result = parser.parse(text.slice(position, position + size), 0, !last) as Papa.ParseResult<string[]>
    if (result.meta.cursor === 0 && !last) { size *= 2; continue }
    for (const cells of result.data) {
      row += 1
      dropCarriageReturn(cells)
      if (cells.every(isBlank)) continue
      if (headerDue) { table.header = cells.map((cell) => cell.trim()); headerDue = false } else table.rows.push({ row, cells })
    }
    if (result.errors.some((error) => error.code === 'MissingQuotes')) unclosed = true
    if (last) break
    position += result.meta.cursor
    size = chunkChars
    await job.checkpoint(position, text.length)
  }
  if (unclosed) {
    const say = (): string => `A quote that opens in row ${row} is never closed, so all that follows it stands in one cell. Mend it in the file, or choose another mark around texts.`
    table.warnings.push({ kind: 'unclosed', count: 1, say })
  }
  cutFooter(table)
  const width = table.header.length
  if (width > 0) table.ragged = table.rows.filter(({ cells }) => cells.length < width || !cells.slice(width).every(isBlank)).map((each) => each.row)
  return table
}

/** A piece from the file's beginning, for guessing: at most `limit` records. */
export function peekCsv(text: string, shape: Pick<CsvShape, 'delimiter' | 'quote' | 'skipLines'>, limit: number): string[][] {
  const start = startOfLine(text, shape)
  const result = Papa.parse<string[]>(text.slice(start, start + chunkChars), { ...parserConfig(shape, text), preview: limit })
  for (const cells of result.data) dropCarriageReturn(cells)
  return result.data
}

function parserConfig(shape: Pick<CsvShape, 'delimiter' | 'quote'>, text: string): Papa.ParseConfig {
  return { delimiter: shape.delimiter, quoteChar: shape.quote, escapeChar: shape.quote, newline: lineEnd(text, shape.quote), header: false }
}

/** Lines end at LF (a CR before it is dropped, so that mixed files read well); at CR where none stands outside of quotes: an old Mac's Excel writes LF within cells. */
export function lineEnd(text: string, quote: string): '\n' | '\r' {
  if (!text.includes('\n')) return '\r'
  let isQuoted = false, ends = 0
  for (let i = 0; i < Math.min(text.length, chunkChars); i += 1) {
    const sign = text[i]
    if (sign === quote) isQuoted = !isQuoted
    else if (isQuoted) continue
    else if (sign === '\n') return '\n'
    else if (sign === '\r') ends += 1
  }
  return ends > 0 ? '\r' : '\n'
}

/** Written by hand, a quote may stand behind a blank (`Ana, "Silva, Lda"`), where no parser takes it for one. Not so in a table of our own, which is read to the letter. */
export function tightQuotes(text: string, { delimiter, quote }: Pick<CsvShape, 'delimiter' | 'quote'>): string {
  if (quote === '' || delimiter.trim() === '' || /,Satchel ID\r?\n/.test(text.slice(0, 65_536)) || !text.includes(`${delimiter} ${quote}`) || text.includes(delimiter + quote)) return text
  return text.split('\n').map((line) => tightLine(line, delimiter, quote)).join('\n')
}

/** Only where the quote opens a cell that it also closes. */
function tightLine(line: string, delimiter: string, quote: string): string {
  let result = '', from = 0
  for (;;) {
    const at = line.indexOf(`${delimiter} ${quote}`, from)
    let close = at < 0 ? -1 : line.indexOf(quote, at + delimiter.length + 2)
    while (close >= 0 && line[close + 1] === quote) close = line.indexOf(quote, close + 2)
    if (close < 0 || !(close + 1 === line.trimEnd().length || line.startsWith(delimiter, close + 1))) return result + line.slice(from)
    result += line.slice(from, at + delimiter.length) + line.slice(at + delimiter.length + 1, close + 1)
    from = close + 1
  }
}

function dropCarriageReturn(cells: string[]): void {
  const last = cells.at(-1)
  if (last !== undefined && last.endsWith('\r')) cells[cells.length - 1] = last.slice(0, -1)
}

function startOfLine(text: string, { quote, skipLines }: Pick<CsvShape, 'quote' | 'skipLines'>): number {
  const end = lineEnd(text, quote)
  let position = 0
  for (let i = 0; i < skipLines; i += 1) {
    const next = text.indexOf(end, position)
    if (next < 0) return text.length
    position = next + 1
  }
  return position
}

const isBlank = (cell: string): boolean => cell === '' || cell.trim() === ''

const footerWords = /copyright|confidential|generated by|all rights reserved|salesforce\.com|do not distribute|^report |filtered by|grand total|as of \d/i

/** Salesforce and its like end a report with lines of one cell; they go only where one of them says what it is. */
function cutFooter(table: CsvTable): void {
  if (table.header.length < 3) return
  let from = table.rows.length
  while (from > 0 && table.rows.length - from < 12 && isSingle(table.rows[from - 1]!.cells)) from -= 1
  const tail = table.rows.slice(from).map(({ cells }) => cells[0]!.trim())
  if (!tail.some((line) => footerWords.test(line))) return
  table.footer = tail
  table.rows.length = from
  const say = (count: number): string => `${count} closing ${count === 1 ? 'line was' : 'lines were'} left out.`
  table.warnings.push({ kind: 'footer', count: tail.length, say, alone: `${say(tail.length).slice(0, -1)}: "${tail.join('", "').slice(0, 200)}"` })
}

const isSingle = (cells: string[]): boolean => !isBlank(cells[0] ?? '') && cells.slice(1).every(isBlank)
