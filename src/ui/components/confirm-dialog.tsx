import { useState, type ReactNode } from 'react'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { InlineNotice } from './inline-notice.tsx'

interface ConfirmDialogProps {
  open: boolean
  onClose: () => void
  title: string
  /** What will happen, and what stays. */
  description: ReactNode
  confirm: string
  danger?: boolean
  /** A refusal is shown and the dialog stays. */
  onConfirm: () => Promise<void> | void
}

/** Asks once more. Only for what undo cannot bring back. */
export function ConfirmDialog({ open, onClose, title, description, confirm, danger = false, onConfirm }: ConfirmDialogProps) {
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string | null>(null)
  const act = async (): Promise<void> => {
    setBusy(true)
    setError(null)
    try {
      await onConfirm()
      onClose()
    } catch (thrown) {
      setError(thrown instanceof Error ? thrown.message : String(thrown))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={title}
      description={description}
      width="sm"
      dismissible={!busy}
      footer={(
        <>
          <Button onClick={onClose} disabled={busy}>Cancel</Button>
          <Button variant={danger ? 'danger' : 'primary'} disabled={busy} onClick={() => void act()}>{confirm}</Button>
        </>
      )}
    >
      {error && <InlineNotice tone="danger">{error}</InlineNotice>}
    </Dialog>
  )
}
