import { useCallback, useState } from 'react'

/*
 * What is being written survives a reload: it is in localStorage as typed, and goes when it is saved or thrown away. Drafts are
 * never synced.
 */
const prefix = 'satchel.draft.'

export function readDraft<T>(name: string): T | null {
  try {
    const text = localStorage.getItem(prefix + name)
    return text === null ? null : (JSON.parse(text) as T)
  } catch {
    return null // not ours, or cut short: a draft that cannot be read is none
  }
}

export function writeDraft(name: string, value: unknown): void {
  try {
    localStorage.setItem(prefix + name, JSON.stringify(value))
  } catch {
    // localStorage is full. The text stands in the field; only its surviving a reload is lost.
  }
}

export const clearDraft = (name: string): void => { localStorage.removeItem(prefix + name) }

/** State that is also a draft. `clear` forgets it and goes back to `initial`. */
export function useDraft<T>(name: string, initial: T): { value: T; set: (value: T) => void; clear: () => void; restored: boolean } {
  const [restored] = useState(() => readDraft<T>(name) !== null)
  const [value, setValue] = useState<T>(() => readDraft<T>(name) ?? initial)
  const set = useCallback((next: T) => {
    setValue(next)
    writeDraft(name, next)
  }, [name])
  const clear = useCallback(() => {
    setValue(initial)
    clearDraft(name)
  }, [name, initial])
  return { value, set, clear, restored }
}
