import { createContext, useCallback, useContext, useEffect, useEffectEvent, useRef, useSyncExternalStore, type DependencyList } from 'react'

/** Whether a screen is the one that is seen; it may stay in the page while another is. */
export interface ScreenLife {
  isShown: () => boolean
  /** Hears of each change. @returns ends it */
  onChange: (listener: () => void) => () => void
}

export interface OwnScreenLife extends ScreenLife { set: (shown: boolean) => void }

export function createScreenLife(): OwnScreenLife {
  const listeners = new Set<() => void>()
  let shown = true
  return {
    isShown: () => shown,
    onChange: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    set: (next) => {
      if (next === shown) return
      shown = next
      for (const listener of listeners) listener()
    },
  }
}

const always: ScreenLife = { isShown: () => true, onChange: () => () => undefined }

/** The life of the screen that one is in. */
export const ScreenLifeContext = createContext<ScreenLife>(always)

/** Whether the screen that this is in is seen, live. */
export function useIsShown(): boolean {
  const { isShown, onChange } = useContext(ScreenLifeContext)
  return useSyncExternalStore(onChange, isShown)
}

/** An effect that lasts while the screen is seen: it ends when the screen goes out of sight, and begins anew when it comes back, without rendering anything. */
export function useShownEffect(effect: () => (() => void) | undefined | void, deps: DependencyList): void {
  const { isShown, onChange } = useContext(ScreenLifeContext)
  useEffect(() => {
    let end = isShown() ? effect() : undefined
    const stop = onChange(() => {
      end?.()
      end = isShown() ? effect() : undefined
    })
    return () => {
      stop()
      end?.()
    }
  }, [isShown, onChange, ...deps]) // eslint-disable-line react-hooks/exhaustive-deps -- the caller's
}

/** Does something each time the screen comes back into sight. */
export function useOnReturn(act: () => void): void {
  const { isShown, onChange } = useContext(ScreenLifeContext)
  const returned = useEffectEvent(act)
  useEffect(() => onChange(() => { if (isShown()) returned() }), [isShown, onChange])
}

/** What a store holds, live while the screen is seen; out of sight, as it was when it was left. */
export function useShownStore<T>(subscribe: (listener: () => void) => () => void, read: () => T): T {
  const { isShown, onChange } = useContext(ScreenLifeContext)
  const last = useRef<{ value: T } | null>(null)
  const subscribeShown = useCallback((listener: () => void) => {
    const stops = [subscribe(() => { if (isShown()) listener() }), onChange(listener)]
    return () => { for (const stop of stops) stop() }
  }, [subscribe, isShown, onChange])
  return useSyncExternalStore(subscribeShown, () => {
    if (isShown() || last.current === null) last.current = { value: read() }
    return last.current.value
  })
}
