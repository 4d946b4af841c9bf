import { z } from '../shared/zod.ts'
import type { Data } from '../shared/json.ts'
import { customColumn, customValues } from './custom-values.ts'
import { defineEntity } from './entity.ts'
import { calendarDate, line, text, upTo } from './text-schemas.ts'
import { elementsOf, limits, str, tagsOf } from './text.ts'

const person = z.object({ id: z.string().check(z.minLength(1), z.maxLength(64)), value: line() })

/** In the order of their column: what is under way comes first. */
export const projectStatuses = ['active', 'planned', 'paused', 'done'] as const

/** An engagement: what one does for somebody over a time, with its people and its tasks. */
export const projects = defineEntity({
  name: 'projects',
  label: { one: 'project', many: 'projects' },
  priority: 'normal',
  schemaVersion: 3,
  authored: 'people',
  fields: {
    name: { kind: 'text', label: 'Name', policy: 'newest', schema: line(), search: 'text' },
    status: {
      kind: 'choice', label: 'Status', policy: 'newest', schema: z.enum(['planned', 'active', 'paused', 'done']),
      choices: [{ value: 'planned', label: 'Planned' }, { value: 'active', label: 'Active' }, { value: 'paused', label: 'Paused' }, { value: 'done', label: 'Done' }],
    },
    companyId: { kind: 'reference', label: 'Company', policy: 'newest', schema: z.string(), reference: { entity: 'companies', onDelete: 'detach' } },
    startsOn: { kind: 'date', label: 'Starts', policy: 'newest', schema: calendarDate() },
    endsOn: { kind: 'date', label: 'Ends', policy: 'newest', schema: calendarDate() },
    notes: { kind: 'longText', label: 'About', policy: 'text', schema: text(), search: 'text' },
    /** Contacts: each element's id is the contact's. `value` is the name it had when it was added, for search, history and export. */
    people: { kind: 'list', label: 'People', policy: 'union', schema: z.array(person).check(z.maxLength(limits.elements)), search: 'text', elementText: ['value'], elementsOf: 'contacts' },
    tags: { kind: 'tags', label: 'Tags', policy: 'union', schema: z.array(upTo(100).check(z.minLength(1))).check(z.maxLength(limits.elements)), search: 'text' },
    source: { kind: 'text', label: 'Source', policy: 'newest', schema: line() },
    /** What another program, or the row of a file, calls it: an import knows by it what is here already (decision 0053). */
    externalId: { kind: 'text', label: 'External id', policy: 'server', schema: line() },
    custom: customValues(),
  },
  columns: {
    name: { label: 'Name', type: 'text', sort: (data) => str(data['name']) || null, edits: 'name', shown: true, width: 260 },
    status: { label: 'Status', type: 'number', sort: (data) => projectStatuses.findIndex((status) => status === (str(data['status']) || 'planned')), edits: 'status', shown: true, width: 110 },
    startsOn: { label: 'Starts', type: 'date', sort: (data) => str(data['startsOn']) || null, edits: 'startsOn', shown: true, width: 110 },
    endsOn: { label: 'Ends', type: 'date', sort: (data) => str(data['endsOn']) || null, edits: 'endsOn', shown: true, width: 110 },
    companyId: { label: 'Company', type: 'text', sort: (data) => str(data['companyId']) || null },
    people: { label: 'People', type: 'text', sort: (data) => personIds(data)[0] ?? null, all: personIds },
    tags: { label: 'Tags', type: 'text', sort: (data) => tagsOf(data, 'tags').join(', ') || null, all: (data) => tagsOf(data, 'tags'), shown: true, width: 160 },
    custom: customColumn(),
  },
  rules: [{ name: 'project_needs_a_name', check: (data) => (str(data['name']).trim() ? null : { message: 'Give the project a name.', field: 'name' }) }],
  title: (data) => str(data['name']).trim() || 'Project without a name',
  // Since 2 there are fields that people make; since 3 an import's mark.
  upcasts: [(data) => data, (data) => data],
})

function personIds(data: Data): string[] {
  return elementsOf(data, 'people').map((element) => str(element['id'])).filter(Boolean)
}
