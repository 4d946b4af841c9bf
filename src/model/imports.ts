import { z } from '../shared/zod.ts'
import { defineEntity } from './entity.ts'
import { line } from './text-schemas.ts'
import { str } from './text.ts'

/** One import that was applied: what it was, what came of it, and the group that undoes it. */
export const imports = defineEntity({
  name: 'imports',
  label: { one: 'import', many: 'imports' },
  priority: 'normal',
  schemaVersion: 2,
  authored: 'people',
  fields: {
    name: { kind: 'text', label: 'Files', policy: 'newest', schema: line() },
    format: { kind: 'text', label: 'Format', policy: 'newest', schema: line() },
    /** Of what it has records: entities' names. One of before does not say, and has contacts. */
    entities: { kind: 'tags', label: 'What', policy: 'newest', schema: z.array(line()) },
    at: { kind: 'dateTime', label: 'When', policy: 'newest', schema: z.string() },
    /** The groupId of all its mutations. */
    groupId: { kind: 'text', label: 'Group', policy: 'server', schema: z.string() },
    /** `{created, updated, skipped, duplicates, failed}`, rows; `planned`, records, until all of it is written; `left`, those that were not where it was stopped or could not go on. */
    counts: { kind: 'json', label: 'Counts', policy: 'newest', schema: z.record(z.string(), z.number()) },
    undoneAt: { kind: 'dateTime', label: 'Undone', policy: 'newest', schema: z.string() },
  },
  columns: { at: { label: 'When', type: 'dateTime', sort: (data) => str(data['at']) || null } },
  rules: [],
  title: (data) => str(data['name']) || 'Import',
  bookkeeping: true,
  // Since 2 it says of what it has records.
  upcasts: [(data) => data],
})
