import { SatchelError } from '../shared/errors.ts'
import { fold } from '../shared/fold.ts'
import type { Json } from '../shared/json.ts'
import type { Condition, FilterOp, Where } from './contract.ts'
import { foldKey, separator } from './derive.ts'
import { quote } from './entity-table.ts'
import type { EntityTable } from './entity-table.ts'
import type { SqlValue } from './sqlite.ts'

export interface Compiled { sql: string; params: SqlValue[] }

/**
 * A filter as SQL with bound parameters. Text compares folded; a column with several values matches when one of them does; null and
 * `empty` mean no value.
 * @throws SatchelError `invalid` for a column, an operator or a value that there is not
 */
export function compileWhere(table: EntityTable, where: Where, depth = 0): Compiled {
  if (depth > 12) throw new SatchelError('invalid', 'This filter is nested too deeply.')
  const parts: Compiled[] = []
  for (const [name, condition] of Object.entries(where)) {
    if (name === 'and' || name === 'or') {
      if (!Array.isArray(condition)) throw new SatchelError('invalid', `"${name}" needs a list of filters.`)
      parts.push(join((condition as unknown as Where[]).map((part) => compileWhere(table, part, depth + 1)), name))
    } else {
      const target = targetOf(table, name)
      for (const [op, value] of conditionsOf(condition as Condition)) parts.push(compileOp(target, name, op, value))
    }
  }
  return join(parts, 'and')
}

/** What a sort by this name orders by. Nulls are the caller's business. */
export function sortExpression(table: EntityTable, name: string): string {
  return targetOf(table, name).key
}

interface Target {
  /** The SQL expression of the one value. */
  key: string
  /** The SQL expression of all values between separators, null where they are no more than the key. */
  multi: string | null
  /** A caller's value as it compares here. */
  bind(value: Json): SqlValue
  /** Not kept as a column: the elements are looked through. */
  elements: { field: string; members: readonly string[] } | null
}

export function targetOf(table: EntityTable, name: string): Target {
  const time = timeColumns[name]
  if (time !== undefined) return { key: time, multi: null, bind: toMs, elements: null }
  if (name === 'id' || name === 'revision') return { key: name, multi: null, bind: plain, elements: null }
  if (name === 'deletedAt') return { key: 'deleted_at', multi: null, bind: plain, elements: null }
  const column = table.columns.find((other) => other.name === name)
  if (column !== undefined) return { key: column.key, multi: column.multi, bind: column.column.type === 'text' ? folded : plain, elements: null }
  const field = table.entity.fields[name]
  if (field === undefined) throw new SatchelError('invalid', `There is no column "${name}".`, { field: name })
  const value = `data->>${text(`$.${quote(name)}`)}`
  const isText = field.kind === 'text' || field.kind === 'longText' || field.kind === 'choice' || field.kind === 'reference'
  const elements = field.kind === 'list' || field.kind === 'tags' ? { field: name, members: field.elementText ?? [] } : null
  return { key: isText || elements !== null ? `satchel_fold(${value})` : value, multi: null, bind: isText || elements !== null ? folded : plain, elements }
}

const timeColumns: Record<string, string> = { createdAt: 'created_at', updatedAt: 'updated_at' }

function conditionsOf(condition: Condition): [FilterOp, Json][] {
  if (condition === null) return [['empty', true]]
  if (Array.isArray(condition)) return [['in', condition]]
  if (typeof condition !== 'object') return [['eq', condition]]
  return Object.entries(condition) as [FilterOp, Json][]
}

