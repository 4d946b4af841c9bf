import { useEffect, useId, useRef } from 'react'
import ArrowDown from 'lucide-react/icons/arrow-down'
import ArrowUp from 'lucide-react/icons/arrow-up'
import Plus from 'lucide-react/icons/plus'
import X from 'lucide-react/icons/x'
import { Button } from '../../../components/button.tsx'
import { FieldError } from '../../../components/field.tsx'
import { IconButton } from '../../../components/icon-button.tsx'
import { Input } from '../../../components/input.tsx'
import type { ChoiceDraft } from './choice-drafts.ts'

/** The choices, one a line. Enter in a line begins the next one; in an empty one it sends the form. */
export function ChoiceEditor({ choices, error, onChange }: { choices: readonly ChoiceDraft[]; error: string | null; onChange: (choices: readonly ChoiceDraft[]) => void }) {
  const id = useId()
  const list = useRef<HTMLUListElement>(null)
  /** The line that takes the focus once it is there. */
  const next = useRef<number | null>(null)
  useEffect(() => {
    if (next.current === null) return
    list.current?.querySelectorAll('input')[next.current]?.focus()
    next.current = null
  })
  const addAfter = (at: number): void => {
    next.current = at + 1
    onChange(choices.toSpliced(at + 1, 0, { id: null, label: '' }))
  }
  const move = (at: number, by: number): void => onChange(choices.toSpliced(at, 1).toSpliced(at + by, 0, choices[at]!))
  const remove = (at: number): void => {
    next.current = Math.max(0, at - 1)
    onChange(choices.toSpliced(at, 1))
  }
  return (
    <div role="group" aria-labelledby={id} aria-describedby={error ? `${id}-error` : undefined} data-invalid={error ? true : undefined} className="flex flex-col gap-1">
      <span id={id} className="text-meta font-medium text-muted">Choices</span>
      <ul ref={list} className="flex flex-col gap-1">
        {choices.map((choice, at) => (
          <li key={choice.id ?? `new ${at}`} className="flex items-center gap-1">
            <Input
              aria-label={`Choice ${at + 1}`} autoComplete="off" maxLength={100} placeholder="Name of the choice" value={choice.label}
              onChange={(event) => onChange(choices.with(at, { ...choice, label: event.currentTarget.value }))}
              onKeyDown={(event) => {
                if (event.key !== 'Enter' || event.nativeEvent.isComposing || event.metaKey || event.ctrlKey || choice.label.trim() === '') return
                event.preventDefault()
                addAfter(at)
              }}
            />
            <IconButton size="sm" label={`Move choice ${at + 1} up`} waiting={at === 0} onClick={() => move(at, -1)}><ArrowUp /></IconButton>
            <IconButton size="sm" label={`Move choice ${at + 1} down`} waiting={at === choices.length - 1} onClick={() => move(at, 1)}><ArrowDown /></IconButton>
            <IconButton size="sm" label={`Take choice ${at + 1} away`} onClick={() => remove(at)}><X /></IconButton>
          </li>
        ))}
      </ul>
      <Button variant="ghost" size="sm" icon={<Plus aria-hidden />} className="w-fit px-2" onClick={() => addAfter(choices.length - 1)}>Add a choice</Button>
      {error && <FieldError id={`${id}-error`}>{error}</FieldError>}
    </div>
  )
}
