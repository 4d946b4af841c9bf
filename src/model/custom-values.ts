import type { Json } from '../shared/json.ts'
import { sortableNumber } from '../shared/sortable-number.ts'
import { z } from '../shared/zod.ts'
import type { Column, Field } from './entity.ts'
import { calendarDate, line } from './text-schemas.ts'
import { elementsOf, limits } from './text.ts'

/*
 * What a record has in the fields that people made: a list with one element a field, whose id is the field's. A value stands under a name of its kind, so that nothing
 * else can be read into it; of several choices each is a name of its own. So each value merges by itself, and of several choices each. Emptied, a name is
 * set to null: to take the element out would lose against an older edit.
 */

const names = new Set(['id', 'text', 'link', 'number', 'money', 'date', 'choice', 'person', 'name'])
const id = z.string().check(z.minLength(1), z.maxLength(64))

/** Everything but these names is a choice's id. */
const element = z.looseObject({
  id,
  text: z.nullish(line()),
  link: z.nullish(line()),
  number: z.nullish(z.number()),
  /** In the smallest unit of the field's currency. */
  money: z.nullish(z.int()),
  date: z.nullish(calendarDate()),
  choice: z.nullish(id),
  /** A contact's id, and what it was called when it was written, for search, history and export. */
  person: z.nullish(id),
  name: z.nullish(line()),
}).check(z.refine((value) => Object.entries(value).every(([name, each]) => names.has(name) || each === true || each === null), 'a choice is chosen (true) or not'))

export const customListSchema = z.array(element).check(z.maxLength(limits.elements))

/** The field that an entity carries them in. */
export const customValues = (): Field => ({
  kind: 'list', label: 'Own fields', policy: 'union', schema: customListSchema, search: 'text', elementText: ['text', 'link', 'name'], isOfFields: true,
})

/** `custom.<field>` sorts and filters by a value, `custom.<field>.<choice or contact>` is there where that is among them, `custom.@<contact>` where it is anywhere. */
export const customColumn = (): Column => ({ label: 'Own fields', type: 'text', keyed: true, sort: () => null, all: (data) => elementsOf(data, 'custom').flatMap(pairsOf) })

/** A field's chosen ones, by id. */
export const chosenOf = (value: Record<string, Json> | undefined): string[] =>
  Object.keys(value ?? {}).filter((name) => !names.has(name) && value![name] === true).sort()

function pairsOf(value: Record<string, Json>): string[] {
  const { id: field, text, link, number, money, date, choice, person, name } = value
  if (typeof field !== 'string') return []
  const one = [text, link, date, choice, name].find((each) => typeof each === 'string' && each !== '') ?? [number, money].find((each) => typeof each === 'number')
  const chosen = chosenOf(value)
  const pairs: string[] = []
  if (one !== undefined) pairs.push(`${field}:${typeof one === 'number' ? sortableNumber(one) : String(one)}`)
  else if (chosen.length > 0) pairs.push(`${field}:${chosen.join(' ')}`)
  if (typeof choice === 'string') pairs.push(`${field}.${choice}:1`)
  if (typeof person === 'string') pairs.push(`${field}.${person}:1`, `@${person}:1`)
  for (const each of chosen) pairs.push(`${field}.${each}:1`)
  return pairs
}
