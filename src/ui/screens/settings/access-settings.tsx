import { useSecurity } from '../../../data-api/hooks.ts'
import { secondFactorKey } from '../../../model/settings.ts'
import { Section } from '../../components/screen.tsx'
import { Switch } from '../../components/switch.tsx'
import { Setting } from './facts.tsx'
import { useChosen, type WorkspaceSettings } from './use-workspace-settings.ts'

/** What everybody in the workspace has to prove. Only somebody who has proved it may ask it of others, or the switch would lock its owner out. */
export function AccessSettings({ settings, mayChange, change }: WorkspaceSettings) {
  const { data: security } = useSecurity()
  const isOn = settings.get(secondFactorKey) === true
  const [shown, choose] = useChosen<boolean>(isOn, (on) =>
    change(secondFactorKey, on || null, on ? 'Sync now asks everybody for two-factor authentication.' : 'Sync asks for the password only.'))
  const first = mayChange === true && !isOn && security?.proven === false
  return (
    <Section title="Access">
      <div>
        <Setting
          label="Require two-factor authentication"
          text={first
            ? 'Set it up for yourself first, under Account.'
            : 'Who has none works on, and syncs once it is set up; so do their API tokens. Nothing anybody wrote is lost by it.'}
        >
          {mayChange === true
            ? <Switch aria-label="Require two-factor authentication" checked={shown} disabled={first} onChange={(event) => choose(event.target.checked)} />
            : <span className="text-ui text-muted">{isOn ? 'Required' : 'Not required'}</span>}
        </Setting>
      </div>
    </Section>
  )
}
