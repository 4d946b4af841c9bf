import { useState } from 'react'
import ListPlus from 'lucide-react/icons/list-plus'
import ListIcon from 'lucide-react/icons/list'
import { fold } from '../../../shared/fold.ts'
import { toSatchelError } from '../../../shared/errors.ts'
import type { Rec } from '../../../data-api/types.ts'
import { Dialog } from '../../components/dialog.tsx'
import { Highlight } from '../../components/highlight.tsx'
import { InlineNotice } from '../../components/inline-notice.tsx'
import { Input } from '../../components/input.tsx'
import { moveAmong } from '../../components/move-among.ts'
import { plural } from '../../components/format.ts'
import { ofList, listName } from './list-values.ts'
import type { AddToList as Wanted } from './open-add-to-list.ts'
import { useListActs } from './use-list-acts.ts'
import { useLists } from './use-lists.ts'

/** Which list they are to be in: one there is, or a new one by the name that was typed. */
export function AddToList({ entity, ids, onClose }: Wanted & { onClose: () => void }) {
  const acts = useListActs()
  const all = useLists({ entity, kind: 'manual' })
  const [typed, setTyped] = useState('')
  const [error, setError] = useState<string | null>(null)
  const wanted = typed.trim()
  const found = all.filter((list) => fold(listName(list)).includes(fold(wanted)))
  const isNew = wanted !== '' && !all.some((list) => fold(listName(list)) === fold(wanted))
  const add = (list: Rec): void => { onClose(); void acts.addTo(list, ids) }
  const create = (): void => { acts.create(wanted, { entity, ids }).then(onClose, (thrown: unknown) => setError(toSatchelError(thrown).message)) }
  const { one, many } = ofList({ entity }).entity.label
  const first = (): void => { if (found[0]) add(found[0]); else if (isNew) create() }
  return (
    <Dialog open onClose={onClose} title="Add to a list" description={`${plural(ids.length, one, many)} selected.`} width="sm">
      <div onKeyDown={(event) => moveAmong(event, [...event.currentTarget.querySelectorAll<HTMLElement>('input, button')], { letters: false })}>
        <Input
          data-autofocus aria-label="Find a list, or name a new one" placeholder="Find a list, or name a new one" autoComplete="off" value={typed}
          onChange={(event) => { setTyped(event.currentTarget.value); setError(null) }}
          onKeyDown={(event) => { if (event.key === 'Enter' && !event.nativeEvent.isComposing) { event.preventDefault(); first() } }}
        />
        {error && <InlineNotice tone="danger" className="mt-2">{error}</InlineNotice>}
        <ul aria-label="Lists" className="-mx-2 mt-2 flex max-h-72 flex-col overflow-y-auto">
          {found.map((list) => (
            <li key={list.id}>
              <button type="button" className={rowClass} onClick={() => add(list)}><ListIcon aria-hidden /><span className="truncate"><Highlight text={listName(list)} search={wanted || undefined} /></span></button>
            </li>
          ))}
          {isNew && <li><button type="button" className={rowClass} onClick={create}><ListPlus aria-hidden /><span className="truncate">New list “{wanted}”</span></button></li>}
          {found.length === 0 && !isNew && <li className="px-2 py-3 text-ui text-muted">No list yet. Type a name to make one.</li>}
        </ul>
      </div>
    </Dialog>
  )
}

const rowClass = 'flex min-h-9 w-full items-center gap-2 rounded-sm px-2 text-left text-ui -outline-offset-2! hover:bg-hover max-md:min-h-11 [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-muted'
