import type { Entity } from '../../model/entity.ts'
import type { Json } from '../../shared/json.ts'
import type { PulledRecord } from '../store/port.ts'
import { compareKeys, valuesOf, type Key, type Values } from './values.ts'

/** A filter, read: what it lets through, and a value that all of those have in a name, where it asks for one. */
export interface Filter {
  passes(record: PulledRecord): boolean
  equal: { name: string; key: Key } | null
}

/** Why a filter cannot be read, in words. */
export class FilterError extends Error { override readonly name = 'FilterError' }

const deepest = 12, most = 100

/**
 * Reads a filter, the same that lists on devices take: `{"city": "Bonn"}`, `{"birthday": {"gte": "1990-01-01"}}`, `{"or": [...]}`. Text
 * compares folded; a name with several values passes where one of them does.
 * @throws FilterError for a name, an operator or a value that there is not
 */
export function readFilter(entity: Entity, where: Json): Filter {
  let tests = 0
  const read = (part: Json, depth: number): Filter => {
    if (!isObject(part)) throw new FilterError('A filter is an object, such as {"city":"Bonn"}.')
    if (depth > deepest) throw new FilterError('This filter is nested too deeply.')
    const parts: Filter[] = []
    for (const [name, condition] of Object.entries(part)) {
      if (name === 'and' || name === 'or') {
        if (!Array.isArray(condition)) throw new FilterError(`"${name}" needs a list of filters.`)
        parts.push(joined(name, condition.map((inner) => read(inner, depth + 1))))
        continue
      }
      const values = valuesOf(entity, name)
      if (values === null) throw new FilterError(`There is no column "${name}" of ${entity.label.many}.`)
      for (const [op, value] of conditionsOf(condition)) {
        tests += 1
        if (tests > most) throw new FilterError(`A filter has at most ${most} tests.`)
        parts.push(test(name, values, op, value))
      }
    }
    return parts.length === 1 ? parts[0]! : joined('and', parts)
  }
  return read(where, 0)
}

export const everything: Filter = { passes: () => true, equal: null }

const joined = (how: 'and' | 'or', parts: readonly Filter[]): Filter => (how === 'and'
  ? { passes: (record) => parts.every((part) => part.passes(record)), equal: parts.find(({ equal }) => equal !== null)?.equal ?? null }
  : { passes: (record) => parts.some((part) => part.passes(record)), equal: null })

function conditionsOf(condition: Json): [string, Json][] {
  if (condition === null) return [['empty', true]]
  if (Array.isArray(condition)) return [['in', condition]]
  return isObject(condition) ? Object.entries(condition) : [['eq', condition]]
}

function test(name: string, values: Values, op: string, value: Json): Filter {
  const some = (passes: (key: Key) => boolean): Filter => ({ passes: (record) => values.all(record).some(passes), equal: null })
  const key = op === 'in' ? null : values.read(value)
  switch (op) {
    case 'eq': return key === null ? hasNone(values) : { ...some((other) => other === key), equal: { name, key } }
    case 'ne': return not(test(name, values, 'eq', value))
    case 'in': {
      if (!Array.isArray(value)) throw new FilterError('The operator "in" needs a list.')
      const keys = new Set(value.map((one) => values.read(one)))
      return joined('or', [some((other) => keys.has(other)), ...(keys.has(null) ? [hasNone(values)] : [])])
    }
    case 'contains': return some((other) => String(other).includes(String(key ?? '')))
    case 'startsWith': return some((other) => String(other).startsWith(String(key ?? '')))
    case 'gt': return some((other) => compareKeys(other, key) > 0)
    case 'gte': return some((other) => compareKeys(other, key) >= 0)
    case 'lt': return some((other) => compareKeys(other, key) < 0)
    case 'lte': return some((other) => compareKeys(other, key) <= 0)
    case 'empty': return value === false ? not(hasNone(values)) : hasNone(values)
    case 'notEmpty': return value === false ? hasNone(values) : not(hasNone(values))
    default: throw new FilterError(`There is no filter "${op}".`)
  }
}

const hasNone = (values: Values): Filter => ({ passes: (record) => values.all(record).length === 0, equal: null })
const not = (part: Filter): Filter => ({ passes: (record) => !part.passes(record), equal: null })

const isObject = (value: Json): value is Record<string, Json> => typeof value === 'object' && value !== null && !Array.isArray(value)