function compileOp(target: Target, name: string, op: FilterOp, value: Json): Compiled {
  const { key, multi } = target
  switch (op) {
    case 'eq': return value === null ? compileOp(target, name, 'empty', true) : equals(target, value)
    case 'ne': return negated(value === null ? compileOp(target, name, 'empty', true) : equals(target, value))
    case 'in':
      if (!Array.isArray(value)) throw new SatchelError('invalid', 'The operator "in" needs a list.', { field: name })
      return join(value.map((one) => compileOp(target, name, 'eq', one)), 'or')
    case 'contains': return within(target, String(target.bind(value)))
    case 'startsWith': {
      const start = String(target.bind(value))
      if (target.elements !== null) return someElement(target.elements, "instr(%, ?) = 1", start)
      const range: Compiled = { sql: `(${key} >= ? AND ${key} < ?)`, params: [start, `${start}\u{10ffff}`] }
      return multi === null ? range : join([range, { sql: `instr(${multi}, ?) > 0`, params: [separator + start] }], 'or')
    }
    case 'gt': case 'gte': case 'lt': case 'lte':
      return { sql: `${key} ${comparisons[op]} ?`, params: [target.bind(value)] }
    case 'empty': case 'notEmpty': {
      const empty = (op === 'empty') === (value !== false)
      if (target.elements !== null) return { sql: `${empty ? 'NOT ' : ''}EXISTS (SELECT 1 FROM ${eachElement(target.elements.field)})`, params: [] }
      if (empty) return { sql: multi === null ? `${key} IS NULL` : `(${key} IS NULL AND ${multi} IS NULL)`, params: [] }
      return { sql: multi === null ? `${key} IS NOT NULL` : `(${key} IS NOT NULL OR ${multi} IS NOT NULL)`, params: [] }
    }
    default: throw new SatchelError('invalid', `There is no filter "${String(op)}".`, { field: name })
  }
}

const comparisons = { gt: '>', gte: '>=', lt: '<', lte: '<=' } as const

function equals({ key, multi, bind, elements }: Target, value: Json): Compiled {
  const bound = bind(value)
  if (elements !== null) return someElement(elements, '% = ?', bound)
  const same: Compiled = { sql: `${key} = ?`, params: [bound] }
  return multi === null ? same : join([same, { sql: `instr(${multi}, ?) > 0`, params: [separator + String(bound) + separator] }], 'or')
}

function within({ key, multi, elements }: Target, part: string): Compiled {
  if (elements !== null) return someElement(elements, 'instr(%, ?) > 0', part)
  const one: Compiled = { sql: `instr(${key}, ?) > 0`, params: [part] }
  return multi === null ? one : join([one, { sql: `instr(${multi}, ?) > 0`, params: [part] }], 'or')
}

/** `test` with `%` for the folded value of a tag, or of a member of an element. */
function someElement(elements: NonNullable<Target['elements']>, test: string, value: SqlValue): Compiled {
  const values = elements.members.length === 0 ? ['e.value'] : elements.members.map((member) => `e.value->>${text(`$.${quote(member)}`)}`)
  const tests = values.map((one) => test.replace('%', () => `satchel_fold(${one})`))
  return { sql: `EXISTS (SELECT 1 FROM ${eachElement(elements.field)} e WHERE ${tests.join(' OR ')})`, params: tests.map(() => value) }
}

const eachElement = (field: string): string => `json_each(data, ${text(`$.${quote(field)}`)})`

/** Rows where it is neither true nor unknown: what has no value differs from every value. */
const negated = ({ sql, params }: Compiled): Compiled => ({ sql: `NOT coalesce(${sql}, 0)`, params })

function join(parts: readonly Compiled[], by: 'and' | 'or'): Compiled {
  if (parts.length === 0) return { sql: by === 'and' ? '1' : '0', params: [] }
  if (parts.length === 1) return parts[0]!
  return { sql: `(${parts.map(({ sql }) => sql).join(by === 'and' ? ' AND ' : ' OR ')})`, params: parts.flatMap(({ params }) => params) }
}

const text = (value: string): string => `'${value.replaceAll("'", "''")}'`
const folded = (value: Json): SqlValue => (typeof value === 'string' ? foldKey(value) : fold(String(value)))
const plain = (value: Json): SqlValue => (typeof value === 'boolean' ? Number(value) : typeof value === 'object' ? JSON.stringify(value) : value)

function toMs(value: Json): number {
  const ms = typeof value === 'number' ? value : Date.parse(String(value))
  if (Number.isNaN(ms)) throw new SatchelError('invalid', `"${String(value)}" is no time.`)
  return ms
}
