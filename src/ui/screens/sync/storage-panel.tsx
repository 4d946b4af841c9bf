import { useRef, useState } from 'react'
import { useSatchel, useStorageInfo } from '../../../data-api/hooks.ts'
import { Button } from '../../components/button.tsx'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { formatBytes, formatCount } from '../../components/format.ts'
import { InlineNotice } from '../../components/inline-notice.tsx'
import { Section } from '../../components/screen.tsx'
import { showError, showToast } from '../../components/toast.tsx'
import { backupName } from '../../sync-status/backup-name.ts'
import { localWords } from '../../sync-status/local-words.ts'
import { saveFile } from '../../sync-status/save-file.ts'
import { tellPersisted } from '../../sync-status/use-persistence.ts'
import { Fact, Facts, Setting } from '../settings/facts.tsx'

/** What is kept on this device and how safely; a backup file out of it, and one into it. */
export function StoragePanel() {
  const satchel = useSatchel()
  const { data: info, refetch } = useStorageInfo()
  const [rebuilding, setRebuilding] = useState(false)
  if (!info) return null
  const persist = async (): Promise<void> => {
    tellPersisted(await satchel.storage.persist())
    await refetch()
  }
  return (
    <>
      <Section title="On this device">
        {info.kind === 'memory' && (
          <InlineNotice tone="warn" title="Nothing is kept">Closing this window loses what is in it. Save a backup file, or open Satchel in a normal window.</InlineNotice>
        )}
        <Facts>
          <Fact label="Kept">{info.kind === 'opfs' ? 'In this browser, on this device' : 'Only in memory'}</Fact>
          <Fact label="Contents">{localWords(info.counts) ?? 'Nothing yet'}</Fact>
          <Fact label="Database">{formatBytes(info.databaseBytes)}</Fact>
          {info.usageBytes !== null && info.quotaBytes !== null && <Fact label="Room" hint={`${formatBytes(info.usageBytes)} used by Satchel`}>{formatBytes(info.quotaBytes)} allowed by the browser</Fact>}
        </Facts>
        {info.kind === 'opfs' && (
          <Setting
            label={info.persisted ? 'The browser keeps it until you delete it' : 'The browser may delete it when space runs short'}
            text={info.persisted ? 'Clearing the site’s data in the browser still removes it.' : 'Ask it to keep the data. Browsers agree sooner when the app is installed.'}
          >
            {!info.persisted && <Button size="sm" onClick={() => { persist().catch(showError) }}>Ask to keep it</Button>}
          </Setting>
        )}
      </Section>
      <BackupSection />
      <Section title="Repair">
        <Setting label="Rebuild this device" text="Downloads everything from your account again. Changes that were not sent yet are kept and go out after it.">
          <Button size="sm" disabled={info.workspaceId === null} onClick={() => setRebuilding(true)}>Rebuild…</Button>
        </Setting>
        {info.workspaceId === null && <p className="text-table text-muted">Without an account there is nothing to rebuild from.</p>}
      </Section>
      <Section title="For support">
        <Facts>
          <Fact label="Replica"><code className="text-table">{info.replicaId}</code></Fact>
          <Fact label="Database file"><code className="text-table">{info.databaseName}</code></Fact>
          <Fact label="SQLite">{info.sqliteVersion}</Fact>
          {Object.entries(info.counts).filter(([, count]) => count > 0).map(([name, count]) => <Fact key={name} label={`Records: ${name}`}>{formatCount(count)}</Fact>)}
        </Facts>
      </Section>
      <ConfirmDialog
        open={rebuilding}
        onClose={() => setRebuilding(false)}
        title="Rebuild this device?"
        description="Everything is downloaded from your account again and then replaces what is here; changes that exist only here stay. Until then you go on with what you have. It needs a network."
        confirm="Rebuild"
        onConfirm={async () => {
          await satchel.sync.rebuild()
          showToast({ message: 'Rebuilding. Your unsent changes are kept.' })
        }}
      />
    </>
  )
}

function BackupSection() {
  const satchel = useSatchel()
  const [busy, setBusy] = useState(false)
  const [file, setFile] = useState<File | null>(null)
  const chooser = useRef<HTMLInputElement>(null)
  const backUp = async (): Promise<void> => {
    setBusy(true)
    try {
      const blob = await satchel.storage.backup()
      saveFile(blob, backupName())
      showToast({ message: `Backup written, ${formatBytes(blob.size)}. Keep it somewhere other than this device.` })
    } catch (thrown) {
      showError(thrown)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Section title="Backup">
      <Setting label="Backup file" text="The whole workspace with its history and unsent changes, in one file.">
        <Button size="sm" waiting={busy} onClick={() => void backUp()}>{busy ? 'Writing' : 'Save a backup'}</Button>
      </Setting>
      <Setting label="Restore" text="Puts a backup file in the place of what is on this device.">
        <Button size="sm" onClick={() => chooser.current?.click()}>Choose a file…</Button>
        <input
          ref={chooser}
          type="file"
          accept=".satchel,.sqlite,.db"
          aria-label="Backup file to restore"
          className="sr-only"
          tabIndex={-1}
          onChange={(event) => { setFile(event.target.files?.[0] ?? null); event.target.value = '' }}
        />
      </Setting>
      <ConfirmDialog
        open={file !== null}
        onClose={() => setFile(null)}
        title={`Restore ${file?.name ?? ''}?`}
        description="Everything on this device is replaced by what is in the file. Unsent changes that are only here are lost; those in the file are sent. Save a backup first if you are in doubt."
        confirm="Replace and restore"
        danger
        onConfirm={async () => {
          await satchel.storage.restore(file!)
          // What the account has since the backup comes down next; without an account or a network that waits.
          satchel.sync.now().catch(() => undefined)
          showToast({ message: 'Restored from the backup file' })
        }}
      />
    </Section>
  )
}
