import type { HistoryEntry } from '../../../data-api/types.ts'
import { plural } from '../../components/format.ts'
import { toHistoryActs, type HistoryAct } from '../history/history-words.ts'

/** Who came to a list and who left it in one act, by the ids of their memberships. */
export interface MemberAct extends HistoryAct { added: string[]; taken: string[] }

/** The acts in which people came or went, newest first; what else befell a membership (two contacts became one) is no coming and going. */
export function memberActs(entries: readonly HistoryEntry[], more: boolean): MemberAct[] {
  const moved = entries.filter(({ op, lost }) => op !== 'update' && !('deletedAt' in lost))
  return toHistoryActs(moved, more).map((act) => {
    const idsOf = (...ops: HistoryEntry['op'][]): string[] => [...new Set(act.entries.filter(({ op }) => ops.includes(op)).map(({ recordId }) => recordId))]
    return { ...act, added: idsOf('create', 'restore'), taken: idsOf('delete') }
  })
}

const most = 3

/** "added Ana Silva and 12 others, took out Ben": what was done, whose it was by name. */
export function memberWords({ added, taken, cut }: Pick<MemberAct, 'added' | 'taken' | 'cut'>, nameOf: (memberId: string) => string): string {
  const said = (ids: readonly string[]): string => {
    const named = ids.slice(0, ids.length > most ? most - 1 : most).map(nameOf), others = ids.length - named.length
    const all = others > 0 ? [...named, plural(others, 'other')] : named
    return `${all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} and ${all.at(-1)!}`}${cut ? ' and more' : ''}`
  }
  return [...(added.length > 0 ? [`added ${said(added)}`] : []), ...(taken.length > 0 ? [`took out ${said(taken)}`] : [])].join(', ')
}
