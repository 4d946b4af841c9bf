import { useEffect, useRef, useSyncExternalStore, type FocusEvent } from 'react'
import X from 'lucide-react/icons/x'
import { Button } from './button.tsx'
import { cn } from './cn.ts'
import { IconButton } from './icon-button.tsx'
import { useFocusKept } from './use-focus-kept.ts'

export interface Toast {
  /** One sentence: what was done, or what went wrong and whether the data is safe. */
  message: string
  /** Mostly "Undo". */
  action?: { label: string; onAction: () => void; /** The act that it takes back. */ of?: string }
  tone?: 'plain' | 'danger'
}

/** Shows a message at the bottom of the window; one with an act stays longer, and none goes from under a hand or the focus. Errors stay until they are closed. */
export function showToast(toast: Toast): void {
  counter += 1
  const id = counter
  // An error that is still there is said anew, not twice.
  const others = toast.tone === 'danger' ? shown.filter(({ tone, message }) => tone !== 'danger' || message !== toast.message) : shown
  set([...others.slice(-2), { ...toast, id }])
  if (toast.tone !== 'danger') dismissIn(toast.action ? 8_000 : 4_000, id)
}

/**
 * Says "Working…" while an act lasts longer than a person takes for at once; the same act's own toast follows it.
 * @returns what the act returns, or its rejection
 */
export async function whileWorking<T>(act: Promise<T>, message = 'Working…'): Promise<T> {
  let id: number | null = null
  const timer = window.setTimeout(() => {
    counter += 1
    id = counter
    set([...shown.slice(-2), { message, id }])
  }, 300)
  try {
    return await act
  } finally {
    window.clearTimeout(timer)
    if (id !== null) dismiss(id)
  }
}

/** The act was taken back elsewhere: the latest message that offers to do so has nothing left to offer. */
export function dismissUndoOf(act: string): void {
  const last = shown.findLast(({ action }) => action?.of === act)
  if (last !== undefined) dismiss(last.id)
}

/** Says why something could not be done. */
export function showError(thrown: unknown): void {
  showToast({ message: thrown instanceof Error ? thrown.message : String(thrown), tone: 'danger' })
}

/** Where toasts appear; one in the app. A polite live region, never taking the focus. */
export function ToastRegion() {
  const toasts = useSyncExternalStore(subscribe, () => shown)
  const ref = useRef<HTMLDivElement>(null)
  /** Where the focus came from. */
  const from = useRef<HTMLElement | null>(null)
  const kept = useFocusKept(ref, (area) => area.querySelector('button') ?? from.current)
  // Shown anew with each toast, so that it stands above a dialog opened since.
  useEffect(() => {
    const region = ref.current
    if (!region) return
    if (region.matches(':popover-open')) region.hidePopover()
    if (toasts.length > 0) region.showPopover()
  }, [toasts])
  return (
    <div
      ref={ref} popover="manual" data-area="messages" role="status" aria-live="polite" aria-label="Messages"
      onBlur={kept.onBlur}
      onFocus={(event: FocusEvent<HTMLElement>) => {
        if (event.relatedTarget instanceof HTMLElement && !event.currentTarget.contains(event.relatedTarget)) from.current = event.relatedTarget
        kept.onFocus(event)
      }}
      className="fixed inset-auto right-0 bottom-4 left-0 m-auto flex w-fit max-w-[calc(100vw-32px)] flex-col items-center gap-2 overflow-visible border-0 bg-transparent p-1 not-open:hidden max-md:bottom-[calc(64px+env(safe-area-inset-bottom,0px))]"
    >
      {toasts.map((toast) => (
        <div key={toast.id} role={toast.tone === 'danger' ? 'alert' : undefined} className="flex min-h-10 max-w-120 items-center gap-2 rounded-md bg-bg py-1 pr-1 pl-3 text-ui shadow-overlay">
          <span className={cn('min-w-0 [overflow-wrap:anywhere]', toast.tone === 'danger' && 'text-danger')}>{toast.message}</span>
          {toast.action && (
            <Button variant="ghost" size="sm" className="text-accent" onClick={() => { dismiss(toast.id); toast.action?.onAction() }}>{toast.action.label}</Button>
          )}
          <IconButton label="Dismiss" size="sm" onClick={() => dismiss(toast.id)}><X /></IconButton>
        </div>
      ))}
    </div>
  )
}

let counter = 0
let shown: readonly (Toast & { id: number })[] = []
const listeners = new Set<() => void>()

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
const set = (next: typeof shown): void => {
  shown = next
  for (const listener of listeners) listener()
}
const dismiss = (id: number): void => set(shown.filter((toast) => toast.id !== id))

/** In so many ms, or once nobody is at the messages any more. */
function dismissIn(ms: number, id: number): void {
  window.setTimeout(() => {
    if (document.querySelector('[data-area=messages]:is(:hover, :focus-within)') === null) dismiss(id)
    else dismissIn(1_000, id)
  }, ms)
}
