import { useRef } from 'react'
import CalendarClock from 'lucide-react/icons/calendar-clock'
import Download from 'lucide-react/icons/download'
import Ellipsis from 'lucide-react/icons/ellipsis'
import ListChecks from 'lucide-react/icons/list-checks'
import Plus from 'lucide-react/icons/plus'
import Printer from 'lucide-react/icons/printer'
import { useNavigate } from '@tanstack/react-router'
import { useMayWrite } from '../../app/may-write.ts'
import { Button } from '../../components/button.tsx'
import { IconButton } from '../../components/icon-button.tsx'
import { modKey } from '../../components/kbd.tsx'
import { Menu, type MenuItem } from '../../components/menu.tsx'
import { useFocusKept } from '../../components/use-focus-kept.ts'
import { yesterdayOf } from '../history/past-words.ts'
import { ColumnsMenu } from './columns-menu.tsx'
import { exportWords } from './download.ts'
import { AddFilter } from './filter-bar.tsx'
import { layoutsInMenu, useKind } from './kind.ts'
import { openCreate } from './open-create.ts'
import { SearchBox } from './search-box.tsx'
import { sheetOf } from './sheet-of.ts'
import { useRecordActs } from './use-record-acts.ts'
import type { Sort } from './columns.ts'
import type { TableState } from './use-table-state.ts'
import { ViewActions } from './view-actions.tsx'

interface ListToolbarProps { state: TableState; /** Whether rows are seen, to be selected. */ rows: boolean; phone: boolean; selecting: boolean; onSelecting: (on: boolean) => void; onBuild: () => void }

/** Search, filter, view, columns; the list as a file or on paper; a new record. */
export function ListToolbar({ state, rows, phone, selecting, onSelecting, onBuild }: ListToolbarProps) {
  const kind = useKind(), { entity, exports, phoneSorts, within, columns, adds = true } = kind
  const acts = useRecordActs()
  const mayWrite = useMayWrite()
  const navigate = useNavigate()
  const bar = useRef<HTMLDivElement>(null)
  // "Save view" goes once it is saved, the view's menu once it is deleted.
  const kept = useFocusKept(bar, (area) => area.querySelector<HTMLElement>('[aria-label="View actions"]') ?? area.querySelector('button'))
  const layouts = layoutsInMenu(kind)
  const asFileOrPaper: MenuItem[] = [
    ...exports.map((format) => ({ label: exportWords[format], onSelect: () => acts.exportList(format, state.options) })),
    // A sheet of paper has the address of a table, which says of no list who is in it.
    ...(within ? [] : [{ kind: 'separator' as const },
    { label: 'Print', icon: <Printer aria-hidden />, shortcut: modKey('P'), onSelect: () => void navigate(sheetOf(kind, state.search)) },
    { label: 'As of a moment', icon: <CalendarClock aria-hidden />, onSelect: () => void navigate(yesterdayOf(entity.name)) }]),
  ]
  return (
    <div ref={bar} {...kept} className="flex h-full min-w-0 grow items-center gap-1">
      <SearchBox value={state.query} onChange={state.setQuery} />
      <AddFilter filters={state.filters} onChange={state.setFilters} onBuild={onBuild} />
      {!within && <ViewActions state={state} />}
      <div className="ml-auto flex items-center gap-1">
        {phone
          ? (
            <>
              {rows && <IconButton label={`Select ${entity.label.many}`} aria-pressed={selecting} onClick={() => onSelecting(!selecting)}><ListChecks /></IconButton>}
              {!rows && <ColumnsMenu state={state} />}
              <Menu
                label="Sort, export or print this list"
                align="end"
                trigger={<IconButton label="Sort, export or print this list"><Ellipsis /></IconButton>}
                items={[
                  ...(rows ? [
                    ...layouts.map(({ value, label }) => ({ kind: 'check' as const, label, checked: state.layout === value, onSelect: () => state.setLayout(value) })),
                    { kind: 'heading' as const, label: 'Sort by' },
                    ...phoneSorts.map(({ label, sort }) => ({
                      kind: 'check' as const, label, checked: isSortedBy(state.sort[0], sort, columns.lead), onSelect: () => state.setSort([sort]),
                    })),
                    { kind: 'heading' as const, label: 'Group by' },
                    ...[null, ...columns.groupable].map((id) => ({ kind: 'check' as const, label: id === null ? 'Nothing' : columns.labelOf(id), checked: state.group === id, onSelect: () => state.setGroup(id) })),
                    { kind: 'separator' as const },
                  ] : []),
                  ...asFileOrPaper,
                ]}
              />
            </>
          )
          : (
            <>
              <ColumnsMenu state={state} />
              <Menu
                label="Export or print this list"
                align="end"
                trigger={<IconButton label="Export or print this list"><Download /></IconButton>}
                items={asFileOrPaper}
              />
              {mayWrite && adds && <Button variant="primary" size="sm" icon={<Plus aria-hidden />} onClick={() => openCreate(entity.name)} className="ml-1">New {entity.label.one}</Button>}
            </>
          )}
      </div>
    </div>
  )
}

const isSortedBy = (first: Sort | undefined, sort: Sort, lead: string): boolean => (first === undefined ? sort.id === lead && !sort.desc : first.id === sort.id && first.desc === sort.desc)
