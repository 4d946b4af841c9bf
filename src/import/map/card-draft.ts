import { decodeBinary } from '../read/binary-text.ts'
import type { RawCard } from '../read/vcard-cards.ts'
import type { CardProperty } from '../read/vcard-property.ts'
import { componentsOf, parseProperty, textOf, valuesOf } from '../read/vcard-property.ts'
import { fold } from '../../shared/fold.ts'
import { sameName, type CustomField } from '../../model/custom-fields.ts'
import { ownValue } from './own-fields.ts'
import { isEmptyDate, parseDate } from './dates.ts'
import type { Draft, DraftBuilder } from './draft.ts'
import { createDraft } from './draft.ts'
import { setNames } from './names.ts'
import { satchelProdId } from '../satchel-marks.ts'

/** What a card holds, and what of it was left out. */
export interface CardDraft {
  draft: Draft
  /** Properties that are no text: PHOTO, LOGO, SOUND, KEY, and AGENT, another person's card. */
  skipped: string[]
  /** What makes the card the same card in another file: its properties, sorted. */
  identity: string
  /** A card that stands for a group of people. */
  isGroup: boolean
}

/** Turns a whole card into a draft. `charset` is the file's; a property may name its own. */
export function draftOfCard(card: RawCard, charset: string, fields: readonly CustomField[] = []): CardDraft {
  const properties = card.lines.map((line) => parseProperty(line, card.version, charset))
  const exact = properties.some((property) => property?.name === 'PRODID' && property.value === satchelProdId)
  const state: CardState = {
    draft: createDraft(exact), exact, fields, labels: new Map(), skipped: [], names: { first: '', middle: '', suffix: '', full: '' }, full: '', said: [], deliveryLabels: [], role: '', isGroup: false,
  }
  const identity: string[] = []
  for (const property of properties) {
    if (property?.name === 'X-ABLABEL' && property.group !== null) state.labels.set(property.group, textOf(property))
  }
  properties.forEach((property, i) => {
    if (property === null) { keepUnreadable(state.draft, decodeBinary(card.lines[i]!, charset, charset)); return }
    if (property.binary || notText.has(property.name)) { state.skipped.push(property.name); return }
    if (!passing.has(property.name)) identity.push(`${property.name}:${property.value}`)
    if (property.name !== 'FN' && !passing.has(property.name)) state.said.push(textOf(property))
    place(state, property)
  })
  settle(state)
  return { draft: state.draft.done(), skipped: state.skipped, identity: identity.sort().join('\n'), isGroup: state.isGroup }
}

interface CardState {
  draft: DraftBuilder
  exact: boolean
  fields: readonly CustomField[]
  labels: Map<string, string>
  skipped: string[]
  names: { first: string; middle: string; suffix: string; full: string }
  /** FN, for cards without N. */
  full: string
  /** All that its other properties say. */
  said: string[]
  deliveryLabels: string[]
  role: string
  isGroup: boolean
}

const notText = new Set(['PHOTO', 'LOGO', 'SOUND', 'KEY', 'AGENT'])
/** Says something about the file or the program, nothing about the person. */
const passing = new Set([
  'VERSION', 'PRODID', 'REV', 'CALSCALE', 'MAILER', 'CLASS', 'PROFILE', 'SOURCE', 'NAME', 'SORT-STRING', 'X-ABADR', 'X-ABUID', 'X-ABSHOWAS', 'X-ABLABEL', 'X-ABORDER',
  'CLIENTPIDMAP', 'XML', 'X-IMAGEHASH', 'X-IMAGETYPE', 'X-SHARED-PHOTO-DISPLAY-PREF', 'KIND', 'X-ADDRESSBOOKSERVER-KIND', 'MEMBER', 'X-ADDRESSBOOKSERVER-MEMBER',
])

