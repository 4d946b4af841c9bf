import type { DateOrder, Mapping } from '../contract.ts'
import { unguardCell } from '../csv-guard.ts'
import { isEmptyDate, isZeroDate, ofPlans, parseDate } from './dates.ts'
import type { AddressParts, Draft, DraftBuilder, LabelledList } from './draft.ts'
import { createDraft } from './draft.ts'
import type { Here } from './due-words.ts'
import type { Importable, Part } from '../importables/importable.ts'
import { fold } from '../../shared/fold.ts'
import { setNames } from './names.ts'
import { socialLink } from './social-link.ts'
import { splitTags } from './tags.ts'
import type { Target } from './targets.ts'
import type { CustomField } from '../../model/custom-fields.ts'
import { ownValue } from './own-fields.ts'
import { parseTarget } from './targets.ts'

/** How a table's rows become records. */
export interface CsvReading {
  header: readonly string[]
  mapping: Mapping
  into: Importable
  /** Of the columns of dates. */
  dateOrder: DateOrder
  here: Here
  /** The fields that people made. */
  fields: readonly CustomField[]
  /** A file that Satchel wrote: nothing is trimmed, split or reworded. */
  exact: boolean
}

/** Compiles the mapping once; the function returned turns one row's cells into a draft. */
export function createCsvDrafter(reading: CsvReading): (cells: readonly string[]) => Draft {
  const columns = reading.mapping.flatMap((text, index): Column[] => {
    const target = text === null ? null : parseTarget(text, reading.into.targets)
    return target === null ? [] : [{ index, target, name: reading.header[index] || `Column ${index + 1}` }]
  })
  const width = Math.max(reading.header.length, reading.mapping.length)
  return (cells) => {
    const row: RowState = {
      reading, draft: createDraft(reading.exact, 'field' in reading.into.notes ? reading.into.notes.field : null), names: { first: '', middle: '', suffix: '', full: '' },
      groups: new Map(), addresses: new Map(), parts: new Map(), birth: { year: '', month: '', day: '' }, said: [],
    }
    for (const column of columns) {
      const cell = cells[column.index]
      if (cell === undefined || cell === '') continue
      const value = unguardCell(reading.exact ? cell : trimEnds(cell))
      if (value === '') continue
      if (column.target.field !== 'fullName') row.said.push(value)
      place(row, value, column)
    }
    settle(row)
    const beyond = cells.slice(width).filter((cell) => cell.trim() !== '')
    if (beyond.length > 0) row.draft.note(beyond.join(', '), 'Beyond the last column')
    return row.draft.done()
  }
}

interface Column { index: number; target: Target; name: string }
type ListName = LabelledList | 'notes'

/** One row on its way; what is spread over several columns waits here until all are read. */
interface RowState {
  reading: CsvReading
  draft: DraftBuilder
  names: { first: string; middle: string; suffix: string; full: string }
  groups: Map<string, { list: ListName; value: string; label: string | null }>
  addresses: Map<string, AddressParts & { full?: string }>
  birth: { year: string; month: string; day: string }
  parts: Map<string, Part>
  /** All that its cells say, but the name written as one. */
  said: string[]
}

/** Only what a keyboard's space bar, tab and return leave behind; a name may well consist of rarer blanks. */
function trimEnds(cell: string): string {
  const plain = cell.charCodeAt(0) > 32 && cell.charCodeAt(cell.length - 1) > 32
  return plain ? cell : cell.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '')
}

