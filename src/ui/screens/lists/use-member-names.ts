import { useMemo } from 'react'
import { useQuery } from '@tanstack/react-query'
import { useSatchel } from '../../../data-api/hooks.ts'
import type { Rec } from '../../../data-api/types.ts'
import { listMembers, memberField } from '../../../model/lists.ts'
import { dataOf, text } from '../records/record-values.ts'
import { ofList } from './list-values.ts'

/** What those are called whose memberships in a list these are, also where they, or it, are in the trash; live. */
export function useMemberNames(list: Rec, memberIds: readonly string[]): (memberId: string) => string {
  const satchel = useSatchel()
  const { entity } = ofList(list), field = memberField(entity.name)!
  const ids = useMemo(() => [...new Set(memberIds)].sort(), [memberIds])
  const { data } = useQuery({
    // Read anew with the list's members and with those who are in it.
    queryKey: ['list', entity.name, { where: { id: { through: { entity: listMembers.name, field } } }, members: ids }],
    queryFn: async () => {
      const { rows: members } = await satchel.entity(listMembers.name).list({ state: 'all', where: { id: { in: ids } }, limit: ids.length })
      const whose = new Map(members.map((member) => [member.id, text(member, field)]))
      const { rows } = await satchel.entity(entity.name).list({ state: 'all', where: { id: { in: [...new Set(whose.values())] } }, limit: ids.length })
      const names = new Map(rows.map((rec) => [rec.id, entity.title(dataOf(rec))]))
      return new Map([...whose].map(([member, of]) => [member, names.get(of) ?? gone]))
    },
    placeholderData: (former) => former,
  })
  return (memberId) => data?.get(memberId) ?? (data === undefined ? '' : gone)
}

const gone = 'somebody who is not here any more'
