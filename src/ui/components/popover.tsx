import { cloneElement, useEffect, useId, useLayoutEffect, useRef, useState, type ReactElement, type ReactNode } from 'react'
import { cn } from './cn.ts'
import { placeBeside } from './place.ts'

interface PopoverProps {
  /** The button that opens it. */
  trigger: ReactElement<Record<string, unknown>>
  /** The content, or a function that gets `close`. It is mounted only while open. */
  children: ReactNode | ((close: () => void) => ReactNode)
  label: string
  role?: 'dialog' | 'menu' | 'listbox'
  align?: 'start' | 'center' | 'end'
  className?: string
  /** Who takes the focus when it closes, where that is not the trigger. */
  onReturn?: () => void
  /** Controlled: both or neither. */
  open?: boolean
  onOpenChange?: (open: boolean) => void
}

/** A light-dismissed panel on the native popover, under its trigger. Focus moves in and comes back; where it goes on elsewhere, the panel closes. */
export function Popover({ trigger, children, label, role = 'dialog', align = 'start', className, onReturn, open, onOpenChange }: PopoverProps) {
  const [own, setOwn] = useState(false)
  const isOpen = open ?? own
  const setOpen = onOpenChange ?? setOwn
  const anchor = useRef<HTMLElement | null>(null)
  const panel = useRef<HTMLDivElement>(null)
  const pressedOpen = useRef(false)
  const id = useId()

  useLayoutEffect(() => {
    const element = panel.current
    if (!element || !isOpen) return
    if (!element.matches(':popover-open')) element.showPopover()
    if (anchor.current) placeBeside(element, anchor.current, { align })
    firstControl(element).focus({ preventScroll: true })
  }, [isOpen, align])

  // Where a step of several follows another, the control that had the focus goes with its step: the next one begins at its own.
  useEffect(() => {
    if (isOpen && panel.current && document.activeElement === document.body) firstControl(panel.current).focus({ preventScroll: true })
  })

  // The panel's content may change its size; it must not leave the window.
  useEffect(() => {
    const element = panel.current
    if (!element || !isOpen) return
    const observer = new ResizeObserver(() => { if (anchor.current) placeBeside(element, anchor.current, { align }) })
    observer.observe(element)
    return () => observer.disconnect()
  }, [isOpen, align])

  const close = (): void => {
    panel.current?.hidePopover()
    setOpen(false)
    if (onReturn) onReturn()
    else anchor.current?.focus({ preventScroll: true })
  }

  return (
    <>
      {cloneElement(trigger, {
        ref: anchor,
        'aria-haspopup': role,
        'aria-expanded': isOpen,
        'aria-controls': isOpen ? id : undefined,
        // A press on the trigger while open is also a light dismissal; without this the click would open it again.
        onPointerDown: () => { pressedOpen.current = isOpen },
        onClick: () => {
          if (pressedOpen.current) close()
          else setOpen(true)
          pressedOpen.current = false
        },
      })}
      {isOpen && (
        <div
          ref={panel}
          id={id}
          popover="auto"
          role={role}
          aria-label={label}
          tabIndex={-1}
          className={cn('popover', className)}
          onToggle={(event) => { if (event.newState === 'closed' && event.target === event.currentTarget) setOpen(false) }}
          onBlur={({ relatedTarget, currentTarget }) => { if (relatedTarget !== null && !currentTarget.contains(relatedTarget)) setOpen(false) }}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return
            event.stopPropagation()
            event.preventDefault()
            close()
          }}
        >
          {typeof children === 'function' ? children(close) : children}
        </div>
      )}
    </>
  )
}

/** What asks for the focus, else the first thing to use. */
const firstControl = (panel: HTMLElement): HTMLElement =>
  panel.querySelector<HTMLElement>('[data-autofocus]') ?? panel.querySelector<HTMLElement>('input, select, textarea, button:not(:disabled), a[href], [tabindex="0"]') ?? panel
