/*
 * Where a column's cells go, as text that travels and that people's choices are kept in:
 *
 *   field                 "firstName", "company", "birthday", "tags", "notes", "fullName"
 *   field:label           "emails:work", "notes:Department"
 *   field.part:label      "addresses.city:home": the parts that share a label make one address
 *   field.part#group      "emails.value#2" with "emails.label#2": numbered groups, as Google writes them
 *   custom:id              a field that people made, by its id
 *   externalId:namespace  "externalId:hubspot": an id the file carries
 */

/** A mapping string taken apart. */
export interface Target { field: TargetField; part: string | null; group: string | null; label: string | null }

export type TargetField = (typeof fields)[number]

const fields = [
  'firstName', 'middleName', 'lastName', 'nameSuffix', 'fullName', 'company', 'title', 'emails', 'phones', 'addresses', 'links', 'birthday', 'tags', 'notes',
  'source', 'externalId', 'recordId', 'custom',
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
