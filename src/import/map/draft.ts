import type { Data, Json } from '../../shared/json.ts'
import { limits } from '../../model/text.ts'
import { normalLabel } from './labels.ts'

/** What a row or card says, as the record would hold it. Elements of lists have no ids yet. */
export interface Draft {
  data: Data
  /** One text for each note to write. */
  notes: string[]
  /** What could not go where it belongs, for the row's reason. */
  warnings: string[]
  /** "hubspot:101", "uid:…": the other program's id. */
  carriedId: string | null
  /** The id of the record in Satchel itself, in a file that Satchel wrote. */
  recordId: string | null
  /** Records of other entities, or of its own, that it names. */
  links: Link[]
  /** By what other rows of the file call this one, where they name it as what they are a part of. */
  key: string | null
}

/** A record that a row names: by the words of the file, or in Satchel's own files by its id. */
export interface Link { field: string; words: string; id: string | null; column: string }

export type LabelledList = 'emails' | 'phones' | 'links' | 'domains'

export type AddressParts = Partial<Record<'label' | 'street' | 'city' | 'region' | 'postalCode' | 'country', string>>

/** Collects a draft value by value and keeps it within what the model allows; what does not fit goes to the notes, whole. */
export interface DraftBuilder {
  /** A plain field. A second, different value goes to the notes under `name`. */
  set(field: string, value: string, name: string): void
  /** A text of several lines; a second one follows the first. */
  text(field: string, value: string, name: string): void
  /** A number, or whatever else a schema has looked at. */
  put(field: string, value: Json): void
  add(list: LabelledList, value: string, label: string | null): void
  addAddress(parts: AddressParts): void
  setDate(field: string, date: string, name: string): void
  /** A value of a field that people made. A second, different one goes to the notes under `name`. */
  addOwn(element: Record<string, Json>, text: string, name: string): void
  addTag(tag: string, field?: string): void
  link(link: Link): void
  setKey(key: string): void
  /** A line of the row's note: "Department: Sales", or plain text where `name` is null. */
  note(text: string, name?: string | null): void
  /** A note of its own. */
  ownNote(text: string): void
  warn(warning: string): void
  carry(id: string): void
  setRecordId(id: string): void
  value(field: string): string
  /** What stands so far, to look at. */
  peek(): Readonly<Data>
  done(): Draft
}

/**
 * `exact` keeps labels to the letter: for files that Satchel wrote itself. `ownText`: the field that notes go to, where the record has none of their own; how long it may
 * be is looked at when all of it is there.
 */
export function createDraft(exact: boolean, ownText: string | null = null): DraftBuilder {
  const data: Data = {}
  const plain: string[] = [], named: string[] = [], own: string[] = [], warnings: string[] = []
  const links: Link[] = []
  let carriedId: string | null = null, recordId: string | null = null, key: string | null = null

  const builder: DraftBuilder = {
    set(field, value, name) {
      if (value === '') return
      const standing = data[field]
      if (standing === undefined) data[field] = fit(value, limits.line, name)
      else if (standing !== value) builder.note(value, name)
    },
    text(field, value, name) {
      if (value.trim() === '') return
      const standing = data[field]
      const whole = typeof standing === 'string' && standing !== value ? `${standing}\n\n${value}` : value
      data[field] = field === ownText ? whole : fit(whole, limits.text, name)
    },
    put(field, value) { data[field] = value },
    add(list, value, label) {
      const elements = listOf(data, list)
      if (elements.some((element) => element['value'] === value) && !exact) return
      if (elements.length >= limits.elements) { builder.note(value, list); return }
      const kept = exact ? label : normalLabel(label)
      elements.push({ value: fit(value, limits.line, list), ...(kept === null ? {} : { label: fit(kept, 100, 'Label') }) })
    },
    addAddress(parts) {
      const element: Record<string, Json> = {}
      for (const part of ['label', 'street', 'city', 'region', 'postalCode', 'country'] as const) {
        const value = part === 'label' && !exact ? normalLabel(parts.label) : parts[part]
        if (value !== undefined && value !== null && value !== '') element[part] = fit(value, part === 'label' || part === 'postalCode' ? 100 : limits.line, `Address, ${part}`)
      }
      if (Object.keys(element).every((part) => part === 'label')) return
      const elements = listOf(data, 'addresses')
      if (elements.length >= limits.elements) builder.note(Object.values(element).join(', '), 'Address')
      else elements.push(element)
    },
    setDate(field, date, name) {
      if (data[field] === undefined) data[field] = date
      else if (data[field] !== date) builder.note(date, name)
    },
    addOwn(element, text, name) {
      const elements = listOf(data, 'custom')
      if (elements.some((other) => other['id'] === element['id'])) builder.note(text, name)
      else if (elements.length >= limits.elements) builder.note(text, name)
      else elements.push(element)
    },
    addTag(tag, field = 'tags') {
      const tags = (data[field] ??= []) as string[]
      if (tag === '' || tags.includes(tag)) return
      if (tag.length > 100 || tags.length >= limits.elements) builder.note(tag, 'Tag')
      else tags.push(tag)
    },
    link(link) { if (link.words !== '' || link.id !== null) links.push(link) },
    setKey(own) { key ??= own },
    note(text, name = null) {
      if (name === null) plain.push(text)
      else named.push(`${name}: ${text}`)
    },
    ownNote(text) { own.push(text) },
    warn(warning) { warnings.push(warning) },
    carry(id) { carriedId ??= id.slice(0, limits.line) },
    setRecordId(id) { recordId = id },
    value(field) { const value = data[field]; return typeof value === 'string' ? value : '' },
    peek() { return data },
    done() {
      for (const field of Object.keys(data)) if (Array.isArray(data[field]) && data[field].length === 0) delete data[field]
      const body = [...plain, ...(named.length > 0 ? [named.join('\n')] : [])].join('\n\n')
      const notes = (body === '' ? own : [...own, body]).filter((note) => note.trim() !== '').flatMap(cutLong)
      return { data, notes, warnings, carriedId, recordId, links, key }
    },
  }

  function fit(value: string, most: number, name: string): string {
    if (value.length <= most) return value
    builder.note(value, name)
    builder.warn(`${name} is longer than ${most} characters; all of it is in the note`)
    return wholeCharacters(value.slice(0, most))
  }
  return builder
}

const listOf = (data: Data, field: string): Record<string, Json>[] => (data[field] ??= []) as Record<string, Json>[]

/** A cut must not leave half of a surrogate pair behind. */
const wholeCharacters = (text: string): string => text.replace(/[\ud800-\udbff]$/, '')

function cutLong(note: string): string[] {
  const pieces: string[] = []
  for (let rest = note; rest !== '';) {
    const piece = rest.length <= limits.text ? rest : wholeCharacters(rest.slice(0, limits.text))
    pieces.push(piece)
    rest = rest.slice(piece.length)
  }
  return pieces
}
