import { useId, useState, type FormEvent } from 'react'
import { useSatchel } from '../../../data-api/hooks.ts'
import type { AccountDevice } from '../../../data-api/types.ts'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { Field } from '../../components/field.tsx'
import { Input } from '../../components/input.tsx'

interface RenameDeviceProps { open: boolean; device: AccountDevice; onClose: () => void; onDone: () => void }

/** Asks what a device is to be called. */
export function RenameDevice({ open, device, onClose, onDone }: RenameDeviceProps) {
  const { account } = useSatchel()
  const id = useId()
  const [name, setName] = useState(device.name)
  const [error, setError] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (name.trim() === '') { setError('Give it a name.'); return }
    setBusy(true)
    try {
      await account.renameDevice(device, name.trim())
      onDone()
      onClose()
    } catch (thrown) {
      setError(thrown instanceof Error ? thrown.message : String(thrown))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Dialog
      open={open} onClose={onClose} width="sm" title="Rename device" description={device.kind === 'browser' ? 'History and conflicts call it this, on every device.' : 'So that you know which program it is.'}
      footer={<><Button onClick={onClose} disabled={busy}>Cancel</Button><Button type="submit" form={id} variant="primary" disabled={busy}>Rename</Button></>}
    >
      <form id={id} noValidate onSubmit={(event) => void save(event)} className="flex flex-col gap-4">
        <Field label="Name" error={error}>
          {(control) => <Input {...control} value={name} maxLength={60} autoComplete="off" data-autofocus onChange={(event) => setName(event.target.value)} />}
        </Field>
      </form>
    </Dialog>
  )
}
