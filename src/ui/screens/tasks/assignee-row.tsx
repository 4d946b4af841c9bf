import CircleUser from 'lucide-react/icons/circle-user'
import { useQuery } from '@tanstack/react-query'
import { useSatchel, useSync } from '../../../data-api/hooks.ts'
import type { Rec } from '../../../data-api/types.ts'
import { Select } from '../../components/select.tsx'
import { Property } from './property.tsx'
import { textOf } from './task-values.ts'

/** Who does it, where more than one could. Who is in the workspace is the server's to say: without the network, those it last named. */
export function AssigneeRow({ rec, fixed, onPick }: { rec: Rec; fixed: boolean; onPick: (id: string | null) => void }) {
  const { team } = useSatchel()
  const { status } = useSync()
  const { data: members } = useQuery({ queryKey: ['account', 'members', status.account?.workspaceId], queryFn: () => team.members(), enabled: status.account !== null, staleTime: 300_000 })
  const assignee = textOf(rec, 'assigneeId')
  if (status.account === null || ((members?.length ?? 0) < 2 && assignee === '')) return null
  const known = members ?? []
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
