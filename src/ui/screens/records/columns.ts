import type { CustomField } from '../../../model/custom-fields.ts'
import type { Column, Entity } from '../../../model/entity.ts'

/** One of the few values of a column, with its words. `key`: what the column itself has for it, and sorts and groups by. */
export interface ColumnChoice { value: string; label: string; key: string | number | null }

export interface ColumnSpec extends Pick<Column, 'label' | 'type' | 'edits' | 'shown' | 'width'> {
  /** The column of a field that people made. */
  custom?: CustomField
  choices?: readonly ColumnChoice[]
  /** Every record has one of its choices. */
  always?: true
  /** Its values are ids: of records of this entity, or of the workspace's `members` (names.tsx). */
  names?: string
  /** Whole days of a calendar, some with a time of day. */
  days?: true
  /** What no query can order by, or ask for: several values with no first one, or what a screen counts. */
  unsorted?: true
  unasked?: true
}

/** An entity's columns as its table shows them. */
export interface Columns {
  /** By id: the model's, and when the record was last touched. */
  specs: Readonly<Record<string, ColumnSpec>>
  /** Widths of columns in which everything is about as long. */
  narrow: Readonly<Record<string, number>>
  /** All ids, in their first order. */
  ids: readonly string[]
  shownAtFirst: readonly string[]
  /** What stands for a record, and always comes first. */
  lead: string
  /** Columns by whose values rows may be put in groups. */
  groupable: readonly string[]
  /** Those of them whose values may be the columns of a board. */
  boards: readonly string[]
  labelOf: (id: string) => string
  widthOf: (id: string) => number
  /** Whether its width may give way when there is little room. */
  isElastic: (id: string) => boolean
}

/** What of an entity's columns its model does not say. */
interface ColumnsOptions {
  /** Widths of columns in which everything is about as long, px: they need no more than this, and no less. */
  tight?: Readonly<Record<string, number>>
  /** Columns in which many records share a value. */
  groupable?: readonly string[]
  boards?: readonly string[]
  /** Columns of ids that are shown by the names of what they are of: an entity, or `members`. Others are nothing to read. */
  names?: Readonly<Record<string, string>>
  /** Dates that have a year, so that days can be counted from today. */
  days?: readonly string[]
  /** Columns that only programs read. */
  omit?: readonly string[]
  /** Of these columns no first one can be told. */
  unsorted?: readonly string[]
  /** Shown besides those of the model. */
  shown?: readonly string[]
  /** Columns that a screen fills by itself. */
  counted?: Readonly<Record<string, Pick<ColumnSpec, 'label' | 'shown' | 'width'>>>
}

export function columnsOf(entity: Entity, { tight = {}, groupable = [], boards = [], names = {}, days = [], omit = [], unsorted = [], shown = [], counted = {} }: ColumnsOptions = {}): Columns {
  // An id is nothing to read; it is a column so that what refers to a record is found quickly.
  const readable = Object.entries(entity.columns).filter(([id, column]) => !omit.includes(id) && (id in names || (entity.fields[id]?.kind !== 'reference' && column.keyed !== true)))
  const own = readable.map(([id, column]): [string, ColumnSpec] => [id, {
    ...column, ...choicesOf(entity, id), ...(id in names ? { names: names[id]! } : {}), ...(entity.fields[id]?.kind === 'dateOrTime' || days.includes(id) ? { days: true } : {}),
    ...(unsorted.includes(id) ? { unsorted: true } : {}), ...(shown.includes(id) ? { shown: true } : {}),
  }])
  const besides = Object.entries(counted).map(([id, spec]): [string, ColumnSpec] => [id, { ...spec, type: 'text', unsorted: true, unasked: true }])
  const specs: Readonly<Record<string, ColumnSpec>> = { ...Object.fromEntries(own), ...Object.fromEntries(besides), updatedAt: { label: 'Last touched', type: 'dateTime', shown: true } }
  return ofSpecs(specs, { updatedAt: 110, ...tight }, { groupable, boards })
}

/** A choice's place in the order of the column is what the model's column makes of it. */
function choicesOf({ fields, columns }: Entity, id: string): Pick<ColumnSpec, 'choices' | 'always'> {
  const column = columns[id]!, choices = fields[id]?.choices
  if (choices === undefined) return {}
  return { choices: choices.map((choice) => ({ ...choice, key: column.sort({ [id]: choice.value }) })), ...(column.sort({}) === null ? {} : { always: true }) }
}

