import { useEffect } from 'react'
import { isTyping } from './shortcuts.ts'

/** Less than any keyboard, and more than a browser's own bars take as they come and go; px. */
const leastHeight = 150

/**
 * While a phone's keyboard is open, `data-keyboard` stands on the root, and what can wait at the foot of the window (`data-gives-way`) leaves its room to what one types in. Where the browser lays its
 * keyboard over the page instead of making the page smaller (Safari), `--keyboard` is how much it hides: sheets stand on it.
 */
export function useScreenKeyboard(): void {
  useEffect(() => {
    const seen = window.visualViewport, root = document.documentElement
    if (seen === null) return undefined
    /** How high the window was, as wide as it is now, with nobody typing. */
    let whole = { width: innerWidth, height: innerHeight }
    const look = (): void => {
      const typing = isTyping(document.activeElement)
      if (innerWidth !== whole.width || innerHeight > whole.height || !typing) whole = { width: innerWidth, height: innerHeight }
      // Whoever has made the page larger sees less of it, too.
      const hidden = Math.abs(seen.scale - 1) < 0.01 ? Math.round(innerHeight - seen.height - seen.offsetTop) : 0
      const open = typing && Math.max(hidden, whole.height - innerHeight) >= leastHeight
      const wasOpen = root.hasAttribute('data-keyboard')
      root.toggleAttribute('data-keyboard', open)
      // With what belongs to it below: its scroll margin says how much.
      if (open && !wasOpen) requestAnimationFrame(() => document.activeElement?.scrollIntoView({ block: 'nearest' }))
      if (open && hidden >= leastHeight) root.style.setProperty('--keyboard', `${hidden}px`)
      else root.style.removeProperty('--keyboard')
    }
    seen.addEventListener('resize', look)
    seen.addEventListener('scroll', look)
    return () => {
      seen.removeEventListener('resize', look)
      seen.removeEventListener('scroll', look)
    }
  }, [])
}
