import type { Rec } from '../../data-api/types.ts'
import type { Policy } from '../../model/entity.ts'
import { str } from '../../model/text.ts'
import type { Json } from '../../shared/json.ts'
import { entityLabel, fieldLabel } from './value-text.ts'

/** A value of this person's that lost (M2). */
export interface Notice {
  id: string
  entity: string
  recordId: string
  field: string
  lost: Json
  stands: Json
  by: string
  at: string
}

/** Reads a notice record; null where it is none this version understands. */
export function toNotice(rec: Rec): Notice | null {
  const text = (key: string): string => str(rec[key] as Json | undefined)
  if (!text('entity') || !text('recordId') || !text('field')) return null
  return {
    id: rec.id, entity: text('entity'), recordId: text('recordId'), field: text('field'),
    lost: (rec['lost'] as Json | undefined) ?? null, stands: (rec['stands'] as Json | undefined) ?? null, by: text('byUserName'), at: text('at'),
  }
}

/**
 * "Ana's newer phones stand; yours are in the history." `me` is the reader's own name: a value of theirs from another device is
 * not somebody else's. A delete that gave way to an edit (M4) has its own sentence. By other policies than the usual ones (`policy`, the one
 * in force) what stands need not be the newer.
 */
export function noticeSentence({ entity, field, by }: Pick<Notice, 'entity' | 'field' | 'by'>, me: string | null, policy: Policy = 'newest'): string {
  const mine = by !== '' && by === me
  if (field === 'deletedAt') {
    const who = mine ? 'You edited it on another device' : `${by || 'Somebody'} edited it`
    return `${who} when you deleted this ${entityLabel(entity)}, so it stays.`
  }
  const label = lowerFirst(fieldLabel(entity, field))
  const many = /[^s]s$/.test(label)
  const stand = many ? 'stand' : 'stands', are = many ? 'are' : 'is'
  if (mine) return `The ${label} from your other device ${stand}; ${many ? 'these' : 'this one'} ${are} in the history.`
  const newer = policy === 'newest' || policy === 'union' ? 'newer' : by ? '' : 'different'
  return `${[by ? possessive(by) : 'A', newer, label].filter(Boolean).join(' ')} ${stand}; yours ${are} in the history.`
}

/** What "Restore mine" writes: null where the lost value is not a whole field (a delete, an element of a list). */
export const restorePatch = ({ field, lost }: Pick<Notice, 'field' | 'lost'>): Record<string, Json> | null =>
  field === 'deletedAt' || field.includes('/') ? null : { [field]: lost }

const possessive = (name: string): string => (name.endsWith('s') ? `${name}’` : `${name}’s`)
const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)
