import { SatchelError } from '../shared/errors.ts'
import { fold } from '../shared/fold.ts'
import type { Json } from '../shared/json.ts'
import { sortableNumber } from '../shared/sortable-number.ts'
import { foldKey, separator } from './derive.ts'
import { quote } from './entity-table.ts'
import type { EntityTable } from './entity-table.ts'
import type { SqlValue } from './sqlite.ts'

/** What a name in a filter or a sort stands for. */
export interface Target {
  /** The SQL expression of the one value. */
  key: string
  /** The SQL column of all values between separators, null where they are no more than the key. */
  multi: string | null
  /** Whether the key is a column of the table, so that an index may help. */
  stored: boolean
  /** What to call an index over the key, where the key is no name; null: none is made, since there are too many such keys. */
  index?: string | null
  /** Indexes whose names begin so are not needed any more where there is this one. */
  instead?: string
  /** A caller's value as it compares here. */
  bind(value: Json): SqlValue
  /** A list without a column: its elements are looked through, by these expressions over `e`. */
  elements: { field: string; values: readonly string[] } | null
}

/** The column of a name that may say an order of choices besides (sort.ts). */
export const columnOf = (name: string): string => name.split(':', 1)[0]!

/** @throws SatchelError `invalid` for a name that is no column and no field */
export function targetOf(table: EntityTable, name: string): Target {
  const own = Object.hasOwn(ownColumns, name) ? ownColumns[name] : undefined
  if (own !== undefined) return { key: own.key, multi: null, stored: true, bind: own.bind, elements: null }
  const column = table.columns.find((other) => other.name === name)
  const part = keyedPart(table, name) ?? yearlyPart(table, name)
  if (part !== null) return part
  if (column !== undefined) {
    return { key: column.key, multi: column.multi, stored: true, bind: column.column.type === 'text' ? folded : plain, elements: null }
  }
  const field = Object.hasOwn(table.entity.fields, name) ? table.entity.fields[name] : undefined
  if (field === undefined) throw new SatchelError('invalid', `There is no column "${name}".`, { field: name })
  const value = `data->>${text(`$.${quote(name)}`)}`
  if (field.kind === 'list' || field.kind === 'tags') {
    const members = field.elementText ?? []
    const values = members.length === 0 ? ['e.value'] : members.map((member) => `e.value->>${text(`$.${quote(member)}`)}`)
    return { key: foldedSql(value), multi: null, stored: false, bind: folded, elements: { field: name, values } }
  }
  const isText = field.kind === 'text' || field.kind === 'longText' || field.kind === 'choice' || field.kind === 'reference'
  return { key: isText ? foldedSql(value) : value, multi: null, stored: false, bind: isText ? folded : plain, elements: null }
}

/** One key of a column of pairs: what stands between it and the next separator, beside the row as the columns do, so that an index can be made of it. */
function keyedPart(table: EntityTable, name: string): Target | null {
  const dot = name.indexOf('.')
  const column = dot < 0 ? undefined : table.columns.find((other) => other.column.keyed === true && other.name === name.slice(0, dot))
  if (column === undefined || column.multi === null) return null
  const start = separator + foldKey(name.slice(dot + 1)) + ':'
  const from = `(instr(${column.multi}, ${text(start)}) + ${start.length})`
  const rest = `substr(${column.multi}, ${from})`
  return {
    key: `CASE WHEN instr(${column.multi}, ${text(start)}) > 0 THEN substr(${rest}, 1, instr(${rest}, ${text(separator)}) - 1) END`,
    multi: null, stored: true, elements: null,
    // Lists are sorted by a key; of one choice, or one contact among all, it is only asked whether it is there.
    index: /^[^.@]+$/.test(name.slice(dot + 1)) ? name : null,
    bind: (value) => (typeof value === 'number' ? sortableNumber(value) : typeof value === 'boolean' ? String(Number(value)) : folded(value)),
  }
}

/** `birthday.yearly`: of a date its month and day, "05-17", whatever the year, so that an index answers whose day comes next. */
function yearlyPart(table: EntityTable, name: string): Target | null {
  const column = name.endsWith(yearly) ? table.columns.find((other) => other.column.type === 'date' && other.name === name.slice(0, -yearly.length)) : undefined
  return column === undefined ? null : { key: `substr(${column.key}, -5)`, multi: null, stored: true, index: name, bind: plain, elements: null }
}

const yearly = '.yearly'

/**
 * A key of a column of pairs as the place that the first of its values has among these; what is none of them comes after, and nothing last.
 * @throws SatchelError `invalid` for what is no such key
 */
export function rankedTarget(table: EntityTable, name: string, order: readonly string[]): Target {
  const plain = keyedPart(table, name), multi = table.columns.find((other) => other.name === name.slice(0, name.indexOf('.')))?.multi ?? null
  if (plain === null || multi === null) throw new SatchelError('invalid', `"${name}" has no choices to sort by.`, { field: name })
  const has = (value: string): string => `instr(${multi}, ${text(`${separator}${foldKey(`${name.slice(name.indexOf('.') + 1)}.${value}`)}:`)}) > 0`
  const places = order.map((value, place) => `WHEN ${has(value)} THEN ${place}`).join(' ')
  return {
    ...plain, key: `CASE ${places} WHEN (${plain.key}) IS NOT NULL THEN ${order.length} END`, bind: (value) => Number(value),
    ...(plain.index === null || plain.index === undefined ? {} : { index: `${plain.index}:${order.join(',')}`, instead: `${plain.index}:` }),
  }
}

/** Plain ASCII needs no call into JavaScript to be folded. */
export const foldedSql = (value: string): string => `CASE WHEN ${value} GLOB '*[^ -~]*' THEN satchel_fold(${value}) ELSE lower(${value}) END`

export const eachElement = (field: string): string => `json_each(data, ${text(`$.${quote(field)}`)})`

const text = (value: string): string => `'${value.replaceAll("'", "''")}'`
const folded = (value: Json): SqlValue => (typeof value === 'string' ? foldKey(value) : fold(String(value)))
const plain = (value: Json): SqlValue => (typeof value === 'boolean' ? Number(value) : typeof value === 'object' ? JSON.stringify(value) : value)

function toMs(value: Json): number {
  const ms = typeof value === 'number' ? value : Date.parse(String(value))
  if (Number.isNaN(ms)) throw new SatchelError('invalid', `"${String(value)}" is no time.`)
  return ms
}

const ownColumns: Record<string, { key: string; bind(value: Json): SqlValue }> = {
  id: { key: 'id', bind: plain },
  revision: { key: 'revision', bind: plain },
  createdAt: { key: 'created_at', bind: toMs },
  updatedAt: { key: 'updated_at', bind: toMs },
  deletedAt: { key: 'deleted_at', bind: plain },
}
