import { useState } from 'react'
import { Link } from '@tanstack/react-router'
import { useSatchel } from '../../../data-api/hooks.ts'
import { contacts } from '../../../model/contacts.ts'
import { Button, buttonClass } from '../../components/button.tsx'
import { formatBytes, plural } from '../../components/format.ts'
import { Section } from '../../components/screen.tsx'
import { Select } from '../../components/select.tsx'
import { showError, showToast, whileWorking } from '../../components/toast.tsx'
import { useUndo } from '../../app/undo.ts'
import { backupName } from '../../sync-status/backup-name.ts'
import { saveFile } from '../../sync-status/save-file.ts'
import { removeSample, useSampleCount } from '../welcome/sample-workspace.ts'
import { exportChoices, exportFileName, exportKinds, type ExportChoice } from './export-kinds.ts'
import { Setting } from './facts.tsx'

const kindOptions = exportKinds.map(({ name, label }) => ({ value: name, label: label.many.charAt(0).toUpperCase() + label.many.slice(1) }))

/** Taking everything away, bringing it in, and the sample. */
export function DataSettings() {
  const satchel = useSatchel()
  const [busy, setBusy] = useState<string | null>(null)
  const [kindName, setKindName] = useState(contacts.name)
  const kind = exportKinds.find(({ name }) => name === kindName) ?? contacts
  const run = (name: string, act: () => Promise<void>) => (): void => {
    setBusy(name)
    act().catch(showError).finally(() => setBusy(null))
  }
  const exportAll = (choice: ExportChoice) => run(choice.format, async () => {
    saveFile(await satchel.entity(kind.name).export(choice.format), exportFileName(kind, choice), choice.type)
    showToast({ message: 'Saved to your downloads' })
  })
  const backUp = run('backup', async () => {
    const blob = await satchel.storage.backup()
    saveFile(blob, backupName())
    showToast({ message: `Backup written, ${formatBytes(blob.size)}. Keep it somewhere other than this device.` })
  })
  return (
    <>
      <Section title="Export">
        <div>
          <Setting label="What to export" text="All of one kind. A table’s own export takes what it shows.">
            <Select className="w-36" aria-label="What to export" disabled={busy !== null} value={kind.name} onChange={(event) => setKindName(event.target.value)} options={kindOptions} />
          </Setting>
          {exportChoices(kind).map((choice) => (
            <Setting key={choice.format} label={choice.label} text={choice.text}>
              <Button size="sm" waiting={busy !== null} aria-label={`Export as ${choice.label}`} onClick={exportAll(choice)}>{busy === choice.format ? 'Writing' : 'Export'}</Button>
            </Setting>
          ))}
          <Setting label="Backup file" text="The whole workspace with notes, history and unsent changes. Sync can restore it.">
            <Button size="sm" waiting={busy !== null} onClick={backUp}>{busy === 'backup' ? 'Writing' : 'Save a backup'}</Button>
          </Setting>
        </div>
      </Section>
      <Section title="Import and restore">
        <div>
          <Setting label="Import" text="Contacts, companies, projects, tasks and notes from CSV, vCard or JSON, with a rehearsal before anything is written.">
            <Link to="/import" search={{}} className={buttonClass('secondary', 'sm')}>Import</Link>
          </Setting>
          <Setting label="Storage, backup and repair" text="What is kept on this device, restoring a backup, rebuilding.">
            <Link to="/sync" search={{ tab: 'storage' }} className={buttonClass('secondary', 'sm')}>Open</Link>
          </Setting>
        </div>
      </Section>
      <SampleSection />
    </>
  )
}

function SampleSection() {
  const satchel = useSatchel()
  const count = useSampleCount()
  const { undoOf } = useUndo()
  const [busy, setBusy] = useState(false)
  if (count === 0) return null
  const remove = async (): Promise<void> => {
    setBusy(true)
    try {
      const { removed, kept, actId } = await whileWorking(removeSample(satchel))
      showToast({
        message: `${plural(removed, 'sample record')} removed. ${kept === 0 ? 'Your own are as they were.' : `${plural(kept, 'company', 'companies')} that your own name stayed.`}`,
        ...undoOf(actId, 'Remove the sample workspace'),
      })
    } catch (thrown) {
      showError(thrown)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Section title="Sample workspace">
      <div>
        <Setting label={plural(count, 'sample record')} text="Invented contacts, companies, projects, tasks and lists to look around with. Removing them leaves your own alone; a company that one of your own names stays, and so does a list that you changed.">
          <Button size="sm" variant="danger" disabled={busy} onClick={() => void remove()}>{busy ? 'Removing' : 'Remove the sample'}</Button>
        </Setting>
      </div>
    </Section>
  )
}
