import { useState } from 'react'
import { useSatchel } from '../../../data-api/hooks.ts'
import { FormDialog } from '../../components/form-dialog.tsx'
import { QrCode } from './qr-code.tsx'
import { CodeField, PasswordField } from './secret-fields.tsx'

/** The way to an authenticator app: the password, its camera or the key by hand, and its first code. */
export function SetUpAuthenticator({ onClose, onDone }: { onClose: () => void; onDone: (recoveryCodes: string[]) => void }) {
  const { account } = useSatchel()
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const [begun, setBegun] = useState<{ ticket: string; secret: string; uri: string } | null>(null)
  if (begun === null) {
    return (
      <FormDialog
        key="password" title="Set up an authenticator app" description="From then on signing in asks for a code beside the password." submit="Continue" onClose={onClose}
        onSubmit={async () => { setBegun(await account.beginAuthenticator(password)) }}
      >
        {(errorOf) => <PasswordField first error={errorOf('password')} value={password} onChange={setPassword} />}
      </FormDialog>
    )
  }
  return (
    <FormDialog
      key="code" title="Scan with your authenticator app" description="Such as 1Password, Bitwarden, Google Authenticator or your phone’s own." submit="Confirm" onClose={onClose}
      onSubmit={async () => { onDone(await account.confirmAuthenticator(begun.ticket, code)) }}
    >
      {(errorOf) => (
        <>
          <div className="flex flex-col items-center gap-3">
            <QrCode text={begun.uri} label="QR code for your authenticator app" />
            <p className="text-center text-table text-muted">
              No camera? Type this key: <code className="break-all text-text select-all">{begun.secret.match(/.{1,4}/g)?.join(' ')}</code>
            </p>
          </div>
          <CodeField first recovery={false} error={errorOf('code')} value={code} onChange={setCode} />
        </>
      )}
    </FormDialog>
  )
}
