import type { HistoryEntry, Json } from '../../../data-api/types.ts'
import { customPatch, customValue } from '../../../model/custom-value.ts'
import { elementsOf, str } from '../../../model/text.ts'

type Change = { from: Json; to: Json }

/** What became of a record's fields, each value in a field that people made by itself ("custom.<id>") instead of all in one list. */
export function byValue(fields: Readonly<Record<string, Change>>): Record<string, Change> {
  const { custom, ...others } = fields
  if (custom === undefined) return others
  const ids = [...new Set([custom.from, custom.to].flatMap((list) => elementsOf({ custom: list }, 'custom').map((element) => str(element['id']))))]
  const changes = ids.map((id): [string, Change] => [`custom.${id}`, { from: valueIn(custom.from, id), to: valueIn(custom.to, id) }])
  return { ...others, ...Object.fromEntries(changes.filter(([, { from, to }]) => !same(from, to))) }
}

/** An entry with its changes so. Of what was wanted and did not come to stand, that where the entry says what stood instead. */
export function entryByValue(entry: HistoryEntry): HistoryEntry {
  const { custom: wanted, ...lost } = entry.lost, stands = entry.fields['custom']?.to
  if (wanted === undefined || stands === undefined) return { ...entry, fields: byValue(entry.fields) }
  const ids = elementsOf({ custom: wanted }, 'custom').map((element) => str(element['id'])).filter((id) => !same(valueIn(wanted, id), valueIn(stands, id)))
  return { ...entry, fields: byValue(entry.fields), lost: { ...lost, ...Object.fromEntries(ids.map((id) => [`custom.${id}`, valueIn(wanted, id)])) } }
}

/** The same for the history of one value; `now`: the record's list, for entries that do not say what stood. */
export function entryOfValue(entry: HistoryEntry, id: string, now: Json): HistoryEntry {
  const own = entryByValue(entry), { custom: wanted, ...lost } = own.lost
  if (wanted === undefined || same(valueIn(wanted, id), valueIn(now, id))) return own
  return { ...own, lost: { ...lost, [`custom.${id}`]: valueIn(wanted, id) } }
}

/** What makes a value stand again, name by name. */
export function putBack(id: string, value: Json, stands: Record<string, Json> | undefined): Record<string, Json> {
  const wanted = isObject(value) ? value : {}
  const names = [...new Set([...Object.keys(wanted), ...Object.keys(stands ?? {})])].filter((name) => name !== 'id')
  return customPatch({ [id]: Object.fromEntries(names.map((name) => [name, wanted[name] ?? null])) })
}

const valueIn = (list: Json | undefined, id: string): Json => (Array.isArray(list) ? customValue({ custom: list }, id) ?? null : null)
const same = (one: Json, other: Json): boolean => JSON.stringify(one) === JSON.stringify(other)
const isObject = (value: Json): value is Record<string, Json> => typeof value === 'object' && value !== null && !Array.isArray(value)
