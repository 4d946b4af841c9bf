/*
 * What a column of a file may become. A target is a field ("firstName"), a field with a label ("emails:work"), a part of an
 * address ("addresses.city:home") or of a numbered group ("emails.value#2"), as the import room writes them.
 */

import { companies } from '../../../model/companies.ts'
import { contacts } from '../../../model/contacts.ts'
import type { CustomField } from '../../../model/custom-fields.ts'
import { notes } from '../../../model/notes.ts'
import { projects } from '../../../model/projects.ts'
import { tasks } from '../../../model/tasks.ts'

export interface TargetOption { value: string; label: string }
export interface TargetGroup { label: string; options: readonly TargetOption[] }

/** The choice for a column that goes nowhere; a mapping says null. */
export const leftOut = ''

interface Offered {
  groups: readonly { label: string; targets: readonly string[] }[]
  /** What is called otherwise than of people. */
  names: Readonly<Record<string, string>>
  /** Without one of these a row is nothing. */
  needs: RegExp
  nothing: string
}

const reach: Offered['groups'] = [
  { label: 'E-mail', targets: ['emails', 'emails:work', 'emails:home'] },
  { label: 'Phone', targets: ['phones', 'phones:mobile', 'phones:work', 'phones:home', 'phones:fax'] },
  { label: 'Link', targets: ['links', 'links:work'] },
  ...[null, 'work', 'home'].map((label) => ({
    label: label === null ? 'Address' : `Address, ${label}`,
    targets: [...(label === null ? ['full', 'place'] : []), 'street', 'postalCode', 'city', 'region', 'country'].map((part) => `addresses.${part}${label === null ? '' : `:${label}`}`),
  })),
]

const offered: Readonly<Record<string, Offered>> = {
  [contacts.name]: {
    groups: [
      { label: 'Person', targets: ['firstName', 'middleName', 'lastName', 'nameSuffix', 'fullName', 'company', 'title', 'birthday', 'tags', 'notes', 'source', 'externalId'] },
      ...reach,
    ],
    names: {}, needs: /^(firstName|lastName|fullName|company|emails|phones)/, nothing: 'No column is a name, a company, an e-mail or a phone yet. A contact needs one of them.',
  },
  [companies.name]: {
    groups: [{ label: 'Company', targets: ['name', 'aliases', 'industry', 'domains', 'description', 'tags', 'notes', 'source', 'externalId'] }, ...reach],
    names: {}, needs: /^(name|domains)/, nothing: 'No column is a name or a domain yet. A company needs one of them.',
  },
  [projects.name]: {
    groups: [{ label: 'Project', targets: ['name', 'status', 'company', 'people', 'startsOn', 'endsOn', 'notes', 'timeline', 'tags', 'source', 'externalId'] }],
    names: { notes: 'About', timeline: 'Note' }, needs: /^name/, nothing: 'No column is a name yet. A project needs one.',
  },
  [tasks.name]: {
    groups: [
      { label: 'Task', targets: ['title', 'notes', 'priority', 'status', 'section', 'completed', 'completedAt', 'tags', 'labels', 'comments', 'source'] },
      { label: 'When', targets: ['due', 'dueTime', 'startsAt', 'zone', 'allDay', 'repeat'] },
      { label: 'Belongs to', targets: ['project', 'company', 'contact', 'assignee', 'assigneeEmail', 'parent'] },
      { label: 'In the file', targets: ['key', 'externalId'] },
    ],
    names: { notes: 'Notes' }, needs: /^title/, nothing: 'No column is a title yet. A task needs one.',
  },
  [notes.name]: {
    groups: [{ label: 'Note', targets: ['body', 'happenedAt', 'kind', 'direction', 'minutes', 'externalId'] }, { label: 'Belongs to', targets: ['contact', 'company', 'project', 'people'] }],
    names: {}, needs: /^(body|kind)/, nothing: 'No column is the note’s text yet. A note needs one, and the contact, the company or the project that it is on.',
  },
}

const offeredOf = (entity: string): Offered => offered[entity] ?? offered[contacts.name]!

