/*
 * Where a column's cells go, as text that travels and that people's choices are kept in:
 *
 *   field                 "firstName", "company", "birthday", "tags", "notes", "fullName"
 *   field:label           "emails:work", "notes:Department"
 *   field.part:label      "addresses.city:home": the parts that share a label make one address
 *   field.part#group      "emails.value#2" with "emails.label#2": numbered groups, as Google writes them
 *   externalId:namespace  "externalId:hubspot": an id the file carries
 */

/** A mapping string taken apart. */
export interface Target { field: TargetField; part: string | null; group: string | null; label: string | null }

export type TargetField = (typeof fields)[number]

const fields = [
  'firstName', 'middleName', 'lastName', 'nameSuffix', 'fullName', 'company', 'title', 'emails', 'phones', 'addresses', 'links', 'birthday', 'tags', 'notes',
  'source', 'externalId', 'recordId',
] as const

const parts: Partial<Record<TargetField, readonly string[]>> = {
  emails: ['value', 'label'], phones: ['value', 'label'], links: ['value', 'label'], notes: ['value', 'label'],
  addresses: ['street', 'city', 'region', 'postalCode', 'country', 'label', 'full'],
  birthday: ['year', 'month', 'day'],
}

/** Null where the text is no target. */
export function parseTarget(text: string): Target | null {
  const match = /^([a-zA-Z]+)(?:\.([a-zA-Z]+))?(?:#([^:]+))?(?::([\s\S]+))?$/.exec(text)
  const field = fields.find((name) => name === match?.[1])
  if (match === null || field === undefined) return null
  const part = match[2] ?? null
  if (part !== null && !(parts[field]?.includes(part) ?? false)) return null
  return { field, part, group: match[3] ?? null, label: match[4] ?? null }
}

const names: Record<TargetField, string> = {
  firstName: 'First name', middleName: 'Middle name, in the note', lastName: 'Last name', nameSuffix: 'Name suffix, in the note', fullName: 'Full name', company: 'Company', title: 'Title',
  emails: 'E-mail', phones: 'Phone', addresses: 'Address', links: 'Link', birthday: 'Birthday', tags: 'Tags', notes: 'Note', source: 'Source',
  externalId: 'External id', recordId: 'Satchel id',
}
const partNames: Record<string, string> = { street: 'street', city: 'city', region: 'region', postalCode: 'postal code', country: 'country', label: 'label', full: 'in one line' }

/** What a mapping screen offers. A target outside this list (a numbered group, a named note) is shown by `describeTarget`. */
export const targetChoices: readonly { target: string; label: string }[] = [
  'firstName', 'middleName', 'lastName', 'nameSuffix', 'fullName', 'company', 'title',
  'emails', 'emails:work', 'emails:home', 'phones', 'phones:mobile', 'phones:work', 'phones:home', 'phones:fax',
  'addresses.full', 'addresses.street', 'addresses.city', 'addresses.region', 'addresses.postalCode', 'addresses.country',
  'addresses.street:work', 'addresses.city:work', 'addresses.region:work', 'addresses.postalCode:work', 'addresses.country:work',
  'addresses.street:home', 'addresses.city:home', 'addresses.region:home', 'addresses.postalCode:home', 'addresses.country:home',
  'links', 'links:work', 'birthday', 'tags', 'notes', 'source', 'externalId',
].map((target) => ({ target, label: describeTarget(target) }))

/** "E-mail (work)", "Address: city (home)", "Note: Department". */
export function describeTarget(text: string): string {
  const target = parseTarget(text)
  if (target === null) return text
  const name = names[target.field]
  const part = target.part === null || target.part === 'value' ? '' : `: ${partNames[target.part] ?? target.part}`
  const group = target.group === null ? '' : ` ${target.group}`
  if (target.field === 'notes' && target.label !== null) return `Note: ${target.label}`
  return `${name}${group}${part}${target.label === null ? '' : ` (${target.label})`}`
}
