import { useQueries } from '@tanstack/react-query'
import { recordAsk } from '../../data-api/asks.ts'
import { useSatchel } from '../../data-api/hooks.ts'
import type { Json } from '../../shared/json.ts'
import { useMembers } from './use-members.ts'
import { namedBy, recordTitle, valueText } from './value-text.ts'

/**
 * The values of a field as a person reads them, in the order given, live: what is the id of a record by its title, one of the workspace's people
 * by their name. Who is in the workspace is the server's to say: without the network, those it last named.
 */
export function useValueWords(entity: string, field: string, values: readonly (Json | undefined)[]): string[] {
  const satchel = useSatchel(), people = useMembers()
  const names = namedBy(entity, field)
  const texts = values.map((value) => valueText(entity, field, value))
  const ids = names === undefined || names === 'members' ? [] : [...new Set(texts.filter(Boolean))]
  const records = useQueries({ queries: ids.map((id) => recordAsk(satchel, names!, id)) })
  if (names === undefined) return texts
  return texts.map((id) => {
    if (id === '') return ''
    if (names === 'members') return people.find(({ userId }) => userId === id)?.name ?? 'Somebody in this workspace'
    return recordTitle(names, records[ids.indexOf(id)]?.data)
  })
}
