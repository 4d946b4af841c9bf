import { useValueWords } from '../../../sync-status/use-value-words.ts'
import { recordTitle } from '../../../sync-status/value-text.ts'
import type { FieldWords } from './audit-words.ts'

/** A value before or after. */
export function AuditValue({ of, side }: { of: FieldWords; side: 'from' | 'to' }) {
  const text = of[side]
  if (text === '') return 'empty'
  return of.ids === undefined ? text : <Named {...of.ids} id={text} />
}

/** What is referred to, by its name as it is now; of what is not here any more the id is what the log has. */
function Named({ entity, field, id }: { entity: string; field: string; id: string }) {
  const [words = id] = useValueWords(entity, field, [id])
  return <span title={id}>{words === recordTitle(entity, null) ? id : words}</span>
}
