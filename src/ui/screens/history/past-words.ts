import type { PastRecord, PastResult } from '../../../data-api/types.ts'
import { productModel } from '../../../model/model.ts'
import { plural } from '../../components/format.ts'
import type { FieldChange } from '../sync/change-words.ts'
import { byValue } from '../custom/history-of-value.ts'
import { entityLabel, fieldLabel, isListField, listChangeText, namedBy, valueText } from '../../sync-status/value-text.ts'

/** "Since then 3 contacts were changed, 1 was created and 2 were deleted." */
export function sinceWords(entity: string, { total, counts }: PastResult): string {
  if (total === 0) return `Nothing has changed since: all ${manyOf(entity)} stand as they did.`
  const parts = ([['updated', 'changed'], ['created', 'created'], ['deleted', 'deleted']] as const)
    .filter(([kind]) => counts[kind] > 0)
    .map(([kind, verb], index) => `${index === 0 ? plural(counts[kind], entityLabel(entity), manyOf(entity)) : counts[kind].toLocaleString('en')} ${counts[kind] === 1 ? 'was' : 'were'} ${verb}`)
  return `Since then ${parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)!}`}.`
}

/** What became of a record since, as a word and a tone. */
export const fateOf = ({ was, now }: PastRecord): { word: string; tone: 'neutral' | 'ok' | 'danger' } =>
  was === null ? { word: 'Created since', tone: 'ok' } : now === null ? { word: 'Deleted since', tone: 'danger' } : { word: 'Changed', tone: 'neutral' }

/** Field by field, as it was then and as it is now, each of the fields that people made by itself ("custom.<id>"); of what is there on one side only, that side. */
export function pastChanges(entity: string, { was, now, fields }: PastRecord): FieldChange[] {
  const both = was !== null && now !== null, names = both ? fields : Object.keys(was ?? now ?? {})
  const changes = byValue(Object.fromEntries(names.map((field) => [field, { from: was?.[field] ?? null, to: now?.[field] ?? null }])))
  return Object.entries(changes).map(([field, { from, to }]) => {
    const list = isListField(entity, field) && both, names = namedBy(entity, field)
    return { field, label: fieldLabel(entity, field), from: list ? '' : valueText(entity, field, from), to: list ? listChangeText(entity, field, from, to) : valueText(entity, field, to), ...(names === undefined ? {} : { idOf: entity }) }
  }).filter(({ from, to }) => from !== '' || to !== '')
}

/** A moment as the field for date and time has it, in this place's time: "2026-11-20T10:00". */
export function toLocalMoment(ms: number): string {
  const local = new Date(ms - new Date(ms).getTimezoneOffset() * 60_000)
  return local.toISOString().slice(0, 16)
}

/** What an address names as a moment; '' where it is none: whoever wrote it by hand sees the history as it is now. */
export const momentIn = (at: unknown): string => (typeof at === 'string' && Number.isFinite(new Date(at).getTime()) ? at : '')

/** The address of how an entity's records, or one of them, stood a day ago; the moment is chosen there. */
export const yesterdayOf = (entity: string, id?: string): { to: '/history'; search: { entity: string; at: string; id?: string } } =>
  ({ to: '/history', search: { entity, at: toLocalMoment(Date.now() - 86_400_000), ...(id === undefined ? {} : { id }) } })

export const manyOf = (entity: string): string => productModel.entities.get(entity)?.label.many ?? entity
