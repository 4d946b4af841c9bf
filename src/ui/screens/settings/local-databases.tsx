import { useEffect, useState } from 'react'
import { useSatchel, useSync } from '../../../data-api/hooks.ts'
import type { Satchel } from '../../../data-api/types.ts'
import { Badge } from '../../components/badge.tsx'
import { Button } from '../../components/button.tsx'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { Section } from '../../components/screen.tsx'
import { showError, showToast } from '../../components/toast.tsx'
import { calledApart } from './called-apart.ts'

type Database = Awaited<ReturnType<Satchel['databases']['list']>>[number]

/** Each account has its own database on the device; nothing is ever mixed. */
export function LocalDatabases() {
  const satchel = useSatchel()
  const [databases, setDatabases] = useState<Database[]>([])
  const [removing, setRemoving] = useState<Database | null>(null)
  const { status } = useSync()
  const accountId = status.account?.userId
  useEffect(() => {
    let gone = false
    satchel.databases.list().then((list) => { if (!gone) setDatabases(list) }, showError)
    return () => { gone = true }
  }, [satchel, accountId])
  if (databases.length < 2) return null
  const calls = calledApart(databases), callOf = (database: Database): string => calls.get(database.databaseName) ?? database.label
  const open = async (database: Database): Promise<void> => {
    await satchel.databases.open(database.databaseName)
    setDatabases(await satchel.databases.list())
    showToast({ message: `Switched to “${callOf(database)}”` })
  }
  return (
    <Section title="On this device">
      <ul className="border-t border-line">
        {databases.map((database) => (
          <li key={database.databaseName} className="flex min-h-12 items-center gap-3 border-b border-line py-2">
            <span className="flex min-w-0 grow flex-col">
              <span className="truncate text-ui">{callOf(database)}</span>
              <span className="truncate text-table text-muted">{database.accountEmail ?? 'No account'}</span>
            </span>
            {database.active
              ? <Badge tone="accent">Open</Badge>
              : (
                <>
                  <Button size="sm" variant="ghost" aria-label={`Remove ${callOf(database)} from this device`} onClick={() => setRemoving(database)}>Remove…</Button>
                  <Button size="sm" aria-label={`Switch to ${callOf(database)}`} onClick={() => { open(database).catch(showError) }}>Switch to it</Button>
                </>
              )}
          </li>
        ))}
      </ul>
      <ConfirmDialog
        open={removing !== null} onClose={() => setRemoving(null)} title={`Remove “${removing === null ? '' : callOf(removing)}” from this device?`} confirm="Remove it" danger
        description={removing?.accountEmail == null ? 'It is nowhere else: everything in it is lost for good.' : 'What its account holds stays there. What was never sent is lost for good.'}
        onConfirm={async () => {
          await satchel.databases.remove(removing!.databaseName)
          setDatabases(await satchel.databases.list())
        }}
      />
    </Section>
  )
}
