import { contacts } from '../../model/contacts.ts'
import { elementsOf, str } from '../../model/text.ts'
import type { Data } from '../../shared/json.ts'
import { contactKeys } from '../importables/link-keys.ts'
import type { MatchKey } from './match-keys.ts'
import type { Made } from './plan.ts'
import { calledBy } from './resolve-links.ts'
import type { Known } from './wanted-by.ts'

/** The keys of the contacts that a row names in fields that people made, by words alone. */
export const personKeys = (data: Data): MatchKey[] => elementsOf(data, 'custom').flatMap((value) => (isWords(value) ? contactKeys(str(value['name'])) : []))

/**
 * Where exactly one contact is called so, that is who is meant; where there are several, or the import makes one as well, the words stay words: nobody can say
 * which. Whoever is called by an address is named from then on.
 */
export function placePersons(data: Data, known: Known, made: Made): void {
  const here = known.get(contacts.name)
  if (here === undefined || !Array.isArray(data['custom'])) return
  data['custom'] = elementsOf(data, 'custom').map((value) => {
    if (!isWords(value)) return value
    for (const { key } of contactKeys(str(value['name']))) {
      const [id, ...others] = here.byKey.get(key) ?? []
      if (id === undefined) continue
      if (others.length > 0 || (made.get(calledBy.name(contacts.name, key)) ?? id) !== id) return value
      const record = here.records.get(id)
      return { ...value, person: id, name: record === undefined ? value['name']! : contacts.title(record.data) }
    }
    return value
  })
}

/** Only a person has a name among its members. */
const isWords = (value: Data): boolean => str(value['name']).trim() !== '' && str(value['person']) === ''
