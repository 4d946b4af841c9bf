import { useEffect, useEffectEvent, useId, useLayoutEffect, useRef, type ComponentProps, type ReactNode } from 'react'
import Search from 'lucide-react/icons/search'

export const paletteInputClass = 'h-12 w-full bg-transparent text-body outline-none'
const placeholder = 'Search or run a command'

/**
 * What the palette stands in, there at once while the palette itself loads. It is modal by itself and not by `showModal`, which makes all of the page inert: each
 * element of it would be styled anew when the palette opens, and again when it closes (decision 0091). Only its line takes the focus, so Tab has nowhere to go.
 */
export function PaletteFrame({ onClose, children }: { onClose: () => void; children: ReactNode }) {
  const ref = useRef<HTMLDialogElement>(null), id = useId()
  // After a sheet that led here has closed, and given the focus back.
  useEffect(() => {
    ref.current?.show()
    ref.current?.querySelector('input')?.focus({ preventScroll: true })
    document.querySelector('[data-frame]')?.setAttribute('aria-hidden', 'true')
  }, [])
  // One that is taken away while open would take the focus with it; closing gives it back to where it came from.
  useLayoutEffect(() => {
    const dialog = ref.current
    return () => {
      document.querySelector('[data-frame]')?.removeAttribute('aria-hidden')
      dialog?.close()
    }
  }, [])
  useCloseRequest(onClose)
  return (
    <>
      {/* The focus stays in the line until it closes, which gives it back. */}
      <div className="palette-backdrop" onMouseDown={(event) => event.preventDefault()} onClick={onClose} />
      <dialog ref={ref} tabIndex={-1} aria-modal aria-labelledby={id} className="dialog dialog-palette w-[520px]" onKeyDown={(event) => { if (event.key === 'Tab') event.preventDefault() }}>
        <h2 id={id} className="sr-only">Search and commands</h2>
        <button type="button" tabIndex={-1} onClick={onClose} className="sr-only">Close</button>
        <div className="min-h-0 grow overflow-y-auto">{children}</div>
      </dialog>
    </>
  )
}

/** Not among the types that come with TypeScript. */
declare const CloseWatcher: undefined | (new () => EventTarget & { destroy: () => void })

/** Escape, wherever the focus is, and on a phone the way back. */
function useCloseRequest(onClose: () => void): void {
  const close = useEffectEvent(onClose)
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || event.isComposing) return
      event.preventDefault()
      event.stopPropagation()
      close()
    }
    const watcher = typeof CloseWatcher === 'undefined' ? null : new CloseWatcher()
    watcher?.addEventListener('close', () => close())
    addEventListener('keydown', onKeyDown, true)
    return () => {
      watcher?.destroy()
      removeEventListener('keydown', onKeyDown, true)
    }
  }, [])
}

/** The line on top with its glass; `children` in the place of a plain input. */
export function PaletteInput({ children, ...input }: ComponentProps<'input'>) {
  return (
    <div className="flex items-center gap-2 border-b border-line px-4">
      <Search aria-hidden className="size-4 shrink-0 text-muted" />
      {children ?? <input data-autofocus aria-label={placeholder} placeholder={placeholder} className={paletteInputClass} {...input} />}
    </div>
  )
}

export const palettePlaceholder = placeholder
