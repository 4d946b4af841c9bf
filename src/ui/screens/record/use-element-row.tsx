import { useState, type FocusEvent, type KeyboardEvent, type ReactNode } from 'react'
import Plus from 'lucide-react/icons/plus'
import { readDraft } from '../../app/drafts.ts'
import { Button } from '../../components/button.tsx'
import { FieldError } from '../../components/field.tsx'
import { editKeys } from './edit-keys.ts'
import { NotSaved } from './field-row.tsx'
import type { FieldEdit } from './use-field-edit.ts'

/* What the rows of e-mails, phones, links and addresses have in common. */

interface ElementRow {
  remove: () => Promise<unknown>
  onKeyDown: (event: KeyboardEvent<HTMLInputElement>) => void
  onBlur: (event: FocusEvent) => void
  /** Why it is not saved, or that it is not yet; under what is written in. */
  foot: ReactNode
}

/**
 * One element of a list, edited in its parts: going from one to another is not leaving it, Escape takes back what was typed, and of one that was
 * only begun (`added`) nothing is left then.
 */
export function useElementRow<T>({ edit, added, isNothing, onRemove }: { edit: FieldEdit<T>; added: boolean; isNothing: boolean; onRemove: () => Promise<unknown> }): ElementRow {
  const remove = (): Promise<unknown> => { edit.revert(); return onRemove() }
  return {
    remove,
    onKeyDown: (event) => {
      if (!added || event.key !== 'Escape' || event.nativeEvent.isComposing) return editKeys(edit)(event)
      event.preventDefault()
      event.stopPropagation()
      void remove()
    },
    onBlur: (event) => {
      if (event.currentTarget.contains(event.relatedTarget)) return
      if (added && isNothing) void remove()
      else void edit.save()
    },
    foot: (
      <>
        {edit.error && <div className="px-2 pb-1"><FieldError>{edit.error}</FieldError></div>}
        {edit.restored && !edit.error && <NotSaved onSave={() => void edit.save()} onRevert={added ? () => void remove() : edit.revert} />}
      </>
    ),
  }
}

/** Whether one more is being written: what was begun on an earlier visit is in sight, without taking the focus. */
export function useAdding(draft: string): { isAdding: boolean; autoFocus: boolean; begin: () => void; end: () => void } {
  const [adding, setAdding] = useState<'no' | 'begun' | 'asked'>(() => (readDraft(draft) === null ? 'no' : 'begun'))
  return { isAdding: adding !== 'no', autoFocus: adding === 'asked', begin: () => setAdding('asked'), end: () => setAdding('no') }
}

/** The way to one more, under those that there are. */
export const AddElement = ({ one, onClick }: { one: string; onClick: () => void }): ReactNode =>
  <Button variant="ghost" size="sm" icon={<Plus aria-hidden />} className="w-fit justify-start px-2 font-normal max-md:-ml-3" onClick={onClick}>Add {one}</Button>
