import type { Rec } from '../../../data-api/types.ts'
import { phoneDigits } from '../../../shared/fold.ts'
import { highlightParts, numberOf } from '../../components/highlight-parts.ts'
import type { Kind } from './kind.ts'
import { nameOf } from './record-values.ts'

/** What stands beside a name: what they are; where neither says why a search found them, the value that does. */
export function foundWords({ entity, about, found }: Pick<Kind, 'entity' | 'about' | 'found'>, rec: Rec, wanted: string): string {
  const role = about(rec)
  const says = (text: string): boolean => highlightParts(text, wanted) !== null
  if (wanted === '') return role
  // Numbers are found by their digits, however they are written.
  const digits = numberOf(wanted), number = digits === null ? undefined : found(rec).find((value) => phoneDigits(value).includes(digits))
  return number ?? (says(nameOf(entity, rec)) || says(role) ? role : found(rec).find(says) ?? role)
}
