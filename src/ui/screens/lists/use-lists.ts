import { useList } from '../../../data-api/hooks.ts'
import type { Rec, Where } from '../../../data-api/types.ts'
import { lists } from '../../../model/lists.ts'

const most = 500

/** The lists, by name; those that `where` says. */
export function useLists(where?: Where, enabled = true): readonly Rec[] {
  const { data } = useList(lists.name, { ...(where ? { where } : {}), sort: ['name'], limit: most }, { enabled })
  return data?.rows ?? none
}

const none: readonly Rec[] = []
