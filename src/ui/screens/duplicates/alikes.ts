import type { Lookalike } from '../../../data-api/types.ts'

/** Records of which each looks like every other. */
export interface Alikes {
  ids: readonly string[]
  /** What they share. */
  by: readonly string[]
  /** Whether each two share all of that. */
  each: boolean
}

/** More side by side nobody compares. */
const most = 8

/**
 * Pairs that belong together, as one. Who looks like one of two and not like the other stays with the one alone: the other may have been kept apart
 * from them, or have another birthday.
 */
export function alikesOf(pairs: readonly Lookalike[]): Alikes[] {
  const byKey = new Map(pairs.map((pair) => [keyOf(...pair.ids), pair.by]))
  const groups: string[][] = []
  for (const { ids: [one, other] } of pairs) {
    if (groups.some((group) => group.includes(one) && group.includes(other))) continue
    const fits = (id: string, group: readonly string[]): boolean => group.length < most && group.every((member) => byKey.has(keyOf(id, member)))
    const group = groups.find((each) => (each.includes(one) && fits(other, each)) || (each.includes(other) && fits(one, each)))
    if (group === undefined) groups.push([one, other])
    else group.push(group.includes(one) ? other : one)
  }
  return groups.map((ids) => {
    const reasons = ids.flatMap((one, at) => ids.slice(at + 1).map((other) => byKey.get(keyOf(one, other)) ?? []))
    const by = [...new Set(reasons.flat())]
    return { ids, by, each: reasons.every((reason) => reason.length === by.length) }
  })
}

const keyOf = (one: string, other: string): string => [one, other].sort().join(' ')