/** The same with the fields that people made, after those of the model; when it was last touched stays the last. */
export function withFields(columns: Columns, fields: readonly CustomField[]): Columns {
  if (fields.length === 0) return columns
  const { updatedAt, ...specs } = columns.specs
  const own = fields.map((field): [string, ColumnSpec] => [`custom.${field.id}`, { label: field.label, type: field.kind === 'date' ? 'date' : 'text', width: customWidths[field.kind] ?? 150, custom: field }])
  const of = (...kinds: CustomField['kind'][]): string[] => fields.filter(({ kind }) => kinds.includes(kind)).map(({ id }) => `custom.${id}`)
  return ofSpecs({ ...specs, ...Object.fromEntries(own), ...(updatedAt === undefined ? {} : { updatedAt }) }, columns.narrow, {
    // A card stands in one column, so that several choices are nothing for a board.
    groupable: [...columns.groupable, ...of('choice', 'choices')], boards: [...columns.boards, ...of('choice')],
  })
}

/** Its values are numbers, which stand under one another at the right. */
export const isAmount = ({ specs }: Columns, id: string): boolean => specs[id]?.custom?.kind === 'number' || specs[id]?.custom?.kind === 'money'

const customWidths: Partial<Record<CustomField['kind'], number>> = { number: 110, money: 120, date: 110, choices: 180, link: 200 }

/** Whether an address may name it: a column of the model, or one of a field that people made, which the address is read without. */
export const isColumn = ({ specs }: Columns, id: string): boolean => Object.hasOwn(specs, id) || id.startsWith('custom.')

function ofSpecs(specs: Readonly<Record<string, ColumnSpec>>, narrow: Readonly<Record<string, number>>, { groupable, boards }: Pick<Columns, 'groupable' | 'boards'>): Columns {
  const ids = Object.keys(specs)
  return {
    narrow,
    specs,
    ids,
    lead: ids[0]!,
    groupable,
    boards,
    shownAtFirst: ids.filter((id) => specs[id]?.shown),
    labelOf: (id) => specs[id]?.label ?? (id.startsWith('custom.') ? 'A field that is not here' : id),
    widthOf: (id) => narrow[id] ?? specs[id]?.width ?? 150,
    isElastic: (id) => !(id in narrow),
  }
}

/** What the worker sorts and groups by: choices in the order that their field has them in, whatever they are called. */
export function sortKey({ specs }: Columns, id: string): string {
  const choices = specs[id]?.custom?.choices ?? []
  return choices.length === 0 ? id : `${id}:${choices.map((choice) => encodeURIComponent(choice.id)).join(',')}`
}

/** "name,company" as ids that exist, the lead among them. */
export function parseColumns({ specs, shownAtFirst, lead }: Columns, text: string | undefined): readonly string[] {
  if (text === undefined) return shownAtFirst
  const known = [...new Set(text.split(','))].filter((id) => id in specs)
  return [lead, ...known.filter((id) => id !== lead)]
}

/** Pinned columns that are shown, in the order in which they stand; the first always stays and is not among them. */
export const parsePins = (columns: readonly string[], text: string | undefined): readonly string[] => {
  const wanted = new Set((text ?? '').split(','))
  return columns.filter((id, at) => at > 0 && wanted.has(id))
}

/** The first, what is pinned, the others. */
export const pinnedFirst = (columns: readonly string[], pins: readonly string[]): readonly string[] =>
  pins.length === 0 ? columns : [...columns.slice(0, 1), ...pins, ...columns.slice(1).filter((id) => !pins.includes(id))]

/** One column before or after where another stands; the name keeps its place. */
export function moveColumn(columns: readonly string[], id: string, to: number): readonly string[] {
  const from = columns.indexOf(id)
  if (from < 1) return columns
  return columns.toSpliced(from, 1).toSpliced(Math.max(1, Math.min(columns.length - 1, to)), 0, id)
}

export function parseWidths({ specs }: Columns, text: string | undefined): Record<string, number> {
  const pairs = (text ?? '').split(',').map((part) => part.split(':'))
  return Object.fromEntries(pairs.flatMap(([id, width]) => {
    const px = Number(width)
    return id !== undefined && id in specs && px >= minWidth && px <= 900 ? [[id, px]] : []
  }))
}

export const minWidth = 64

export const formatWidths = (widths: Record<string, number>): string | undefined =>
  Object.entries(widths).map(([id, px]) => `${id}:${Math.round(px)}`).join(',') || undefined

export interface Sort { id: string; desc: boolean }

export const parseSort = ({ specs }: Columns, text: string | undefined): Sort[] =>
  (text ?? '').split(',').map((part) => ({ id: part.replace(/^-/, ''), desc: part.startsWith('-') })).filter(({ id }) => id in specs && specs[id]!.unsorted !== true)

export const formatSort = (sort: readonly Sort[]): string | undefined => sort.map(({ id, desc }) => (desc ? `-${id}` : id)).join(',') || undefined
