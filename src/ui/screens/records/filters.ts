import type { Where } from '../../../data-api/types.ts'
import { formatCalendarDate } from '../../components/format.ts'
import { isColumn, type Columns } from './columns.ts'
import { customCondition, customOperators, customValueWords } from './custom-filter.ts'

export type Operator =
  | 'contains' | 'startsWith' | 'is' | 'isNot' | 'anyOf' | 'empty' | 'notEmpty' | 'atLeast' | 'atMost' | 'before' | 'after' | 'inMonth' | 'withinDays' | 'olderThanDays'

/** One condition on one column, as it stands in the address: `["city", "anyOf", ["Bonn", "Köln"]]`. */
export type Filter = [column: string, operator: Operator, value?: string | string[]]

export const operatorLabels: Record<Operator, string> = {
  contains: 'contains', startsWith: 'begins with', is: 'is', isNot: 'is not', anyOf: 'is any of', empty: 'is empty', notEmpty: 'is not empty',
  atLeast: 'is at least', atMost: 'is at most', before: 'is before', after: 'is after', inMonth: 'is in month', withinDays: 'in the last days', olderThanDays: 'longer ago than days',
}

/** What can be asked of a column, the usual first. */
export function operatorsFor({ specs }: Columns, column: string): readonly Operator[] {
  const custom = specs[column]?.custom
  if (custom !== undefined) return customOperators(custom)
  switch (specs[column]?.type) {
    case 'date': return ['inMonth', 'is', 'before', 'after', 'empty', 'notEmpty']
    case 'dateTime': return ['withinDays', 'olderThanDays', 'before', 'after']
    case 'number': return ['is', 'isNot', 'atLeast', 'atMost', 'empty', 'notEmpty']
    default: return ['anyOf', 'contains', 'startsWith', 'is', 'isNot', 'empty', 'notEmpty']
  }
}

export const needsValue = (operator: Operator): boolean => operator !== 'empty' && operator !== 'notEmpty'

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

const kindOfValue = (operator: Operator): string => (operator === 'inMonth' ? 'month' : operator === 'withinDays' || operator === 'olderThanDays' ? 'days' : 'value')

/** Whether it says enough to filter by. */
export const isComplete = ([, operator, value]: Filter): boolean => !needsValue(operator) || (value !== undefined && value.length > 0)

/** One as the worker takes it; `now` turns "in the last 7 days" into an instant. */
export function toCondition(columns: Columns, [column, operator, value]: Filter, now: number): Where {
  const text = Array.isArray(value) ? value[0] ?? '' : value ?? ''
  const custom = columns.specs[column]?.custom
  if (custom !== undefined) return customCondition(custom, operator, value)
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

// To the minute, so that the query stays the same query while one looks at it.
const daysBefore = (now: number, days: number): string => new Date(Math.floor(now / 60_000) * 60_000 - (Number.isFinite(days) ? days : 0) * 86_400_000).toISOString()

const isDate = (type: string | undefined): boolean => type === 'date' || type === 'dateTime'

/** "City is any of Bonn, Köln". */
export function describeFilter({ specs, labelOf }: Columns, [column, operator, value]: Filter): string {
  const label = labelOf(column)
  if (!needsValue(operator)) return `${label} ${operatorLabels[operator]}`
  const values = Array.isArray(value) ? value : [value ?? '']
  if (operator === 'withinDays') return `${label} in the last ${values[0] === '1' ? 'day' : `${values[0]} days`}`
  if (operator === 'olderThanDays') return `${label} more than ${values[0] === '1' ? 'a day' : `${values[0]} days`} ago`
  if (operator === 'inMonth') return `${label} in ${monthName(values[0] ?? '')}`
  const custom = specs[column]?.custom
  const shown = values.slice(0, 3).map((each) => (custom !== undefined ? customValueWords(custom, each) : isDate(specs[column]?.type) ? formatCalendarDate(each) : each)).join(', ')
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
