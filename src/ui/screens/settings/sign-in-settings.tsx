import { useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Section } from '../../components/screen.tsx'
import { ChangePassword } from './change-password.tsx'
import { Setting } from './facts.tsx'

/** How the person proves who they are. */
export function SignInSettings({ email }: { email: string }) {
  const [open, setOpen] = useState(false)
  return (
    <Section title="Signing in">
      <div>
        <Setting label="Password" text="Changing it signs out all other devices and programs.">
          <Button size="sm" onClick={() => setOpen(true)}>Change…</Button>
        </Setting>
      </div>
      {open && <ChangePassword email={email} onClose={() => setOpen(false)} />}
    </Section>
  )
}
