import { limits, str } from '../../model/text.ts'
import type { Data, Json } from '../../shared/json.ts'
import type { Draft } from '../map/draft.ts'
import type { MatchKey } from './match-keys.ts'
import type { SourceRow } from './plan.ts'

/** A row with the record it would make and the keys it is known by. */
export interface KeyedRow { source: SourceRow; data: Data; notes: string[]; same: MatchKey[]; alike: MatchKey[]; recordId: string | null }

/** Gives a row's draft its ids and keys; null for a row that cannot become a record, with the reason put into it. */
export function keyRow(source: SourceRow, makeElementId: () => string): KeyedRow | null {
  const { draft, into } = source
  if (draft === null || source.error !== null) return null
  const data = withElementIds(draft.data, makeElementId)
  const notes = 'reference' in into.notes ? draft.notes : withOwnText(data, into.notes.field, draft)
  const carried = [str(data['externalId']), draft.carriedId ?? '', source.fingerprint].filter((id) => id !== '')
  data['externalId'] = carried[0]!
  for (const [index, rule] of into.entity.rules.entries()) {
    const broken = rule.check(withNamed(source, data), { role: 'owner', userId: null })
    if (broken !== null) {
      source.error = index === 0 ? into.nothing : broken.message
      return null
    }
  }
  return { source, data, notes, ...into.keys(data, carried), recordId: draft.recordId }
}

/** With the records that the row names, as far as nobody has looked yet whether they are here. */
const withNamed = ({ draft }: SourceRow, data: Data): Data => ({ ...Object.fromEntries((draft?.links ?? []).map(({ field, id, words }) => [field, id ?? words])), ...data })

/** Notes into the record's own text, as far as it may be long; what is beyond that is said. Gives what is left for notes of their own: nothing. */
function withOwnText(data: Data, field: string, { notes, warnings }: Draft): string[] {
  const whole = [str(data[field]), ...notes].filter((text) => text !== '').join('\n\n')
  if (whole !== '') data[field] = whole.slice(0, limits.text).replace(/[\ud800-\udbff]$/, '')
  if (whole.length > limits.text) warnings.push(`The notes have ${whole.length.toLocaleString('en')} characters, and ${limits.text.toLocaleString('en')} is the most; the rest of them is left out`)
  return []
}

function withElementIds(data: Data, makeElementId: () => string): Data {
  const result: Data = {}
  for (const [field, value] of Object.entries(data)) {
    result[field] = Array.isArray(value) && value.every((element) => typeof element === 'object') ? value.map((element) => ({ id: makeElementId(), ...(element as Record<string, Json>) })) : value
  }
  return result
}
