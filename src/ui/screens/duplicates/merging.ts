import { contacts } from '../../../model/contacts.ts'
import type { Field } from '../../../model/entity.ts'
import { sampleSource } from '../../../model/sample.ts'
import { elementsOf, str, tagsOf } from '../../../model/text.ts'
import { fold, samePhone } from '../../../shared/fold.ts'
import type { Data, Json } from '../../../shared/json.ts'
import { valueText } from '../../sync-status/value-text.ts'

/** One field of two contacts, and what a merge makes of it. */
export interface FieldPair {
  field: string
  label: string
  kept: string
  other: string
  /** `same` one value · `joined` what either has · `choice` two values of which one stands. */
  outcome: 'same' | 'joined' | 'choice'
}

/** What people see of a contact; where it came from is nobody's question here. */
const shownFields = Object.entries(contacts.fields).filter(([name, field]) => field.policy !== 'server' && name !== 'source')

/** The fields that either contact has. */
export function pairsOf(kept: Data, other: Data): FieldPair[] {
  return shownFields.flatMap(([name, field]) => {
    const here = valueText(contacts.name, name, kept[name]), there = valueText(contacts.name, name, other[name])
    if (here === '' && there === '') return []
    const outcome = isList(field) || here === '' || there === '' ? 'joined' : fold(here.trim()) === fold(there.trim()) ? 'same' : 'choice'
    return [{ field: name, label: field.label, kept: here, other: there, outcome: isList(field) && fresh(name, field, kept, other).length === 0 && here !== '' ? 'same' : outcome }]
  })
}

/**
 * What the contact that stays gets from the other: empty fields are filled, lists grow by what they lack, and of two values the kept one's
 * stands, unless the field is among `taken`. Where the other came from goes with the other; but what was an invented contact and takes in a real
 * one is invented no more.
 */
export function mergedPatch(kept: Data, other: Data, taken: ReadonlySet<string>): Record<string, Json> {
  const patch: Record<string, Json> = {}
  for (const [name, field] of Object.entries(contacts.fields)) {
    if (name === 'source') continue
    if (isList(field)) {
      const add = fresh(name, field, kept, other)
      if (add.length > 0) patch[name] = { $set: { add } }
    } else {
      const here = str(kept[name]), there = str(other[name])
      if (there !== '' && here !== there && (here === '' || taken.has(name))) patch[name] = there
    }
  }
  if (kept['source'] === sampleSource && other['source'] !== sampleSource) patch['source'] = other['source'] ?? null
  return patch
}

const isList = (field: Field): boolean => field.kind === 'list' || field.kind === 'tags'

/**
 * The other's elements that the kept contact lacks. They keep their ids, so that two devices which merge the same pair add the same elements;
 * only one whose id is taken here gets another.
 */
function fresh(name: string, field: Field, kept: Data, other: Data): Json[] {
  if (field.kind === 'tags') {
    const here = new Set(tagsOf(kept, name).map(fold))
    return tagsOf(other, name).filter((tag) => !here.has(fold(tag)))
  }
  const text = (element: Record<string, Json>): string => (field.elementText ?? ['value']).map((key) => str(element[key]).trim()).join(' ')
  const isSame = (one: Record<string, Json>, another: Record<string, Json>): boolean =>
    field.search === 'phone' ? samePhone(text(one), text(another)) : fold(text(one)) === fold(text(another))
  const here = elementsOf(kept, name), ids = new Set(here.map((element) => element['id']))
  return elementsOf(other, name).filter((element) => !here.some((known) => isSame(known, element))).map(({ id, ...element }) => (ids.has(id) || id === undefined ? element : { id, ...element }))
}
