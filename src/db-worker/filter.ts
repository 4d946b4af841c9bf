import { SatchelError } from '../shared/errors.ts'
import type { Json } from '../shared/json.ts'
import { isThrough } from './contract.ts'
import type { Condition, FilterOp, Through, Where } from './contract.ts'
import type { Core } from './core.ts'
import { separator } from './derive.ts'
import type { EntityTable } from './entity-table.ts'
import { eachElement, foldedSql, targetOf } from './filter-target.ts'
import type { Target } from './filter-target.ts'
import type { SqlValue } from './sqlite.ts'

export interface Compiled { sql: string; params: SqlValue[] }

/** A filter, read and checked; `filter-sql.ts` makes SQL of it. */
export type Filter =
  | { kind: 'and' | 'or'; parts: Filter[] }
  /** True also where the part is unknown: what has no value differs from every value. */
  | { kind: 'not'; part: Filter }
  /** A test of a column's key, or of all its values where there are more. */
  | { kind: 'column'; target: Target; key: Compiled; multi: Compiled | null }
  /** The records that others name: their ids, by a SELECT. */
  | { kind: 'named'; others: EntityTable; key: string; filter: Filter | null }
  /** A test that has to look into the record. */
  | { kind: 'row'; test: Compiled }

const deepest = 12
/** SQLite puts up to 500 answers together. */
const mostParts = 400

/**
 * Reads a filter. Text compares folded; a column with several values matches when one of them does; null and `empty` mean no value.
 * @throws SatchelError `invalid` for a column, an operator or a value that there is not
 */
export function readFilter(tables: Core['tables'], table: EntityTable, where: Where, depth = 0): Filter {
  if (typeof where !== 'object' || where === null || Array.isArray(where)) throw new SatchelError('invalid', 'A filter is an object: { city: "Bonn" }.', { field: 'where' })
  if (depth > deepest) throw new SatchelError('invalid', 'This filter is nested too deeply.')
  const parts: Filter[] = []
  for (const [name, condition] of Object.entries(where)) {
    if (name === 'and' || name === 'or') {
      if (!Array.isArray(condition)) throw new SatchelError('invalid', `"${name}" needs a list of filters.`)
      if (condition.length > mostParts) throw new SatchelError('invalid', `"${name}" takes up to ${mostParts} filters. Many values of one column are one filter: { city: { in: [...] } }.`, { field: name })
      parts.push({ kind: name, parts: (condition as unknown as Where[]).map((part) => readFilter(tables, table, part, depth + 1)) })
    } else if (isThrough(condition as Condition)) {
      parts.push(readThrough(tables, name, condition.through, depth + 1))
    } else {
      const target = targetOf(table, name)
      for (const [op, value] of conditionsOf(condition as Condition)) parts.push(readTest(target, name, op, value))
    }
  }
  return parts.length === 1 ? parts[0]! : { kind: 'and', parts }
}

function readThrough(tables: Core['tables'], name: string, { entity, field, where }: Through, depth: number): Filter {
  const others = tables.get(entity), column = others?.columns.find((each) => each.name === field)
  if (name !== 'id' || others === undefined || column === undefined || others.entity.fields[field]?.kind !== 'reference') {
    throw new SatchelError('invalid', 'Records are found through a reference field of another entity that is a column too.', { field: name })
  }
  return { kind: 'named', others, key: column.key, filter: where === undefined ? null : readFilter(tables, others, where, depth) }
}

function conditionsOf(condition: Condition): [FilterOp, Json][] {
  if (condition === null) return [['empty', true]]
  if (Array.isArray(condition)) return [['in', condition]]
  if (typeof condition !== 'object') return [['eq', condition]]
  return Object.entries(condition) as [FilterOp, Json][]
}

function readTest(target: Target, name: string, op: FilterOp, value: Json): Filter {
  const { key } = target
  if (comparing.has(op) && !(value === null && op === 'eq')) checkComparable(name, op, value)
  switch (op) {
    case 'eq': return value === null ? readTest(target, name, 'empty', true) : equals(target, value)
    case 'ne': return { kind: 'not', part: readTest(target, name, 'eq', value) }
    case 'in':
      if (!Array.isArray(value)) throw new SatchelError('invalid', 'The operator "in" needs a list.', { field: name })
      for (const one of value) if (one !== null) checkComparable(name, op, one)
      return oneOf(target, name, value)
    case 'contains': {
      const part = String(target.bind(value))
      return test(target, { sql: `instr(${key}, ?) > 0`, params: [part] }, part, 'instr(%, ?) > 0')
    }
    case 'startsWith': {
      const start = String(target.bind(value))
      return test(target, { sql: `(${key} >= ? AND ${key} < ?)`, params: [start, `${start}\u{10ffff}`] }, separator + start, 'instr(%, ?) = 1')
    }
    case 'gt': case 'gte': case 'lt': case 'lte':
      return test(target, { sql: `${key} ${comparisons[op]} ?`, params: [target.bind(value)] }, null, `% ${comparisons[op]} ?`)
    case 'empty': case 'notEmpty': {
      return (op === 'empty') === (value !== false) ? hasNoValue(target) : hasValue(target)
    }
    default: throw new SatchelError('invalid', `There is no filter "${String(op)}".`, { field: name })
  }
}

