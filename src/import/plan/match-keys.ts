import { contactName } from '../../model/contacts.ts'
import { elementsOf, str } from '../../model/text.ts'
import { fold, phoneDigits } from '../../shared/fold.ts'
import type { Data } from '../../shared/json.ts'

/** Why two rows are the same person, or merely look alike. */
export type MatchRule = 'id' | 'external' | 'email' | 'phoneAndName' | 'nameAndCompany' | 'name' | 'phone'

export interface MatchKey { rule: MatchRule; key: string }

/** Fewer digits than this are an extension or a slip, not a number to know somebody by. */
const fewestDigits = 6

/**
 * What makes a contact the same one, surest first, in the db-worker's grammar for `findMatches`: `column:folded value`, columns joined by
 * `+` and their values by `|`, phones by their digits.
 */
export function sameKeys(data: Data, externalIds: readonly string[]): MatchKey[] {
  const keys: MatchKey[] = externalIds.map((id) => ({ rule: 'external', key: `externalId:${fold(id)}` }))
  for (const email of values(data, 'emails')) keys.push({ rule: 'email', key: `email:${fold(email.trim())}` })
  const last = fold(str(data['lastName']).trim())
  const digits = phones(data)
  if (last !== '') for (const phone of digits) keys.push({ rule: 'phoneAndName', key: `phone+lastName:${phone}|${last}` })
  const name = personName(data), company = fold(str(data['company']).trim())
  if (name !== '' && company !== '') keys.push({ rule: 'nameAndCompany', key: `name+company:${name}|${company}` })
  return keys
}

/** What makes two contacts look alike, for a person to review. */
export function alikeKeys(data: Data): MatchKey[] {
  const name = personName(data)
  return [
    ...(name === '' ? [] : [{ rule: 'name' as const, key: `name:${name}` }]),
    ...phones(data).map((phone) => ({ rule: 'phone' as const, key: `phone:${phone}` })),
  ]
}

/** First and last name, folded; empty where there is none of either, so that a company's name is no person's. */
function personName(data: Data): string {
  const named = str(data['firstName']).trim() + str(data['lastName']).trim()
  return named === '' ? '' : fold(contactName(data))
}

const values = (data: Data, list: string): string[] => elementsOf(data, list).map((element) => str(element['value'])).filter((value) => value.trim() !== '')

const phones = (data: Data): string[] => values(data, 'phones').map(phoneDigits).filter((digits) => digits.length >= fewestDigits)

/**
 * Whether something speaks against two contacts being one although they match by less than an id or an e-mail: the other program gave
 * them different ids, or their first names differ (a family shares its phone and its name).
 */
export function areDistinct(one: Data, other: Data): boolean {
  const ids = [str(one['externalId']), str(other['externalId'])].map((id) => /^([^:]+):(.+)$/s.exec(id))
  if (ids[0] && ids[1] && ids[0][1] === ids[1][1] && ids[0][1] !== 'fp' && ids[0][2] !== ids[1][2]) return true
  const [first = '', second = ''] = [one, other].map((data) => fold(str(data['firstName'])).split(/[\s.]+/, 1)[0])
  return first !== '' && second !== '' && !first.startsWith(second) && !second.startsWith(first)
}
