import type { Where } from '../../../data-api/types.ts'
import { addDays } from '../../../model/due.ts'
import { formatCalendarDate, plural } from '../../components/format.ts'
import { isColumn, type ColumnSpec, type Columns } from './columns.ts'
import { customCondition, customOperators, customValueWords } from './custom-filter.ts'

export type Operator =
  | 'contains' | 'startsWith' | 'is' | 'isNot' | 'anyOf' | 'empty' | 'notEmpty' | 'atLeast' | 'atMost' | 'before' | 'after' | 'inMonth' | 'withinDays' | 'olderThanDays' | 'nextDays' | 'passed'

/** One condition on one column, as it stands in the address: `["city", "anyOf", ["Bonn", "Köln"]]`. */
export type Filter = [column: string, operator: Operator, value?: string | string[]]

export const operatorLabels: Record<Operator, string> = {
  contains: 'contains', startsWith: 'begins with', is: 'is', isNot: 'is not', anyOf: 'is any of', empty: 'is empty', notEmpty: 'is not empty',
  atLeast: 'is at least', atMost: 'is at most', before: 'is before', after: 'is after', inMonth: 'is in month', withinDays: 'in the last days', olderThanDays: 'longer ago than days',
  nextDays: 'in the next days', passed: 'has passed',
}

/** What can be asked of a column, the usual first. */
export function operatorsFor({ specs }: Columns, column: string): readonly Operator[] {
  const { custom, choices, names, days, always, type } = specs[column] ?? unknown
  if (custom !== undefined) return customOperators(custom)
  if (choices !== undefined || names !== undefined) return always ? ['anyOf'] : ['anyOf', 'empty', 'notEmpty']
  if (days) return ['nextDays', 'passed', 'is', 'before', 'after', 'inMonth', 'empty', 'notEmpty']
  switch (type) {
    case 'date': return ['inMonth', 'is', 'before', 'after', 'empty', 'notEmpty']
    case 'dateTime': return ['withinDays', 'olderThanDays', 'before', 'after']
    case 'number': return ['is', 'isNot', 'atLeast', 'atMost', 'empty', 'notEmpty']
    default: return ['anyOf', 'contains', 'startsWith', 'is', 'isNot', 'empty', 'notEmpty']
  }
}

const unknown: Partial<ColumnSpec> = {}

export const needsValue = (operator: Operator): boolean => operator !== 'empty' && operator !== 'notEmpty' && operator !== 'passed'

/** What it compares with is a number of days. */
export const countsDays = (operator: Operator): boolean => operator === 'withinDays' || operator === 'olderThanDays' || operator === 'nextDays'

/** Whether what it finds changes with the clock. */
export const followsClock = (operator: Operator): boolean => countsDays(operator) || operator === 'passed'

/** Of another column: what is asked stays where it can be asked there too. */
export function changedColumn(columns: Columns, [before, operator, value]: Filter, column: string): Filter {
  const kept = operatorsFor(columns, column).includes(operator) ? operator : operatorsFor(columns, column)[0]!
  const alike = columns.specs[before]?.type === columns.specs[column]?.type && kept === operator && !Array.isArray(value)
  return value === undefined || !alike ? [column, kept] : [column, kept, value]
}

/** Another question of the same column: one value stays, as one of several or as the only one. */
export function changedOperator([column, before, value]: Filter, operator: Operator): Filter {
  const text = Array.isArray(value) ? value[0] ?? '' : value ?? ''
  const alike = kindOfValue(before) === kindOfValue(operator)
  if (!needsValue(operator) || !alike || text === '') return [column, operator]
  return [column, operator, operator === 'anyOf' ? (Array.isArray(value) ? value : [text]) : text]
}

const kindOfValue = (operator: Operator): string => (operator === 'inMonth' ? 'month' : countsDays(operator) ? 'days' : 'value')

/** Whether it says enough to filter by. */
export const isComplete = ([, operator, value]: Filter): boolean => !needsValue(operator) || (value !== undefined && value.length > 0)

