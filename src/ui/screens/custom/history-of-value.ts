import type { HistoryEntry, Json } from '../../../data-api/types.ts'
import { customPatch, customValue } from '../../../model/custom-value.ts'

/** An entry of a record's history as one of one value in it: what became of the others is left out. */
export function historyOfValue(entry: HistoryEntry, id: string): HistoryEntry {
  const name = `custom.${id}`, { custom: change, ...fields } = entry.fields, { custom: wanted, ...lost } = entry.lost
  const from = valueIn(change?.from, id), to = valueIn(change?.to, id), lostValue = valueIn(wanted, id)
  const isLost = wanted !== undefined && JSON.stringify(lostValue) !== JSON.stringify(to)
  return {
    ...entry,
    fields: { ...fields, ...(JSON.stringify(from) === JSON.stringify(to) ? {} : { [name]: { from, to } }) },
    lost: { ...lost, ...(isLost ? { [name]: lostValue } : {}) },
  }
}

/** What makes a value stand again, name by name. */
export function putBack(id: string, value: Json, stands: Record<string, Json> | undefined): Record<string, Json> {
  const wanted = isObject(value) ? value : {}
  const names = [...new Set([...Object.keys(wanted), ...Object.keys(stands ?? {})])].filter((name) => name !== 'id')
  return customPatch({ [id]: Object.fromEntries(names.map((name) => [name, wanted[name] ?? null])) })
}

const valueIn = (list: Json | undefined, id: string): Json => (Array.isArray(list) ? customValue({ custom: list }, id) ?? null : null)
const isObject = (value: Json): value is Record<string, Json> => typeof value === 'object' && value !== null && !Array.isArray(value)
