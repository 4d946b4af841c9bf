import { useContext, useLayoutEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import { createScreenLife, ScreenLifeContext, type ScreenLife } from './screen-life.ts'

/**
 * What a screen shows, over which something of it stands for a while: on a phone, a task over its list. It stays as it is, how far one had scrolled in it too;
 * while `away` it is neither seen nor read out, and hears no key.
 */
export function Behind({ away, children }: { away: boolean; children: ReactNode }) {
  const outer = useContext(ScreenLifeContext), [own] = useState(createScreenLife)
  const life = useMemo((): ScreenLife => ({
    isShown: () => outer.isShown() && own.isShown(),
    onChange: (listener) => {
      const stops = [outer.onChange(listener), own.onChange(listener)]
      return () => { for (const stop of stops) stop() }
    },
  }), [outer, own])
  const area = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    own.set(!away)
    // To what stands over it: that takes the focus where nothing has it.
    if (away && document.activeElement instanceof HTMLElement && area.current?.contains(document.activeElement) === true) document.activeElement.blur()
  }, [own, away])
  if (away && !canHide) return null
  return <ScreenLifeContext value={life}><div ref={area} data-away={away ? '' : undefined} className="kept-screen">{children}</div></ScreenLifeContext>
}

/** Otherwise what is out of sight would be in the way of the keyboard and of a screen reader. */
const canHide = CSS.supports('content-visibility', 'hidden')
