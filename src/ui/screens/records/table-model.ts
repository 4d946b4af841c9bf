import { useMemo } from 'react'
import {
  columnOrderingFeature, columnResizingFeature, columnSizingFeature, columnVisibilityFeature, createColumnHelper, functionalUpdate, rowSortingFeature, tableFeatures, useTable,
} from '@tanstack/react-table'
import type { Rec } from '../../../data-api/types.ts'
import { minWidth, type Columns } from './columns.ts'
import { useKind } from './kind.ts'
import type { TableState } from './use-table-state.ts'

// Sorting, filtering and paging are the worker's; the table keeps columns, their order, widths and sorting marks.
const features = tableFeatures({ rowSortingFeature, columnVisibilityFeature, columnOrderingFeature, columnSizingFeature, columnResizingFeature })
const helper = createColumnHelper<typeof features, Rec>()
const modelColumns = ({ ids, specs, labelOf, widthOf }: Columns) => helper.columns(ids.map((id) =>
  helper.accessor((rec) => rec[specs[id]?.edits ?? id], {
    id, header: labelOf(id), size: widthOf(id), minSize: minWidth, maxSize: 900, sortDescFirst: specs[id]?.type === 'dateTime', enableSorting: specs[id]?.unsorted !== true,
  })))

/** TanStack Table over the rows of the window, ruled by what stands in the address. */
export function useTableModel(state: TableState, rows: readonly Rec[], room: number) {
  const { columns: known } = useKind()
  const columns = useMemo(() => modelColumns(known), [known])
  const visibility = useMemo(() => Object.fromEntries(known.ids.map((id) => [id, state.columns.includes(id)])), [known, state.columns])
  const order = useMemo(() => [...state.columns], [state.columns])
  const sizing = useMemo(() => fit(known, state.columns, state.widths, room), [known, state.columns, state.widths, room])
  const sorting = useMemo(() => [...state.sort], [state.sort])
  return useTable({
    features,
    columns,
    data: rows,
    getRowId: (rec) => rec.id,
    manualSorting: true,
    enableSortingRemoval: true,
    columnResizeMode: 'onChange',
    state: { sorting, columnVisibility: visibility, columnOrder: order, columnSizing: sizing },
    onSortingChange: (updater) => state.setSort(functionalUpdate(updater, sorting)),
    onColumnSizingChange: (updater) => {
      const next = functionalUpdate(updater, sizing)
      // Only what the person changed is kept; the rest goes on sharing the room there is.
      state.setWidths(Object.fromEntries(Object.entries(next).filter(([id, width]) => id in state.widths || width !== sizing[id])))
    },
  })
}

/** Columns of names and words that nobody resized become up to a third narrower where that spares scrolling sideways. */
function fit({ widthOf, isElastic }: Columns, shown: readonly string[], own: Record<string, number>, room: number): Record<string, number> {
  const widths = Object.fromEntries(shown.map((id) => [id, own[id] ?? widthOf(id)]))
  const elastic = shown.filter((id) => !(id in own) && isElastic(id))
  const sum = (ids: readonly string[]): number => ids.reduce((total, id) => total + widths[id]!, 0)
  const factor = room > 0 ? Math.max(0.67, Math.min(1, (room - sum(shown) + sum(elastic)) / sum(elastic))) : 1
  return { ...widths, ...Object.fromEntries(elastic.map((id) => [id, Math.max(minWidth, Math.floor(widths[id]! * factor))])) }
}

export type TableModel = ReturnType<typeof useTableModel>
export type TableHeader = ReturnType<TableModel['getLeafHeaders']>[number]
