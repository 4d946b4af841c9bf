import type { Mapping } from '../contract.ts'
import { foldHeader, targetOfHeader } from './header-names.ts'
import type { Preset } from './presets.ts'
import { presetTarget } from './presets.ts'
import { isEmail, isPhone, isUrl } from './value-kinds.ts'
import { dateOrderOf, parseDate } from './dates.ts'

/** What a column looks like to the automatic mapping. `values` are the trimmed cells of its first rows, blanks among them. */
export interface ColumnView { name: string; values: readonly string[] }

/** The mapping a person starts from: by preset, else by the columns' names, else by what their cells look like. */
export function autoMapping(columns: readonly ColumnView[], preset: Preset | null, idColumn: number | null): Mapping {
  if (preset !== null) return columns.map(({ name }) => presetTarget(preset, name))
  const mapping = columns.map(({ name }) => targetOfHeader(name))
  const named = columns.some(({ name }) => name !== '')
  columns.forEach((column, i) => { mapping[i] ??= byValues(column, named) })
  if (!named) guessNames(columns, mapping)
  if (idColumn !== null) mapping[idColumn] = idTarget(columns[idColumn]!.name)
  settleNames(mapping)
  settleTitle(columns, mapping)
  settleAddress(columns, mapping)
  return mapping
}

/**
 * The column that carries the other program's ids: the first named "…id" that is filled and different in every row, social networks'
 * apart. `valuesOf` gives a column's cells.
 */
export function findIdColumn(columns: readonly ColumnView[], everyValue: (column: number) => Iterable<string>): number | null {
  for (const [i, { name, values }] of columns.entries()) {
    const folded = foldHeader(name)
    if (!/(^| )(id|uid|uuid)$/.test(folded) || /^(twitter|facebook|youtube|instagram|linkedin|google|wikipedia|satchel|external|company|account|owner)/.test(folded)) continue
    if (values.some((value) => value === '')) continue
    if (allDifferent(everyValue(i))) return i
  }
  return null
}

/** The mapping by names alone, for entities whose files say in their header what they hold. */
export function mappingByNames(columns: readonly ColumnView[], preset: Preset | null, idColumn: number | null, targetOf: (header: string) => string | null): Mapping {
  if (preset !== null) return columns.map(({ name }) => presetTarget(preset, name, targetOf))
  const taken = new Set<string>()
  const mapping = columns.map(({ name }) => {
    const target = targetOf(name)
    // Of two columns for one value the first is it.
    if (target === null || (!severalFor.test(target) && taken.has(target))) return null
    taken.add(target)
    return target
  })
  if (idColumn !== null) mapping[idColumn] ??= idTarget(columns[idColumn]!.name)
  return mapping
}

const severalFor = /^(?:emails|phones|links|domains|addresses|notes|tags|people)/

const idTarget = (header: string): string => `externalId:${foldHeader(header).replace(/ ?id$/, '').replace(/ /g, '-') || 'id'}`

function allDifferent(values: Iterable<string>): boolean {
  const seen = new Set<string>()
  let count = 0
  for (const value of values) {
    const id = value.trim()
    if (id === '' || id.length > 200) return false
    seen.add(id)
    count += 1
  }
  return count > 1 && seen.size === count
}

function byValues(column: ColumnView, named: boolean): string | null {
  const filled = column.values.filter((value) => value !== '')
  if (filled.length === 0) return null
  const mostly = (is: (value: string) => boolean): boolean => filled.filter(is).length >= filled.length * 0.8
  const words = column.name.replace(/[_\s]+/g, ' ').trim().toLowerCase()
  const label = named && words !== '' && words.length <= 60 ? `:${words}` : ''
  if (mostly(isEmail)) return `emails${label}`
  if (mostly(isUrl)) return `links${label}`
  if (mostly(isPhone) && !/(^| )(id|ids|number|nr|no|code|latitude|longitude)$/.test(foldHeader(column.name))) return `phones${label}`
  if (!named && mostly((value) => { const date = parseDate(value, dateOrderOf(filled)); return date !== null && date < '2013' && date > '1890' })) return 'birthday'
  return null
}

/** Without a header: the first columns of words are the name, then the company. */
function guessNames(columns: readonly ColumnView[], mapping: Mapping): void {
  const words = columns.flatMap(({ values }, i) => {
    const filled = values.filter((value) => value !== '')
    return mapping[i] === null && filled.length >= values.length / 2 && filled.length > 0 && filled.every((value) => /\p{L}/u.test(value) && value.length < 60) ? [i] : []
  })
  const [first, second, third] = words
  if (first === undefined) return
  const spaced = columns[first]!.values.filter((value) => /\S[\s,]+\S/.test(value)).length > columns[first]!.values.length / 2
  if (spaced || second === undefined) {
    mapping[first] = 'fullName'
    if (second !== undefined) mapping[second] = 'company'
    return
  }
  mapping[first] = 'firstName'
  mapping[second] = 'lastName'
  if (third !== undefined) mapping[third] = 'company'
}

/** "Name" beside "Surname" is the first name; beside "Vorname" it is the last. */
function settleNames(mapping: Mapping): void {
  const full = mapping.indexOf('fullName')
  if (full < 0 || mapping.includes('firstName') === mapping.includes('lastName')) return
  mapping[full] = mapping.includes('firstName') ? 'lastName' : 'firstName'
}

/** "Title" is the job's, unless another column says it is. */
function settleTitle(columns: readonly ColumnView[], mapping: Mapping): void {
  const at = columns.findIndex(({ name }, i) => mapping[i] === null && /^(title|titel)$/.test(foldHeader(name)))
  if (at >= 0) mapping[at] = mapping.includes('title') ? 'notes:Title' : 'title'
}

/**
 * A state alone is no address (in a list of senators it is what they stand for). An address in one line beside its city is the street, and
 * building and suite go with it.
 */
function settleAddress(columns: readonly ColumnView[], mapping: Mapping): void {
  const has = (part: string): boolean => mapping.includes(`addresses.${part}`)
  if (!has('city') && !has('postalCode') && !has('country')) {
    mapping.forEach((target, i) => { if (target === 'addresses.region') mapping[i] = null })
    return
  }
  if (!has('street')) mapping.forEach((target, i) => { if (target === 'addresses.full') mapping[i] = 'addresses.street' })
  columns.forEach(({ name }, i) => { if (/^(building|suite|floor|room|etage|gebaude)$/.test(foldHeader(name))) mapping[i] ??= 'addresses.street' })
}
