import type { Column } from '../../../model/entity.ts'
import { contacts } from '../../../model/contacts.ts'

export type ColumnSpec = Pick<Column, 'label' | 'type' | 'edits' | 'shown' | 'width'>

/** The table's columns by id: the model's, and when the contact was last touched. */
export const columnSpecs: Readonly<Record<string, ColumnSpec>> = {
  ...contacts.columns,
  updatedAt: { label: 'Last touched', type: 'dateTime', shown: true },
}

// What is always about as long needs no more than this.
const tight: Readonly<Record<string, number>> = { phone: 160, city: 104, birthday: 106, updatedAt: 110 }

/** All ids, in their first order; the name stays where it is. */
export const columnIds: readonly string[] = Object.keys(columnSpecs)
export const defaultColumns: readonly string[] = columnIds.filter((id) => columnSpecs[id]?.shown)
export const alwaysShown = 'name'

export const labelOf = (id: string): string => columnSpecs[id]?.label ?? id
export const widthOf = (id: string): number => tight[id] ?? columnSpecs[id]?.width ?? 150

/** "name,company" as ids that exist, the name among them. */
export function parseColumns(text: string | undefined): readonly string[] {
  if (text === undefined) return defaultColumns
  const known = [...new Set(text.split(','))].filter((id) => id in columnSpecs)
  return known.includes(alwaysShown) ? known : [alwaysShown, ...known]
}

export function parseWidths(text: string | undefined): Record<string, number> {
  const pairs = (text ?? '').split(',').map((part) => part.split(':'))
  return Object.fromEntries(pairs.flatMap(([id, width]) => {
    const px = Number(width)
    return id !== undefined && id in columnSpecs && px >= minWidth && px <= 900 ? [[id, px]] : []
  }))
}

/** Whether its width may give way when there is little room. */
export const isElastic = (id: string): boolean => !(id in tight)

export const minWidth = 64

export const formatWidths = (widths: Record<string, number>): string | undefined =>
  Object.entries(widths).map(([id, px]) => `${id}:${Math.round(px)}`).join(',') || undefined

export interface Sort { id: string; desc: boolean }

export const parseSort = (text: string | undefined): Sort[] =>
  (text ?? '').split(',').map((part) => ({ id: part.replace(/^-/, ''), desc: part.startsWith('-') })).filter(({ id }) => id in columnSpecs)

export const formatSort = (sort: readonly Sort[]): string | undefined => sort.map(({ id, desc }) => (desc ? `-${id}` : id)).join(',') || undefined
