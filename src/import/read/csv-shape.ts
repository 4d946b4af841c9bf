import type { CsvShape, Encoding } from '../contract.ts'
import { targetOfHeader } from '../map/header-names.ts'
import { isEmail, isPhone, isUrl } from '../map/value-kinds.ts'
import { parseDate } from '../map/dates.ts'
import { importables } from '../importables/importables.ts'
import { presetOf } from '../map/presets.ts'
import { lineEnd, peekCsv } from './csv-rows.ts'

const delimiters = [',', ';', '\t', '|'] as const
const peekLines = 40
const preambleLines = 12

/** Guesses how a table is to be read; what `given` names is taken as it is. */
export function detectCsvShape(text: string, encoding: Encoding, given: Partial<CsvShape> = {}): CsvShape {
  const declared = /^sep=(.)\r?\n/i.exec(text)
  const firstLine = declared === null ? 0 : 1
  const delimiter = given.delimiter ?? declared?.[1] ?? bestDelimiter(text, given)
  const quote = given.quote ?? detectQuote(text, delimiter)
  const found = findHeader(text, { delimiter, quote }, given.skipLines ?? firstLine, given.skipLines !== undefined)
  return { delimiter, quote, encoding, hasHeader: given.hasHeader ?? found.hasHeader, skipLines: given.skipLines ?? found.skipLines }
}

/** The delimiter that cuts the most lines into the same number of cells, and that number is above one. */
function bestDelimiter(text: string, given: Partial<CsvShape>): string {
  let best = ',', bestScore = 0
  for (const delimiter of delimiters) {
    const rows = peekCsv(text, { delimiter, quote: given.quote ?? '"', skipLines: given.skipLines ?? 0 }, peekLines).filter((cells) => cells.some((cell) => cell.trim() !== ''))
    const widths = new Map<number, number>()
    for (const { length } of rows) widths.set(length, (widths.get(length) ?? 0) + 1)
    let score = 0
    // A width that many rows share says more than a wide row; the width itself decides between equals.
    for (const [width, count] of widths) if (width > 1) score = Math.max(score, count / rows.length + Math.min(width, 50) / 500)
    score += knownIn(rows) / 10
    if (score > bestScore) { best = delimiter; bestScore = score }
  }
  return best
}

const knownIn = (rows: string[][]): number => Math.max(0, ...rows.slice(0, preambleLines).map((cells) => cells.filter((cell) => targetOfHeader(cell) !== null).length))

/** Single quotes count only where no double quote opens a cell. */
function detectQuote(text: string, delimiter: string): string {
  const head = text.slice(0, 65_536)
  const opens = (quote: string): number => head.split('\n').filter((line) => line.startsWith(quote) || line.includes(delimiter + quote)).length
  const closes = (quote: string): number => head.split('\n').filter((line) => /\S/.test(line) && (line.includes(quote + delimiter) || line.trimEnd().endsWith(quote))).length
  return opens('"') === 0 && opens("'") >= 2 && closes("'") >= 2 ? "'" : '"'
}

/**
 * The first line most of whose cells are known column names; failing that the first line, where it reads like names and not like values.
 * What comes before it (LinkedIn's "Notes:") is skipped.
 */
function findHeader(text: string, shape: Pick<CsvShape, 'delimiter' | 'quote'>, firstLine: number, fixed: boolean): { hasHeader: boolean; skipLines: number } {
  const end = lineEnd(text, shape.quote)
  const lines = text.slice(0, 1 << 20).split(end, firstLine + (fixed ? 1 : preambleLines + 1))
  const named = lines.flatMap((text, line) => {
    const cells = line < firstLine ? [] : peekCsv(text, { ...shape, skipLines: 0 }, 1)[0] ?? []
    return readsLikeNames(cells) ? [{ line, cells }] : []
  })
  const marked = named.find(({ cells }) => importables.some(({ presets }) => presetOf(cells, presets) !== null))
  if (marked !== undefined) return { hasHeader: true, skipLines: marked.line }
  // People's columns are looked for first; most files have them.
  for (const targetOf of [targetOfHeader, ...importables.map((into) => into.targetOf)]) {
    let best = { known: 0, line: -1 }
    for (const { line, cells } of named) {
      const known = cells.filter((cell) => targetOf(cell) !== null).length
      if (known > best.known && (known >= 2 || known >= cells.length / 2)) best = { known, line }
    }
    if (best.line >= 0) return { hasHeader: true, skipLines: best.line }
  }
  const rows = peekCsv(text, { ...shape, skipLines: firstLine }, peekLines)
  const first = rows[0] ?? []
  return { hasHeader: rows.length > 1 && first.length > 1 && readsLikeNames(first) && belowLooksDifferent(first, rows.slice(1)), skipLines: firstLine }
}

/** Column names are short, distinct (or known, as where a program has two columns "Phone") and no values. */
function readsLikeNames(cells: string[]): boolean {
  const filled = cells.map((cell) => cell.trim()).filter((cell) => cell !== '')
  if (filled.length === 0 || filled.length < cells.length / 2) return false
  if (new Set(filled).size < filled.length * 0.9 && filled.filter((cell) => targetOfHeader(cell) !== null).length < filled.length / 2) return false
  if (filled.some((cell) => cell.length > 80 || isEmail(cell) || isUrl(cell))) return false
  // A year may head a column; a phone among three names is a record.
  return filled.filter((cell) => /^[\d\s.,:+/-]+$/.test(cell)).length <= filled.length / 4
}

/** With unknown names only a column whose values are of another kind than its first cell tells a header from a first record. */
function belowLooksDifferent(first: string[], rows: string[][]): boolean {
  return first.some((name, column) => {
    const below = rows.map((cells) => (cells[column] ?? '').trim()).filter((cell) => cell !== '')
    if (below.length === 0) return false
    return name.trim() !== '' && !isTyped(name.trim()) && below.filter(isTyped).length >= below.length * 0.8
  })
}

const isTyped = (cell: string): boolean => isEmail(cell) || isUrl(cell) || isPhone(cell) || parseDate(cell, 'dmy') !== null || /^[\d.,]+$/.test(cell)
