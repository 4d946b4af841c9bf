import type { Json, Rec } from '../../../data-api/types.ts'
import { kindOf } from '../../../model/notes.ts'
import { dataOf, listOf, text } from '../records/record-values.ts'

export type ActivityKind = 'note' | 'call' | 'meeting' | 'email'

export interface Person { id: string; value: string }

/** What is said of a call, a meeting or an e-mail beside its words. */
export interface Activity {
  kind: ActivityKind
  /** An ISO moment; empty: now. */
  happenedAt: string
  direction: 'out' | 'in' | ''
  minutes: number | null
  people: Person[]
}

export const activityKinds: readonly { kind: ActivityKind; label: string; plural: string; keys: string }[] = [
  { kind: 'note', label: 'Note', plural: 'Notes', keys: 'n' },
  { kind: 'call', label: 'Call', plural: 'Calls', keys: 'l c' },
  { kind: 'meeting', label: 'Meeting', plural: 'Meetings', keys: 'l m' },
  { kind: 'email', label: 'E-mail', plural: 'E-mails', keys: 'l e' },
]

export const kindLabel = (kind: ActivityKind): string => activityKinds.find((each) => each.kind === kind)!.label

export const newActivity = (kind: ActivityKind = 'note'): Activity => ({ kind, happenedAt: '', direction: kind === 'call' || kind === 'email' ? 'out' : '', minutes: null, people: [] })

export function activityOf(note: Rec): Activity {
  const kind = kindOf(dataOf(note)), direction = text(note, 'direction'), minutes = note['minutes']
  return {
    kind: activityKinds.some((each) => each.kind === kind) ? kind as ActivityKind : 'note',
    happenedAt: text(note, 'happenedAt') || note.createdAt,
    direction: direction === 'out' || direction === 'in' ? direction : '',
    minutes: typeof minutes === 'number' ? minutes : null,
    people: listOf(note, 'people').map((person) => ({ id: String(person['id']), value: String(person['value'] ?? '') })),
  }
}

/** What of an activity is written: nothing that its kind does not have. */
export function activityPatch({ kind, happenedAt, direction, minutes, people }: Activity): Record<string, Json> {
  const hasDirection = kind === 'call' || kind === 'email', hasLength = kind === 'call' || kind === 'meeting'
  return {
    happenedAt: happenedAt || new Date().toISOString(),
    ...(kind === 'note' ? {} : { kind, people: people.map(({ id, value }) => ({ id, value })) }),
    ...(hasDirection && direction !== '' ? { direction } : {}),
    ...(hasLength && minutes !== null ? { minutes } : {}),
  }
}

/** "sent", "25 min": what stands beside the kind on the timeline. */
export function activityWords({ kind, direction, minutes }: Activity): string[] {
  const way = kind === 'email' ? { out: 'sent', in: 'received', '': '' }[direction] : kind === 'call' ? { out: 'outgoing', in: 'incoming', '': '' }[direction] : ''
  return [way, kind !== 'note' && minutes !== null ? `${minutes} min` : ''].filter(Boolean)
}

/** An ISO moment as a field of date and time takes it, by the clock of whoever looks. */
export function toLocal(iso: string): string {
  const at = new Date(iso)
  return Number.isNaN(at.getTime()) ? '' : new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

export const fromLocal = (value: string): string => (value === '' ? '' : new Date(value).toISOString())
