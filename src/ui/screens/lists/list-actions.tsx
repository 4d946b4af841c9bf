import { useState } from 'react'
import { flushSync } from 'react-dom'
import Ellipsis from 'lucide-react/icons/ellipsis'
import ListIcon from 'lucide-react/icons/list'
import UserPlus from 'lucide-react/icons/user-plus'
import Zap from 'lucide-react/icons/zap'
import { useNavigate } from '@tanstack/react-router'
import { useCustomFields } from '../../../data-api/custom-field-hooks.ts'
import type { Rec } from '../../../data-api/types.ts'
import { useMayWrite } from '../../app/may-write.ts'
import { useShortcuts } from '../../app/shortcuts.ts'
import { Button } from '../../components/button.tsx'
import { IconButton } from '../../components/icon-button.tsx'
import { Menu } from '../../components/menu.tsx'
import { FilterBuilder } from '../records/filter-builder.tsx'
import { NameDialog } from '../records/name-dialog.tsx'
import { nameOf } from '../records/record-values.ts'
import { RecordPicker } from '../records/record-picker.tsx'
import { ListHistory } from './list-history.tsx'
import { filterOf, isLiveList, ofList, listName } from './list-values.ts'
import { useListActs } from './use-list-acts.ts'

/** What one does with a list: add somebody, or change its filter; the rest behind the dots. */
export function ListActions({ list }: { list: Rec }) {
  const acts = useListActs()
  const navigate = useNavigate()
  const mayWrite = useMayWrite() && list.deletedAt === null
  const [dialog, setDialog] = useState<'name' | 'filter' | 'history' | null>(null)
  const fields = useCustomFields(ofList(list).entity.name)
  const [adding, setAdding] = useState(false)
  const kind = ofList(list), { entity: { name, label: { one } } } = kind, live = isLiveList(list), { q, f } = filterOf(list)
  const remove = (): void => { void acts.remove(list).then((done) => { if (done) void navigate({ to: '/lists' }) }) }
  const close = (): void => setDialog(null)
  // At once: the letters that are typed right after it belong in what opens.
  useShortcuts(!mayWrite ? [] : [
    { keys: 'a', label: live ? 'Edit the list’s filter' : `Add a ${one} to the list`, group: 'List', run: () => { flushSync(() => { if (live) setDialog('filter'); else setAdding(true) }) } },
    { keys: 'r', label: 'Rename the list', group: 'List', run: () => flushSync(() => setDialog('name')) },
    { keys: null, label: live ? 'Make it a list by hand' : 'Make it a live list', group: 'List', run: () => { if (live) void acts.makeManual(list, fields); else setDialog('filter') } },
    { keys: null, label: 'Delete the list', group: 'List', run: remove },
  ])
  return (
    <>
      {mayWrite && !live && (
        <RecordPicker
          entity={name} noun={one} chosen={[]} clearable={false} open={adding} onOpenChange={setAdding}
          trigger={<Button variant="ghost" size="sm" icon={<UserPlus aria-hidden />}><span className="max-md:sr-only">Add {one}</span></Button>}
          nameOf={(rec) => nameOf(kind.entity, rec)} aboutOf={kind.about} onPick={(rec) => { if (rec) void acts.addTo(list, [rec.id]) }}
        />
      )}
      {mayWrite && live && <Button variant="ghost" size="sm" icon={<Zap aria-hidden />} onClick={() => setDialog('filter')}><span className="max-md:sr-only">Edit filter</span></Button>}
      <Menu
        label="List actions"
        align="end"
        trigger={<IconButton label="List actions"><Ellipsis /></IconButton>}
        items={[
          ...(mayWrite ? [
            { label: 'Rename list', onSelect: () => setDialog('name') },
            live
              ? { label: 'Make it a list by hand', icon: <ListIcon aria-hidden />, onSelect: () => void acts.makeManual(list, fields) }
              : { label: 'Make it a live list', icon: <Zap aria-hidden />, onSelect: () => setDialog('filter') },
          ] : []),
          { label: 'History of the list', onSelect: () => setDialog('history') },
          ...(mayWrite ? [{ kind: 'separator' as const }, { label: 'Delete list', danger: true, onSelect: remove }] : []),
        ]}
      />
      <NameDialog key={String(dialog === 'name')} open={dialog === 'name'} title="Rename list" initial={listName(list)} onClose={close} onName={(next) => acts.rename(list, next)} />
      {dialog === 'filter' && <FilterBuilder title={live ? 'Filter of the list' : 'Make it a live list'} filters={f} search={q} onApply={(next) => { void acts.makeLive(list, { ...(q ? { q } : {}), f: next }) }} onClose={close} />}
      {dialog === 'history' && <ListHistory list={list} onClose={close} />}
    </>
  )
}
