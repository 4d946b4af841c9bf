import { useEffect, useId, useLayoutEffect, useRef, type ReactNode } from 'react'
import X from 'lucide-react/icons/x'
import { cn } from './cn.ts'
import { IconButton } from './icon-button.tsx'
import { firstInvalid, useFirstInvalid } from './use-first-invalid.ts'

interface DialogProps {
  open: boolean
  onClose: () => void
  title: string
  /** Under the title: one sentence. */
  description?: ReactNode
  children?: ReactNode
  /** Buttons, the main one last. */
  footer?: ReactNode
  /** `sheet` rises from the bottom on a phone (default), `side` stands at the right edge. */
  placement?: 'sheet' | 'side'
  width?: 'sm' | 'md' | 'lg' | 'xl'
  /** False while closing would lose something; Escape and the backdrop then do nothing. */
  dismissible?: boolean
  className?: string
}

/** A modal on the native <dialog>: the browser traps focus, gives it back, and makes the rest inert. ⌘⏎ sends its form, and what is wrong with it has the focus then. */
export function Dialog(props: DialogProps) {
  const { open, onClose, title, description, children, footer, placement = 'sheet', width = 'md', dismissible = true, className } = props
  const ref = useRef<HTMLDialogElement>(null)
  const id = useId()
  const hasBody = children !== undefined && children !== null && children !== false
  const towardsInvalid = useFirstInvalid(ref)

  useEffect(() => {
    const dialog = ref.current
    if (!dialog) return
    if (open && !dialog.open) {
      dialog.showModal()
      // The browser would take the first button, which is Close.
      ;(firstControl(dialog) ?? dialog).focus({ preventScroll: true })
    }
    if (!open && dialog.open) dialog.close()
  }, [open])
  // One step that follows another takes the controls of the first with it.
  useEffect(() => {
    if (open && ref.current?.open && document.activeElement === document.body) (firstInvalid(ref.current) ?? firstControl(ref.current) ?? ref.current).focus({ preventScroll: true })
  })
  // One that is taken away while open would take the focus with it; closing gives it back to where it came from.
  useLayoutEffect(() => {
    const dialog = ref.current
    return () => dialog?.close()
  }, [])

  return (
    <dialog
      ref={ref}
      tabIndex={-1}
      {...towardsInvalid}
      aria-labelledby={`${id}-title`}
      aria-describedby={description ? `${id}-text` : undefined}
      className={cn('dialog', placements[placement], placement !== 'side' && widths[width], className)}
      onCancel={(event) => {
        event.preventDefault()
        if (dismissible && event.target === event.currentTarget) onClose()
      }}
      onClose={(event) => {
        if (event.target !== event.currentTarget || !open) return
        // A second Escape in a row closes it whatever `cancel` was answered.
        if (dismissible) onClose()
        else event.currentTarget.showModal()
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !dismissible) event.preventDefault()
        if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey) || event.defaultPrevented) return
        const form = event.currentTarget.querySelector('form')
        if (!form) return
        event.preventDefault()
        form.requestSubmit()
      }}
      onPointerDown={(event) => { if (dismissible && event.target === event.currentTarget && isOutside(event)) onClose() }}
    >
      {open && (
        <>
          <header className={cn('flex items-start gap-3 px-4 pt-4', hasBody ? 'pb-2' : 'pb-4')}>
            <div className="min-w-0 grow [overflow-wrap:anywhere]">
              <h2 id={`${id}-title`} className="text-body">{title}</h2>
              {description && <p id={`${id}-text`} className="mt-1 text-ui text-muted">{description}</p>}
            </div>
            {dismissible && <IconButton label="Close" shortcut="Esc" onClick={onClose} className="-mt-0.5 -mr-1 max-md:-mt-2.5 max-md:-mr-2"><X /></IconButton>}
          </header>
          {hasBody && <div data-dialog-body className="min-h-0 grow overflow-y-auto px-4 pt-1 pb-4">{children}</div>}
          {footer && <footer className="flex flex-wrap justify-end gap-2 border-t border-line px-4 py-3">{footer}</footer>}
        </>
      )}
    </dialog>
  )
}

const placements = { sheet: 'dialog-sheet', side: 'dialog-side' }
const widths = { sm: 'w-[400px]', md: 'w-[520px]', lg: 'w-[720px]', xl: 'w-[960px]' }

/** Where one begins: what asks for the focus, the first thing to fill in, or the first button at the foot. */
function firstControl(dialog: HTMLElement): HTMLElement | null {
  return dialog.querySelector<HTMLElement>('[data-dialog-body] :is([data-autofocus], [autofocus])')
    ?? dialog.querySelector<HTMLElement>('[data-dialog-body] :is(input, textarea, select):not(:disabled, [type="hidden"], [type="checkbox"], [type="radio"])')
    ?? dialog.querySelector<HTMLElement>('footer button:not(:disabled)')
}

/** The backdrop is part of the dialog for events: only what lies outside its box is the backdrop. */
function isOutside(event: React.PointerEvent<HTMLDialogElement>): boolean {
  const box = event.currentTarget.getBoundingClientRect()
  return event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom
}