const comparing: ReadonlySet<string> = new Set<FilterOp>(['eq', 'contains', 'startsWith', 'gt', 'gte', 'lt', 'lte'])

/** A value that was forgotten must not quietly mean the word "undefined". */
function checkComparable(name: string, op: FilterOp, value: Json | undefined): void {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return
  const given = value === undefined ? 'nothing was given' : value === null ? 'null is no value; { empty: true } asks for that' : 'a list or an object is none'
  throw new SatchelError('invalid', `"${name}" is compared by "${op}" with a text, a number, true or false: ${given}.`, { field: name })
}

const comparisons = { gt: '>', gte: '>=', lt: '<', lte: '<=' } as const

function equals(target: Target, value: Json): Filter {
  const bound = target.bind(value)
  return test(target, { sql: `${target.key} = ?`, params: [bound] }, separator + String(bound) + separator, '% = ?')
}

function oneOf(target: Target, name: string, values: readonly Json[]): Filter {
  const given = values.filter((value) => value !== null)
  const parts: Filter[] = given.length < values.length ? [readTest(target, name, 'empty', true)] : []
  const list = JSON.stringify(given.map((value) => target.bind(value)))
  // One test, however many values: a part for each would be a query that no one waits for.
  if (target.elements !== null) parts.push({ kind: 'row', test: someElement(target.elements, '% IN (SELECT value FROM json_each(?))', list) })
  else {
    const key = { sql: `${target.key} IN (SELECT value FROM json_each(?))`, params: [list] }
    const among = target.multi !== null && given.length > fewValues ? oneAmong(target.multi) : `EXISTS (SELECT 1 FROM json_each(?) j WHERE instr(${target.multi}, '${separator}' || j.value || '${separator}') > 0)`
    parts.push(target.stored
      ? { kind: 'column', target, key, multi: target.multi === null ? null : { sql: among, params: [list] } }
      : { kind: 'row', test: key })
  }
  return parts.length === 1 ? parts[0]! : { kind: 'or', parts }
}

/** So many are looked for in a row one after the other; of more, the row's own values are taken apart, and each is looked up. */
const fewValues = 50

/** Whether one of the values that stand between separators is in a list, which is the one parameter. */
const oneAmong = (multi: string): string => `EXISTS (
  WITH RECURSIVE each(value, rest) AS (
    SELECT NULL, substr(${multi}, 2) UNION ALL
    SELECT substr(rest, 1, instr(rest, '${separator}') - 1), substr(rest, instr(rest, '${separator}') + 1) FROM each WHERE rest <> ''
  ) SELECT 1 FROM each WHERE value IN (SELECT value FROM json_each(?)))`

/**
 * @param among what to look for among all values; null: only the key counts
 * @param onElement the test of one element's text, `%`, for fields without a column
 */
function test(target: Target, key: Compiled, among: string | null, onElement: string): Filter {
  if (target.elements !== null) return { kind: 'row', test: someElement(target.elements, onElement, key.params[0]!) }
  if (!target.stored) return { kind: 'row', test: key }
  return { kind: 'column', target, key, multi: target.multi === null || among === null ? null : { sql: `instr(${target.multi}, ?) > 0`, params: [among] } }
}

function hasValue(target: Target): Filter {
  if (target.elements !== null) return { kind: 'row', test: { sql: `EXISTS (SELECT 1 FROM ${eachElement(target.elements.field)})`, params: [] } }
  const key = { sql: `${target.key} IS NOT NULL`, params: [] }
  if (!target.stored) return { kind: 'row', test: key }
  return { kind: 'column', target, key, multi: target.multi === null ? null : { sql: `${target.multi} IS NOT NULL`, params: [] } }
}

function hasNoValue(target: Target): Filter {
  if (target.elements !== null || !target.stored) return { kind: 'not', part: hasValue(target) }
  const noKey: Filter = { kind: 'column', target, key: { sql: `${target.key} IS NULL`, params: [] }, multi: null }
  // The key's index finds the few that have none; only they are looked at.
  return target.multi === null ? noKey : { kind: 'and', parts: [noKey, { kind: 'row', test: { sql: `${target.multi} IS NULL`, params: [] } }] }
}

/** `test` with `%` for the folded value of a tag, or of a member of an element. */
function someElement(elements: NonNullable<Target['elements']>, tested: string, value: SqlValue): Compiled {
  const tests = elements.values.map((one) => tested.replace('%', () => foldedSql(one)))
  return { sql: `EXISTS (SELECT 1 FROM ${eachElement(elements.field)} e WHERE ${tests.join(' OR ')})`, params: tests.map(() => value) }
}