/** One as the worker takes it; `now` turns "in the last 7 days" into an instant. */
export function toCondition(columns: Columns, [column, operator, value]: Filter, now: number): Where {
  const text = Array.isArray(value) ? value[0] ?? '' : value ?? ''
  const { custom, choices, days } = columns.specs[column] ?? unknown
  if (custom !== undefined) return customCondition(custom, operator, value)
  if (choices !== undefined && operator === 'anyOf') return { [column]: { in: choices.filter((choice) => [value].flat().includes(choice.value)).map(({ key }) => key) } }
  if (days) {
    // With a time of day a date is longer than its day.
    if (operator === 'is') return { [column]: { startsWith: text } }
    if (operator === 'after') return { [column]: { gte: nextDay(text) } }
  }
  switch (operator) {
    case 'contains': return { [column]: { contains: text } }
    case 'startsWith': return { [column]: { startsWith: text } }
    case 'is': return { [column]: { eq: typed(columns, column, text) } }
    case 'isNot': return { [column]: { ne: typed(columns, column, text) } }
    case 'anyOf': return { [column]: { in: Array.isArray(value) ? value : [text] } }
    case 'empty': return { [column]: { empty: true } }
    case 'notEmpty': return { [column]: { notEmpty: true } }
    // An instant belongs to the day it has where one is; a calendar date is a day by itself.
    case 'before': return { [column]: { lt: isInstant(columns, column) ? startOfDay(text, 0) : text } }
    case 'after': return { [column]: isInstant(columns, column) ? { gte: startOfDay(text, 1) } : { gt: text } }
    // Both "1990-05-17" and "--05-17" hold the month between hyphens, and only there.
    case 'inMonth': return { [column]: { contains: `-${text}-` } }
    case 'withinDays': return { [column]: { gte: daysBefore(now, Number(text)) } }
    case 'olderThanDays': return { [column]: { lt: daysBefore(now, Number(text)) } }
    case 'nextDays': return { [column]: { gte: dateAt(now), lt: addDays(dateAt(now), 1 + Math.max(0, Math.min(36_500, Math.floor(Number(text)) || 0))) } }
    case 'passed': return { [column]: { lt: dateAt(now) } }
    case 'atLeast': return { [column]: { gte: Number(text) } }
    case 'atMost': return { [column]: { lte: Number(text) } }
  }
}

const typed = ({ specs }: Columns, column: string, text: string): string | number => (specs[column]?.type === 'number' ? Number(text) : text)

const isInstant = ({ specs }: Columns, column: string): boolean => specs[column]?.type === 'dateTime'

function startOfDay(date: string, plusDays: number): string {
  const [year, month, day] = date.split('-').map(Number)
  const start = new Date(year ?? 0, (month ?? 1) - 1, (day ?? 1) + plusDays)
  return Number.isNaN(start.getTime()) ? date : start.toISOString()
}

/** The calendar date at an instant, where the person is. */
function dateAt(ms: number): string {
  const at = new Date(ms)
  return `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, '0')}-${String(at.getDate()).padStart(2, '0')}`
}

/** A date somebody is still typing stays what it is. */
const nextDay = (date: string): string => (/^\d{4}-\d{2}-\d{2}$/.test(date) ? addDays(date, 1) : date)

// To the minute, so that the query stays the same query while one looks at it.
const daysBefore = (now: number, days: number): string => new Date(Math.floor(now / 60_000) * 60_000 - (Number.isFinite(days) ? days : 0) * 86_400_000).toISOString()

const isDate = (type: string | undefined): boolean => type === 'date' || type === 'dateTime'

/** What an id is called: of an entity's record, or of a member; undefined: nobody knows. */
export type NameOf = (of: string, id: string) => string | undefined
const nobody: NameOf = () => undefined

/** A value as people read it: a choice by its words, a record by its name, a date as dates are written. */
export function valueWords(spec: ColumnSpec | undefined, value: string, nameOf: NameOf = nobody): string {
  const { custom, choices, names, type } = spec ?? unknown
  if (custom !== undefined) return customValueWords(custom, value)
  if (choices !== undefined) return choices.find((choice) => choice.value === value)?.label ?? value
  if (names !== undefined) return nameOf(names, value) ?? 'Not here any more'
  return isDate(type) ? formatCalendarDate(value) : value
}

/** "City is any of Bonn, Köln". */
export function describeFilter({ specs, labelOf }: Columns, [column, operator, value]: Filter, nameOf: NameOf = nobody): string {
  const label = labelOf(column)
  // Of a field that was taken away, or is not here yet: it asks for nothing, and its choices are ids.
  if (column.startsWith('custom.') && !Object.hasOwn(specs, column)) return `${label} (left out)`
  if (!needsValue(operator)) return `${label} ${operatorLabels[operator]}`
  const values = Array.isArray(value) ? value : [value ?? '']
  if (operator === 'withinDays') return `${label} in the last ${values[0] === '1' ? 'day' : `${values[0]} days`}`
  if (operator === 'olderThanDays') return `${label} more than ${values[0] === '1' ? 'a day' : `${values[0]} days`} ago`
  if (operator === 'nextDays') return `${label} in the next ${plural(Number(values[0]), 'day')}`
  if (operator === 'inMonth') return `${label} in ${monthName(values[0] ?? '')}`
  const shown = values.slice(0, 3).map((each) => valueWords(specs[column], each, nameOf)).join(', ')
  return `${label} ${operator === 'anyOf' && values.length === 1 ? 'is' : operatorLabels[operator]} ${shown}${values.length > 3 ? ` +${values.length - 3}` : ''}`
}

const monthNames = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December']
export const months: readonly { value: string; label: string }[] = monthNames.map((label, month) => ({ value: String(month + 1).padStart(2, '0'), label }))
const monthName = (value: string): string => months.find((month) => month.value === value)?.label ?? value

export function isFilter(columns: Columns, value: unknown): value is Filter {
  if (!Array.isArray(value)) return false
  const [column, operator, operand] = value as unknown[]
  return typeof column === 'string' && isColumn(columns, column) && typeof operator === 'string' && Object.hasOwn(operatorLabels, operator)
    && (operand === undefined || typeof operand === 'string' || (Array.isArray(operand) && operand.every((each) => typeof each === 'string')))
}
