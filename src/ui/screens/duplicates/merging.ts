import { companies } from '../../../model/companies.ts'
import { companyName } from '../../../model/names.ts'
import { customValue } from '../../../model/custom-value.ts'
import type { Entity, Field } from '../../../model/entity.ts'
import { sampleSource } from '../../../model/sample.ts'
import { elementsOf, str, tagsOf } from '../../../model/text.ts'
import { fold, samePhone } from '../../../shared/fold.ts'
import type { Data, Json } from '../../../shared/json.ts'
import { fieldLabel, valueText } from '../../sync-status/value-text.ts'

/** One field of several records, and what a merge makes of it. */
export interface MergedField {
  field: string
  label: string
  /** What each of them has, in their order. */
  texts: string[]
  /** `same` one value · `joined` what any of them has · `choice` several values of which one stands. */
  outcome: 'same' | 'joined' | 'choice'
}

/** What people see of a record; where it came from is nobody's question here. */
const shownFields = (entity: Entity): [string, Field][] => Object.entries(entity.fields).filter(([name, field]) => field.policy !== 'server' && field.kind !== 'reference' && name !== 'source')

/** The fields that any of the records has, the one that stays first among them; those that people made each by itself, as `custom.<id>`. */
export function fieldsOf(entity: Entity, records: readonly Data[]): MergedField[] {
  return shownFields(entity).flatMap(([name, field]) => {
    if (field.isOfFields === true) return ownFields(entity, records)
    const texts = records.map((data) => valueText(entity.name, name, data[name]))
    if (texts.every((text) => text === '')) return []
    const outcome = isList(field) ? (texts[0] !== '' && records.slice(1).every((data) => fresh(name, field, records[0]!, data).length === 0) ? 'same' : 'joined') : outcomeOf(texts.map((text) => fold(text.trim())))
    return [{ field: name, label: field.label, texts, outcome }]
  })
}

/** Of values as they are compared; empty: there is none. */
const outcomeOf = (values: readonly string[]): MergedField['outcome'] => (new Set(values.filter(Boolean)).size > 1 ? 'choice' : values.includes('') ? 'joined' : 'same')

function ownFields(entity: Entity, records: readonly Data[]): MergedField[] {
  const ids = new Set(records.flatMap((data) => elementsOf(data, 'custom')).map(({ id }) => str(id)))
  return [...ids].flatMap((id) => {
    const field = `custom.${id}`, values = records.map((data) => customValue(data, id) ?? {})
    const texts = values.map((value) => valueText(entity.name, field, value))
    if (texts.every((text) => text === '')) return []
    const chosen = values.every((value) => isChosen(value))
    const outcome = chosen ? (values.slice(1).every((value) => Object.keys(lackingOf(values[0]!, value)).length === 0) && texts[0] !== '' ? 'same' : 'joined') : outcomeOf(values.map((value) => (membersOf(value).length === 0 ? '' : saysOf(value))))
    return [{ field, label: fieldLabel(entity.name, field), texts, outcome }]
  })
}

/**
 * What the first record, which stays, gets from the others: empty fields are filled, lists grow by what they lack, and of several values the first's
 * stands, unless `chosen` says whose. Where the others came from goes with them; but what was an invented contact and takes in a real one is
 * invented no more.
 */
export function mergedPatch(entity: Entity, [kept = {}, ...others]: readonly Data[], chosen: ReadonlyMap<string, number>): Record<string, Json> {
  let whole: Record<string, Json> = {}, stands = kept
  others.forEach((other, at) => {
    const patch = patchFrom(entity, stands, other, new Set([...chosen].filter(([, whose]) => whose === at + 1).map(([field]) => field)))
    whole = joined(whole, patch)
    stands = after(stands, patch)
  })
  return whole
}

function patchFrom(entity: Entity, kept: Data, other: Data, taken: ReadonlySet<string>): Record<string, Json> {
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

interface Grown { $set: { add?: Json[]; update?: Record<string, Own> } }
const isGrown = (value: Json | undefined): value is Json & Grown => typeof value === 'object' && value !== null && !Array.isArray(value) && '$set' in value

/** Two such patches, one after the other, as one. */
function joined(first: Record<string, Json>, second: Record<string, Json>): Record<string, Json> {
  const both = { ...first }
  for (const [name, value] of Object.entries(second)) {
    const before = first[name]
    both[name] = !isGrown(before) || !isGrown(value) ? value : value.$set.update === undefined
      ? { $set: { add: [...before.$set.add ?? [], ...value.$set.add ?? []] } }
      : { $set: { update: { ...before.$set.update, ...Object.fromEntries(Object.entries(value.$set.update).map(([id, members]) => [id, { ...before.$set.update?.[id], ...members }])) } } }
  }
  return both
}

/** What stands once such a patch is written. */
function after(data: Data, patch: Record<string, Json>): Data {
  const next: Data = { ...data, ...patch }
  for (const [name, value] of Object.entries(patch)) {
    if (!isGrown(value)) continue
    const standing = Array.isArray(data[name]) ? data[name] : []
    next[name] = value.$set.update === undefined ? [...standing, ...value.$set.add ?? []] : withValues(elementsOf(data, name), value.$set.update)
  }
  return next
}

function withValues(standing: readonly Own[], update: Record<string, Own>): Json[] {
  const values = new Map(standing.map((value) => [str(value['id']), value]))
  for (const [id, members] of Object.entries(update)) values.set(id, Object.fromEntries(Object.entries({ ...values.get(id), ...members, id }).filter(([, each]) => each !== null)))
  return [...values.values()]
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
