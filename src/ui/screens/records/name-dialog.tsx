import { useId, useState } from 'react'
import { toSatchelError } from '../../../shared/errors.ts'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { Field } from '../../components/field.tsx'
import { Input } from '../../components/input.tsx'

interface NameDialogProps {
  open: boolean
  title: string
  initial: string
  onClose: () => void
  /** Throws with the reason where the name may not stand. */
  onName: (name: string) => Promise<unknown>
}

/** Asks for a name. */
export function NameDialog({ open, title, initial, onClose, onName }: NameDialogProps) {
  const form = useId()
  const [name, setName] = useState(initial)
  const [error, setError] = useState<string | null>(null)
  const save = async (): Promise<void> => {
    if (name.trim() === '') return setError('Give it a name.')
    try {
      await onName(name.trim())
      onClose()
    } catch (thrown) {
      setError(toSatchelError(thrown).message)
    }
  }
  return (
    <Dialog open={open} onClose={onClose} title={title} width="sm" footer={<><Button onClick={onClose}>Cancel</Button><Button variant="primary" type="submit" form={form}>Save</Button></>}>
      <form id={form} noValidate onSubmit={(event) => { event.preventDefault(); void save() }}>
        <Field label="Name" error={error}>{(control) => <Input {...control} autoFocus value={name} onChange={(event) => { setName(event.currentTarget.value); setError(null) }} />}</Field>
      </form>
    </Dialog>
  )
}
