import { useId, useState, type FormEvent } from 'react'
import { useSatchel } from '../../../data-api/hooks.ts'
import { productModel } from '../../../model/model.ts'
import { isPeoples } from '../../../model/policies.ts'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { Field, FieldGroup } from '../../components/field.tsx'
import { InlineNotice } from '../../components/inline-notice.tsx'
import { Input } from '../../components/input.tsx'
import { Select } from '../../components/select.tsx'
import { ShowOnce } from '../../components/show-once.tsx'

type Access = '' | 'read' | 'write'

/** Asks for a name and for what the token may do, then shows it: this once. */
export function MakeApiToken({ onClose, onMade }: { onClose: () => void; onMade: () => void }) {
  const [token, setToken] = useState<string | null>(null)
  return token === null
    ? <Ask onClose={onClose} onToken={(made) => { setToken(made); onMade() }} />
    : <ShowOnce title="Copy your token now" secret={token} onClose={onClose} description="It is not shown again. Whoever has it can do what it may, so keep it like a password." />
}

function Ask({ onClose, onToken }: { onClose: () => void; onToken: (token: string) => void }) {
  const { apiTokens } = useSatchel()
  const id = useId()
  const [name, setName] = useState('')
  const [all, setAll] = useState<Access>('read')
  const [some, setSome] = useState<Record<string, Access>>({})
  const [error, setError] = useState<{ field: 'name' | 'scopes' | 'all'; message: string } | null>(null)
  const [busy, setBusy] = useState(false)
  const make = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    const scopes = all === '' ? Object.entries(some).filter(([, access]) => access !== '').map(([entity, access]) => `${entity}:${access}`) : [`*:${all}`]
    if (name.trim() === '') { setError({ field: 'name', message: 'Give it a name, so that you know it again.' }); return }
    if (scopes.length === 0) { setError({ field: 'scopes', message: 'Choose what it may read or change.' }); return }
    setBusy(true)
    try {
      onToken((await apiTokens.make({ name: name.trim(), scopes })).token)
    } catch (thrown) {
      setError({ field: 'all', message: thrown instanceof Error ? thrown.message : String(thrown) })
      setBusy(false)
    }
  }
  return (
    <Dialog
      open onClose={onClose} width="sm" title="Make an API token" description="It works in your name, and never does more than you may." dismissible={!busy}
      footer={<><Button onClick={onClose} disabled={busy}>Cancel</Button><Button type="submit" form={id} variant="primary" disabled={busy}>Make the token</Button></>}
    >
      <form id={id} noValidate onSubmit={(event) => void make(event)} className="flex flex-col gap-4">
        <Field label="Name" hint="The history says it beside your name." error={error?.field === 'name' ? error.message : null}>
          {(control) => <Input {...control} value={name} maxLength={100} autoComplete="off" data-autofocus placeholder="Nightly export" onChange={(event) => { setName(event.target.value); setError(null) }} />}
        </Field>
        <Field label="It may">
          {(control) => (
            <Select
              {...control} value={all} onChange={(event) => setAll(event.target.value as Access)}
              options={[{ value: 'read', label: 'Read everything' }, { value: 'write', label: 'Read and change everything' }, { value: '', label: 'Only some kinds of records' }]}
            />
          )}
        </Field>
        {all === '' && (
          <FieldGroup label="Kinds of records" error={error?.field === 'scopes' ? error.message : null}>
            {kinds.map(({ name: entity, label }) => (
              <label key={entity} className="flex min-h-11 items-center gap-3 border-b border-line text-ui">
                <span className="grow">{label.many.charAt(0).toUpperCase() + label.many.slice(1)}</span>
                <Select
                  quiet className="w-44" value={some[entity] ?? ''} onChange={(event) => { setSome({ ...some, [entity]: event.target.value as Access }); setError(null) }}
                  options={[{ value: '', label: 'Nothing' }, { value: 'read', label: 'Read' }, { value: 'write', label: 'Read and change' }]}
                />
              </label>
            ))}
          </FieldGroup>
        )}
        {error?.field === 'all' && <InlineNotice tone="danger">{error.message}</InlineNotice>}
      </form>
    </Dialog>
  )
}

/** What people write; the rest comes with everything. */
const kinds = [...productModel.entities.values()].filter(isPeoples)