function place(row: RowState, value: string, { target, name }: Column): void {
  const { draft, names } = row
  const { into, exact } = row.reading
  if (into.collected.includes(target.field)) { collect(row, value, target, name); return }
  if (target.label === null && target.group === null && into.entity.fields[target.field]?.kind === 'longText') { draft.text(target.field, value, name); return }
  switch (target.field) {
    case 'firstName': names.first = joined(names.first, value); return
    case 'middleName': names.middle = joined(names.middle, value); return
    case 'nameSuffix': names.suffix = joined(names.suffix, value); return
    case 'fullName': names.full = joined(names.full, value); return
    case 'custom': placeOwn(row, value, target, name); return
    case 'externalId':
      if (target.label === null) draft.set('externalId', value, name)
      else draft.carry(`${target.label}:${value}`)
      return
    case 'recordId': draft.setRecordId(value); return
    case 'birthday': placeBirthday(row, value, target, name); return
    case 'tags': case 'aliases': for (const tag of splitTags(value, exact)) draft.addTag(tag, target.field); return
    case 'timeline': addElement(row, 'notes', value, target.label); return
    case 'emails': case 'phones': case 'links': case 'domains': case 'notes':
      if (target.group === null) addElement(row, target.field, value, target.label)
      else placeInGroup(row, target.field, value, target)
      return
    case 'addresses': placeAddress(row, value, target); return
    default: placeField(row, value, target.field, name)
  }
}

/** A field that is one value, by its kind. */
function placeField({ draft, reading }: RowState, value: string, name: string, column: string): void {
  switch (reading.into.entity.fields[name]?.kind) {
    case 'date': {
      const date = isEmptyDate(value) ? undefined : parseDate(value, reading.dateOrder, ofPlans)
      if (date === null) keepBadDate(draft, value, column)
      else if (date !== undefined) draft.setDate(name, date, column)
      return
    }
    case 'number': {
      const number = Number(value)
      if (Number.isFinite(number)) draft.put(name, number)
      else draft.note(value, column)
      return
    }
    default: draft.set(name, value, column)
  }
}

/** Of two columns for one value the first counts; what the other says beside it goes to the note. */
function collect({ draft, parts }: RowState, value: string, { field, label }: Target, name: string): void {
  const standing = parts.get(field)
  if (standing === undefined) parts.set(field, { value, name, dialect: label })
  else if (standing.value !== value) draft.note(value, name)
}

const joined = (standing: string, value: string): string => (standing === '' ? value : `${standing} ${value}`)

function placeInGroup(row: RowState, list: ListName, value: string, target: Target): void {
  const key = `${list}#${target.group ?? ''}`
  let group = row.groups.get(key)
  if (group === undefined) row.groups.set(key, group = { list, value: '', label: null })
  if (target.part === 'label') group.label = value
  else group.value = group.value === '' ? value : `${group.value} ::: ${value}`
}

function addElement(row: RowState, list: ListName, value: string, label: string | null): void {
  const { draft, reading } = row
  if (list === 'notes') {
    if (reading.exact) draft.ownNote(value)
    else if (!isZeroDate(value) || !/date|anniversary|jahrestag/i.test(label ?? '')) draft.note(value, label)
  } else if (reading.exact) {
    draft.add(list, value, label)
  } else {
    for (const single of severalIn(value, list)) addTidied(draft, list, single.trim(), label)
  }
}

/** Google writes several values of one kind into one cell, with " ::: " between; "a@x.org; b@x.org" is two addresses as well. */
function severalIn(value: string, list: ListName): string[] {
  const values = value.split(' ::: ')
  if (list === 'domains') return values.flatMap((each) => each.split(/[;,\s]+/).filter((piece) => piece !== ''))
  if (list !== 'emails') return values
  return values.flatMap((each) => {
    const pieces = each.split(/[;,\s]+/).filter((piece) => piece !== '')
    return pieces.length > 1 && pieces.every((piece) => piece.includes('@')) ? pieces : [each]
  })
}

