import { decodeBinary, fromQuotedPrintable } from './binary-text.ts'
import type { RawCard } from './vcard-cards.ts'

/** One property of a card, decoded but not yet split or unescaped. */
export interface CardProperty {
  /** "item1" of "item1.X-ABLabel"; null without. */
  group: string | null
  /** Upper case. */
  name: string
  /** Parameter names in upper case; 2.1's bare words stand under TYPE. */
  params: ReadonlyMap<string, readonly string[]>
  value: string
  /** The value is base64 or a data URI: bytes, not text. */
  binary: boolean
  version: RawCard['version']
}

/** Null where the line is no property at all. `charset` is the file's own. */
export function parseProperty(line: string, version: RawCard['version'], charset: string): CardProperty | null {
  const colon = findOutsideQuotes(line, ':')
  if (colon < 0) return null
  const [first = '', ...rest] = splitOutsideQuotes(decodeBinary(line.slice(0, colon), charset, charset), ';')
  const name = /^(?:([\w-]+)\.)?([A-Za-z0-9-]+)$/.exec(first.trim())
  if (name === null) return null
  const params = parseParams(rest)
  const encoding = params.get('ENCODING')?.[0]?.toUpperCase() ?? ''
  const raw = line.slice(colon + 1)
  const bytes = encoding === 'QUOTED-PRINTABLE' ? fromQuotedPrintable(raw) : raw
  const own = params.get('CHARSET')?.[0] ?? charset, inBase64 = encoding === 'B' || encoding === 'BASE64'
  const text = inBase64 ? textInBase64(raw) : bytes
  const value = decodeBinary(text ?? raw, own, charset)
  return { group: name[1]?.toLowerCase() ?? null, name: name[2]!.toUpperCase(), params, value, binary: text === null || /^data:[^,]*;base64,/i.test(value), version }
}

/** Some phones write notes so. Null: it is no base64, or none of text. */
function textInBase64(raw: string): string | null {
  try {
    const binary = atob(raw)
    // eslint-disable-next-line no-control-regex -- these are meant
    return /[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f]/.test(binary) ? null : binary
  } catch {
    return null
  }
}

/** The value as text: escapes resolved as the card's version has them. */
export const textOf = (property: CardProperty): string => unescape(property.value, property.version)

/** The components of a structured value (N, ADR, ORG), each with its comma-separated values. */
export function componentsOf(property: CardProperty): string[][] {
  return splitUnescaped(property.value, ';').map((component) =>
    (property.version === '2.1' ? [component] : splitUnescaped(component, ',')).map((value) => unescape(value, property.version)))
}

/** The values of a list (CATEGORIES, NICKNAME). */
export const valuesOf = (property: CardProperty): string[] => splitUnescaped(property.value, ',').map((value) => unescape(value, property.version))

/** 2.1 escapes only semicolons (and by custom backslashes); line breaks come by quoted-printable there. */
function unescape(value: string, version: RawCard['version']): string {
  if (!value.includes('\\')) return value
  if (version === '2.1') return value.replace(/\\([;,\\:])/g, '$1')
  return value.replace(/\\([nN;,\\:])/g, (_, mark: string) => (mark === 'n' || mark === 'N' ? '\n' : mark))
}

function splitUnescaped(value: string, separator: string): string[] {
  const parts: string[] = []
  let from = 0
  for (let i = 0; i < value.length; i += 1) {
    if (value[i] === '\\') i += 1
    else if (value[i] === separator) { parts.push(value.slice(from, i)); from = i + 1 }
  }
  parts.push(value.slice(from))
  return parts
}

function parseParams(texts: readonly string[]): Map<string, string[]> {
  const params = new Map<string, string[]>()
  const add = (name: string, values: string[]): void => { params.set(name, [...(params.get(name) ?? []), ...values]) }
  for (const text of texts) {
    const equals = text.indexOf('=')
    const word = text.trim().toUpperCase()
    if (equals >= 0) add(text.slice(0, equals).trim().toUpperCase(), splitOutsideQuotes(text.slice(equals + 1), ',').flatMap(unquote))
    else if (/^(QUOTED-PRINTABLE|BASE64|8BIT|7BIT)$/.test(word)) add('ENCODING', [word])
    else if (word !== '') add('TYPE', [word])
  }
  return params
}

/** TYPE="work,voice" is two types written as one; RFC 6868 escapes line breaks, quotes and carets. */
const unquote = (text: string): string[] => {
  const plain = text.trim().replace(/^"(.*)"$/, '$1')
  return plain.split(',').map((value) => value.replace(/\^([n^'])/g, (_, mark: string) => (mark === 'n' ? '\n' : mark === "'" ? '"' : '^')))
}

function findOutsideQuotes(text: string, mark: string): number {
  let quoted = false
  for (let i = 0; i < text.length; i += 1) {
    if (text[i] === '"') quoted = !quoted
    else if (!quoted && text[i] === mark) return i
  }
  // A quote that is never closed is a character like any other.
  return quoted ? text.indexOf(mark) : -1
}

function splitOutsideQuotes(text: string, separator: string): string[] {
  const parts: string[] = []
  let quoted = false, from = 0
  for (let i = 0; i < text.length; i += 1) {
    if (text[i] === '"') quoted = !quoted
    else if (!quoted && text[i] === separator) { parts.push(text.slice(from, i)); from = i + 1 }
  }
  parts.push(text.slice(from))
  return parts
}
