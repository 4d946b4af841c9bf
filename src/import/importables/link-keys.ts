import { isEmail } from '../map/value-kinds.ts'
import type { MatchKey } from '../plan/match-keys.ts'
import { folded, plainKey } from '../plan/match-keys.ts'
import { nameKey } from '../../model/companies.ts'

/** A record by its name. */
export const byNameKeys = (words: string): MatchKey[] => (nameKey(words) === '' ? [] : [plainKey('named', `name:${folded(nameKey(words))}`)])

/** A contact by the name or the e-mail address that a file has of it: "Ana Silva", "ana@example.org", "Ana Silva <ana@example.org>". */
export function contactKeys(words: string): MatchKey[] {
  const [, name = words, address = words.trim()] = /^(.*?)\s*<([^<>\s]+@[^<>\s]+)>\s*$/.exec(words) ?? []
  return [...(isEmail(address) ? [plainKey('email', `email:${folded(address)}`)] : []), ...(isEmail(name) ? [] : byNameKeys(name))]
}
