import { useMemo, useState } from 'react'
import Users from 'lucide-react/icons/users'
import { useHistory, useHistoryNaming } from '../../../data-api/hooks.ts'
import type { HistoryEntry, Rec } from '../../../data-api/types.ts'
import { listMembers, lists } from '../../../model/lists.ts'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { Field } from '../../components/field.tsx'
import { Input } from '../../components/input.tsx'
import { useNow, When } from '../../components/when.tsx'
import { toLocalMoment } from '../history/past-words.ts'
import { ChangeItem, whereAndWhen } from '../record/change-item.tsx'
import { TimelineRow } from '../record/timeline-row.tsx'
import { useDeviceLabels } from '../../sync-status/use-device-labels.ts'
import { listName } from './list-values.ts'
import { memberActs, memberWords, type MemberAct } from './member-acts.ts'
import { PastMembers } from './past-members.tsx'
import { useMemberNames } from './use-member-names.ts'

const none: HistoryEntry[] = []
const page = 200

/** What became of the list: its name, its filter, who came and who went; and who was in it at a moment. */
export function ListHistory({ list, onClose }: { list: Rec; onClose: () => void }) {
  const [at, setAt] = useState(''), now = toLocalMoment(useNow())
  return (
    <Dialog open onClose={onClose} title={`History of ${listName(list)}`}>
      <div className="flex flex-col gap-4">
        <div className="flex flex-wrap items-end gap-2">
          <Field label="Who was in it on" className="grow">{(control) => <Input {...control} type="datetime-local" className="tabular-nums" value={at} max={now} onChange={(event) => setAt(event.currentTarget.value)} />}</Field>
          {at !== '' && <Button onClick={() => setAt('')}>All of its history</Button>}
        </div>
        {at === '' ? <Everything list={list} /> : <PastMembers list={list} at={at} />}
      </div>
    </Dialog>
  )
}

/** The list's own changes and those of its members, in one line of time. */
function Everything({ list }: { list: Rec }) {
  const [limit, setLimit] = useState(page)
  const { data: own = none } = useHistory(lists.name, list.id)
  const { data: moves = none } = useHistoryNaming(listMembers.name, { field: 'listId', id: list.id }, limit)
  const deviceOf = useDeviceLabels(useMemo(() => [...own, ...moves], [own, moves]))
  const lines = useMemo(() => inTime(own, memberActs(moves, moves.length >= limit)), [own, moves, limit])
  const nameOf = useMemberNames(list, useMemo(() => lines.flatMap((line) => ('added' in line ? [...line.added, ...line.taken].slice(0, shown) : [])), [lines]))
  return (
    <>
      <ol className="flex flex-col">
        {lines.map((line) => ('added' in line
          ? (
            <TimelineRow key={`${line.id} ${line.entries[0]!.changeId}`} icon={<Users aria-hidden />}>
              <div className="flex items-baseline gap-2 text-table text-muted">
                <span className="min-w-0 [overflow-wrap:anywhere]"><strong className="font-medium text-text">{line.userName ?? 'You'}</strong> {memberWords(line, nameOf)}</span>
                <span className="ml-auto shrink-0 text-meta" title={whereAndWhen(line.entries[0]!, deviceOf(line))}><When at={line.at} /></span>
              </div>
            </TimelineRow>
          )
          : <ChangeItem key={line.changeId} rec={list} entry={line} device={deviceOf(line)} />))}
      </ol>
      {moves.length >= limit && <Button className="self-start" onClick={() => setLimit(limit + page)}>Show older</Button>}
    </>
  )
}

/** As many as a line may name. */
const shown = 6

/** Newest first. Members who went to the trash with the list, and came back with it, say nothing that it does not. */
function inTime(own: readonly HistoryEntry[], acts: readonly MemberAct[]): (HistoryEntry | MemberAct)[] {
  const whole = new Set(own.filter(({ op }) => op === 'delete' || op === 'restore').map(({ mutationId, groupId }) => groupId ?? mutationId))
  return [...own, ...acts.filter(({ id }) => !whole.has(id))].sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 'added' in a ? -1 : 1))
}
