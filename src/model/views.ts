import { z } from '../shared/zod.ts'
import { defineEntity } from './entity.ts'
import { line } from './text-schemas.ts'
import { str } from './text.ts'

/** A saved way of looking at a list: filter, sort, columns. */
export const views = defineEntity({
  name: 'views',
  label: { one: 'saved view', many: 'saved views' },
  priority: 'important',
  schemaVersion: 1,
  authored: 'people',
  fields: {
    name: { kind: 'text', label: 'Name', policy: 'newest', schema: line() },
    /** The entity whose list it is. */
    entity: { kind: 'text', label: 'List', policy: 'newest', schema: line() },
    /** The list's URL parameters, so that opening a view is opening a link. */
    query: { kind: 'json', label: 'Filter, sort and columns', policy: 'newest', schema: z.record(z.string(), z.json()), isView: true },
    position: { kind: 'number', label: 'Position', policy: 'newest', schema: z.number() },
  },
  columns: {
    entity: { label: 'List', type: 'text', sort: (data) => str(data['entity']) || null },
    name: { label: 'Name', type: 'text', sort: (data) => str(data['name']) || null },
    position: { label: 'Position', type: 'number', sort: (data) => (typeof data['position'] === 'number' ? data['position'] : null) },
  },
  rules: [
    { name: 'view_needs_a_name', check: (data) => (str(data['name']).trim() ? null : { message: 'Give the view a name.', field: 'name' }) },
  ],
  title: (data) => str(data['name']) || 'View',
})