function place(state: CardState, property: CardProperty): void {
  const { draft } = state
  const text = tidy(state, textOf(property))
  switch (property.name) {
    case 'N': if (state.names.first === '' && draft.value('lastName') === '') placeName(state, property); return
    case 'FN': if (state.full === '') state.full = text; return
    case 'EMAIL': if (text !== '') draft.add('emails', text.replace(/^mailto:/i, ''), labelOf(state, property)); return
    case 'TEL': if (text !== '') draft.add('phones', phoneOf(text), labelOf(state, property)); return
    case 'URL': case 'X-SOCIALPROFILE': case 'CALURI': case 'FBURL': if (text !== '') draft.add('links', text, labelOf(state, property)); return
    case 'ADR': placeAddress(state, property); return
    case 'LABEL': if (text !== '') state.deliveryLabels.push(text); return
    case 'ORG': placeOrganization(state, property); return
    case 'TITLE': draft.set('title', text, 'Title'); return
    case 'ROLE': state.role = text; return
    case 'BDAY': placeBirthday(state, property, text); return
    case 'NOTE': if (state.exact) draft.ownNote(text); else if (text !== '') draft.note(text); return
    case 'CATEGORIES': for (const tag of valuesOf(property)) draft.addTag(tidy(state, tag)); return
    case 'UID': placeUid(draft, text); return
    case 'X-SATCHEL-EXTERNAL-ID': draft.set('externalId', text, 'External id'); return
    case 'X-SATCHEL-SOURCE': draft.set('source', text, 'Source'); return
    case 'X-SATCHEL-FIELD': placeOwn(state, property, text); return
    case 'KIND': case 'X-ADDRESSBOOKSERVER-KIND': state.isGroup = fold(text) === 'group'; return
    default: placeOther(state, property, text)
  }
}

/** Blanks at the ends mean nothing, except in what Satchel wrote. */
const tidy = (state: CardState, text: string): string => (state.exact ? text : text.replace(/\r\n?/g, '\n').replace(/^[ \t\n]+|[ \t\n]+$/g, ''))

function placeName(state: CardState, property: CardProperty): void {
  const [last, first, middle, prefix, suffix] = componentsOf(property).map((values) => tidy(state, values.join(' ')))
  state.draft.set('lastName', last ?? '', 'Last name')
  state.names.first = first ?? ''
  state.names.middle = middle ?? ''
  state.names.suffix = suffix ?? ''
  if (prefix !== undefined && prefix !== '') state.draft.note(prefix, 'Name prefix')
}

function placeAddress(state: CardState, property: CardProperty): void {
  const [box, extended, street, city, region, postalCode, country] = componentsOf(property).map((values) => tidy(state, values.join(state.exact ? ',' : ', ')))
  const label = labelOf(state, property)
  state.draft.addAddress({
    ...(label === null ? {} : { label }),
    street: [street, extended, box].filter((part) => part !== undefined && part !== '').join('\n'),
    city: city ?? '', region: region ?? '', postalCode: postalCode ?? '', country: country ?? '',
  })
}

function placeOrganization(state: CardState, property: CardProperty): void {
  const [company, ...units] = componentsOf(property).map((values) => tidy(state, values.join(state.exact ? ',' : ', ')))
  state.draft.set('company', company ?? '', 'Company')
  const department = units.filter((unit) => unit !== '').join(', ')
  if (department !== '') state.draft.note(department, 'Department')
}

/** Apple writes a birthday without a year as 1604 and says so in a parameter. */
function placeBirthday(state: CardState, property: CardProperty, text: string): void {
  if (isEmptyDate(text)) return
  const date = property.params.get('VALUE')?.[0]?.toLowerCase() === 'text' ? null : parseDate(text, 'dmy')
  const without = property.params.get('X-APPLE-OMIT-YEAR')?.[0]
  if (date !== null) state.draft.setDate('birthday', without !== undefined && date.startsWith(`${without}-`) ? `-${date.slice(4)}` : date, 'Birthday')
  else {
    state.draft.note(text, 'Birthday')
    state.draft.warn(`The birthday "${text.slice(0, 60)}" is no date; it is in the note`)
  }
}

/** By the field's id; a workspace that made it anew has it under its name. */
function placeOwn({ draft, fields }: CardState, property: CardProperty, text: string): void {
  const id = property.params.get('X-FIELD-ID')?.[0], label = property.params.get('X-LABEL')?.[0] ?? ''
  const field = fields.find((each) => each.id === id) ?? fields.find((each) => sameName(each.label, label))
  const read = field === undefined ? null : ownValue(field, text, 'dmy')
  if (read !== null && 'element' in read) draft.addOwn(read.element, text, label)
  else {
    draft.note(text, label || 'Field')
    draft.warn(`${label || 'A field'}: ${read === null ? 'there is no such field here' : read.reason}; it is in the note`)
  }
}

