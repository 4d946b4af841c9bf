import { useState } from 'react'
import { useQuery } from '@tanstack/react-query'
import { useList, useSatchel } from '../../../data-api/hooks.ts'
import { contacts } from '../../../model/contacts.ts'
import { useMayWrite } from '../../app/may-write.ts'
import { useUndo } from '../../app/undo.ts'
import { Button } from '../../components/button.tsx'
import { formatCount, plural } from '../../components/format.ts'
import { showError, showToast, whileWorking } from '../../components/toast.tsx'
import { missingNames } from './adopt-names.ts'
import { makeNamed } from './company-names.ts'
import { useIsComplete } from './use-adopted-names.ts'

/** Names that contacts came with, from a file or an older version, and that no company is called by: to be added at one word. Quiet where there are none. */
export function MissingCompanies() {
  const satchel = useSatchel()
  const { undoOf } = useUndo()
  const mayWrite = useMayWrite(), complete = useIsComplete()
  const [busy, setBusy] = useState(false)
  const { data: last } = useList(contacts.name, { where: { company: { notEmpty: true } }, sort: ['-updatedAt'], limit: 1 })
  const { data: missing = [] } = useQuery({
    queryKey: ['list', 'companies', 'missing', last?.total, last?.rows[0]?.updatedAt],
    queryFn: () => missingNames(satchel),
    enabled: mayWrite && complete && last !== undefined && last.total > 0,
  })
  if (missing.length === 0) return null
  const add = async (): Promise<void> => {
    setBusy(true)
    try {
      const label = `Add ${plural(missing.length, 'company', 'companies')} of your contacts`
      const { actId } = await whileWorking(satchel.bulk(async (writer) => { await makeNamed(satchel, writer, missing) }, { label }))
      showToast({ message: `${plural(missing.length, 'company', 'companies')} added`, ...undoOf(actId, label) })
    } catch (thrown) {
      showError(thrown)
    } finally {
      setBusy(false)
    }
  }
  const named = missing.slice(0, 3).join(', ')
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-side px-4 py-1.5 text-table">
      <span className="min-w-0 grow truncate text-muted">
        {missing.length === 1 ? `Contacts name ${named}, which is no company here yet.` : `Contacts name ${formatCount(missing.length)} more, ${named}${missing.length > 3 ? ' …' : ''}`}
      </span>
      <Button size="sm" disabled={busy} onClick={() => void add()}>{missing.length === 1 ? 'Add it' : 'Add them'}</Button>
    </div>
  )
}
