import type { HistoryEntry } from '../../../data-api/types.ts'
import { formatCalendarDate, formatInstant } from '../../components/format.ts'
import type { FieldChange } from '../sync/change-words.ts'
import { customFields } from '../../../model/custom-fields.ts'
import { distinctions } from '../../../model/distinctions.ts'
import { listMembers } from '../../../model/lists.ts'
import { productModel } from '../../../model/model.ts'
import { tasks } from '../../../model/tasks.ts'
import { byValue } from '../custom/history-of-value.ts'
import { entityLabel, fieldLabel, isListField, listChangeText, namedBy, valueText } from '../../sync-status/value-text.ts'

/** Entries that belong to one act, newest first, as one line of the history. */
export interface HistoryAct {
  /** The group where there is one, else the mutation: what "Undo" names. */
  id: string
  at: string
  userName: string | null
  deviceName: string | null
  replicaId: string | null
  turned: HistoryEntry['turned']
  /** More of it may lie beyond what was read. */
  cut: boolean
  entries: HistoryEntry[]
}

/** Neighbours of one group or mutation as one act; the order stays newest first. `more`: there are older entries than these. */
export function toHistoryActs(entries: readonly HistoryEntry[], more = false): HistoryAct[] {
  const acts: HistoryAct[] = []
  for (const entry of entries) {
    const id = entry.groupId ?? entry.mutationId
    const last = acts.at(-1)
    if (last?.id === id) last.entries.push(entry)
    else acts.push({ id, at: entry.at, userName: entry.userName, deviceName: entry.deviceName, replicaId: entry.replicaId, turned: entry.turned, cut: false, entries: [entry] })
  }
  const oldest = acts.at(-1)
  if (oldest) oldest.cut = more
  return acts
}

const list = new Intl.ListFormat('en')
const verbs: Record<HistoryEntry['op'], string> = { create: 'created', update: 'edited', delete: 'deleted', restore: 'restored' }

/** "edited company, title of", "deleted": the words between who and what. */
export function entryWords(entry: HistoryEntry): string {
  const fields = Object.keys(byValue(entry.fields)).filter((field) => field !== 'deletedAt' && !goesWithout(entry, field))
  const lost = Object.keys(entry.lost)
  const own = ownWords(entry, fields)
  if (own !== null) return own
  if (entry.decision) return `${decisionWords(entry.entity, entry.decision)} of`
  // An edit stood against it (M4).
  if (entry.op === 'delete' && lost.includes('deletedAt')) return 'tried to delete'
  // All it wanted gave way to other values.
  if (entry.op === 'update' && fields.length === 0 && lost.length > 0 && lost.length <= 3) return `tried to change ${names(entry, lost)} of`
  if (entry.op !== 'update' || fields.length === 0 || fields.length > 3) return verbs[entry.op]
  return `changed ${names(entry, fields)} of`
}

/** What nobody would say of it: where it stands among others, and when it was done where it says that it was. */
export const goesWithout = ({ fields }: Pick<HistoryEntry, 'fields'>, field: string): boolean => field === 'position' || (field === 'completedAt' && fields['status'] !== undefined)

/** What is no making, changing and deleting to whoever did it. */
function ownWords({ entity, op, fields }: HistoryEntry, names: readonly string[]): string | null {
  if (entity === distinctions.name) return op === 'delete' ? 'no longer keeps apart' : 'kept apart'
  if (entity === tasks.name && op === 'update' && names.length === 1 && fields['status'] !== undefined && fields['completedAt'] !== undefined) return fields['status'].to === 'done' ? 'completed' : 'reopened'
  if (op === 'update' && names.length === 0 && fields['position'] !== undefined) return 'moved'
  if (entity === customFields.name && op === 'update' && names.length === 1 && fields['removed'] !== undefined) return fields['removed'].to === true ? 'deleted the field' : 'restored the field'
  return null
}

/** "wrote a note on", "added a member to": the same for what belongs to another record, and is called by that. */
export const ownedWords = ({ entity, op }: Pick<HistoryEntry, 'entity' | 'op'>): string => (entity === listMembers.name ? memberVerbs[op] : `${ownedVerbs[op]} a ${entityLabel(entity)} on`)

const ownedVerbs: Record<HistoryEntry['op'], string> = { create: 'wrote', update: 'edited', delete: 'deleted', restore: 'restored' }
/** Nobody is made or deleted by it. */
const membersVerbs: Record<'create' | 'delete' | 'restore', string> = { create: 'put … in a list', delete: 'took … out of a list', restore: 'put … back into a list' }
const memberVerbs: Record<HistoryEntry['op'], string> = { create: 'added a member to', update: 'changed a member of', delete: 'took a member out of', restore: 'put a member back into' }

/** "settled company": two had written it, and somebody decided. */
export const decisionWords = (entity: string, { field, kind }: NonNullable<HistoryEntry['decision']>): string =>
  `${kind === 'settled' ? 'settled' : 'took back what was decided about'} ${lowerFirst(fieldLabel(entity, field))}`