const uuidUri = /^urn:uuid:([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/i

function placeUid(draft: DraftBuilder, text: string): void {
  if (text === '') return
  const own = uuidUri.exec(text)?.[1]
  if (own !== undefined) draft.setRecordId(own.toLowerCase())
  draft.carry(`uid:${text}`)
}

/** Whatever else is text and says something goes to the note under its own name. */
function placeOther(state: CardState, property: CardProperty, text: string): void {
  if (passing.has(property.name) || property.name.startsWith('X-MS-OL-') || text === '' || text.includes('<card ')) return
  const own = property.group === null ? undefined : state.labels.get(property.group)
  const name = own === undefined ? otherNames.get(property.name) ?? readable(property.name) : own.replace(/^_\$!<(.*)>!\$_$/, '$1')
  const text1 = textOf(property).includes(';') ? tidy(state, componentsOf(property).flat().filter((part) => part !== '').join(', ')) : text
  state.draft.note(text1, name)
}

const otherNames = new Map(Object.entries({
  NICKNAME: 'Nickname', ANNIVERSARY: 'Anniversary', 'X-MS-ANNIVERSARY': 'Anniversary', 'X-ANNIVERSARY': 'Anniversary', GENDER: 'Gender', LANG: 'Language', TZ: 'Time zone',
  GEO: 'Position', IMPP: 'Messenger', 'X-MS-IMADDRESS': 'Messenger', 'X-MS-MANAGER': 'Manager', 'X-MS-ASSISTANT': 'Assistant', RELATED: 'Related',
}))

/** "X-PHONETIC-FIRST-NAME" is "Phonetic first name". */
const readable = (name: string): string => {
  const words = name.replace(/^X-(?:MS-|AB|EVOLUTION-|GOOGLE-)?/, '').replace(/-/g, ' ').toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** "tel:+1-418-656-9254;ext=102" is "+1-418-656-9254 ext. 102"; what is no such address is a phone as somebody wrote it. */
const phoneOf = (text: string): string =>
  (/^tel:/i.test(text) ? text.slice(4).replace(/;ext=(\d+)/i, ' ext. $1').replace(/;[\w-]+=[^;]*/g, '') : text)

const meaningless = new Set(['PREF', 'VOICE', 'INTERNET', 'X400', 'TEXT', 'VIDEO', 'MSG', 'DOM', 'INTL', 'POSTAL', 'PARCEL'])

/** The group's own label, else what the types say: "home fax", "mobile". */
function labelOf(state: CardState, property: CardProperty): string | null {
  const own = property.group === null ? undefined : state.labels.get(property.group)
  if (own !== undefined && own !== '') return own
  const types = (property.params.get('TYPE') ?? []).map((type) => type.toUpperCase()).filter((type) => !meaningless.has(type))
  if (types.length === 0) return null
  if (types.includes('FAX')) return types.includes('HOME') ? 'home fax' : types.includes('WORK') ? 'work fax' : 'fax'
  if (types.includes('CELL')) return 'mobile'
  return types[0]!.toLowerCase().replace(/^x-/, '')
}

/** Lost to no one: a line that cannot be read is text still, unless it is the rest of a picture. */
function keepUnreadable(draft: DraftBuilder, line: string): void {
  if (/^[A-Za-z0-9+/=\s]{40,}$/.test(line)) return
  draft.note(line.trim(), 'Unreadable line')
  draft.warn('A line could not be read; it is in the note')
}

function settle(state: CardState): void {
  const { draft } = state
  if (state.role !== '') draft.set('title', state.role, 'Role')
  const data = draft.peek()
  for (const label of state.deliveryLabels) if (data['addresses'] === undefined) draft.addAddress({ street: label })
  // FN repeats N; and where there is no N it may repeat the company, an e-mail or a phone.
  const known = [draft.value('company'), ...['emails', 'phones'].flatMap((list) => (data[list] as { value: string }[] | undefined ?? []).map(({ value }) => value))]
  setNames(draft, { ...state.names, full: known.includes(state.full) ? '' : state.full }, state.said)
}
