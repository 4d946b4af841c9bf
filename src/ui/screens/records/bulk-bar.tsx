import { Suspense, useState } from 'react'
import Download from 'lucide-react/icons/download'
import ListMinus from 'lucide-react/icons/list-minus'
import ListPlus from 'lucide-react/icons/list-plus'
import Merge from 'lucide-react/icons/merge'
import Pencil from 'lucide-react/icons/pencil'
import TagIcon from 'lucide-react/icons/tag'
import Trash2 from 'lucide-react/icons/trash-2'
import X from 'lucide-react/icons/x'
import { useMayWrite } from '../../app/may-write.ts'
import { inSight } from '../../components/in-sight.ts'
import { Button } from '../../components/button.tsx'
import { handsFocusOn } from '../../components/use-focus-kept.ts'
import { formatCount } from '../../components/format.ts'
import { IconButton } from '../../components/icon-button.tsx'
import { lazyPart } from '../../components/lazy-part.ts'
import { Menu } from '../../components/menu.tsx'
import { useIsPhone } from '../../components/use-is-phone.ts'
import { openAddToList } from '../lists/open-add-to-list.ts'
import { BulkEditDialog } from './bulk-edit-dialog.tsx'
import { BulkTagDialog } from './bulk-tag-dialog.tsx'
import { exportWords } from './download.ts'
import { useKind } from './kind.ts'
import { useRecordActs } from './use-record-acts.ts'
import type { Selection } from './use-selection.ts'

const MergeDialog = lazyPart(() => import('../duplicates/merge-dialog.tsx').then((module) => ({ default: module.MergeDialog })))
/** More side by side nobody compares. */
const mostMerged = 8

const toTheRows = handsFocusOn(() => inSight('[role=grid], [data-record-list]'))

/** What can be done with the selected. Under the list, so that no row moves and one can go on searching for more. */
export function BulkBar({ selection, total }: { selection: Selection; total: number }) {
  const kind = useKind()
  const acts = useRecordActs()
  const phone = useIsPhone()
  const mayWrite = useMayWrite()
  const [dialog, setDialog] = useState<'edit' | 'tag' | 'merge' | null>(null)
  const [busy, setBusy] = useState(false)
  const ids = [...selection.ids]
  const run = async (act: () => Promise<boolean>, clear = false): Promise<void> => {
    if (busy) return
    setBusy(true)
    const done = await act()
    setBusy(false)
    if (done && clear) selection.clear()
  }
  // Not while it writes: a button that is switched off under the fingers takes the focus with it.
  const takeOut = kind.within?.takeOut
  const idle = ids.length === 0
  const edits = !mayWrite ? [] : [
    { label: 'Edit', icon: <Pencil aria-hidden />, onSelect: () => setDialog('edit') },
    ...(kind.listed ? [{ label: 'Add to list', icon: <ListPlus aria-hidden />, onSelect: () => openAddToList({ entity: kind.entity.name, ids }) }] : []),
    ...(takeOut ? [{ label: 'Take out', icon: <ListMinus aria-hidden />, onSelect: () => void run(() => takeOut(ids), true) }] : []),
    { label: 'Tag', icon: <TagIcon aria-hidden />, onSelect: () => setDialog('tag') },
    ...(kind.page !== undefined && kind.entity.alike && ids.length > 1 && ids.length <= mostMerged ? [{ label: 'Merge', icon: <Merge aria-hidden />, onSelect: () => setDialog('merge') }] : []),
  ]
  const exports = kind.exports.map((format) => ({ label: exportWords[format], onSelect: () => acts.exportSome(format, ids) }))
  const remove = { label: 'Delete', icon: <Trash2 aria-hidden />, danger: true, onSelect: () => void run(() => acts.remove(ids), true) }
  return (
    <div ref={toTheRows} role="toolbar" aria-label={`Selected ${kind.entity.label.many}`} className="flex h-11 min-w-0 shrink-0 items-center gap-1 overflow-x-auto border-t border-line px-3 max-md:h-14 max-md:px-2">
      <IconButton label="Select none" shortcut="Esc" onClick={selection.clear}><X /></IconButton>
      <span className="shrink-0 text-table font-medium" role="status">{busy ? `Writing ${formatCount(ids.length)}…` : `${formatCount(ids.length)} selected`}</span>
      {ids.length < total && <Button variant="ghost" size="sm" className="text-accent" onClick={selection.all}>Select all {formatCount(total)}</Button>}
      <div className="ml-auto flex items-center gap-1">
        {phone
          ? <Menu label="Actions" align="end" trigger={<Button size="sm" disabled={idle}>Actions</Button>} items={[...edits, ...(mayWrite ? [{ kind: 'separator' as const }] : []), { kind: 'heading', label: 'Export' }, ...exports, ...(mayWrite ? [{ kind: 'separator' as const }, remove] : [])]} />
          : (
            <>
              {edits.map((item) => <Button key={item.label} size="sm" disabled={idle} icon={item.icon} onClick={item.onSelect}>{item.label}</Button>)}
              <Menu label="Export the selected" align="end" trigger={<Button size="sm" disabled={idle} icon={<Download aria-hidden />}>Export</Button>} items={exports} />
              {mayWrite && <Button size="sm" variant="danger" disabled={idle} icon={remove.icon} onClick={remove.onSelect}>{remove.label}</Button>}
            </>
          )}
      </div>
      {dialog === 'edit' && <BulkEditDialog count={ids.length} onClose={() => setDialog(null)} onApply={(field, value, label) => run(() => acts.setField(ids, field, value, label))} />}
      {dialog === 'merge' && kind.page !== undefined && <Suspense><MergeDialog of={{ entity: kind.entity, page: kind.page }} ids={ids} onClose={() => setDialog(null)} onMerged={() => { setDialog(null); selection.clear() }} /></Suspense>}
      {dialog === 'tag' && <BulkTagDialog count={ids.length} onClose={() => setDialog(null)} onAdd={(tag) => run(() => acts.addTag(ids, tag))} onRemove={(tag) => run(() => acts.removeTag(ids, tag))} />}
    </div>
  )
}
