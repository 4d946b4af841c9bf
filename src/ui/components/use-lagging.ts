import { useCallback, useEffect, useRef, useState } from 'react'
import { useShownEffect } from './screen-life.ts'

const writeAfterMs = 250

/** A value that changes at once here and a moment later outside; a change from outside (Back, a saved view) wins. */
export function useLagging(outside: string, write: (value: string) => void): [string, (value: string) => void] {
  const [value, setValue] = useState(outside)
  const written = useRef(outside)
  const timer = useRef(0)
  const latest = useRef(write)
  useEffect(() => { latest.current = write })
  useEffect(() => {
    if (outside === written.current) return
    window.clearTimeout(timer.current)
    written.current = outside
    setValue(outside)
  }, [outside])
  // Leaving the screen must not write to the next screen's address, which is what counts when one comes back.
  useShownEffect(() => () => {
    window.clearTimeout(timer.current)
    setValue(written.current)
  }, [])
  const set = useCallback((next: string) => {
    setValue(next)
    window.clearTimeout(timer.current)
    timer.current = window.setTimeout(() => {
      written.current = next
      latest.current(next)
    }, writeAfterMs)
  }, [])
  return [value, set]
}
