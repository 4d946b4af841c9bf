import { Field } from '../../components/field.tsx'
import { Input } from '../../components/input.tsx'

interface SecretFieldProps { value: string; onChange: (value: string) => void; error: string | null; first?: boolean }

/** The account's password, asked for once more. */
export function PasswordField({ value, onChange, error, first = false }: SecretFieldProps) {
  return (
    <Field label="Password" error={error}>
      {(control) => <Input {...control} type="password" autoComplete="current-password" {...(first ? { 'data-autofocus': true } : {})} value={value} onChange={(event) => onChange(event.target.value)} />}
    </Field>
  )
}

/** A code of the authenticator app, or a recovery code where `recovery` is allowed. */
export function CodeField({ value, onChange, error, first = false, recovery = true }: SecretFieldProps & { recovery?: boolean }) {
  return (
    <Field label="Code" error={error} hint={recovery ? 'Six digits from your authenticator app, or a recovery code.' : 'The six digits it shows now.'}>
      {(control) => (
        <Input
          {...control} className="tabular-nums tracking-wider" inputMode={recovery ? 'text' : 'numeric'} autoComplete="one-time-code" autoCapitalize="none" spellCheck={false}
          {...(first ? { 'data-autofocus': true } : {})} value={value} onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  )
}
