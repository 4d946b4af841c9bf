import { useState } from 'react'
import KeyRound from 'lucide-react/icons/key-round'
import { useSatchel } from '../../../data-api/hooks.ts'
import { knowsPasskeys } from '../../../data-api/passkeys.ts'
import { Button } from '../../components/button.tsx'
import { Field } from '../../components/field.tsx'
import { Input } from '../../components/input.tsx'
import { Section } from '../../components/screen.tsx'
import { showToast } from '../../components/toast.tsx'
import { When } from '../../components/when.tsx'
import { FormDialog } from '../../components/form-dialog.tsx'
import { PasswordField } from './secret-fields.tsx'

interface Passkey { id: string; name: string; createdAt: string; lastUsedAt: string | null }

/** Passkeys of the account: signing in by a finger, a face or a PIN, in place of password and code. */
export function PasskeySettings({ passkeys, onChanged }: { passkeys: readonly Passkey[]; onChanged: () => void }) {
  const [doing, setDoing] = useState<'add' | Passkey | null>(null)
  const close = (): void => setDoing(null)
  return (
    <Section title="Passkeys" actions={knowsPasskeys() && <Button size="sm" onClick={() => setDoing('add')}>Add a passkey…</Button>}>
      {passkeys.length === 0 && <p className="border-y border-line py-3 text-ui text-muted">Sign in by your finger, face or device PIN, in place of the password and a code.</p>}
      {passkeys.length > 0 && (
        <ul className="border-t border-line">
          {passkeys.map((passkey) => (
            <li key={passkey.id} className="flex min-h-14 items-center gap-3 border-b border-line py-2">
              <span aria-hidden className="grid size-8 shrink-0 place-items-center rounded-md bg-side text-muted [&_svg]:size-4"><KeyRound /></span>
              <span className="flex min-w-0 grow flex-col">
                <span className="truncate text-ui">{passkey.name}</span>
                <span className="text-table text-muted">
                  Added <When at={passkey.createdAt} />{passkey.lastUsedAt === null ? ' · Not used yet' : <> · Last used <When at={passkey.lastUsedAt} /></>}
                </span>
              </span>
              <Button size="sm" variant="danger" aria-label={`Remove the passkey ${passkey.name}`} onClick={() => setDoing(passkey)}>Remove…</Button>
            </li>
          ))}
        </ul>
      )}
      {doing === 'add' && <AddPasskey onClose={close} onDone={onChanged} />}
      {doing !== null && doing !== 'add' && <RemovePasskey passkey={doing} onClose={close} onDone={onChanged} />}
    </Section>
  )
}

function AddPasskey({ onClose, onDone }: { onClose: () => void; onDone: () => void }) {
  const { account, device } = useSatchel()
  const [name, setName] = useState(device.defaultName)
  const [password, setPassword] = useState('')
  const add = async (): Promise<void> => {
    await account.addPasskey(password, name.trim() || device.defaultName)
    onDone()
    onClose()
    showToast({ message: 'The passkey is added' })
  }
  return (
    <FormDialog title="Add a passkey" description="Your browser asks for your finger, face or PIN next." submit="Continue" onClose={onClose} onSubmit={add}>
      {(errorOf) => (
        <>
          <PasswordField first error={errorOf('password')} value={password} onChange={setPassword} />
          <Field label="Name" hint="So that you know it again: where it is kept, say.">
            {(control) => <Input {...control} autoComplete="off" maxLength={60} value={name} onChange={(event) => setName(event.target.value)} />}
          </Field>
        </>
      )}
    </FormDialog>
  )
}

function RemovePasskey({ passkey, onClose, onDone }: { passkey: Passkey; onClose: () => void; onDone: () => void }) {
  const { account } = useSatchel()
  const [password, setPassword] = useState('')
  const remove = async (): Promise<void> => {
    await account.removePasskey(passkey.id, password)
    onDone()
    onClose()
    showToast({ message: `The passkey “${passkey.name}” is removed` })
  }
  return (
    <FormDialog title={`Remove “${passkey.name}”?`} description="It signs you in no more. Your browser may go on offering it until you delete it there too." submit="Remove" danger onClose={onClose} onSubmit={remove}>
      {(errorOf) => <PasswordField first error={errorOf('password')} value={password} onChange={setPassword} />}
    </FormDialog>
  )
}
