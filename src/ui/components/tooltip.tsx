import { cloneElement, useEffect, useId, useRef, useState, type ReactElement } from 'react'
import { placeBeside } from './place.ts'
import { Kbd } from './kbd.tsx'

interface TooltipProps {
  text: string
  shortcut?: string
  /** One element that takes pointer and focus events. */
  children: ReactElement<Record<string, unknown>>
}

const hoverDelay = 500

/** Names what is under the pointer or has the keyboard's focus. Touch never opens it. */
export function Tooltip({ text, shortcut, children }: TooltipProps) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  const timer = useRef(0)
  const open = (element: HTMLElement, delay: number): void => {
    window.clearTimeout(timer.current)
    timer.current = window.setTimeout(() => setAnchor(element), delay)
  }
  const close = (): void => {
    window.clearTimeout(timer.current)
    setAnchor(null)
  }
  useEffect(() => () => window.clearTimeout(timer.current), [])

  const trigger = cloneElement(children, {
    ...chain(children.props, 'onPointerEnter', (event: React.PointerEvent<HTMLElement>) => {
      if (event.pointerType !== 'touch') open(event.currentTarget, hoverDelay)
    }),
    ...chain(children.props, 'onPointerLeave', close),
    ...chain(children.props, 'onPointerDown', close),
    ...chain(children.props, 'onFocus', (event: React.FocusEvent<HTMLElement>) => {
      if (event.currentTarget.matches(':focus-visible')) open(event.currentTarget, 0)
    }),
    ...chain(children.props, 'onBlur', close),
    ...chain(children.props, 'onKeyDown', close),
  })
  return (
    <>
      {trigger}
      {anchor && <Bubble anchor={anchor} text={text} shortcut={shortcut} />}
    </>
  )
}

function Bubble({ anchor, text, shortcut }: { anchor: HTMLElement; text: string; shortcut: string | undefined }) {
  const ref = useRef<HTMLDivElement>(null)
  const id = useId()
  useEffect(() => {
    const bubble = ref.current
    if (!bubble || !anchor.isConnected) return
    bubble.showPopover()
    placeBeside(bubble, anchor, { align: 'center', gap: 6 })
  }, [anchor])
  return (
    <div ref={ref} id={id} popover="manual" role="tooltip" className="tooltip">
      <span className="flex items-center gap-2">
        {text}
        {shortcut && <Kbd inverse>{shortcut}</Kbd>}
      </span>
    </div>
  )
}

/** Adds a handler to whatever the child already does. */
function chain<E>(props: Record<string, unknown>, name: string, handler: (event: E) => void): Record<string, (event: E) => void> {
  const own = props[name] as ((event: E) => void) | undefined
  return { [name]: (event) => { own?.(event); handler(event) } }
}
