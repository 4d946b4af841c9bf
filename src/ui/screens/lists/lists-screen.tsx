import { useRef, useState } from 'react'
import { Link, useNavigate } from '@tanstack/react-router'
import ListIcon from 'lucide-react/icons/list'
import Plus from 'lucide-react/icons/plus'
import Zap from 'lucide-react/icons/zap'
import { useCustomFields } from '../../../data-api/custom-field-hooks.ts'
import { useList } from '../../../data-api/hooks.ts'
import type { Rec } from '../../../data-api/types.ts'
import { useMayWrite } from '../../app/may-write.ts'
import { useShortcuts } from '../../app/shortcuts.ts'
import { Button } from '../../components/button.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { formatCount, plural } from '../../components/format.ts'
import { stepAmong } from '../../components/move-among.ts'
import { Screen } from '../../components/screen.tsx'
import { useNow, When } from '../../components/when.tsx'
import { NothingHere } from '../records/not-here.tsx'
import { SyncDot } from '../records/sync-dot.tsx'
import { CreateList } from './create-list.tsx'
import { followsWords, isLiveList, ofList, listName, optionsOfList, toMinute } from './list-values.ts'
import { useListsRead } from './use-lists.ts'

/** Every list: what it is called, who is in it and why. */
export default function ListsScreen() {
  const read = useListsRead(), all = read ?? []
  const navigate = useNavigate()
  const mayWrite = useMayWrite()
  const [creating, setCreating] = useState(false)
  const rows = useRef<HTMLUListElement>(null)
  const step = (by: 1 | -1): void => stepAmong([...rows.current?.querySelectorAll<HTMLElement>('a') ?? []], by)
  const create = (): void => { if (mayWrite) setCreating(true) }
  useShortcuts([
    { keys: 'j', also: 'ArrowDown', label: 'Next list', group: 'Lists', onlyKey: true, run: () => step(1) },
    { keys: 'k', also: 'ArrowUp', label: 'Previous list', group: 'Lists', onlyKey: true, run: () => step(-1) },
    { keys: 'n', label: 'New list', group: 'Lists', writes: true, run: create },
  ])
  return (
    <Screen title="Lists" layout="wide" meta={all.length > 0 ? formatCount(all.length) : undefined} actions={mayWrite && <Button size="sm" icon={<Plus aria-hidden />} onClick={create}>New list</Button>}>
      <div data-scrolls className="flex min-h-0 grow flex-col overflow-y-auto">
        {all.length === 0
          ? read !== null && (
            <NothingHere of={['lists']} many="lists" icon={<ListIcon />}>
              <EmptyState icon={<ListIcon />} title="No lists yet" actions={mayWrite && <Button variant="primary" onClick={create}>New list</Button>}>
                Put contacts together by hand, or filter them and keep the filter: the list then follows by itself.
              </EmptyState>
            </NothingHere>
          )
          : (
            <ul ref={rows} aria-label="Lists" onKeyDown={(event) => {
              const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
              if (by !== 0) { event.preventDefault(); step(by) }
            }}>
              {all.map((list) => <ListRow key={list.id} list={list} />)}
            </ul>
          )}
      </div>
      {creating && <CreateList onClose={() => setCreating(false)} onMade={(id) => { setCreating(false); void navigate({ to: '/lists/$id', params: { id } }) }} />}
    </Screen>
  )
}

function ListRow({ list }: { list: Rec }) {
  const { entity: { name, label } } = ofList(list)
  const fields = useCustomFields(name)
  const { data } = useList(name, { ...optionsOfList(list, toMinute(useNow()), fields), limit: 0 })
  const live = isLiveList(list), why = live ? followsWords(list, fields) : ''
  return (
    <li className="border-b border-line">
      <Link to="/lists/$id" params={{ id: list.id }} className="flex h-11 items-center gap-3 px-4 text-ui -outline-offset-2! hover:bg-hover max-md:h-14 [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-muted">
        {live ? <Zap role="img" aria-label="Live list" /> : <ListIcon role="img" aria-label="List by hand" />}
        <span className="flex min-w-0 grow items-baseline gap-3 max-md:flex-col max-md:gap-0">
          <span className="flex max-w-full shrink-0 items-center gap-2 font-medium"><span className="truncate">{listName(list)}</span><SyncDot sync={list.$sync} /></span>
          {why && <span className="max-w-full min-w-0 truncate text-table text-muted">{why}</span>}
        </span>
        <span className="shrink-0 text-table text-muted tabular-nums">{data && plural(data.total, label.one, label.many)}</span>
        <When at={list.updatedAt} className="w-24 shrink-0 text-right text-table text-muted max-md:hidden" />
      </Link>
    </li>
  )
}
