import { useRegistration, useSync } from '../../../data-api/hooks.ts'
import { Button } from '../../components/button.tsx'
import { Section } from '../../components/screen.tsx'
import { endedWords } from '../../sync-status/ended-words.ts'
import { openSignIn, openSignOut } from '../../sync-status/overlay-doors.ts'
import { registrationWords } from '../../sync-status/sign-in-words.ts'
import { useLockedAccount } from '../../sync-status/use-locked-account.ts'
import { useOpened } from '../../sync-status/use-steady-status.ts'
import { Fact, Facts, Setting } from './facts.tsx'
import { SignInSettings } from './sign-in-settings.tsx'

/** Who is signed in here. */
export function AccountSettings() {
  const { status } = useSync()
  const opened = useOpened()
  const account = status.account, locked = useLockedAccount()
  const closed = registrationWords(useRegistration({ enabled: account === null }), false)
  return (
    <>
      <Section title="Account" actions={account && <Button size="sm" onClick={openSignOut}>Sign out…</Button>}>
        {account
          ? (
            <Facts>
              <Fact label="Name">{account.name}</Fact>
              <Fact label="E-mail">{account.email}</Fact>
              <Fact label="Workspace">{account.workspaceName}</Fact>
              <Fact label="Role">{account.role.charAt(0).toUpperCase() + account.role.slice(1)}</Fact>
            </Facts>
          )
          // Until the database is open nobody knows.
          : opened && (
            <div>
              <Setting
                stacked
                label={locked === null ? 'No account on this device' : 'Signed out'}
                text={locked === null ? `Everything is saved here. With an account it is on your other devices too.${closed === null ? '' : ` ${closed.title}.`}` : `What belongs to ${locked} is on this device, locked. Sign in to open it.`}
              >
                <Button size="sm" variant={closed === null ? 'secondary' : 'primary'} onClick={() => openSignIn('login')}>Sign in</Button>
                {closed === null && <Button size="sm" variant="primary" onClick={() => openSignIn('register')}>Create an account</Button>}
              </Setting>
            </div>
          )}
        {status.state === 'signed_out' && account && (
          <div>
            <Setting label="Your session has ended" text={endedWords(status)}>
              <Button size="sm" variant="primary" onClick={() => openSignIn('login')}>Sign in</Button>
            </Setting>
          </div>
        )}
      </Section>
      {account && status.state !== 'signed_out' && <SignInSettings email={account.email} />}
    </>
  )
}
