import { useState } from 'react'
import { useQuery } from '@tanstack/react-query'
import { useLocation, useNavigate } from '@tanstack/react-router'
import { useSatchel, useSync } from '../../data-api/hooks.ts'
import { Button } from '../components/button.tsx'
import { ConfirmDialog } from '../components/confirm-dialog.tsx'
import { Dialog } from '../components/dialog.tsx'
import { plural } from '../components/format.ts'
import { InlineNotice } from '../components/inline-notice.tsx'
import { saveFile } from './save-file.ts'
import { backupName } from './backup-name.ts'
import { othersWords } from './others-words.ts'
import { unsentWords } from './unsent-words.ts'

/** Signing out: what stays on this device, and above all what exists only here (product.md, "How sync talks"). */
export function SignOutDialog({ onClose }: { onClose: () => void }) {
  const satchel = useSatchel()
  const navigate = useNavigate()
  const path = useLocation({ select: ({ pathname }) => pathname })
  const { status, isSyncing } = useSync()
  const [busy, setBusy] = useState<string | null>(null)
  const [error, setError] = useState<string | null>(null)
  const [exported, setExported] = useState(false)
  const [discarding, setDiscarding] = useState(false)
  const { data: others } = useQuery({ queryKey: ['auth', 'otherCopies'], queryFn: () => satchel.auth.otherCopies(), staleTime: 0, refetchOnMount: 'always' })
  /** Told from when it was decided on: what is counted after that is another database's. */
  const [left, setLeft] = useState<number | null>(null)
  const unsent = left ?? status.pending + status.failed
  const changes = plural(unsent, 'change')

  const run = (name: string, act: () => Promise<void>) => async (): Promise<void> => {
    setBusy(name)
    setError(null)
    try {
      await act()
    } catch (thrown) {
      setError(thrown instanceof Error ? thrown.message : String(thrown))
    } finally {
      setBusy(null)
    }
  }
  const sync = async (): Promise<void> => {
    const words = unsentWords(await satchel.sync.now())
    if (words !== null) throw new Error(words)
  }
  const leave = async (choice: 'keep' | 'discard'): Promise<void> => {
    setLeft(unsent)
    await satchel.auth.logout(choice).catch((thrown: unknown) => {
      setLeft(null)
      throw thrown
    })
    onClose()
    // Who signs out over an invitation does it to come in by that as somebody else.
    if (path !== '/invite') await navigate({ to: '/welcome' })
  }
  const exportAll = async (): Promise<void> => {
    saveFile(await satchel.storage.backup(), backupName())
    setExported(true)
  }
  const disabled = busy !== null
  return (
    <Dialog
      open
      onClose={onClose}
      width="md"
      dismissible={!disabled}
      title={unsent > 0 ? `${changes} ${unsent === 1 ? 'exists' : 'exist'} only here` : 'Sign out'}
      description={unsent > 0
        ? `${unsent === 1 ? 'It has' : 'They have'} not reached your account yet. Signing out without sending or keeping ${unsent === 1 ? 'it' : 'them'} would lose ${unsent === 1 ? 'it' : 'them'}.`
        : 'Everything has reached your account. What should become of the copy on this device?'}
      footer={(
        <>
          <Button disabled={disabled} onClick={onClose}>Cancel</Button>
          <Button variant="danger" disabled={disabled} onClick={() => setDiscarding(true)}>{unsent > 0 ? 'Discard and sign out' : 'Delete the copy'}</Button>
          <Button disabled={disabled} variant={unsent > 0 ? 'secondary' : 'primary'} onClick={() => void run('lock', () => leave('keep'))()}>{unsent > 0 ? 'Lock instead' : 'Sign out, keep the copy'}</Button>
          {unsent > 0 && (
            <Button variant="primary" disabled={disabled || isSyncing} onClick={() => void run('sync', sync)()}>
              {busy === 'sync' || isSyncing ? 'Syncing' : 'Sync'}
            </Button>
          )}
        </>
      )}
    >
      <div className="flex flex-col gap-3 text-ui">
        <p className="text-muted">
          <strong className="font-medium text-text">{unsent > 0 ? 'Lock instead' : 'Keep the copy'}</strong>
          {' '}signs you out and leaves everything on this device{unsent > 0 ? ', the unsent too' : ''}. It opens again when you sign in with the same account.
        </p>
        <div className="flex flex-wrap items-center gap-3">
          <Button size="sm" disabled={disabled} onClick={() => void run('export', exportAll)()}>{busy === 'export' ? 'Writing the file' : 'Export a backup file'}</Button>
          {exported && <span role="status" className="text-table text-ok">Saved to your downloads.</span>}
        </div>
        {error && <InlineNotice tone="danger">{error}</InlineNotice>}
      </div>
      <ConfirmDialog
        open={discarding}
        onClose={() => setDiscarding(false)}
        danger
        title={unsent > 0 ? `Discard ${changes}?` : 'Delete the copy on this device?'}
        description={[
          unsent > 0 ? `${unsent === 1 ? 'It is' : 'They are'} nowhere else. Undo cannot bring ${unsent === 1 ? 'it' : 'them'} back.` : 'Your account keeps everything. The next sign-in on this device downloads it again.',
          ...othersWords(others ?? { sent: [], kept: [] }),
        ].join(' ')}
        confirm={unsent > 0 ? 'Discard and sign out' : 'Delete and sign out'}
        onConfirm={() => leave('discard')}
      />
    </Dialog>
  )
}
