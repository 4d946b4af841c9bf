import { useId, useState, type FormEvent, type ReactNode } from 'react'
import { toSatchelError } from '../../shared/errors.ts'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { InlineNotice } from './inline-notice.tsx'

interface FormDialogProps {
  title: string
  description?: ReactNode
  submit: string
  danger?: boolean
  /** Closes by itself where it resolves; what it rejects with is said, and the dialog stays. */
  onSubmit: () => Promise<void>
  onClose: () => void
  /** Instead of closing, where to cancel is more than to leave it. */
  onCancel?: () => void
  /** Given a function, it asks for what is said at each field; an error that names none of those is said under them all. */
  children: ReactNode | ((errorOf: (field: string) => string | null) => ReactNode)
}

/** A small form in a dialog: one act, its errors, Cancel. */
export function FormDialog({ title, description, submit, danger = false, onSubmit, onClose, onCancel = onClose, children }: FormDialogProps) {
  const id = useId()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<{ field: string | undefined; message: string } | null>(null)
  const run = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setBusy(true)
    setError(null)
    try {
      await onSubmit()
    } catch (thrown) {
      const { field, message } = toSatchelError(thrown)
      setError({ field, message })
    } finally {
      setBusy(false)
    }
  }
  const asked = new Set<string>()
  const errorOf = (field: string): string | null => {
    asked.add(field)
    return error?.field === field ? error.message : null
  }
  const fields = typeof children === 'function' ? children(errorOf) : children
  return (
    <Dialog
      open onClose={onClose} width="sm" title={title} description={description}
      footer={(
        <>
          <Button onClick={onCancel} disabled={busy}>Cancel</Button>
          <Button type="submit" form={id} variant={danger ? 'danger' : 'primary'} disabled={busy}>{busy ? 'One moment' : submit}</Button>
        </>
      )}
    >
      <form id={id} noValidate onSubmit={(event) => void run(event)} className="flex flex-col gap-4">
        {fields}
        {error && !(error.field !== undefined && asked.has(error.field)) && <InlineNotice tone="danger">{error.message}</InlineNotice>}
      </form>
    </Dialog>
  )
}
