import { companies } from '../../../model/companies.ts'
import { companyName } from '../../../model/names.ts'
import { customValue } from '../../../model/custom-value.ts'
import type { Entity, Field } from '../../../model/entity.ts'
import { sampleSource } from '../../../model/sample.ts'
import { elementsOf, str, tagsOf } from '../../../model/text.ts'
import { fold, samePhone } from '../../../shared/fold.ts'
import type { Data, Json } from '../../../shared/json.ts'
import { fieldLabel, valueText } from '../../sync-status/value-text.ts'

/** One field of two records, and what a merge makes of it. */
export interface FieldPair {
  field: string
  label: string
  kept: string
  other: string
  /** `same` one value · `joined` what either has · `choice` two values of which one stands. */
  outcome: 'same' | 'joined' | 'choice'
}

/** What people see of a record; where it came from is nobody's question here. */
const shownFields = (entity: Entity): [string, Field][] => Object.entries(entity.fields).filter(([name, field]) => field.policy !== 'server' && field.kind !== 'reference' && name !== 'source')

/** The fields that either record has; those that people made each by itself, as `custom.<id>`. */
export function pairsOf(entity: Entity, kept: Data, other: Data): FieldPair[] {
  return shownFields(entity).flatMap(([name, field]) => {
    if (field.isOfFields === true) return ownPairs(entity, kept, other)
    const here = valueText(entity.name, name, kept[name]), there = valueText(entity.name, name, other[name])
    if (here === '' && there === '') return []
    const outcome = isList(field) || here === '' || there === '' ? 'joined' : fold(here.trim()) === fold(there.trim()) ? 'same' : 'choice'
    return [{ field: name, label: field.label, kept: here, other: there, outcome: isList(field) && fresh(name, field, kept, other).length === 0 && here !== '' ? 'same' : outcome }]
  })
}

function ownPairs(entity: Entity, kept: Data, other: Data): FieldPair[] {
  const ids = new Set([...elementsOf(kept, 'custom'), ...elementsOf(other, 'custom')].map(({ id }) => str(id)))
  return [...ids].flatMap((id) => {
    const field = `custom.${id}`, [here, there] = [customValue(kept, id) ?? {}, customValue(other, id) ?? {}]
    const [first, second] = [valueText(entity.name, field, here), valueText(entity.name, field, there)]
    if (first === '' && second === '') return []
    const outcome = differ(here, there) ? 'choice' : Object.keys(lackingOf(here, there)).length === 0 && first !== '' ? 'same' : 'joined'
    return [{ field, label: fieldLabel(entity.name, field), kept: first, other: second, outcome }]
  })
}

/**
 * What the record that stays gets from the other: empty fields are filled, lists grow by what they lack, and of two values the kept one's
 * stands, unless the field is among `taken`. Where the other came from goes with the other; but what was an invented contact and takes in a real
 * one is invented no more.
 */
export function mergedPatch(entity: Entity, kept: Data, other: Data, taken: ReadonlySet<string>): Record<string, Json> {
  const patch: Record<string, Json> = {}
  for (const [name, field] of Object.entries(entity.fields)) {
    if (name === 'source') continue
    if (field.isOfFields === true) {
      const update = ownUpdate(kept, other, taken)
      if (Object.keys(update).length > 0) patch[name] = { $set: { update } }
    } else if (isList(field)) {
      const add = fresh(name, field, kept, other)
      if (add.length > 0) patch[name] = { $set: { add } }
    } else {
      const here = str(kept[name]), there = str(other[name])
      if (there !== '' && here !== there && (here === '' || taken.has(name))) patch[name] = there
    }
  }
  if (entity.name === companies.name) keepNames(patch, kept, other)
  if (kept['source'] === sampleSource && other['source'] !== sampleSource) patch['source'] = other['source'] ?? null
  return patch
}

/** People whose contact names the other company are this one's from now on: it is called so too. */
function keepNames(patch: Record<string, Json>, kept: Data, other: Data): void {
  const standing = typeof patch['name'] === 'string' ? patch['name'] : companyName(kept)
  const names = [companyName(kept), companyName(other), ...tagsOf(other, 'aliases')].filter((name) => fold(name) !== fold(standing) && !tagsOf(kept, 'aliases').some((alias) => fold(alias) === fold(name)))
  if (names.length > 0) patch['aliases'] = { $set: { add: [...new Set(names)] } }
}

/** The values of fields that people made which the kept record lacks, by field, of several choices those that it lacks; and what was chosen instead of its own. */
function ownUpdate(kept: Data, other: Data, taken: ReadonlySet<string>): Record<string, Record<string, Json>> {
  const update: Record<string, Record<string, Json>> = {}
  for (const { id, ...there } of elementsOf(other, 'custom')) {
    const here = customValue(kept, str(id)) ?? {}
    const members = differ(here, there) && taken.has(`custom.${str(id)}`) ? insteadOf(here, there) : lackingOf(here, there)
    if (Object.keys(members).length > 0) update[str(id)] = members
  }
  return update
}

type Own = Record<string, Json>
const membersOf = (value: Own): [string, Json][] => Object.entries(value).filter(([name, each]) => name !== 'id' && each !== null)
/** Of several choices each is a member of its own, and both records' may stand. */
const isChosen = (value: Own): boolean => membersOf(value).every(([, each]) => each === true)
/** Whom a value names, where the name that it is called by is only a word for it. */
const saysOf = (value: Own): string => JSON.stringify(membersOf('person' in value && value['person'] !== null ? { person: value['person'] } : value).map(([name, each]) => [name, typeof each === 'string' ? fold(each.trim()) : each]).sort())

/** One value each, and not the same. */
const differ = (here: Own, there: Own): boolean => membersOf(here).length > 0 && membersOf(there).length > 0 && !(isChosen(here) && isChosen(there)) && saysOf(here) !== saysOf(there)

function lackingOf(here: Own, there: Own): Own {
  const isOne = membersOf(here).length > 0 && !isChosen(here)
  return isOne ? {} : Object.fromEntries(membersOf(there).filter(([name]) => (here[name] ?? null) === null))
}

const insteadOf = (here: Own, there: Own): Own => ({ ...Object.fromEntries(membersOf(here).map(([name]) => [name, null])), ...Object.fromEntries(membersOf(there)) })

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
