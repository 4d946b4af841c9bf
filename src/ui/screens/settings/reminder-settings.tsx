import { useState } from 'react'
import { askToRing, bellState } from '../../../data-api/bell.ts'
import { setPreferences, type Preferences } from '../../app/preferences.ts'
import { usePreferences } from '../../app/use-preferences.ts'
import { Button } from '../../components/button.tsx'
import { InlineNotice } from '../../components/inline-notice.tsx'
import { Input } from '../../components/input.tsx'
import { Section } from '../../components/screen.tsx'
import { Switch } from '../../components/switch.tsx'
import { Setting } from './facts.tsx'

/** Of what this device reminds, without any server. */
export function ReminderSettings() {
  const { reminders } = usePreferences()
  const [bell, setBell] = useState(bellState)
  const change = (part: Partial<Preferences['reminders']>): void => setPreferences({ reminders: { ...reminders, ...part } })
  const wanted = reminders.tasks || reminders.birthdays
  return (
    <Section title="Reminders">
      <p className="-mt-1 text-table text-muted">They come while Satchel is open in a window or a tab. What came up while it was closed is shown when you next open it.</p>
      <div>
        <Setting label="Tasks and follow-ups" text="At their time; those without one in the morning of their day.">
          <Switch aria-label="Remind of tasks" checked={reminders.tasks} onChange={() => change({ tasks: !reminders.tasks })} />
        </Setting>
        <Setting label="Birthdays" text="In the morning of the day.">
          <Switch aria-label="Remind of birthdays" checked={reminders.birthdays} onChange={() => change({ birthdays: !reminders.birthdays })} />
        </Setting>
        <Setting label="Morning" text="When the reminders of a day come.">
          <Input type="time" aria-label="Time of the morning reminders" className="w-36" disabled={!wanted} value={reminders.morning} onChange={(event) => { if (event.target.value !== '') change({ morning: event.target.value }) }} />
        </Setting>
        {wanted && bell === 'ask' && (
          <Setting label="Outside of Satchel too" text="As notifications of this device, while Satchel is open behind other windows. Until then they appear within Satchel.">
            <Button size="sm" onClick={() => void askToRing().then(setBell)}>Allow notifications</Button>
          </Setting>
        )}
      </div>
      {wanted && bell === 'blocked' && <InlineNotice>The browser blocks notifications of this address, so reminders appear within Satchel only. Allow them in its settings for this site.</InlineNotice>}
      {wanted && bell === 'unsupported' && <InlineNotice>This browser has no notifications for Satchel, so reminders appear within it only.</InlineNotice>}
    </Section>
  )
}
