import { bornApart } from '../../model/contacts.ts'
import { contactName } from '../../model/names.ts'
import { elementsOf, str } from '../../model/text.ts'
import { fewestPhoneDigits, fold, phoneDigits } from '../../shared/fold.ts'
import type { Data } from '../../shared/json.ts'

/** Why two rows are the same record, or merely look alike. */
export type MatchRule = 'id' | 'external' | 'email' | 'phoneAndName' | 'nameAndCompany' | 'name' | 'phone' | 'mailbox' | 'companyName' | 'domain' | 'projectName' | 'named'

/** `key` as the db-worker is asked; `sameness` is equal for equal keys however a phone number is written. */
export interface MatchKey { rule: MatchRule; key: string; sameness: string }

/** Indexed text is kept this long. */
const longestKey = 256

/**
 * What makes a contact the same one, surest first, in the db-worker's grammar for `findMatches`: `column:folded value`, columns joined by
 * `+` and their values by `|`.
 */
export function sameKeys(data: Data, externalIds: readonly string[]): MatchKey[] {
  const keys = externalIds.map((id) => plainKey('external', `externalId:${fold(id)}`))
  for (const email of listValues(data, 'emails')) keys.push(plainKey('email', `email:${folded(email)}`))
  const last = folded(str(data['lastName']))
  if (last !== '') for (const phone of phones(data)) keys.push(phoneKey('phoneAndName', 'phone+lastName:', phone, `|${last}`))
  const name = personName(data), company = folded(str(data['company']))
  if (name !== '' && company !== '') keys.push(plainKey('nameAndCompany', `name+company:${name}|${company}`))
  return keys
}

/** What makes two contacts look alike, for a person to review. */
export function alikeKeys(data: Data): MatchKey[] {
  const name = personName(data)
  const keys = phoneKeys(data)
  const birthday = str(data['birthday'])
  for (const email of listValues(data, 'emails')) keys.push(plainKey('mailbox', `email:${folded(email)}`))
  // Whoever was born on another day is another person, however alike their names: not even looked at.
  if (name !== '') keys.unshift({ rule: 'name', key: birthday === '' ? `name:${name}` : `name+birthday?:${name}|${birthday}`, sameness: `name:${name}` })
  return keys
}

/** By any of its phones. */
export const phoneKeys = (data: Data): MatchKey[] => phones(data).map((phone) => phoneKey('phone', 'phone:', phone, ''))

export const plainKey = (rule: MatchRule, key: string): MatchKey => ({ rule, key, sameness: key })

const phoneKey = (rule: MatchRule, names: string, digits: string, rest: string): MatchKey => ({ rule, key: names + digits + rest, sameness: names + phoneSameness(digits) + rest })

/** What an index can hold of a phone number: equal for two spellings of one, and now and then for two numbers. */
const phoneSameness = (digits: string): string => (digits.length >= 7 ? digits.slice(-8) : digits)

/** First and last name, folded; empty where there is none of either, so that a company's name is no person's. */
function personName(data: Data): string {
  const named = str(data['firstName']).trim() + str(data['lastName']).trim()
  return named === '' ? '' : folded(contactName(data))
}

export const folded = (text: string): string => fold(text.trim()).slice(0, longestKey)

export const listValues = (data: Data, list: string): string[] => elementsOf(data, list).map((element) => str(element['value'])).filter((value) => value.trim() !== '')

const phones = (data: Data): string[] => listValues(data, 'phones').map(phoneDigits).filter((digits) => digits.length >= fewestPhoneDigits)

/** Another program gave the two different ids, or they were born on different days: whatever else they share, they are two. */
export function areSurelyTwo(one: Data, other: Data): boolean {
  const ids = [str(one['externalId']), str(other['externalId'])].map((id) => /^([^:]+):(.+)$/s.exec(id))
  const differ = ids[0] && ids[1] && ids[0][1] === ids[1][1] && ids[0][1] !== 'fp' && ids[0][2] !== ids[1][2]
  return Boolean(differ) || bornApart(one, other)
}

/** An office or a couple that shares its mailbox: neither first nor last name is the same. */
export const shareMailboxOnly = (one: Data, other: Data): boolean => {
  const [ours, theirs] = [one, other].map((data) => fold(str(data['lastName']).trim())) as [string, string]
  return ours !== '' && theirs !== '' && ours !== theirs && areDistinct(one, other)
}

/** Their first names differ: a family shares its phone and its name, and two people work for one company. */
export function areDistinct(one: Data, other: Data): boolean {
  const [first = '', second = ''] = [one, other].map((data) => fold(str(data['firstName'])).split(/[\s.]+/, 1)[0])
  return first !== '' && second !== '' && !first.startsWith(second) && !second.startsWith(first)
}
