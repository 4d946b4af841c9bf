import { useState } from 'react'
import { appShell } from '../../../data-api/app-shell.ts'
import { useAppShell } from '../../../data-api/hooks.ts'
import { openHelp } from '../../app/open-overlay.ts'
import { setPreferences, type Preferences } from '../../app/preferences.ts'
import { usePreferences } from '../../app/use-preferences.ts'
import { Button } from '../../components/button.tsx'
import { Section } from '../../components/screen.tsx'
import { Select } from '../../components/select.tsx'
import { Switch } from '../../components/switch.tsx'
import { showError } from '../../components/toast.tsx'
import { applyUpdate } from '../../sync-status/apply-update.ts'
import { Setting } from './facts.tsx'

/** Set by the build. */
declare const __SATCHEL_VERSION__: string

/** How the app looks and behaves on this device, its version and its installation. */
export function AppSettings() {
  const { theme, singleKeys } = usePreferences()
  return (
    <>
      <Section title="Appearance">
        <div>
          <Setting label="Theme" text="On this device.">
            <Select className="w-40" aria-label="Theme" value={theme} options={themes} onChange={(event) => setPreferences({ theme: event.target.value as Preferences['theme'] })} />
          </Setting>
        </div>
      </Section>
      <Section title="Keyboard">
        <div>
          <Setting label="Single-key shortcuts" text="C for a new contact, G T for Today and so on. ⌘ and Ctrl shortcuts always work.">
            <Switch aria-label="Single-key shortcuts" checked={singleKeys} onChange={(event) => setPreferences({ singleKeys: event.target.checked })} />
          </Setting>
          <Setting label="All shortcuts" text="Those of the screen you are on, with ? too.">
            <Button size="sm" onClick={openHelp}>Show</Button>
          </Setting>
        </div>
      </Section>
      <Section title="Tour">
        <div>
          <Setting label="How Satchel keeps your work" text="Five steps, in plain words.">
            <Button size="sm" onClick={() => setPreferences({ tourStep: 0 })}>Show</Button>
          </Setting>
        </div>
      </Section>
      <AppSection />
    </>
  )
}

const themes: { value: Preferences['theme']; label: string }[] = [
  { value: 'system', label: 'As the system' }, { value: 'light', label: 'Light' }, { value: 'dark', label: 'Dark' },
]

const isInstalled = (): boolean => window.matchMedia('(display-mode: standalone)').matches

function AppSection() {
  const { updateReady, canInstall } = useAppShell()
  const [checked, setChecked] = useState<'no' | 'checking' | 'yes'>('no')
  const check = async (): Promise<void> => {
    setChecked('checking')
    try {
      await appShell.checkForUpdate()
      setChecked('yes')
    } catch (thrown) {
      setChecked('no')
      showError(thrown)
    }
  }
  const installed = isInstalled()
  return (
    <Section title="Version">
      <div>
        <Setting
          label={`Version ${__SATCHEL_VERSION__}`}
          text={updateReady ? 'A newer version is ready. What you are typing is kept.' : checked === 'yes' ? 'This is the newest version.' : 'Updates load by themselves and wait for your word.'}
        >
          {updateReady
            ? <Button size="sm" variant="primary" onClick={() => void applyUpdate()}>Update ready: reload</Button>
            : <Button size="sm" waiting={checked === 'checking'} onClick={() => void check()}>{checked === 'checking' ? 'Checking' : 'Check for update'}</Button>}
        </Setting>
        <Setting
          label="Install"
          text={installed ? 'Satchel is installed on this device.' : canInstall ? 'Its own window, in your apps, and it starts without a network.' : 'Use “Install” or “Add to home screen” in your browser’s menu.'}
        >
          {!installed && canInstall && <Button size="sm" onClick={() => { appShell.install().catch(showError) }}>Install</Button>}
        </Setting>
      </div>
    </Section>
  )
}
