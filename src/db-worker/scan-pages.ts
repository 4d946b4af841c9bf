import type { SqlValue } from './sqlite.ts'

/**
 * Reads table rows out of a SQLite file page by page, without its catalogue or its tree, so that a damaged page costs only its own rows
 * (file format: sqlite.org/fileformat2.html). Rows come in no order; a row may come more than once, in older states too.
 * @param wal the write-ahead log beside it, whose pages are the newer ones; they come last
 */
export function* scanPages(file: Uint8Array, wal: Uint8Array): Generator<{ rowid: number; values: SqlValue[] }> {
  const size = pageSizeOf(file, wal)
  const main = pagesOf(file, size, 0, 0)
  for (let i = 0; i < main.length; i += 1) yield* leafRows(main, i)
  const logged = pagesOf(wal, size, walHeader, frameHeader)
  // Overflow pages are named by their number in the file, which the log's frames overlay.
  const numbers = logged.map((_, i) => new DataView(wal.buffer, wal.byteOffset + walHeader + i * (size + frameHeader)).getUint32(0))
  const overlaid = main.slice()
  logged.forEach((page, i) => { const at = numbers[i]! - 1; if (at >= 0 && at < 1 << 24) overlaid[at] = page })
  for (const [i, page] of logged.entries()) yield* leafRows(overlaid, numbers[i]! - 1, page)
}

const walHeader = 32, frameHeader = 24
const TABLE_LEAF = 0x0d

function pageSizeOf(file: Uint8Array, wal: Uint8Array): number {
  const isPower = (n: number): boolean => n >= 512 && n <= 65_536 && (n & (n - 1)) === 0
  const named = file.length > 18 ? (file[16]! << 8) | file[17]! : 0
  if (isPower(named)) return named
  const logged = wal.length > 12 ? new DataView(wal.buffer, wal.byteOffset).getUint32(8) : 0
  return isPower(logged) ? logged : 4096
}

function pagesOf(bytes: Uint8Array, size: number, start: number, before: number): Uint8Array[] {
  const pages: Uint8Array[] = []
  for (let at = start + before; at + size <= bytes.length; at += size + before) pages.push(bytes.subarray(at, at + size))
  return pages
}

function* leafRows(pages: readonly (Uint8Array | undefined)[], index: number, page = pages[index]): Generator<{ rowid: number; values: SqlValue[] }> {
  if (page === undefined) return
  const header = index === 0 ? 100 : 0
  if (page[header] !== TABLE_LEAF) return
  const cells = (page[header + 3]! << 8) | page[header + 4]!
  for (let i = 0; i < cells && header + 10 + i * 2 < page.length; i += 1) {
    const at = (page[header + 8 + i * 2]! << 8) | page[header + 9 + i * 2]!
    try {
      const row = readCell(pages, page, at)
      if (row !== null) yield row
    } catch {
      // Rubbish where a cell should be: the page's other cells may be whole.
    }
  }
}

function readCell(pages: readonly (Uint8Array | undefined)[], page: Uint8Array, start: number): { rowid: number; values: SqlValue[] } | null {
  const [length, afterLength] = varint(page, start)
  const [rowid, at] = varint(page, afterLength)
  if (length <= 0 || length > 16 * 1024 * 1024) return null
  const payload = readPayload(pages, page, at, length)
  return payload === null ? null : { rowid, values: readRecord(payload) }
}

/** A payload that does not fit its page goes on in a chain of overflow pages. */
function readPayload(pages: readonly (Uint8Array | undefined)[], page: Uint8Array, at: number, length: number): Uint8Array | null {
  const usable = page.length
  if (length <= usable - 35) return at + length <= usable ? page.subarray(at, at + length) : null
  const least = Math.floor(((usable - 12) * 32) / 255) - 23
  const fitting = least + ((length - least) % (usable - 4))
  const local = fitting <= usable - 35 ? fitting : least
  const payload = new Uint8Array(length)
  payload.set(page.subarray(at, at + local))
  let filled = local
  let next = uint32(page, at + local)
  while (filled < length) {
    const overflow = pages[next - 1]
    if (overflow === undefined) return null
    const piece = overflow.subarray(4, 4 + Math.min(usable - 4, length - filled))
    payload.set(piece, filled)
    filled += piece.length
    next = uint32(overflow, 0)
  }
  return payload
}

function readRecord(payload: Uint8Array): SqlValue[] {
  const [headerLength, first] = varint(payload, 0)
  if (headerLength > payload.length) throw new RangeError('header')
  const values: SqlValue[] = []
  let body = headerLength
  for (let at = first; at < headerLength;) {
    const [type, next] = varint(payload, at)
    at = next
    const length = type >= 12 ? Math.floor((type - 12) / 2) : fixedLengths[type]!
    if (body + length > payload.length) throw new RangeError('body')
    values.push(readValue(payload.subarray(body, body + length), type))
    body += length
  }
  return values
}

const fixedLengths = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0]
const decoder = new TextDecoder('utf-8', { fatal: true })

function readValue(bytes: Uint8Array, type: number): SqlValue {
  if (type === 0) return null
  if (type === 8) return 0
  if (type === 9) return 1
  if (type === 7) return new DataView(bytes.buffer, bytes.byteOffset).getFloat64(0)
  if (type < 7) return bytes.reduce((sum, byte, i) => (i === 0 ? (byte << 24) >> 24 : sum * 256 + byte), 0)
  return type % 2 === 1 ? decoder.decode(bytes) : bytes.slice()
}

const uint32 = (bytes: Uint8Array, at: number): number => new DataView(bytes.buffer, bytes.byteOffset).getUint32(at)

function varint(bytes: Uint8Array, start: number): [value: number, next: number] {
  let value = 0
  for (let i = 0; i < 9; i += 1) {
    const byte = bytes[start + i]
    if (byte === undefined) throw new RangeError('varint')
    if (i === 8) return [value * 256 + byte, start + 9]
    value = value * 128 + (byte & 0x7f)
    if (byte < 0x80) return [value, start + i + 1]
  }
  return [value, start + 9]
}
