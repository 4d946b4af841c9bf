import { contacts } from '../../model/contacts.ts'
import { str } from '../../model/text.ts'
import type { Data, Json } from '../../shared/json.ts'
import type { Wanted } from './known-records.ts'
import type { MatchKey } from './match-keys.ts'
import { alikeKeys, sameKeys } from './match-keys.ts'
import type { SourceRow } from './plan.ts'

/** A row with the contact it would make and the keys it is known by. */
export interface KeyedRow { source: SourceRow; data: Data; notes: string[]; same: MatchKey[]; alike: MatchKey[]; recordId: string | null }

/** Gives a row's draft its ids and keys; null for a row that cannot become a contact, with the reason put into it. */
export function keyRow(source: SourceRow, makeElementId: () => string): KeyedRow | null {
  const { draft } = source
  if (draft === null || source.error !== null) return null
  const data = withElementIds(draft.data, makeElementId)
  const carried = [str(data['externalId']), draft.carriedId ?? '', source.fingerprint].filter((id) => id !== '')
  data['externalId'] = carried[0]!
  for (const rule of contacts.rules) {
    const broken = rule.check(data, { role: 'owner', userId: null })
    if (broken !== null) {
      source.error = rule.name === 'contact_needs_a_name' ? 'No name, company, e-mail or phone' : broken.message
      return null
    }
  }
  return { source, data, notes: draft.notes, same: sameKeys(data, carried), alike: alikeKeys(data), recordId: draft.recordId }
}

/** The keys and ids that `makePlan` will ask for. */
export function wantedBy(rows: readonly KeyedRow[]): Wanted {
  const same = new Set<string>(), alike = new Set<string>(), ids = new Set<string>(), withNotes = new Set<string>()
  for (const { same: sameKeys, alike: alikeKeys, notes, recordId } of rows) {
    for (const { key } of sameKeys) { same.add(key); if (notes.length > 0) withNotes.add(key) }
    for (const { key } of alikeKeys) alike.add(key)
    if (recordId !== null) { ids.add(recordId); if (notes.length > 0) withNotes.add(recordId) }
  }
  return { same, alike, ids, withNotes }
}

function withElementIds(data: Data, makeElementId: () => string): Data {
  const result: Data = {}
  for (const [field, value] of Object.entries(data)) {
    result[field] = Array.isArray(value) && field !== 'tags' ? value.map((element) => ({ id: makeElementId(), ...(element as Record<string, Json>) })) : value
  }
  return result
}
