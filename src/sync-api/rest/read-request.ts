import { createHash } from 'node:crypto'
import { canonicalJson } from '../../merge/canonical.ts'
import type { Entity } from '../../model/entity.ts'
import { uuid } from '../../protocol/change.ts'
import { jsonFault, type Json } from '../../shared/json.ts'
import { HttpError, invalid } from '../http/http-error.ts'
import { everything, FilterError, readFilter, type Filter } from './filter.ts'
import type { Place, SortKey } from './indexes.ts'
import type { ListQuery } from './list.ts'
import { valuesOf, type Key } from './values.ts'

/*
 * What a request says, read and checked. Whatever cannot be meant is a 400 that says what it was.
 */

export interface Body { id: string | null; patch: Record<string, Json>; hash: string }

/** The fields of a record out of a body; `id` names the record where one is made. Elements of lists get ids where they have none. */
export function readBody(entity: Entity, body: unknown, newElementId: () => string): Body {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw invalid('The body is an object with the fields, such as {"name":"…"}.')
  const fault = jsonFault(body)
  if (fault !== null) throw invalid(`A value cannot be kept: ${fault}.`)
  const { id, ...fields } = body as Record<string, Json>
  const known = id === undefined ? null : uuid.safeParse(id)
  if (known?.success === false) throw invalid('id: a UUID in lower case')
  const patch = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, withElementIds(entity, name, value, newElementId)]))
  return { id: known?.data ?? null, patch, hash: createHash('sha256').update(canonicalJson({ entity: entity.name, body })).digest('hex') }
}

function withElementIds(entity: Entity, name: string, value: Json, newId: () => string): Json {
  const field = Object.hasOwn(entity.fields, name) ? entity.fields[name] : undefined
  if (field?.kind !== 'list') return value
  const named = (list: Json[]): Json[] => list.map((element) =>
    (isObject(element) && !Object.hasOwn(element, 'id') ? { id: newId(), ...element } : element))
  if (Array.isArray(value)) return named(value)
  if (isObject(value) && isObject(value['$set']) && Array.isArray(value['$set']['add'])) return { $set: { ...value['$set'], add: named(value['$set']['add']) } }
  return value
}

const isObject = (value: Json | undefined): value is Record<string, Json> => typeof value === 'object' && value !== null && !Array.isArray(value)

export const etagOf = (revision: number): string => `"${revision}"`

/** Whether an `If-None-Match` names it: perhaps among others, and as a weak one where a proxy that packs answers has made it that. */
export const isNamedIn = (header: string | undefined, revision: number): boolean =>
  header !== undefined && header.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etagOf(revision) || tag.trim() === '*')

/** The revisions that an `If-Match` names. */
export function readIfMatch(header: string | undefined): readonly number[] | 'any' {
  if (header === undefined || header.trim() === '') {
    throw new HttpError(428, 'precondition_required', 'Say in If-Match which revision you know: the ETag that you were given with it.')
  }
  if (header.trim() === '*') return 'any'
  return header.split(',').map((tag) => {
    const revision = /^\s*(?:W\/)?"?(\d{1,15})"?\s*$/.exec(header.includes(',') ? tag : header)?.[1]
    if (revision === undefined) throw invalid('If-Match: a revision in quotes, as in an ETag')
    return Number(revision)
  })
}

export function readIdempotencyKey(header: string | string[] | undefined): string | null {
  if (header === undefined || header === '') return null
  if (typeof header !== 'string' || header.length > 255) throw invalid('Idempotency-Key: at most 255 characters')
  return header
}

// ---------------------------------------------------------------- lists

const listParameters = ['filter', 'sort', 'state', 'limit', 'cursor'] as const
const mostSorted = 3

export function readListQuery(entity: Entity, query: unknown): ListQuery {
  const given = query as Record<string, unknown>
  for (const [name, value] of Object.entries(given)) {
    if (!listParameters.some((known) => known === name)) throw invalid(`${name}: no parameter of a list; there are ${listParameters.join(', ')}`)
    if (typeof value !== 'string') throw invalid(`${name}: given more than once`)
  }
  const { filter, sort, state, limit, cursor } = given as Partial<Record<(typeof listParameters)[number], string>>
  const order = readSort(entity, sort)
  return { filter: readFilterText(entity, filter), sort: order, state: readState(state), limit: readLimit(limit), after: cursor === undefined || cursor === '' ? null : readCursor(cursor, order) }
}

function readFilterText(entity: Entity, text: string | undefined): Filter {
  if (text === undefined || text === '') return everything
  let where: Json
  try { where = JSON.parse(text) as Json } catch { throw invalid('filter: not JSON, such as {"city":"Bonn"}') }
  const fault = jsonFault(where)
  if (fault !== null) throw invalid(`filter: ${fault}`)
  try {
    return readFilter(entity, where)
  } catch (thrown) {
    throw thrown instanceof FilterError ? invalid(`filter: ${thrown.message}`) : thrown
  }
}

function readSort(entity: Entity, text: string | undefined): SortKey[] {
  const names = text === undefined || text === '' ? ['-id'] : text.split(',')
  if (names.length > mostSorted) throw invalid(`sort: at most ${mostSorted} names`)
  return names.map((written) => {
    const down = written.startsWith('-'), name = down ? written.slice(1) : written
    if (valuesOf(entity, name) === null) throw invalid(`sort: there is no column "${name}" of ${entity.label.many}`)
    return { name, down }
  })
}

function readState(text: string | undefined): ListQuery['state'] {
  if (text === undefined || text === '' || text === 'live') return 'live'
  if (text !== 'deleted' && text !== 'all') throw invalid('state: live, deleted or all')
  return text
}

function readLimit(text: string | undefined): number {
  if (text === undefined || text === '') return 50
  const limit = Number(text)
  if (!Number.isInteger(limit) || limit < 1 || limit > 1_000) throw invalid('limit: a number from 1 to 1000')
  return limit
}

/** Where a list goes on: of one order only, and opaque to whoever holds it. */
export function writeCursor({ keys, id }: Place, sort: readonly SortKey[]): string {
  return Buffer.from(JSON.stringify([sort.map(({ name, down }) => `${down ? '-' : ''}${name}`).join(','), id, ...keys])).toString('base64url')
}

function readCursor(text: string, sort: readonly SortKey[]): Place {
  const wrong = invalid('cursor: not one of this list; begin without it')
  let value: unknown
  try { value = JSON.parse(Buffer.from(text, 'base64url').toString()) } catch { throw wrong }
  if (!Array.isArray(value)) throw wrong
  const [order, id, ...keys] = value as unknown[]
  const same = order === sort.map(({ name, down }) => `${down ? '-' : ''}${name}`).join(',')
  if (!same || typeof id !== 'string' || id.length > 64 || keys.length !== sort.length || !keys.every(isKey)) throw wrong
  if (sort[0]!.name === 'revision' && sort.length === 1 && !Number.isSafeInteger(keys[0])) throw wrong
  return { id, keys }
}

const isKey = (value: unknown): value is Key => value === null || typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value))
