import { useState } from 'react'
import { useSatchel } from '../../../data-api/hooks.ts'
import { SatchelError } from '../../../shared/errors.ts'
import { Field } from '../../components/field.tsx'
import { FormDialog } from '../../components/form-dialog.tsx'
import { Input } from '../../components/input.tsx'

/** What everybody calls the workspace. */
export function RenameWorkspace({ name: before, onClose }: { name: string; onClose: () => void }) {
  const { team } = useSatchel()
  const [name, setName] = useState(before)
  const rename = async (): Promise<void> => {
    if (name.trim() === '') throw new SatchelError('invalid', 'Give it a name.', { field: 'name' })
    await team.rename(name.trim())
    onClose()
  }
  return (
    <FormDialog title="Rename the workspace" description="For everybody in it." submit="Rename" onSubmit={rename} onClose={onClose}>
      {(errorOf) => <Field label="Name" error={errorOf('name')}>{(control) => <Input {...control} value={name} maxLength={200} autoComplete="off" data-autofocus onChange={(event) => setName(event.target.value)} />}</Field>}
    </FormDialog>
  )
}
