import ICAL from 'ical.js'
import { contactName } from '../model/names.ts'
import type { CustomField } from '../model/custom-fields.ts'
import { customValue, valueText } from '../model/custom-value.ts'
import { elementsOf, str, tagsOf } from '../model/text.ts'
import type { Json } from '../shared/json.ts'
import type { ExportRecord } from './export-record.ts'
import { notesBy } from './export-record.ts'
import { satchelProdId } from './satchel-marks.ts'

// ical.js does not count the blank that begins a folded line among its octets; with 74 no line is longer than RFC 6350's 75.
ICAL.foldLength = 74

/** Contacts as vCards 4.0 (RFC 6350): CRLF, folded at 75 octets and never within a character. A re-import gives the same contacts. */
export function exportVcard(records: readonly ExportRecord[], notes: readonly ExportRecord[], fields: readonly CustomField[] = []): string {
  const byContact = notesBy('contactId', notes)
  return records.map((record) => ICAL.stringify(['vcard', propertiesOf(record, byContact.get(record.id) ?? [], fields), []])).join('')
}

type Parameters = Record<string, string | string[]>
/** A property as jCard (RFC 7095) has it. */
type Property = [name: string, parameters: Parameters, type: string, value: string | string[], ...more: string[]]

function propertiesOf({ id, data }: ExportRecord, notes: readonly ExportRecord[], fields: readonly CustomField[]): Property[] {
  const properties: Property[] = [['version', {}, 'text', '4.0'], ['prodid', {}, 'text', satchelProdId], ['uid', {}, 'uri', `urn:uuid:${id}`]]
  const text = (name: string, value: string): void => { if (value !== '') properties.push([name, {}, 'text', lines(value)]) }
  const labelled = createGroups(properties)

  text('fn', contactName(data))
  properties.push(['n', {}, 'text', [lines(str(data['lastName'])), lines(str(data['firstName'])), '', '', '']])
  if (str(data['company']) !== '') properties.push(['org', {}, 'text', [lines(str(data['company']))]])
  text('title', str(data['title']))
  if (str(data['birthday']) !== '') properties.push(['bday', {}, 'date-and-or-time', str(data['birthday'])])
  for (const [list, name, type] of [['emails', 'email', 'text'], ['phones', 'tel', 'text'], ['links', 'url', 'uri']] as const) {
    for (const element of elementsOf(data, list)) labelled(element, name, type, lines(str(element['value'])))
  }
  for (const element of elementsOf(data, 'addresses')) {
    labelled(element, 'adr', 'text', ['', '', ...['street', 'city', 'region', 'postalCode', 'country'].map((part) => lines(str(element[part])))])
  }
  const [tag, ...tags] = tagsOf(data, 'tags').map(lines)
  if (tag !== undefined) properties.push(['categories', {}, 'text', tag, ...tags])
  for (const note of notes) text('note', str(note.data['body']))
  text('x-satchel-source', str(data['source']))
  text('x-satchel-external-id', str(data['externalId']))
  for (const field of fields) {
    const value = valueText(field, customValue(data, field.id))
    if (value !== '') properties.push(['x-satchel-field', { 'x-field-id': field.id, 'x-label': field.label.replaceAll('"', '’') }, 'text', lines(value)])
  }
  return properties
}

const types = new Map([
  ['home', ['home']], ['work', ['work']], ['mobile', ['cell']], ['fax', ['fax']], ['home fax', ['home', 'fax']], ['work fax', ['work', 'fax']], ['pager', ['pager']],
])

/** A label that every program knows is a TYPE; any other stands in the property's group, as Apple and Google write and read it. */
function createGroups(properties: Property[]): (element: Record<string, Json>, name: string, type: string, value: string | string[]) => void {
  let groups = 0
  return (element, name, type, value) => {
    const label = str(element['label'])
    const known = types.get(label)
    if (label === '') properties.push([name, {}, type, value])
    else if (known !== undefined) properties.push([name, { type: known }, type, value])
    else {
      groups += 1
      properties.push([name, { group: `item${groups}` }, type, value], ['x-ablabel', { group: `item${groups}` }, 'text', lines(label)])
    }
  }
}

/** vCard knows one kind of line break. */
const lines = (text: string): string => text.replace(/\r\n?/g, '\n')
