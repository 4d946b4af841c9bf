import { conflicts, notices } from '../model/bookkeeping.ts'
import { distinctions } from '../model/distinctions.ts'
import type { Model } from '../model/model.ts'

/**
 * The entities whose commits may change what is read of an entity: its own, those by whose words its records are found, and those that its rows speak of
 * beside the record (`$sync`). What tells of records (history) and who distinguishes them are read of all bookkeeping, and say so (`told`).
 */
export function relatedTo(model: Model, name: string, told = false): string[] {
  const entity = model.entities.get(name)
  // Not this device's: the server is asked for it, and nothing that is committed here changes it.
  if (entity === undefined) return []
  if (entity.bookkeeping === true) return [name]
  const others = [...model.entities.values()].filter(({ bookkeeping, searchThrough, fields }) => (told && bookkeeping === true) || searchThrough?.some((field) => fields[field]?.reference?.entity === name) === true)
  return [name, conflicts.name, notices.name, ...(entity.alike === undefined ? [] : [distinctions.name]), ...others.map((other) => other.name)]
}