/** The choices for one column: the common ones, and first the column's own target where it was recognised as another. */
export function targetGroups(current: string | null, fields: readonly CustomField[] = [], entity: string = contacts.name): readonly TargetGroup[] {
  if (fields.length > 0) {
    const ofField = current?.startsWith('custom:') === true && fields.some(({ id }) => current === `custom:${id}`)
    return [...targetGroups(ofField ? null : current, [], entity), { label: 'Your own fields', options: fields.map(({ id, label }) => ({ value: `custom:${id}`, label })) }]
  }
  const groups = groupsOf(entity)
  if (current === null || groups.some((group) => group.options.some((option) => option.value === current))) return groups
  return [{ label: 'As recognised', options: [option(current, entity)] }, ...groups]
}

const made = new Map<string, readonly TargetGroup[]>()
function groupsOf(entity: string): readonly TargetGroup[] {
  const groups = made.get(entity) ?? offeredOf(entity).groups.map(({ label, targets }) => ({ label, options: targets.map((target) => option(target, entity)) }))
  made.set(entity, groups)
  return groups
}

/** "addresses.city:home" reads "City, home", "emails.value#2" reads "E-mail 2"; what is unknown reads as it is. */
export function targetLabel(target: string | null, entity: string = contacts.name): string {
  if (target === null || target === leftOut) return 'Left out'
  const [, field = '', part, number, label] = /^([a-zA-Z]+)(?:\.([a-zA-Z]+))?(?:#([^:]+))?(?::([\s\S]+))?$/.exec(target) ?? []
  const name = offeredOf(entity).names[field] ?? names[field]
  if (name === undefined) return target
  const said = label === undefined || dialects.has(label) ? '' : `, ${label.toLowerCase()}`
  const nth = number === undefined ? '' : ` ${number}`
  if (part === undefined || part === 'value') return `${name}${nth}${said}`
  if (field === 'addresses') return `${parts[part] ?? part}${nth}${said}`
  return `${name}${nth}, ${(parts[part] ?? part).toLowerCase()}${said}`
}

/** Columns that go nowhere, and whether the file names anything at all: what one should know before the rehearsal. */
export function mappingHints(mapping: readonly (string | null)[], entity: string = contacts.name): { left: number; warning: string | null } {
  const used = mapping.filter((target) => target !== null), { needs, nothing } = offeredOf(entity)
  return { left: mapping.length - used.length, warning: used.some((target) => needs.test(target)) ? null : nothing }
}

/** How a program writes something, which is no label of it. */
const dialects = new Set(['todoist', 'ticktick', 'asana', 'several'])

const names: Record<string, string> = {
  firstName: 'First name', middleName: 'Middle name', lastName: 'Last name', nameSuffix: 'Name suffix', fullName: 'Full name', company: 'Company',
  title: 'Title', emails: 'E-mail', phones: 'Phone', addresses: 'Address', links: 'Link', birthday: 'Birthday', tags: 'Tags', notes: 'Note',
  source: 'Source', externalId: 'Id in the other program', recordId: 'Satchel id',
  name: 'Name', aliases: 'Also called', industry: 'Industry', domains: 'Domain', description: 'About', status: 'Status', people: 'People', peopleIds: 'People, by id', companyId: 'Company, by id', startsOn: 'Starts',
  endsOn: 'Ends', priority: 'Priority', section: 'List or section', completed: 'Is done', completedAt: 'Done at', labels: 'Labels', comments: 'Comments', due: 'Due', dueTime: 'Due, time of day', startsAt: 'Starts',
  zone: 'Time zone', allDay: 'All day', repeat: 'Repeats', project: 'Project', projectId: 'Project, by id', contact: 'Contact', contactId: 'Contact, by id', assignee: 'Assignee', assigneeEmail: 'Assignee, e-mail',
  assigneeId: 'Assignee, by id', parent: 'Part of', parentId: 'Part of, by id', key: 'Number of the row', kind: 'Kind', position: 'Position', timeline: 'Note', body: 'Text', happenedAt: 'When', direction: 'Direction', minutes: 'Minutes',
}
const parts: Record<string, string> = {
  street: 'Street', city: 'City', region: 'Region', postalCode: 'Postal code', country: 'Country', full: 'Address in one line', place: 'City and region', label: 'Label',
  year: 'Year', month: 'Month', day: 'Day',
}
const option = (value: string, entity: string): TargetOption => ({ value, label: targetLabel(value, entity) })
