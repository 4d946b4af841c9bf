import type { Entity } from '../../model/entity.ts'
import { fold } from '../../shared/fold.ts'
import type { Json } from '../../shared/json.ts'
import { sortableNumber } from '../../shared/sortable-number.ts'
import type { PulledRecord } from '../store/port.ts'

/** A value as it sorts and compares: text folded. Null is no value. */
export type Key = string | number | null

/** What a name in a filter or a sort stands for: a column or a field of the entity, or what every record has. */
export interface Values {
  /** The one value that lists sort by. */
  key(record: PulledRecord): Key
  /** Every value that a filter looks at: each e-mail, not only the first. */
  all(record: PulledRecord): readonly Key[]
  /** A caller's value as it compares here. */
  read(value: Json): Key
}

/** Null: there is no such name. */
export function valuesOf(entity: Entity, name: string): Values | null {
  const own = Object.hasOwn(ofEveryRecord, name) ? ofEveryRecord[name] : undefined
  if (own !== undefined) return single(own)
  const column = Object.hasOwn(entity.columns, name) ? entity.columns[name] : undefined
  if (column !== undefined) {
    const { sort, all } = column
    const values = single(({ data }) => keyOf(sort(data ?? {})))
    return all === undefined ? values : { ...values, all: (record) => all(record.data ?? {}).map(keyOf) }
  }
  const field = Object.hasOwn(entity.fields, name) ? entity.fields[name] : undefined
  if (field === undefined) return ofKey(entity, name)
  if (field.kind !== 'list' && field.kind !== 'tags') return single(({ data }) => keyOf(data?.[name]))
  const texts = (record: PulledRecord): Key[] => {
    const list = record.data?.[name]
    return (Array.isArray(list) ? list : []).flatMap((element) => textsIn(element, field.elementText ?? ['value']))
  }
  return { key: (record) => texts(record)[0] ?? null, all: texts, read: keyOf }
}

/** One key of a column of pairs: `custom.<field>`. */
function ofKey(entity: Entity, name: string): Values | null {
  const dot = name.indexOf('.')
  const column = dot > 0 && Object.hasOwn(entity.columns, name.slice(0, dot)) ? entity.columns[name.slice(0, dot)] : undefined
  if (column?.keyed !== true) return null
  const start = `${name.slice(dot + 1)}:`
  const values = single(({ data }) => keyOf(column.all?.(data ?? {}).find((pair) => pair.startsWith(start))?.slice(start.length)))
  return { ...values, read: (value) => keyOf(typeof value === 'number' ? sortableNumber(value) : typeof value === 'boolean' ? String(Number(value)) : value) }
}

const ofEveryRecord: Record<string, (record: PulledRecord) => Key> = {
  id: ({ id }) => id,
  revision: ({ revision }) => revision,
  updatedAt: ({ updatedAt }) => updatedAt.toLowerCase(),
  updatedBy: ({ updatedBy }) => updatedBy,
  deletedAt: ({ deletedAt }) => deletedAt?.toLowerCase() ?? null,
}
/** The names of `ofEveryRecord`, for the document. */
export const namesOfEveryRecord = Object.keys(ofEveryRecord)

const single = (key: (record: PulledRecord) => Key): Values =>
  ({ key, all: (record) => { const value = key(record); return value === null ? [] : [value] }, read: keyOf })

function textsIn(element: Json, members: readonly string[]): Key[] {
  if (typeof element !== 'object' || element === null || Array.isArray(element)) return [keyOf(element)].filter((key) => key !== null)
  return members.map((member) => keyOf(element[member])).filter((key) => key !== null)
}

/** Longer texts sort by how they begin; their ids decide the rest. */
const longestKey = 200

function keyOf(value: Json | undefined): Key {
  if (value === undefined || value === null) return null
  if (typeof value === 'number') return value
  if (typeof value === 'boolean') return Number(value)
  const text = fold(typeof value === 'string' ? value : JSON.stringify(value))
  return text === '' ? null : text.slice(0, longestKey)
}

/** No value last, numbers before texts. */
export function compareKeys(a: Key, b: Key): number {
  if (a === b) return 0
  if (a === null) return 1
  if (b === null) return -1
  if (typeof a !== typeof b) return typeof a === 'number' ? -1 : 1
  return a < b ? -1 : 1
}
