import { productModel } from '../../model/model.ts'
import type { Field } from '../../model/entity.ts'
import type { Data, Json } from '../../shared/json.ts'
import { parseDue } from '../../model/due.ts'
import { repeatWords } from '../../model/repeat-rules.ts'
import { formatCalendarDate, formatInstant } from '../components/format.ts'
import { viewWords } from './view-words.ts'
import { customChangeLine, customIdOf, customLabel, customLine, customText } from './custom-words.ts'

/** The field as its entity declares it; null where this version does not know it (R4). */
export const fieldOf = (entity: string, field: string): Field | null => productModel.entities.get(entity)?.fields[field] ?? null

/** "Company", or the bare name of a field this version does not know. */
export const fieldLabel = (entity: string, field: string): string =>
  field === 'deletedAt' ? 'Deleted' : fieldOf(entity, field)?.label ?? (customIdOf(field) === null ? field : customLabel(customIdOf(field)!))

/** Whose ids a field's values are: an entity's, or `members`, the workspace's people; undefined: they are values. */
export const namedBy = (entity: string, field: string): string | undefined => {
  const declared = fieldOf(entity, field)
  return declared?.reference?.entity ?? (declared?.member === true ? 'members' : undefined)
}

/** "contact": what one record of the entity is called. */
export const entityLabel = (entity: string): string => productModel.entities.get(entity)?.label.one ?? entity

/** The line that stands for a record; `fallback` where it is not here. */
export const recordTitle = (entity: string, data: object | null | undefined, fallback = 'No longer here'): string =>
  data ? productModel.entities.get(entity)?.title(data as Data) ?? fallback : fallback

/**
 * A value as a person reads it, one line per element of a list; empty for no value. `$set` patches read as what they do:
 * "+ ana@example.org", "− +49 151 23".
 */
export function valueText(entity: string, fieldName: string, value: Json | undefined): string {
  if (value === null || value === undefined) return ''
  const field = fieldOf(entity, fieldName), customId = customIdOf(fieldName)
  if (customId !== null && typeof value === 'object' && !Array.isArray(value)) return customText(customId, value)
  if (isSetPatch(value)) return setPatchText(field, value.$set)
  if (field?.isOfFields === true && Array.isArray(value)) return value.map((element) => (isObject(element) ? customLine(element) : '')).filter(Boolean).join('\n')
  if (Array.isArray(value)) return value.map((element) => elementText(field, element)).filter(Boolean).join('\n')
  if (typeof value === 'string') return stringText(field, fieldName, value)
  if (typeof value === 'boolean') return value ? 'Yes' : 'No'
  if (typeof value === 'number') return String(value)
  return field?.words?.(value) ?? (field?.isView === true ? viewWords(value) : JSON.stringify(value))
}

function stringText(field: Field | null, name: string, value: string): string {
  if (field?.kind === 'date') return formatCalendarDate(value)
  if (field?.kind === 'dateTime' || name === 'deletedAt') return formatInstant(value)
  if (field?.kind === 'dateOrTime') return dueText(value)
  if (field?.kind === 'recurrence') return repeatWords(value)
  if (field?.kind === 'choice') return field.choices?.find((choice) => choice.value === value)?.label ?? value
  return value
}

/** "Nov 27, 2026, 10:00 (Europe/Berlin)": as it was said, wherever one reads it. */
function dueText(value: string): string {
  const due = parseDue(value)
  if (due === null) return value
  return due.time === null ? formatCalendarDate(due.date) : `${formatCalendarDate(due.date)}, ${due.time} (${due.zone})`
}

/** A list's change by lines: what came with a plus, what went with a minus; a list that was empty reads as it is. */
export function listChangeText(entity: string, fieldName: string, from: Json | undefined, to: Json | undefined): string {
  const before = lines(valueText(entity, fieldName, from)), after = lines(valueText(entity, fieldName, to))
  if (before.length === 0) return after.join('\n')
  return [
    ...before.filter((line) => !after.includes(line)).map((line) => `− ${line}`),
    ...after.filter((line) => !before.includes(line)).map((line) => `+ ${line}`),
  ].join('\n')
}

const lines = (text: string): string[] => text.split('\n').filter(Boolean)

/** Whether a field's values are lists of elements. */
export const isListField = (entity: string, fieldName: string): boolean => {
  const kind = fieldOf(entity, fieldName)?.kind
  return kind === 'list' || kind === 'tags'
}

interface SetPatch { $set: { add?: Json[]; remove?: string[]; update?: { [id: string]: Json } } }

export const isSetPatch = (value: Json | undefined): value is Json & SetPatch =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && typeof value['$set'] === 'object' && value['$set'] !== null

function setPatchText(field: Field | null, { add = [], remove = [], update = {} }: SetPatch['$set']): string {
  if (field?.isOfFields === true) return [...add.map((element) => (isObject(element) ? `+ ${customLine(element)}` : '')), ...Object.entries(update).map(([id, members]) => (isObject(members) ? customChangeLine(id, members) : '')), ...remove.map((id) => `− ${customLabel(id)}`)].filter(Boolean).join('\n')
  return [
    ...add.map((element) => `+ ${elementText(field, element)}`),
    ...Object.values(update).map((element) => `~ ${elementText(field, element)}`),
    // Of an element that goes only its id is known; a tag is its own id.
    ...remove.map((id) => (field?.kind === 'tags' ? `− ${id}` : '− one entry')),
  ].join('\n')
}

const isObject = (value: Json | undefined): value is Record<string, Json> => typeof value === 'object' && value !== null && !Array.isArray(value)

function elementText(field: Field | null, element: Json): string {
  if (typeof element !== 'object' || element === null || Array.isArray(element)) return element === null ? '' : String(element)
  const keys = field?.elementText ?? ['value']
  const text = keys.map((key) => element[key]).filter((part) => typeof part === 'string' && part !== '').join(', ')
  const label = typeof element['label'] === 'string' && element['label'] ? ` (${element['label']})` : ''
  return text ? text + label : ''
}
