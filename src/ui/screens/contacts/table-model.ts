import { useMemo } from 'react'
import {
  columnOrderingFeature, columnResizingFeature, columnSizingFeature, columnVisibilityFeature, createColumnHelper, functionalUpdate, rowSortingFeature, tableFeatures, useTable,
} from '@tanstack/react-table'
import type { Rec } from '../../../data-api/types.ts'
import { columnIds, columnSpecs, minWidth, widthOf } from './columns.ts'
import type { TableState } from './use-table-state.ts'

// Sorting, filtering and paging are the worker's; the table keeps columns, their order, widths and sorting marks.
const features = tableFeatures({ rowSortingFeature, columnVisibilityFeature, columnOrderingFeature, columnSizingFeature, columnResizingFeature })
const helper = createColumnHelper<typeof features, Rec>()
const columns = helper.columns(columnIds.map((id) =>
  helper.accessor((rec) => rec[columnSpecs[id]?.edits ?? id], {
    id, header: columnSpecs[id]?.label ?? id, size: widthOf(id), minSize: minWidth, maxSize: 900, sortDescFirst: columnSpecs[id]?.type === 'dateTime',
  })))

/** TanStack Table over the rows of the window, ruled by what stands in the address. */
export function useTableModel(state: TableState, rows: readonly Rec[]) {
  const visibility = useMemo(() => Object.fromEntries(columnIds.map((id) => [id, state.columns.includes(id)])), [state.columns])
  const order = useMemo(() => [...state.columns], [state.columns])
  const sorting = useMemo(() => [...state.sort], [state.sort])
  return useTable({
    features,
    columns,
    data: rows,
    getRowId: (rec) => rec.id,
    manualSorting: true,
    enableSortingRemoval: true,
    columnResizeMode: 'onChange',
    state: { sorting, columnVisibility: visibility, columnOrder: order, columnSizing: state.widths },
    onSortingChange: (updater) => state.setSort(functionalUpdate(updater, sorting)),
    onColumnSizingChange: (updater) => state.setWidths(functionalUpdate(updater, state.widths)),
  })
}

export type TableModel = ReturnType<typeof useTableModel>
export type TableHeader = ReturnType<TableModel['getLeafHeaders']>[number]
