import { productModel } from '../../model/model.ts'
import { plural } from '../components/format.ts'

/** "3,000 contacts and 2,444 notes": what people wrote into a database, by its counts; null where it is nothing. */
export function localWords(counts: Record<string, number>): string | null {
  const parts = [...productModel.entities.values()]
    .filter((entity) => entity.authored === 'people' && !entity.bookkeeping && (counts[entity.name] ?? 0) > 0)
    .map((entity) => plural(counts[entity.name]!, entity.label.one, entity.label.many))
  if (parts.length === 0) return null
  return parts.length === 1 ? parts[0]! : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)!}`
}
