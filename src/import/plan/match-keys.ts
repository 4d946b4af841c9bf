import { contactName } from '../../model/contacts.ts'
import { elementsOf, str } from '../../model/text.ts'
import { fold, phoneDigits } from '../../shared/fold.ts'
import type { Data } from '../../shared/json.ts'

/** Why two rows are the same person, or merely look alike. */
export type MatchRule = 'id' | 'external' | 'email' | 'phoneAndName' | 'nameAndCompany' | 'name' | 'phone'

/** `key` as the db-worker is asked; `sameness` is equal for equal keys however a phone number is written. */
export interface MatchKey { rule: MatchRule; key: string; sameness: string }

/** Fewer digits than this are an extension or a slip, not a number to know somebody by. */
const fewestDigits = 6
/** Indexed text is kept this long. */
const longestKey = 256

/**
 * What makes a contact the same one, surest first, in the db-worker's grammar for `findMatches`: `column:folded value`, columns joined by
 * `+` and their values by `|`.
 */
export function sameKeys(data: Data, externalIds: readonly string[]): MatchKey[] {
  const keys: MatchKey[] = externalIds.map((id) => matchKey('external', 'externalId', fold(id)))
  for (const email of values(data, 'emails')) keys.push(matchKey('email', 'email', folded(email)))
  const last = folded(str(data['lastName']))
  if (last !== '') for (const phone of phones(data)) keys.push(matchKey('phoneAndName', 'phone+lastName', phone, last))
  const name = personName(data), company = folded(str(data['company']))
  if (name !== '' && company !== '') keys.push(matchKey('nameAndCompany', 'name+company', name, company))
  return keys
}

/** What makes two contacts look alike, for a person to review. */
export function alikeKeys(data: Data): MatchKey[] {
  const name = personName(data)
  return [...(name === '' ? [] : [matchKey('name', 'name', name)]), ...phones(data).map((phone) => matchKey('phone', 'phone', phone))]
}

function matchKey(rule: MatchRule, names: string, ...values: string[]): MatchKey {
  const key = `${names}:${values.join('|')}`
  if (rule !== 'phone' && rule !== 'phoneAndName') return { rule, key, sameness: key }
  // National and international spellings agree in their last digits; the db-worker compares those too.
  const [digits = '', ...rest] = values
  return { rule, key, sameness: `${names}:${[phoneSameness(digits), ...rest].join('|')}` }
}

/** Equal for two spellings of one phone number. */
export const phoneSameness = (digits: string): string => (digits.length >= 7 ? digits.slice(-8) : digits)

/** First and last name, folded; empty where there is none of either, so that a company's name is no person's. */
function personName(data: Data): string {
  const named = str(data['firstName']).trim() + str(data['lastName']).trim()
  return named === '' ? '' : folded(contactName(data))
}

const folded = (text: string): string => fold(text.trim()).slice(0, longestKey)

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

/** Born on different days: two people, however alike their names. */
export function bornApart(one: Data, other: Data): boolean {
  const [first, second] = [str(one['birthday']), str(other['birthday'])]
  if (first === '' || second === '') return false
  return first.startsWith('--') || second.startsWith('--') ? first.slice(-5) !== second.slice(-5) : first !== second
}
