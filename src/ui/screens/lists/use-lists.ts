import { useList } from '../../../data-api/hooks.ts'
import type { Ahead } from '../../../data-api/ahead.ts'
import type { ListOptions, Rec, Where } from '../../../data-api/types.ts'
import { listMembers, lists, memberField } from '../../../model/lists.ts'

const most = 500

/** The lists, by name; those that `where` says. None as long as they are not read. */
export const useLists = (where?: Where, enabled = true): readonly Rec[] => useListsRead(where, enabled) ?? none

/** The same; null: they are not read yet. */
export function useListsRead(where?: Where, enabled = true): readonly Rec[] | null {
  const { data } = useList(lists.name, byName(where), { enabled })
  return data?.rows ?? null
}

const byName = (where?: Where): ListOptions => ({ ...(where ? { where } : {}), sort: ['name'], limit: most })

/** The lists by hand that a record is in; null: it is in none, ever. */
export function listsOf(entity: string, id: string): Where | null {
  const field = memberField(entity)
  return field === null ? null : { and: [{ id: { through: { entity: listMembers.name, field: 'listId', where: { [field]: id } } } }, { kind: 'manual' }] }
}

/** The same beforehand. */
export async function askListsOf(ask: Ahead, entity: string, id: string): Promise<void> {
  const where = listsOf(entity, id)
  if (where !== null) await ask.list(lists.name, byName(where))
}

const none: readonly Rec[] = []
