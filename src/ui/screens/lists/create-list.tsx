import { useId, useRef, useState } from 'react'
import { toSatchelError } from '../../../shared/errors.ts'
import { lists } from '../../../model/lists.ts'
import { useDraft } from '../../app/drafts.ts'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { Field } from '../../components/field.tsx'
import { Input } from '../../components/input.tsx'
import { Select } from '../../components/select.tsx'
import { useListActs, type Beginning } from './use-list-acts.ts'

interface CreateListProps {
  /** What it begins with; absent: nobody, of what is chosen here. */
  beginning?: Beginning
  onClose: () => void
  onMade: (id: string) => void
}

/** A new list: its name, and what of. */
export function CreateList({ beginning, onClose, onMade }: CreateListProps) {
  const acts = useListActs()
  const form = useId()
  const live = beginning !== undefined && 'filter' in beginning
  const draft = useDraft(live ? 'lists.create.live' : 'lists.create', ''), name = draft.value
  const [entity, setEntity] = useState('contacts')
  const [error, setError] = useState<string | null>(null)
  const saving = useRef(false)
  const save = async (): Promise<void> => {
    if (name.trim() === '') return setError('Give the list a name.')
    if (saving.current) return
    saving.current = true
    try {
      const id = await acts.create(name.trim(), beginning ?? { entity, ids: [] })
      draft.clear()
      onMade(id)
    } catch (thrown) {
      setError(toSatchelError(thrown).message)
      saving.current = false
    }
  }
  return (
    <Dialog
      open onClose={onClose} width="sm" title={live ? 'New live list' : 'New list'}
      {...(live ? { description: 'It holds whatever meets the filter, at any time.' } : {})}
      footer={<><Button onClick={() => { draft.clear(); onClose() }}>Cancel</Button><Button variant="primary" type="submit" form={form}>Create</Button></>}
    >
      <form id={form} noValidate className="flex flex-col gap-3" onSubmit={(event) => { event.preventDefault(); void save() }}>
        <Field label="Name" error={error}>{(control) => <Input {...control} data-autofocus autoComplete="off" placeholder={live ? 'Coaches in Bonn' : 'Newsletter'} value={name} onChange={(event) => { draft.set(event.currentTarget.value); setError(null) }} />}</Field>
        {beginning === undefined && <Field label="Of">{(control) => <Select {...control} value={entity} options={lists.fields['entity']!.choices!} onChange={(event) => setEntity(event.currentTarget.value)} />}</Field>}
      </form>
    </Dialog>
  )
}
