import type { Data, Json } from '../../shared/json.ts'
import { fold, samePhone } from '../../shared/fold.ts'
import { joinedOwn, lackingOwn, ownPatch } from '../map/own-fields.ts'
import { contacts } from '../../model/contacts.ts'
import type { Entity, Field } from '../../model/entity.ts'
import { elementsOf, limits, str, tagsOf } from '../../model/text.ts'

/** What a row has that a record lacks. */
export interface Additions {
  /** Empty fields to fill, and of lists only the new elements. */
  adds: Data
  /** Fields that hold something else; theirs stands, and the row's value is named here. */
  differs: string[]
}

/** Fields that hold one value, and lists whose elements have ids, in the entity's order. */
const plainFields = ({ fields }: Entity): [string, Field][] => Object.entries(fields).filter(([name, { kind }]) => name !== 'externalId' && !['list', 'tags', 'json'].includes(kind))
const listFields = ({ fields }: Entity, kind: 'list' | 'tags'): string[] => Object.entries(fields).filter(([, field]) => field.kind === kind && field.isOfFields !== true).map(([name]) => name)

/** Compares without regard to case, accents and phone format; never proposes to overwrite. Elements keep the ids that `row` gives them. */
export function additionsFor(standing: Data, row: Data, entity: Entity = contacts): Additions {
  const adds: Data = {}, differs: string[] = []
  for (const [name, field] of plainFields(entity)) {
    const here = textOf(standing[name]), there = textOf(row[name])
    if (there === '' || fold(here.trim()) === fold(there.trim())) continue
    if (here === '') adds[name] = row[name]!
    else differs.push(field.kind === 'reference' ? `${field.label} stays another one` : `${field.label} stays "${short(here)}", the file has "${short(there)}"`)
  }
  if (str(standing['externalId']) === '' && str(row['externalId']) !== '') adds['externalId'] = row['externalId']!
  for (const list of listFields(entity, 'list')) {
    const here = elementsOf(standing, list)
    const room = limits.elements - here.length
    const fresh = elementsOf(row, list).filter((element) => !here.some((other) => sameElement(list, other, element)))
    if (fresh.length > 0 && room > 0) adds[list] = fresh.slice(0, room)
    if (fresh.length > room) differs.push(`${list} is full`)
  }
  const own = lackingOwn(standing, row)
  if (own.length > 0) adds['custom'] = own
  for (const field of listFields(entity, 'tags')) {
    const tags = tagsOf(standing, field).map(fold)
    const fresh = tagsOf(row, field).filter((tag) => !tags.includes(fold(tag))).slice(0, limits.elements - tags.length)
    if (fresh.length > 0) adds[field] = fresh
  }
  return { adds, differs }
}

/** The record with the additions on it. */
export function withAdditions(standing: Data, adds: Data): Data {
  const result: Data = { ...standing }
  for (const [field, value] of Object.entries(adds)) {
    const here = result[field]
    result[field] = !Array.isArray(value) || !Array.isArray(here) ? value : field === 'custom' ? joinedOwn(here, value) : [...here, ...value]
  }
  return result
}

/** The additions as a patch: lists by elements, so that they merge with what others do meanwhile. */
export const patchOf = (adds: Data): Record<string, Json> =>
  Object.fromEntries(Object.entries(adds).map(([field, value]) => [field, !Array.isArray(value) ? value : field === 'custom' ? ownPatch(value) : { $set: { add: value } }]))

/** "adds 2 phones and the company". */
export function describeAdditions(adds: Data, notes: number, { fields }: Entity = contacts): string {
  const parts = Object.entries(adds).filter(([field]) => field !== 'externalId').map(([field, value]) => {
    if (!Array.isArray(value)) return `the ${fields[field]?.label.toLowerCase() ?? field}`
    const [one, many] = listNames[field] ?? [field, field]
    return `${value.length} ${value.length === 1 ? one : many}`
  })
  if (notes > 0) parts.push(notes === 1 ? '1 note' : `${notes} notes`)
  if (parts.length === 0) return 'remembers where it came from'
  return `adds ${parts.length === 1 ? parts[0]! : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)!}`}`
}

const listNames: Record<string, [string, string]> = {
  emails: ['e-mail', 'e-mails'], phones: ['phone', 'phones'], links: ['link', 'links'], addresses: ['address', 'addresses'], tags: ['tag', 'tags'],
  domains: ['domain', 'domains'], aliases: ['other name', 'other names'], people: ['person', 'people'],
  custom: ['value of your own fields', 'values of your own fields'],
}

function sameElement(list: string, one: Record<string, Json>, other: Record<string, Json>): boolean {
  if (list === 'addresses') {
    // An address that says less of the same is nothing new.
    return ['street', 'city', 'region', 'postalCode', 'country'].every((part) => str(other[part]) === '' || plain(str(one[part])) === plain(str(other[part])))
  }
  if (list === 'people') return one['id'] === other['id']
  if (list === 'phones') return samePhone(str(one['value']), str(other['value']))
  return comparable(list, str(one['value'])) === comparable(list, str(other['value']))
}

function comparable(list: string, value: string): string {
  if (list === 'links' || list === 'domains') return fold(value.trim()).replace(/^https?:\/\/(www\.)?/, '').replace(/\/$/, '')
  return fold(value.trim())
}

/** A value as it is compared. */
const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : value === null || value === undefined ? '' : JSON.stringify(value))

const plain = (text: string): string => fold(text).replace(/\s+/g, ' ').trim()
const short = (text: string): string => (text.length > 40 ? `${text.slice(0, 39)}…` : text)