/** What was decided where it wrote nothing: the value that stood already. Empty where the fields say it. */
export const chosenWords = ({ entity, fields, decision }: HistoryEntry): string => {
  if (decision?.kind !== 'settled' || fields[decision.field] !== undefined) return ''
  if (namedBy(entity, decision.field) !== undefined) return 'What stood already was chosen.'
  const value = valueText(entity, decision.field, decision.value)
  return `${value ? `“${value}”` : 'No value'} was chosen, which stood already.`
}

/** "undid:" and "Edit Ana Silva": an act that took another back or did it again, as far as this device knows. */
export const turnedWords = ({ kind, label }: NonNullable<HistoryEntry['turned']>): { verb: string; label: string } => {
  const verb = kind === 'undo' ? 'undid' : 'did again'
  return label ? { verb: `${verb}:`, label } : { verb, label: 'an earlier change' }
}

/** "created 100 contacts and 67 notes": many entries in one line; mixed acts are counted by what they did, "and more" where not all was read. */
export function actWords(act: HistoryAct, label: (entity: string, count: number) => string): string {
  const counts = new Map<string, { op: HistoryEntry['op']; entity: string; count: number }>()
  for (const { op, entity } of act.entries) {
    const key = `${op} ${entity}`
    const known = counts.get(key)
    if (known) known.count += 1
    else counts.set(key, { op, entity, count: 1 })
  }
  const did = new Map<string, string[]>()
  for (const { op, entity, count } of counts.values()) {
    const verb = entity === listMembers.name && op !== 'update' ? membersVerbs[op] : verbs[op]
    did.set(verb, [...did.get(verb) ?? [], verb === verbs[op] ? label(entity, count) : count.toLocaleString('en')])
  }
  return [...did].map(([verb, kinds]) => saidOf(verb, act.cut ? kinds.join(', ') : list.format(kinds))).join(', ') + (act.cut ? ' and more' : '')
}

const saidOf = (verb: string, what: string): string => (verb.includes('…') ? verb.replace('…', what) : `${verb} ${what}`)

/** Field by field; what was wanted and did not come to stand is said apart. */
export const entryChanges = (entry: HistoryEntry): FieldChange[] =>
  Object.entries(entry.entity === distinctions.name ? {} : byValue(entry.fields)).filter(([field]) => field !== 'deletedAt').flatMap(([field, { from, to }]) => {
    const list = isListField(entry.entity, field), names = namedBy(entry.entity, field)
    // What a note belongs to is said with what it is called.
    if (names !== undefined && productModel.entities.get(entry.entity)?.searchThrough?.includes(field) === true) return []
    return {
      field,
      label: fieldLabel(entry.entity, field),
      from: list ? '' : valueText(entry.entity, field, from),
      to: list ? listChangeText(entry.entity, field, from, to) : valueText(entry.entity, field, to),
      ...(names === undefined ? {} : { idOf: entry.entity }),
    }
  })

/** Whether there is more to an entry than its line says: of what was only made or deleted there is not. */
export const saysMore = (entry: HistoryEntry): boolean => entryChanges(entry).length > 0 || chosenWords(entry) !== '' || Object.keys(entry.lost).length > 0

/** The day an act belongs to: "Today", "Yesterday", "12 May 2026". */
export function dayWords(iso: string, now: number): string {
  const at = new Date(iso), today = new Date(now), yesterday = new Date(now)
  yesterday.setDate(yesterday.getDate() - 1)
  if (at.toDateString() === today.toDateString()) return 'Today'
  if (at.toDateString() === yesterday.toDateString()) return 'Yesterday'
  return at.toLocaleDateString(undefined, { day: 'numeric', month: 'long', ...(at.getFullYear() === today.getFullYear() ? {} : { year: 'numeric' }) })
}

const names = (entry: HistoryEntry, fields: readonly string[]): string => fields.map((field) => lowerFirst(fieldLabel(entry.entity, field))).join(', ')
const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)

/**
 * Where the history begins, in a workspace that keeps it for so many days; null: it is kept for good, as it is where there is no account. `now` is
 * ms since 1970.
 */
export function beginningWords(historyDays: unknown, now: number, hasAccount: boolean): string | null {
  const begins = beginningOf(historyDays, now, hasAccount)
  return begins === null ? null : `History before ${dayOf(begins)} is not kept.`
}

/** The same as a moment, ms since 1970. */
export const beginningOf = (historyDays: unknown, now: number, hasAccount: boolean): number | null =>
  (typeof historyDays !== 'number' || !hasAccount ? null : now - historyDays * 86_400_000)

/** Of a field whose history has no entry, and of its value before the first: what can be said of it where the record is older than the history. */
export function earliestWords(begins: number | null, createdAt: string, noun: string): { unchanged: string; first: string } {
  return begins === null || Date.parse(createdAt) >= begins
    ? { unchanged: `It has not been changed since the ${noun} was created.`, first: `When it was created · ${formatInstant(createdAt)}` }
    : { unchanged: `It has not been changed since ${dayOf(begins)}, where the history begins.`, first: 'Before that' }
}

const dayOf = (ms: number): string => formatCalendarDate(new Date(ms).toISOString().slice(0, 10))

/** Of a change that the server has not taken: it is here alone, or it was refused and no screen shows it (P4). */
export function standingWords(status: HistoryEntry['status']): string {
  if (status === 'failed') return 'could not be synced'
  return status === 'pending' || status === 'pushing' || status === 'deferred' ? 'not synced yet' : ''
}
