import CircleUser from 'lucide-react/icons/circle-user'
import { useSync } from '../../../data-api/hooks.ts'
import type { Rec } from '../../../data-api/types.ts'
import { Select } from '../../components/select.tsx'
import { useMembers } from '../../sync-status/use-members.ts'
import { Property } from './property.tsx'
import { textOf } from './task-values.ts'

/** Who does it, where more than one could. Who is in the workspace is the server's to say: without the network, those it last named. */
export function AssigneeRow({ rec, fixed, onPick }: { rec: Rec; fixed: boolean; onPick: (id: string | null) => void }) {
  const { status } = useSync()
  const known = useMembers()
  const assignee = textOf(rec, 'assigneeId')
  if (status.account === null || (known.length < 2 && assignee === '')) return null
  const options = [
    { value: '', label: 'Nobody' },
    ...known.map(({ userId, name }) => ({ value: userId, label: userId === status.account?.userId ? `${name} (you)` : name })),
    ...(assignee !== '' && !known.some(({ userId }) => userId === assignee) ? [{ value: assignee, label: 'Somebody in this workspace' }] : []),
  ]
  return (
    <Property icon={<CircleUser />} label="Assignee">
      <Select quiet aria-label="Assignee" disabled={fixed} options={options} value={assignee} onChange={(event) => onPick(event.currentTarget.value || null)} />
    </Property>
  )
}
