import { useDeferredValue, useEffect, useRef, useState, type ReactElement } from 'react'
import Check from 'lucide-react/icons/check'
import { useList } from '../../../data-api/hooks.ts'
import type { Rec } from '../../../data-api/types.ts'
import { Popover } from '../../components/popover.tsx'
import { moveAmong } from '../../components/move-among.ts'

interface RecordPickerProps {
  entity: string
  /** "project": what is looked for. */
  noun: string
  trigger: ReactElement<Record<string, unknown>>
  chosen: readonly string[]
  nameOf: (rec: Rec) => string
  aboutOf?: (rec: Rec) => string
  onPick: (rec: Rec | null) => void
  /** Whether one may choose none. */
  clearable?: boolean
  open?: boolean
  onOpenChange?: (open: boolean) => void
}

/** One record of an entity, found by typing. */
export function RecordPicker({ entity, noun, trigger, chosen, nameOf, aboutOf, onPick, clearable = true, open, onOpenChange }: RecordPickerProps) {
  return (
    <Popover trigger={trigger} label={`Choose a ${noun}`} className="w-72 p-0" {...(open === undefined || onOpenChange === undefined ? {} : { open, onOpenChange })}>
      {(close) => <Found {...{ entity, noun, chosen, nameOf, clearable }} {...(aboutOf ? { aboutOf } : {})} onPick={(rec) => { close(); onPick(rec) }} />}
    </Popover>
  )
}

function Found({ entity, noun, chosen, nameOf, aboutOf, onPick, clearable }: Pick<RecordPickerProps, 'entity' | 'noun' | 'chosen' | 'nameOf' | 'aboutOf' | 'onPick' | 'clearable'>) {
  const [typed, setTyped] = useState('')
  const wanted = useDeferredValue(typed.trim())
  const { data, isPlaceholderData } = useList(entity, wanted === '' ? { sort: ['-updatedAt'], limit: 8 } : { search: wanted, limit: 8 })
  const rows = data?.rows ?? []
  // What is shown may still be what was found a letter ago: Enter means what was typed, and waits for it.
  const [entered, setEntered] = useState(false)
  const fresh = data !== undefined && !isPlaceholderData && wanted === typed.trim(), first = rows[0]
  const latest = useRef(onPick)
  useEffect(() => { latest.current = onPick })
  useEffect(() => {
    if (!entered || !fresh) return
    setEntered(false)
    if (first) latest.current(first)
  }, [entered, fresh, first])
  return (
    <div onKeyDown={(event) => moveAmong(event, [...event.currentTarget.querySelectorAll<HTMLElement>('input, button')], { letters: false })}>
      <input
        data-autofocus
        aria-label={`Find a ${noun}`}
        placeholder={`Find a ${noun}`}
        autoComplete="off"
        className="h-10 w-full rounded-t-md border-b border-line bg-transparent px-3 text-ui outline-none max-md:h-12 max-md:text-body"
        value={typed}
        onChange={(event) => { setTyped(event.currentTarget.value); setEntered(false) }}
        onKeyDown={(event) => { if (event.key === 'Enter' && !event.nativeEvent.isComposing) { event.preventDefault(); setEntered(true) } }}
      />
      <div className="flex max-h-72 flex-col overflow-y-auto p-1">
        {rows.map((rec) => (
          <button key={rec.id} type="button" className="flex min-h-8 items-center gap-2 rounded-sm px-2 text-left text-ui -outline-offset-2 hover:bg-hover focus-visible:bg-hover max-md:min-h-11" onClick={() => onPick(rec)}>
            <span className="min-w-0 truncate">{nameOf(rec)}</span>
            {aboutOf && <span className="min-w-0 shrink truncate text-meta text-muted">{aboutOf(rec)}</span>}
            {chosen.includes(rec.id) && <><Check aria-hidden className="ml-auto size-4 shrink-0 text-accent" /><span className="sr-only">chosen</span></>}
          </button>
        ))}
        {rows.length === 0 && <p className="px-2 py-3 text-ui text-muted">No {noun} {wanted === '' ? 'yet' : `matches “${wanted}”`}.</p>}
        {clearable && chosen.length > 0 && wanted === '' && (
          <button type="button" className="mt-1 flex h-8 items-center rounded-sm border-t border-line px-2 text-left text-ui text-muted -outline-offset-2 hover:bg-hover focus-visible:bg-hover max-md:h-11" onClick={() => onPick(null)}>No {noun}</button>
        )}
      </div>
    </div>
  )
}
