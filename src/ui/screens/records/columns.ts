import type { CustomField } from '../../../model/custom-fields.ts'
import type { Column, Entity } from '../../../model/entity.ts'

/** `custom`: the column of a field that people made. */
export type ColumnSpec = Pick<Column, 'label' | 'type' | 'edits' | 'shown' | 'width'> & { custom?: CustomField }

/** An entity's columns as its table shows them. */
export interface Columns {
  /** By id: the model's, and when the record was last touched. */
  specs: Readonly<Record<string, ColumnSpec>>
  /** Widths of columns in which everything is about as long. */
  narrow: Readonly<Record<string, number>>
  /** All ids, in their first order; the name stays where it is. */
  ids: readonly string[]
  shownAtFirst: readonly string[]
  /** Columns by whose values rows may be put in groups. */
  groupable: readonly string[]
  labelOf: (id: string) => string
  widthOf: (id: string) => number
  /** Whether its width may give way when there is little room. */
  isElastic: (id: string) => boolean
}

/**
 * @param groupable columns in which many records share a value
 * @param tight widths of columns in which everything is about as long, px: they need no more than this, and no less
 */
export function columnsOf(entity: Entity, tight: Readonly<Record<string, number>> = {}, groupable: readonly string[] = []): Columns {
  // An id is nothing to read; it is a column so that what refers to a record is found quickly.
  const shown = Object.entries(entity.columns).filter(([id, column]) => entity.fields[id]?.kind !== 'reference' && column.keyed !== true)
  const specs: Readonly<Record<string, ColumnSpec>> = { ...Object.fromEntries(shown), updatedAt: { label: 'Last touched', type: 'dateTime', shown: true } }
  return ofSpecs(specs, { updatedAt: 110, ...tight }, groupable)
}

/** The same with the fields that people made, after those of the model; when it was last touched stays the last. */
export function withFields(columns: Columns, fields: readonly CustomField[]): Columns {
  if (fields.length === 0) return columns
  const { updatedAt, ...specs } = columns.specs
  const own = fields.map((field): [string, ColumnSpec] => [`custom.${field.id}`, { label: field.label, type: field.kind === 'date' ? 'date' : 'text', width: customWidths[field.kind] ?? 150, custom: field }])
  return ofSpecs({ ...specs, ...Object.fromEntries(own), ...(updatedAt === undefined ? {} : { updatedAt }) }, columns.narrow, columns.groupable)
}

const customWidths: Partial<Record<CustomField['kind'], number>> = { number: 110, money: 120, date: 110, choices: 180, link: 200 }

/** Whether an address may name it: a column of the model, or one of a field that people made, which the address is read without. */
export const isColumn = ({ specs }: Columns, id: string): boolean => Object.hasOwn(specs, id) || id.startsWith('custom.')

function ofSpecs(specs: Readonly<Record<string, ColumnSpec>>, narrow: Readonly<Record<string, number>>, groupable: readonly string[]): Columns {
  const ids = Object.keys(specs)
  return {
    narrow,
    specs,
    ids,
    groupable,
    shownAtFirst: ids.filter((id) => specs[id]?.shown),
    labelOf: (id) => specs[id]?.label ?? (id.startsWith('custom.') ? 'A field that is not here' : id),
    widthOf: (id) => narrow[id] ?? specs[id]?.width ?? 150,
    isElastic: (id) => !(id in narrow),
  }
}

/** What the worker sorts by: choices in the order that their field has them in, whatever they are called. */
export function sortKey({ specs }: Columns, id: string): string {
  const choices = specs[id]?.custom?.choices ?? []
  return choices.length === 0 ? id : `${id}:${choices.map((choice) => encodeURIComponent(choice.id)).join(',')}`
}

export const alwaysShown = 'name'

/** "name,company" as ids that exist, the name among them. */
export function parseColumns({ specs, shownAtFirst }: Columns, text: string | undefined): readonly string[] {
  if (text === undefined) return shownAtFirst
  const known = [...new Set(text.split(','))].filter((id) => id in specs)
  return [alwaysShown, ...known.filter((id) => id !== alwaysShown)]
}

/** Pinned columns that are shown, in the order in which they stand; the name always stays and is not among them. */
export const parsePins = (columns: readonly string[], text: string | undefined): readonly string[] => {
  const wanted = new Set((text ?? '').split(','))
  return columns.filter((id) => id !== alwaysShown && wanted.has(id))
}

/** The name, what is pinned, the others. */
export const pinnedFirst = (columns: readonly string[], pins: readonly string[]): readonly string[] =>
  pins.length === 0 ? columns : [alwaysShown, ...pins, ...columns.filter((id) => id !== alwaysShown && !pins.includes(id))]

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
  (text ?? '').split(',').map((part) => ({ id: part.replace(/^-/, ''), desc: part.startsWith('-') })).filter(({ id }) => id in specs)

export const formatSort = (sort: readonly Sort[]): string | undefined => sort.map(({ id, desc }) => (desc ? `-${id}` : id)).join(',') || undefined
