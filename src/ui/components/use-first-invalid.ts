import { useEffect, useRef, useState, type RefObject } from 'react'

/** What a person can write into or choose from, and is said to be wrong: by itself, or one of a group. */
const invalid = ':is([aria-invalid="true"], [data-invalid] :is(input, select, textarea))'

/** The first control in `area` that is said to be wrong. */
export const firstInvalid = (area: HTMLElement): HTMLElement | null => area.querySelector<HTMLElement>(invalid)

/**
 * Once a form in `area` was sent, the focus goes to the first control that is in error, also where that is learnt later, unless somebody types by then. Spread what it answers on the area's element.
 */
export function useFirstInvalid(area: RefObject<HTMLElement | null>): { onSubmit: () => void; onInput: () => void } {
  const sent = useRef(false)
  const [, setTimes] = useState(0)
  useEffect(() => {
    if (!sent.current || !area.current) return
    const control = firstInvalid(area.current)
    // What is wrong with none of them alone is to be seen all the same.
    if (control === null) {
      // Newer browsers answer with a promise, which is no end of an effect.
      area.current.querySelector('[role="alert"]')?.scrollIntoView({ block: 'nearest' })
      return
    }
    sent.current = false
    control.focus()
  })
  return {
    onSubmit: () => {
      sent.current = true
      // The same error once more changes nothing else.
      setTimes((before) => before + 1)
    },
    onInput: () => { sent.current = false },
  }
}
