import { useCallback, useEffect, useRef, useState } from 'react'
import { activeDatabase } from '../../data-api/databases.ts'
import { draftKey, formerDraftKey } from '../../data-api/kept-drafts.ts'
import { createTabDrafts } from '../../data-api/tab-drafts.ts'
import { useOnReturn, useShownEffect } from '../components/screen-life.ts'

/*
 * What is being written survives a reload: it is in localStorage as typed, with the database that is open, and goes when it is saved or thrown away. Drafts are
 * never synced. What two tabs type into one is kept twice (tab-drafts.ts).
 */
const keyOf = (name: string): string => draftKey(activeDatabase(), name)

const drafts = createTabDrafts(() => crypto.randomUUID())
if (typeof addEventListener === 'function') {
  addEventListener('storage', ({ key, newValue }) => { if (key !== null) drafts.writtenElsewhere(key, newValue) })
}

export function readDraft<T>(name: string): T | null {
  try {
    const text = drafts.read(keyOf(name)) ?? localStorage.getItem(formerDraftKey(name))
    return text === null ? null : (JSON.parse(text) as T)
  } catch {
    return null // not ours, or cut short: a draft that cannot be read is none
  }
}

export function writeDraft(name: string, value: unknown): void {
  // Where there is no room the text stands in the field; only its surviving a reload is lost.
  if (drafts.write(keyOf(name), JSON.stringify(value))) localStorage.removeItem(formerDraftKey(name))
}

export function clearDraft(name: string): void {
  drafts.clear(keyOf(name))
  localStorage.removeItem(formerDraftKey(name))
}

/** It is not in sight any more, and stays. */
export const leaveDraft = (name: string): void => { drafts.leave(keyOf(name)) }

export interface Draft<T> {
  value: T
  set: (value: T) => void
  /** Forgets it and goes back to where it began. */
  clear: () => void
  /** `value` has been saved: what was typed behind it meanwhile is the draft of what comes next. */
  saved: (value: T) => void
  /** It was begun on an earlier visit. */
  restored: boolean
}

/** State that is also a draft. Under another name, or where another workspace was opened, it is that one's. */
export function useDraft<T>(name: string, initial: T): Draft<T> {
  const key = keyOf(name)
  const read = (): { key: string; value: T; restored: boolean } => {
    const kept = readDraft<T>(name)
    return { key, value: kept ?? initial, restored: kept !== null }
  }
  const [standing, setStanding] = useState(read)
  let { value, restored } = standing
  if (standing.key !== key) {
    const next = read()
    setStanding(next)
    ;({ value, restored } = next)
  }
  const latest = useRef(value), begins = useRef(initial)
  useEffect(() => {
    latest.current = value
    begins.current = initial
  })
  // While its screen is out of sight it may be written on, saved or thrown away on another.
  const written = useRef(restored)
  useShownEffect(() => () => { leaveDraft(name) }, [name])
  useOnReturn(() => {
    const kept = readDraft<T>(name)
    if (kept === null && !written.current) return
    written.current = kept !== null
    if (JSON.stringify(kept ?? begins.current) !== JSON.stringify(latest.current)) setStanding({ key: keyOf(name), value: kept ?? begins.current, restored: kept !== null })
  })
  const put = useCallback((next: T) => {
    latest.current = next
    setStanding((before) => ({ ...before, key, value: next }))
  }, [key])
  const set = useCallback((next: T) => {
    written.current = true
    put(next)
    writeDraft(name, next)
  }, [name, put])
  const clear = useCallback(() => {
    written.current = false
    put(initial)
    clearDraft(name)
  }, [name, initial, put])
  const saved = useCallback((whole: T) => {
    const left = leftOf(whole, latest.current)
    if (left === null) clear()
    else set(left)
  }, [clear, set])
  return { value, set, clear, saved, restored }
}

/** What stands in a field beyond what was saved of it; null: nothing. Who went back into what was saved meanwhile keeps all of it. */
export function leftOf<T>(saved: T, now: T): T | null {
  if (typeof saved !== 'string' || typeof now !== 'string') return null
  const left = now.startsWith(saved) ? now.slice(saved.length).trimStart() : now
  return left === '' ? null : left as T
}
