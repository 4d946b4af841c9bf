import { useState } from 'react'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { Input } from '../../components/input.tsx'
import { plural } from '../../components/format.ts'
import { Section } from '../../components/screen.tsx'
import { Setting } from './facts.tsx'
import type { WorkspaceSettings } from './use-workspace-settings.ts'

/** How long deleted records and the history are kept, for everybody. */
export function KeepingSettings(workspace: WorkspaceSettings) {
  return (
    <Section title="Keeping">
      {workspace.local && <p className="text-ui text-muted">Without an account nothing is taken away. This holds from the day you sign in.</p>}
      <div>
        <Days setting="trashDays" label="Trash" usual={90} what="Days in the trash" says={(days) => `Deleted records can be brought back for ${plural(days ?? 90, 'day')}.`} workspace={workspace} />
        <Days
          setting="historyDays" label="History" usual={null} what="Days of history" workspace={workspace}
          says={(days) => (days === null ? 'History is kept for good.' : `History is kept for ${plural(days, 'day')}.`)}
        />
      </div>
    </Section>
  )
}

interface DaysProps {
  setting: 'trashDays' | 'historyDays'
  label: string
  /** Where nothing is set; null: for good. */
  usual: number | null
  /** What the field asks for. */
  what: string
  says: (days: number | null) => string
  workspace: WorkspaceSettings
}

/** A number of days, saved when one leaves the field, and with Enter; empty is as usual. */
function Days({ setting, label, usual, what, says, workspace: { settings, mayChange, local, change } }: DaysProps) {
  const value = settings.get(setting), set = typeof value === 'number' ? value : null
  const [typed, setTyped] = useState<string | null>(null)
  /** Fewer days than there are, asked about before they hold. */
  const [fewer, setFewer] = useState<number | null>(null)
  const write = async (days: number | null): Promise<void> => {
    // What was refused stays to be mended.
    if (await change(setting, days === usual ? null : days, says(days ?? usual))) setTyped(null)
  }
  const save = (): void => {
    // Where it is asked about, the field is left as well.
    if (typed === null || fewer !== null) return
    const text = typed.trim(), days = text === '' ? null : Number(text)
    if ((days === usual ? null : days) === set) { setTyped(null); return }
    const asked = days ?? usual
    if (!local && asked !== null && isFewer(asked, set ?? usual)) setFewer(asked)
    else void write(days)
  }
  return (
    <Setting label={label} text={says(set ?? usual)}>
      {mayChange && (
        <span className="inline-flex items-center gap-2">
          <Input
            className="w-24 max-md:w-22 text-right tabular-nums" aria-label={what} inputMode="numeric" autoComplete="off" maxLength={6} placeholder={usual === null ? 'For good' : String(usual)}
            value={typed ?? (set === null ? '' : String(set))}
            onChange={(event) => setTyped(event.target.value)}
            onBlur={save}
            onKeyDown={(event) => {
              // Else the same key would press the first button of the question.
              if (event.key === 'Enter') { event.preventDefault(); save() }
              if (event.key === 'Escape') setTyped(null)
            }}
          />
          <span className="text-ui text-muted">days</span>
          <ConfirmDialog
            open={fewer !== null}
            onClose={() => { setFewer(null); setTyped(null) }}
            title={`${what}: only ${fewer ?? ''}?`}
            description="What is older goes for good within hours, for everybody and on every device. Undo cannot bring it back."
            confirm={`Keep ${plural(fewer ?? 0, 'day')}`}
            danger
            onConfirm={() => write(fewer)}
          />
        </span>
      )}
    </Setting>
  )
}

/** Whether so many days take something away of what is kept now; null: for good. What is no number of days is refused when it is written. */
const isFewer = (days: number, now: number | null): boolean => Number.isInteger(days) && days > 0 && (now === null || days < now)
