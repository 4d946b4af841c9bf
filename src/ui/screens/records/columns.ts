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
  labelOf: (id: string) => string
  widthOf: (id: string) => number
  /** Whether its width may give way when there is little room. */
  isElastic: (id: string) => boolean
}

/** @param tight widths of columns in which everything is about as long, px: they need no more than this, and no less */
export function columnsOf(entity: Entity, tight: Readonly<Record<string, number>> = {}): Columns {
  // An id is nothing to read; it is a column so that what refers to a record is found quickly.
  const shown = Object.entries(entity.columns).filter(([id, column]) => entity.fields[id]?.kind !== 'reference' && column.keyed !== true)
  const specs: Readonly<Record<string, ColumnSpec>> = { ...Object.fromEntries(shown), updatedAt: { label: 'Last touched', type: 'dateTime', shown: true } }
  return ofSpecs(specs, { updatedAt: 110, ...tight })
}

/** The same with the fields that people made, after those of the model; when it was last touched stays the last. */
export function withFields(columns: Columns, fields: readonly CustomField[]): Columns {
  if (fields.length === 0) return columns
  const { updatedAt, ...specs } = columns.specs
  const own = fields.map((field): [string, ColumnSpec] => [`custom.${field.id}`, { label: field.label, type: field.kind === 'date' ? 'date' : 'text', width: customWidths[field.kind] ?? 150, custom: field }])
  return { ...ofSpecs({ ...specs, ...Object.fromEntries(own), ...(updatedAt === undefined ? {} : { updatedAt }) }, columns.narrow), narrow: columns.narrow }
}

const customWidths: Partial<Record<CustomField['kind'], number>> = { number: 110, money: 120, date: 110, choices: 180, link: 200 }

/** Whether an address may name it: a column of the model, or one of a field that people made, which the address is read without. */
export const isColumn = ({ specs }: Columns, id: string): boolean => id in specs || id.startsWith('custom.')

function ofSpecs(specs: Readonly<Record<string, ColumnSpec>>, narrow: Readonly<Record<string, number>>): Columns {
  const ids = Object.keys(specs)
  return {
    narrow,
    specs,
    ids,
    shownAtFirst: ids.filter((id) => specs[id]?.shown),
    labelOf: (id) => specs[id]?.label ?? (id.startsWith('custom.') ? 'A field that is not here' : id),
    widthOf: (id) => narrow[id] ?? specs[id]?.width ?? 150,
    isElastic: (id) => !(id in narrow),
  }
}

export const alwaysShown = 'name'

/** "name,company" as ids that exist, the name among them. */
export function parseColumns({ specs, shownAtFirst }: Columns, text: string | undefined): readonly string[] {
  if (text === undefined) return shownAtFirst
  const known = [...new Set(text.split(','))].filter((id) => id in specs)
  return known.includes(alwaysShown) ? known : [alwaysShown, ...known]
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
