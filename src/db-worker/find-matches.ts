import { SatchelError } from '../shared/errors.ts'
import type { Core } from './core.ts'
import type { EntityTable } from './entity-table.ts'
import { createMatchIndex } from './match-index.ts'
import type { AskedKey, MatchIndex } from './match-index.ts'
import { partOf } from './match-part.ts'
import type { MatchPart } from './match-part.ts'

/** Other calls wait no longer than this for a call that reads. */
export const readMs = 24

/**
 * Which living records have what a key asks for, of the keys that any has; null: not everything is read yet, ask again. A key is `<names>:<values>`: names of
 * columns or fields joined by `+` (a beginning that fits one name only will do: `last` is lastName), values folded and joined by `|`, one
 * a name. A record matches when each name has the value among all its values, or is marked `?` and has none; of a phone number any
 * spelling. Who asks for keys of several kinds begins with one of each, so that the table is read once for all of them.
 */
export function findMatches(core: Core, entity: string, keys: readonly string[]): Record<string, string[]> | null {
  const table = core.table(entity), end = core.clock.monotonic() + readMs
  if (keys.length === 0) return {}
  const kinds = new Map<string, MatchPart[]>()
  const asked = keys.map((key): AskedKey => {
    const colon = key.indexOf(':')
    if (colon < 1) throw new SatchelError('invalid', `"${key}" is no key.`)
    const names = key.slice(0, colon)
    const parts = kinds.get(names) ?? names.split('+').map((name) => partOf(table, name))
    kinds.set(names, parts)
    const values = key.slice(colon + 1).split('|')
    // A value may hold the sign that separates values; the first name's are the likeliest to.
    while (values.length > parts.length) values.splice(0, 2, `${values[0]}|${values[1]}`)
    return parts.map((part, i) => ({ part, value: part.same(values[i] ?? '') }))
  })
  const index = indexFor(core, table, [...kinds.values()])
  if (!index.readOn(readMs)) return null

  const likely = asked.map((key) => index.likely(key))
  if (!index.readRows(likely.flat(), end)) return null
  const found: Record<string, string[]> = {}
  for (const [i, numbers] of likely.entries()) {
    const ids = numbers.flatMap((n) => index.fitting(n, asked[i]!) ?? [])
    if (ids.length > 0) found[keys[i]!] = ids
  }
  return found
}

interface Kept { index: MatchIndex; version: number; forget(): void }
const kept = new WeakMap<Core, Map<string, Kept>>()

/** The index that is there, if it fits and no record changed since it was begun; it is dropped with the next change. */
function indexFor(core: Core, table: EntityTable, kinds: readonly MatchPart[][]): MatchIndex {
  const name = table.entity.name, version = core.version(name)
  const ofCore = kept.get(core) ?? new Map<string, Kept>()
  kept.set(core, ofCore)
  const first = kinds.map((parts) => parts[0]!), later = kinds.flatMap((parts) => parts.slice(1))
  const there = ofCore.get(name)
  if (there?.version === version && there.index.covers(first.map((part) => part.name), later.map((part) => part.name))) return there.index
  there?.forget()
  const index = createMatchIndex(core, table, first, later)
  const stop = core.onCommit(({ entities }) => { if (entities.includes(name)) forget() })
  const forget = (): void => { stop(); ofCore.delete(name) }
  ofCore.set(name, { index, version, forget })
  return index
}
