import type { Core } from './core.ts'
import type { Lookalike } from './contract.ts'
import { lookupsFor, readMs } from './find-matches.ts'
import { partOf } from './match-part.ts'

/** A value that more records share says nothing about any two of them: a switchboard's phone, a family's name. */
const mostSharing = 8

/**
 * Pairs of living records that the model calls alike, oldest first and each once, at most `limit` of them; null: not everything is read yet,
 * ask again. `except` has pairs that are not wanted, as `<lower id> <higher id>`.
 * @throws SatchelError `invalid` where there is no such entity
 */
export function findLookalikes(core: Core, entity: string, except: readonly string[], limit: number): { pairs: Lookalike[]; more: boolean } | null {
  const table = core.table(entity), { alike } = table.entity
  if (alike === undefined) return { pairs: [], more: false }
  const parts = alike.by.map((name) => partOf(table, name))
  const lookups = lookupsFor(core, table, parts.map((part) => [part]))
  if (!lookups.readOn(readMs)) return null

  const unwanted = new Set(except), by = new Map<string, string[]>()
  for (const part of parts) {
    for (const ids of lookups.shared(part)) {
      if (ids.length > mostSharing) continue
      for (const pair of pairsOf(ids)) {
        if (unwanted.has(pair)) continue
        const names = by.get(pair)
        if (names === undefined) by.set(pair, [part.name])
        else if (!names.includes(part.name)) names.push(part.name)
      }
    }
  }
  const pairs: Lookalike[] = []
  for (const [pair, names] of [...by].sort(([one], [other]) => (one < other ? -1 : 1))) {
    const [one, other] = pair.split(' ') as [string, string]
    const first = core.records.read(table, one), second = core.records.read(table, other)
    if (first === null || second === null || alike.apart(first.data, second.data)) continue
    if (pairs.length === limit) return { pairs, more: true }
    pairs.push({ ids: [one, other], by: names })
  }
  return { pairs, more: false }
}

function* pairsOf(ids: readonly string[]): Generator<string> {
  for (let i = 0; i < ids.length; i += 1) {
    for (let k = i + 1; k < ids.length; k += 1) yield ids[i]! < ids[k]! ? `${ids[i]} ${ids[k]}` : `${ids[k]} ${ids[i]}`
  }
}
