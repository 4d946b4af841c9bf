import { useEffect, useRef } from 'react'
import { useSatchel } from '../../../data-api/hooks.ts'
import type { Rec } from '../../../data-api/types.ts'
import { Input } from '../../components/input.tsx'
import { showToast } from '../../components/toast.tsx'
import { sameText, useFieldEdit } from '../record/use-field-edit.ts'
import type { CellBasis, CellEdit } from './cell-edits.ts'
import { useKind } from './kind.ts'
import { saveFields } from './save-field.ts'

/**
 * One line of a field, edited where it stands. Enter and leaving save, Escape does not; Tab goes on to the next cell. Scrolling it away or
 * going Back is leaving too, and what a reload cuts short is a draft here and on the record's page.
 */
export function CellEditor({ rec, column, as, search, onEnd }: { rec: Rec; column: string; as: CellEdit; search: string; onEnd: (move: number) => void }) {
  const satchel = useSatchel()
  const kind = useKind(), { entity, columns: { specs, labelOf } } = kind
  // The page keeps the drafts of dates and lists in their parts.
  const own = specs[column]?.edits === undefined || specs[column]?.type === 'date' ? '.cell' : ''
  const edit = useFieldEdit<string, CellBasis>({
    name: `${entity.name}.${rec.id}.${as.draft ?? as.field}${own}`,
    current: as.begin(rec, search),
    basis: as.basis(rec, search),
    revision: rec.revision,
    same: sameText,
    save: async (typed, baseRevision, began) => {
      await saveFields(kind, satchel, rec.id, { [as.field]: as.value(typed, began ?? as.basis(rec, search)) }, { baseRevision, label: `Edit ${labelOf(column).toLowerCase()}` })
    },
  })
  const ended = useRef(false)
  const end = (move: number): void => {
    if (ended.current) return
    ended.current = true
    onEnd(move)
  }
  const leave = async (move: number): Promise<void> => { if (await edit.save()) end(move) }

  const latest = useRef({ save: edit.save, end, label: labelOf(column) })
  useEffect(() => { latest.current = { save: edit.save, end, label: labelOf(column) } })
  useEffect(() => () => {
    const { save, end: over, label } = latest.current
    over(0)
    void save().then((saved) => { if (!saved) showToast({ message: `${label} was not saved. What you typed is kept; edit it again to see why.`, tone: 'danger' }) })
  }, [])

  return (
    <span className="absolute inset-x-0.5 z-2">
      <Input
        autoFocus
        aria-label={labelOf(column)}
        aria-invalid={edit.error !== null}
        value={edit.value}
        className="h-7 text-table"
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => edit.change(event.currentTarget.value)}
        onBlur={() => void leave(0)}
        onClick={(event) => event.stopPropagation()}
        onDoubleClick={(event) => event.stopPropagation()}
        onKeyDown={(event) => {
          event.stopPropagation()
          if (event.nativeEvent.isComposing) return
          if (event.key === 'Escape') { event.preventDefault(); edit.revert(); end(0) }
          if (event.key === 'Enter') { event.preventDefault(); void leave(0) }
          if (event.key === 'Tab') { event.preventDefault(); void leave(event.shiftKey ? -1 : 1) }
        }}
      />
      {edit.error && <span role="alert" className="absolute top-full left-0 z-3 mt-1 max-w-70 rounded-sm bg-bg px-2 py-1 text-meta whitespace-normal text-danger shadow-overlay">{edit.error}</span>}
    </span>
  )
}
