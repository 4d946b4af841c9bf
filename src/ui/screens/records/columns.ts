import type { Column, Entity } from '../../../model/entity.ts'

export type ColumnSpec = Pick<Column, 'label' | 'type' | 'edits' | 'shown' | 'width'>

/** An entity's columns as its table shows them. */
export interface Columns {
  /** By id: the model's, and when the record was last touched. */
  specs: Readonly<Record<string, ColumnSpec>>
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
  const shown = Object.entries(entity.columns).filter(([id]) => entity.fields[id]?.kind !== 'reference')
  const specs: Readonly<Record<string, ColumnSpec>> = { ...Object.fromEntries(shown), updatedAt: { label: 'Last touched', type: 'dateTime', shown: true } }
  const narrow: Readonly<Record<string, number>> = { updatedAt: 110, ...tight }
  const ids = Object.keys(specs)
  return {
    specs,
    ids,
    groupable,
    shownAtFirst: ids.filter((id) => specs[id]?.shown),
    labelOf: (id) => specs[id]?.label ?? id,
    widthOf: (id) => narrow[id] ?? specs[id]?.width ?? 150,
    isElastic: (id) => !(id in narrow),
  }
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