function addTidied(draft: DraftBuilder, list: LabelledList, value: string, label: string | null): void {
  if (value === '') return
  if (list === 'phones') {
    draft.add('phones', value.replace(/^'(?=\+)/, ''), label)
    if (/^\d(?:[.,]\d+)?E\+\d+$/i.test(value)) draft.warn(`"${value}" is a phone number that a spreadsheet has rounded; its last digits are not in the file`)
  }
  else if (list === 'domains') draft.add('domains', bareDomain(value), label)
  else if (list === 'links') draft.add('links', socialLink(value, label), label)
  else if (value.includes('@')) draft.add('emails', bareAddress(value), label)
  else {
    draft.note(value, 'E-mail')
    draft.warn(`"${value.slice(0, 60)}" is no e-mail address; it is in the note`)
  }
}

/** The domain of "https://www.onda.example/about". */
const bareDomain = (value: string): string => value.replace(/^[a-z]+:\/\//i, '').replace(/^www\./i, '').replace(/[/?#].*$/, '').toLowerCase()

/** The address of "Ana Silva <ana@example.org>" and of "mailto:ana@example.org". */
const bareAddress = (value: string): string => /<([^<>\s]+@[^<>\s]+)>/.exec(value)?.[1] ?? value.replace(/^mailto:/i, '')

function placeAddress(row: RowState, value: string, target: Target): void {
  const part = (target.part ?? 'full') as keyof AddressParts | 'full'
  const key = target.group === null ? `:${target.label ?? ''}` : `#${target.group}`
  let address = row.addresses.get(key)
  if (address === undefined) row.addresses.set(key, address = target.label === null ? {} : { label: target.label })
  if (target.part === 'place') { placePlace(address, value); return }
  const standing = part === 'label' ? undefined : address[part]
  address[part] = standing === undefined || standing === value ? value : `${standing}${part === 'street' ? '\n' : ', '}${value}`
}

/** "Saint Paul, Minnesota": a city, and what it lies in. */
function placePlace(address: AddressParts, value: string): void {
  const [city, ...rest] = value.split(/\s*,\s*/)
  address.city ??= city!
  if (rest.length > 0) address.region ??= rest.join(', ')
}

/** Every word of the line stands in a part. */
function isSaidBy(parts: AddressParts, line: string): boolean {
  const words = (text: string): string[] => fold(text).split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '')
  const said = new Set(Object.values(parts).flatMap(words))
  return words(line).every((word) => said.has(word))
}

function placeOwn({ draft, reading }: RowState, value: string, target: Target, name: string): void {
  const field = reading.fields.find(({ id }) => id === target.label)
  const read = field === undefined ? { reason: 'The field is not there any more' } : ownValue(field, value, reading.dateOrder)
  if ('element' in read) draft.addOwn(read.element, value, name)
  else {
    draft.note(value, name)
    draft.warn(`${name}: ${read.reason}; it is in the note`)
  }
}

function placeBirthday(row: RowState, value: string, target: Target, name: string): void {
  if (target.part !== null) { row.birth[target.part as 'year' | 'month' | 'day'] = value; return }
  if (isEmptyDate(value)) return
  const date = parseDate(value, row.reading.dateOrder)
  if (date !== null) row.draft.setDate('birthday', date, name)
  else keepBadDate(row.draft, value, name)
}

function keepBadDate(draft: DraftBuilder, value: string, name: string): void {
  draft.note(value, name)
  draft.warn(`"${value.slice(0, 60)}" is no date; it is in the note`)
}

function settle(row: RowState): void {
  const { draft, groups, addresses, birth } = row
  setNames(draft, row.names, row.said)
  row.reading.into.settle(draft, row.parts, row.reading)
  for (const { list, value, label } of groups.values()) {
    if (value !== '') addElement(row, list, value, list === 'notes' ? label ?? 'Note' : label)
  }
  for (const { full, ...parts } of addresses.values()) {
    // The address in one line repeats the parts beside it; it counts where there are none, and is the street where it says more than they do.
    const hasParts = Object.keys(parts).some((part) => part !== 'label')
    if (hasParts && parts.street === undefined && full !== undefined && !isSaidBy(parts, full)) draft.addAddress({ ...parts, street: full })
    else if (hasParts || full === undefined) draft.addAddress(parts)
    else for (const single of full.split(' ::: ')) draft.addAddress({ ...parts, street: single })
  }
  if (birth.year + birth.month + birth.day === '') return
  const date = parseDate(`${birth.year === '' ? '-' : birth.year.padStart(4, '0')}-${birth.month.padStart(2, '0')}-${birth.day.padStart(2, '0')}`, 'dmy')
  if (date !== null) draft.setDate('birthday', date, 'Birthday')
  else keepBadDate(draft, [birth.year, birth.month, birth.day].filter((part) => part !== '').join('-'), 'Birthday')
}
