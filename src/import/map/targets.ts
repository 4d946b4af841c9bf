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
export interface Target { field: string; part: string | null; group: string | null; label: string | null }

/** What columns of an entity's files may go to, and which of these have parts. */
export interface TargetNames { fields: readonly string[]; parts: Readonly<Record<string, readonly string[]>> }

const ofLists: TargetNames['parts'] = {
  emails: ['value', 'label'], phones: ['value', 'label'], links: ['value', 'label'], domains: ['value', 'label'], notes: ['value', 'label'],
  addresses: ['street', 'city', 'region', 'postalCode', 'country', 'label', 'full', 'place'],
}

/** Targets of every entity whose file may name records, their values in fields that people made, and the file's own ids. */
export const commonTargets = ['tags', 'notes', 'source', 'externalId', 'recordId', 'custom'] as const

export const targetNames = (...fields: readonly string[]): TargetNames => ({ fields: [...fields, ...commonTargets], parts: ofLists })

export const contactTargets: TargetNames = {
  fields: ['firstName', 'middleName', 'lastName', 'nameSuffix', 'fullName', 'company', 'title', 'emails', 'phones', 'addresses', 'links', 'birthday', ...commonTargets],
  parts: { ...ofLists, birthday: ['year', 'month', 'day'] },
}

/** Null where the text is no target. */
export function parseTarget(text: string, names: TargetNames = contactTargets): Target | null {
  const match = /^([a-zA-Z]+)(?:\.([a-zA-Z]+))?(?:#([^:]+))?(?::([\s\S]+))?$/.exec(text)
  const field = names.fields.find((name) => name === match?.[1])
  if (match === null || field === undefined) return null
  const part = match[2] ?? null
  if (part !== null && !(names.parts[field]?.includes(part) ?? false)) return null
  return { field, part, group: match[3] ?? null, label: match[4] ?? null }
}
