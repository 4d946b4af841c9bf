import { useRef, type FocusEvent, type KeyboardEvent, type RefObject } from 'react'
import { useShortcuts } from '../../app/shortcuts.ts'
import { useFocusKept } from '../../components/use-focus-kept.ts'
import { openAddToList } from '../lists/open-add-to-list.ts'
import { headingOf, useKind } from './kind.ts'
import type { RowLayout } from './row-layout.ts'
import type { Selection } from './use-selection.ts'
import type { Window } from './use-window.ts'

interface ListKeys {
  scroller: RefObject<HTMLElement | null>
  page: Window
  layout: RowLayout
  selection: Selection
  reveal: (index: number) => void
  onSelecting: () => void
  onNote: (id: string) => void
  onDelete: (ids: string[]) => void
}

/** What the list's element is spread with. */
export interface ListKeyProps {
  onFocus: (event: FocusEvent<HTMLElement>) => void
  onBlur: (event: FocusEvent<HTMLElement>) => void
  onKeyDown: (event: KeyboardEvent<HTMLElement>) => void
}

/** The keys of the narrow list. A window as narrow as a phone's often is one at 200 %, with a keyboard before it. */
export function useListKeys({ scroller, page, layout, selection, reveal, onSelecting, onNote, onDelete }: ListKeys): ListKeyProps {
  const kind = useKind()
  const at = useRef(-1)
  const control = (index: number): HTMLElement | null => {
    const row = scroller.current?.querySelector<HTMLElement>(`[data-index="${index}"]`)
    return row?.querySelector<HTMLElement>('a') ?? row?.querySelector<HTMLElement>('input, [aria-expanded]') ?? null
  }
  const kept = useFocusKept(scroller, () => control(at.current))
  const rec = (): string | undefined => {
    const line = at.current < 0 || at.current >= layout.lines ? null : layout.at(at.current)
    return line?.kind === 'row' ? page.rows[line.row - page.offset]?.id : undefined
  }
  const go = (index: number): void => {
    at.current = Math.max(0, Math.min(layout.lines - 1, index))
    reveal(at.current)
    // A row that comes into sight is there with the next frame.
    requestAnimationFrame(() => control(at.current)?.focus())
  }
  const step = (rows: number): void => go(at.current === -1 ? 0 : scroller.current?.contains(document.activeElement) ? at.current + rows : at.current)
  const addToList = (): void => {
    const one = rec(), ids = selection.ids.size > 0 ? [...selection.ids] : one === undefined ? [] : [one]
    if (ids.length > 0) openAddToList({ entity: kind.entity.name, ids })
  }
  const group = headingOf(kind), { one } = kind.entity.label
  useShortcuts([
    { keys: 'j', also: 'ArrowDown', label: `Next ${one}`, group, onlyKey: true, run: () => step(1) },
    { keys: 'k', also: 'ArrowUp', label: `Previous ${one}`, group, onlyKey: true, run: () => step(-1) },
    { keys: 'Enter', label: `Open the ${one}`, group },
    {
      keys: 'x', label: 'Select', group, onlyKey: true,
      run: (event) => {
        const id = rec()
        if (id === undefined) return
        onSelecting()
        if (event.shiftKey) selection.rangeTo(layout.rowFrom(at.current))
        else selection.toggle(id, layout.rowFrom(at.current))
      },
    },
    { keys: 'shift+x', label: 'Select from there to here', group },
    { keys: 'mod+a', label: 'Select all that match', group, run: () => selection.all() },
    ...(kind.noteField === undefined ? [] : [{ keys: 'n', label: 'Write a note', group, writes: true, run: () => { const id = rec(); if (id !== undefined) onNote(id) } }]),
    ...(kind.listed ? [{ keys: 'l', label: 'Add to a list', group, writes: true, run: addToList }] : []),
    { keys: '#', label: 'Move to trash', group, writes: true, run: () => { const id = rec(); onDelete(selection.ids.size > 0 ? [...selection.ids] : id === undefined ? [] : [id]) } },
    { keys: 'Escape', label: 'Select none', group, onlyKey: true, run: () => selection.clear() },
  ])
  return {
    onFocus: (event) => {
      kept.onFocus(event)
      const index = event.target.closest<HTMLElement>('[data-index]')?.dataset['index']
      if (index !== undefined) at.current = Number(index)
    },
    onBlur: kept.onBlur,
    onKeyDown: (event) => {
      const rows = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
      if (rows === 0 || event.metaKey || event.ctrlKey || event.altKey) return
      event.preventDefault()
      step(rows)
    },
  }
}
