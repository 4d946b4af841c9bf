import { sameJson } from '../../merge/canonical.ts'
import { metaOf, pathOf, removalOf } from '../../merge/field-meta.ts'
import { elementsIn, findElement, isElementList } from '../../merge/list-patch.ts'
import type { FieldMeta, MergeOutcome, MergeRecord } from '../../merge/types.ts'
import { elementId, type Element } from '../../model/entity.ts'
import type { Change } from '../../protocol/change.ts'
import { giverOf, isGiver } from './derived-id.ts'
import type { PushContext } from './sender.ts'

/* R8: a change that was answered in an epoch that ended, and whose entry never came down to its device, travels again. */

/** The epoch of the revision that a change knew. */
export const epochOf = (context: PushContext, change: Change): string => change.baseEpoch ?? context.seenEpoch ?? context.epoch

/** M1, R8: what was given back from the epoch of a change's base is known to its author, up to the revision that they had of it there. */
export function knownFrom(context: PushContext, change: Change): (mark: FieldMeta) => boolean {
  const epoch = epochOf(context, change), base = change.baseRevision ?? 0
  if (epoch === context.epoch) return () => false
  const replicaId = giverOf(epoch)
  return (mark) => mark.replicaId === replicaId && mark.seq <= base
}

/**
 * H1, R8: what a change that travels again took the place of. It may find its value given back already, or one that came after it in the epoch that ended, to which it gives
 * way or about which a person is asked. What stood before it then stands nowhere else, since the entry that told of it went with that epoch. So it may in the epoch of its
 * base, where that one was put back: there it is what was given back that says so.
 *
 * @param stood who wrote what stood before the change
 */
export function withWhatWasSeen(context: PushContext, change: Change, outcome: MergeOutcome, stood: MergeRecord['meta']): MergeOutcome {
  if (change.op === 'delete') return outcome
  const isOfAnother = epochOf(context, change) !== context.epoch
  const aside = new Map([...outcome.superseded.map(({ field, lost }) => [field, lost] as const), ...outcome.conflicts.map(({ field, mine }) => [field, mine] as const)])
  const changed = { ...outcome.changed }
  for (const [field, from] of Object.entries(change.before ?? {})) {
    const to = (aside.has(field) ? aside.get(field) : outcome.record.data[field]) ?? null, there = changed[field]
    if (!(field in change.patch) || sameJson(from, to)) continue
    const wasGivenBack = isGiver(metaOf(stood, field)?.replicaId ?? '')
    if (there === undefined) {
      if (wasGivenBack || isOfAnother) changed[field] = { from, to }
    } else if (isElementList(there.from)) changed[field] = { ...there, from: listSeen(stood, field, there.from, elementsIn(from)) }
    else if (wasGivenBack) changed[field] = { from, to }
  }
  return { ...outcome, changed }
}

/** A list before a change: elements that were given back, and those that were taken out by what was, as the change's author saw them. */
function listSeen(stood: MergeRecord['meta'], field: string, list: Element[], seen: Element[]): Element[] {
  const given = Object.keys(stood).filter((key) => key.startsWith(`${pathOf(field)}/`) && isGiver(stood[key]!.replicaId))
  const paths = new Set(given.map((key) => key.split('/', 2).join('/')))
  const before = list.map((element) => (paths.has(pathOf(field, elementId(element))) ? findElement(seen, elementId(element)) ?? element : element))
  const removed = seen.filter((element) => isGiver(removalOf(stood, field, elementId(element))?.replicaId ?? '') && findElement(list, elementId(element)) === undefined)
  return [...before, ...removed]
}
