/*
 * What a column of a file may become. A target is a contact's field ("firstName"), a field with a label ("emails:work"), a part of an
 * address ("addresses.city:home") or of a numbered group ("emails.value#2"), as the import room writes them.
 */

import type { CustomField } from '../../../model/custom-fields.ts'

export interface TargetOption { value: string; label: string }
export interface TargetGroup { label: string; options: readonly TargetOption[] }

/** The choice for a column that goes nowhere; a mapping says null. */
export const leftOut = ''

const offered: readonly { label: string; targets: readonly string[] }[] = [
  { label: 'Person', targets: ['firstName', 'middleName', 'lastName', 'nameSuffix', 'fullName', 'company', 'title', 'birthday', 'tags', 'notes', 'source', 'externalId'] },
  { label: 'E-mail', targets: ['emails', 'emails:work', 'emails:home'] },
  { label: 'Phone', targets: ['phones', 'phones:mobile', 'phones:work', 'phones:home', 'phones:fax'] },
  { label: 'Link', targets: ['links', 'links:work'] },
  ...[null, 'work', 'home'].map((label) => ({
    label: label === null ? 'Address' : `Address, ${label}`,
    targets: [...(label === null ? ['full'] : []), 'street', 'postalCode', 'city', 'region', 'country'].map((part) => `addresses.${part}${label === null ? '' : `:${label}`}`),
  })),
]

/** The choices for one column: the common ones, and first the column's own target where it was recognised as another. */
export function targetGroups(current: string | null, fields: readonly CustomField[] = []): readonly TargetGroup[] {
  if (fields.length > 0) return [...targetGroups(current?.startsWith('custom:') === true && fields.some(({ id }) => current === `custom:${id}`) ? null : current), { label: 'Your own fields', options: fields.map(({ id, label }) => ({ value: `custom:${id}`, label })) }]
  if (current === null || groups.some((group) => group.options.some((option) => option.value === current))) return groups
  return [{ label: 'As recognised', options: [option(current)] }, ...groups]
}

/** "addresses.city:home" reads "City, home", "emails.value#2" reads "E-mail 2"; what is unknown reads as it is. */
export function targetLabel(target: string | null): string {
  if (target === null || target === leftOut) return 'Left out'
  const [, field = '', part, number, label] = /^([a-zA-Z]+)(?:\.([a-zA-Z]+))?(?:#([^:]+))?(?::([\s\S]+))?$/.exec(target) ?? []
  const name = names[field]
  if (name === undefined) return target
  const said = label === undefined ? '' : `, ${label.toLowerCase()}`
  const nth = number === undefined ? '' : ` ${number}`
  if (part === undefined || part === 'value') return `${name}${nth}${said}`
  if (field === 'addresses') return `${parts[part] ?? part}${nth}${said}`
  return `${name}${nth}, ${(parts[part] ?? part).toLowerCase()}${said}`
}

/** Columns that go nowhere, and whether the file names anybody at all: what one should know before the rehearsal. */
export function mappingHints(mapping: readonly (string | null)[]): { left: number; warning: string | null } {
  const used = mapping.filter((target) => target !== null)
  const names = used.some((target) => /^(firstName|lastName|fullName|company|emails|phones)/.test(target))
  return {
    left: mapping.length - used.length,
    warning: names ? null : 'No column is a name, a company, an e-mail or a phone yet. A contact needs one of them.',
  }
}

const names: Record<string, string> = {
  firstName: 'First name', middleName: 'Middle name', lastName: 'Last name', nameSuffix: 'Name suffix', fullName: 'Full name', company: 'Company',
  title: 'Title', emails: 'E-mail', phones: 'Phone', addresses: 'Address', links: 'Link', birthday: 'Birthday', tags: 'Tags', notes: 'Note',
  source: 'Source', externalId: 'Id in the other program', recordId: 'Satchel id',
}
const parts: Record<string, string> = {
  street: 'Street', city: 'City', region: 'Region', postalCode: 'Postal code', country: 'Country', full: 'Address in one line', label: 'Label',
  year: 'Year', month: 'Month', day: 'Day',
}
const option = (value: string): TargetOption => ({ value, label: targetLabel(value) })
const groups: readonly TargetGroup[] = offered.map(({ label, targets }) => ({ label, options: targets.map(option) }))
