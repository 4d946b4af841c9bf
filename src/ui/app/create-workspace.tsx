import { useState } from 'react'
import { useNavigate } from '@tanstack/react-router'
import { useSatchel } from '../../data-api/hooks.ts'
import { SatchelError } from '../../shared/errors.ts'
import { Field } from '../components/field.tsx'
import { FormDialog } from '../components/form-dialog.tsx'
import { Input } from '../components/input.tsx'
import { showToast } from '../components/toast.tsx'
import { rememberWorkspaceName } from './use-workspace-name.ts'

/** Another workspace of the person's own, which is open then. */
export function CreateWorkspace({ onClose }: { onClose: () => void }) {
  const { workspaces } = useSatchel()
  const navigate = useNavigate()
  const [name, setName] = useState('')
  const create = async (): Promise<void> => {
    if (name.trim() === '') throw new SatchelError('invalid', 'Give it a name.', { field: 'name' })
    await workspaces.create(name.trim())
    rememberWorkspaceName(name.trim())
    onClose()
    showToast({ message: `“${name.trim()}” is open` })
    await navigate({ to: '/contacts' })
  }
  return (
    <FormDialog title="New workspace" description="With contacts, people and settings of its own. Nothing of it is seen in another." submit="Create it" onSubmit={create} onClose={onClose}>
      {(errorOf) => <Field label="Name" error={errorOf('name')}>{(control) => <Input {...control} value={name} maxLength={200} autoComplete="off" data-autofocus onChange={(event) => setName(event.target.value)} />}</Field>}
    </FormDialog>
  )
}
