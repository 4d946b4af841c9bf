import { useCallback, useEffect, useRef, useState } from 'react'
import { toSatchelError } from '../../../shared/errors.ts'
import { clearDraft, leaveDraft, readDraft, writeDraft } from '../../app/drafts.ts'
import { draftOf, saysSomething, type FieldDraft } from './field-draft.ts'

interface Options<T, B> {
  /** Names the draft: "contacts.<id>.title". */
  name: string
  /** What stands in the record now. */
  current: T
  /** The record's revision now. */
  revision: number
  same: (a: T, b: T) => boolean
  /** What of the record is to be known when the draft is saved, as it is when it is begun. */
  basis?: B
  /** Throws with a sentence for the person where it may not be written. */
  save: (value: T, baseRevision: number, began: B | undefined) => Promise<unknown>
}

export interface FieldEdit<T, B = unknown> {
  value: T
  /** It differs from the record: typed and not saved, in this visit or an earlier one. */
  dirty: boolean
  /** The draft of an earlier visit, waiting for a word. */
  restored: boolean
  error: string | null
  /** The `basis` that the draft was begun with; undefined where there is no draft, or one of a version that did not keep it. */
  began: B | undefined
  change: (value: T) => void
  /** Saves what was changed; a refusal stays at the field with what was typed. Resolves to whether it stands in the record now. */
  save: () => Promise<boolean>
  /** Others' edits are in the draft now: it is one of what stands. Nothing where it has been written on since. */
  rebase: (of: T, value: T, began: B) => void
  revert: () => void
}

/**
 * One field, edited in place. Until it is touched it shows the record, live. From the first key on it is a draft that survives a
 * reload, measured against the revision that was shown then (M1), whatever arrives meanwhile.
 */
export function useFieldEdit<T, B = unknown>({ name, current, revision, same, basis, save }: Options<T, B>): FieldEdit<T, B> {
  const [draft, setDraft] = useState<FieldDraft<T, B> | null>(() => readDraft<FieldDraft<T, B>>(name))
  const [restored, setRestored] = useState(draft !== null)
  const [error, setError] = useState<string | null>(null)
  const latest = useRef({ draft, current, revision, basis, save, same })
  // ⏎ and leaving may ask twice for the same write, and a second one would add a second e-mail.
  const writing = useRef<{ draft: FieldDraft<T, B>; done: Promise<boolean> } | null>(null)
  useEffect(() => { latest.current = { draft, current, revision, basis, save, same } })
  useEffect(() => () => { leaveDraft(name) }, [name])

  const change = useCallback((value: T) => {
    const { draft: begun, current: now, revision: shown, basis: base } = latest.current
    const next = draftOf(begun, value, { current: now, revision: shown, basis: base })
    latest.current.draft = next
    setDraft(next)
    setError(null)
    writeDraft(name, next)
  }, [name])

  const rebase = useCallback((of: T, value: T, began: B) => {
    const { draft: begun, current: now, revision: shown } = latest.current
    if (begun === null || begun.value !== of) return
    const next = { value, from: now, revision: shown, began }
    latest.current.draft = next
    setDraft(next)
    writeDraft(name, next)
  }, [name])

  const revert = useCallback(() => {
    latest.current.draft = null
    setDraft(null)
    setRestored(false)
    setError(null)
    clearDraft(name)
  }, [name])

  const commit = useCallback(async (): Promise<boolean> => {
    const { draft: own, current: now, same: equal, save: write } = latest.current
    if (own === null) return true
    if (!saysSomething(own, now, equal)) { revert(); return true }
    if (writing.current?.draft === own) return writing.current.done
    const attempt = async (): Promise<boolean> => {
      try {
        await write(own.value, own.revision, own.began)
      } catch (thrown) {
        setError(toSatchelError(thrown).message)
        return false
      }
      // Keys typed while it was being written belong to the next save.
      if (latest.current.draft === own) revert()
      return true
    }
    const done = attempt().finally(() => { writing.current = null })
    writing.current = { draft: own, done }
    return done
  }, [revert])

  const value = draft === null ? current : draft.value
  return { value, dirty: draft !== null && saysSomething(draft, current, same), restored: restored && draft !== null, error, began: draft?.began, change, save: commit, rebase, revert }
}

export const sameText = (a: string, b: string): boolean => a.trim() === b.trim()
