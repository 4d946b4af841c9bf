import { z } from '../shared/zod.ts'
import type { Data } from '../shared/json.ts'
import { parseDue } from './due.ts'
import { customColumn, customValues } from './custom-values.ts'
import { defineEntity } from './entity.ts'
import { isRepeat } from './repeat-rules.ts'
import { line, text, upTo } from './text-schemas.ts'
import { limits, str, tagsOf } from './text.ts'
import { instantOf } from './zoned.ts'

/**
 * What is to be done. Field by field, the newest: what two people change of one task at the same time both stays. A due is one value (due.ts), and
 * each occurrence of a repeating task is a task of its own (completing.ts).
 */
export const tasks = defineEntity({
  name: 'tasks',
  label: { one: 'task', many: 'tasks' },
  priority: 'important',
  schemaVersion: 4,
  authored: 'people',
  fields: {
    title: { kind: 'text', label: 'Title', policy: 'newest', schema: line(), search: 'text' },
    notes: { kind: 'longText', label: 'Notes', policy: 'text', schema: text(), search: 'text' },
    due: { kind: 'dateOrTime', label: 'Due', policy: 'newest', schema: z.string().check(z.refine((value) => parseDue(value) !== null, 'no date, and no time in a zone')) },
    repeat: { kind: 'recurrence', label: 'Repeats', policy: 'newest', schema: z.string().check(z.refine(isRepeat, 'no rule of RFC 5545 by days or longer')) },
    priority: {
      kind: 'choice', label: 'Priority', policy: 'newest', schema: z.enum(['high', 'medium', 'low']),
      choices: [{ value: 'high', label: 'High' }, { value: 'medium', label: 'Medium' }, { value: 'low', label: 'Low' }],
    },
    status: {
      kind: 'choice', label: 'Status', policy: 'newest', schema: z.enum(['todo', 'doing', 'done']),
      choices: [{ value: 'todo', label: 'To do' }, { value: 'doing', label: 'In progress' }, { value: 'done', label: 'Done' }],
    },
    /** Of a task that is done; it says nothing about another, whoever reopened it meanwhile. */
    completedAt: { kind: 'dateTime', label: 'Done at', policy: 'newest', schema: z.string() },
    /** A member of the workspace, by user id. */
    assigneeId: { kind: 'text', label: 'Assignee', policy: 'newest', schema: upTo(64), member: true },
    // A task outlives its project, its company and its contact: somebody still has to do it, or to see that nobody has to.
    projectId: { kind: 'reference', label: 'Project', policy: 'newest', schema: z.string(), reference: { entity: 'projects', onDelete: 'detach' } },
    /** For whom it is, where no project says so. */
    companyId: { kind: 'reference', label: 'Company', policy: 'newest', schema: z.string(), reference: { entity: 'companies', onDelete: 'detach' } },
    contactId: { kind: 'reference', label: 'Contact', policy: 'newest', schema: z.string(), reference: { entity: 'contacts', onDelete: 'detach' } },
    /** Of a subtask: the task that it is a part of, and goes with. */
    parentId: { kind: 'reference', label: 'Part of', policy: 'newest', schema: z.string(), reference: { entity: 'tasks', onDelete: 'cascade' } },
    /** Where it stands among others, lowest first; those without one come after, in the order in which they were made. */
    position: { kind: 'number', label: 'Position', policy: 'newest', schema: z.number() },
    tags: { kind: 'tags', label: 'Tags', policy: 'union', schema: z.array(upTo(100).check(z.minLength(1))).check(z.maxLength(limits.elements)), search: 'text' },
    source: { kind: 'text', label: 'Source', policy: 'newest', schema: line() },
    /** What another program, or the row of a file, calls it: an import knows by it what is here already (decision 0053). */
    externalId: { kind: 'text', label: 'External id', policy: 'server', schema: line() },
    custom: customValues(),
  },
  columns: {
    title: { label: 'Title', type: 'text', sort: (data) => str(data['title']) || null, edits: 'title', shown: true, width: 320 },
    due: { label: 'Due', type: 'date', sort: (data) => str(data['due']) || null, edits: 'due', shown: true, width: 140 },
    /** The due of what is still to be done: one index answers what a day asks for, however much has been done before. */
    agenda: { label: 'Still due', type: 'date', sort: (data) => (isDone(data) ? null : str(data['due']) || null) },
    status: { label: 'Status', type: 'text', sort: (data) => str(data['status']) || 'todo', edits: 'status' },
    state: { label: 'State', type: 'text', sort: (data) => (isDone(data) ? 'done' : 'open') },
    priority: { label: 'Priority', type: 'number', sort: (data) => ranks[str(data['priority'])] ?? null, edits: 'priority', shown: true, width: 110 },
    projectId: { label: 'Project', type: 'text', sort: (data) => str(data['projectId']) || null },
    companyId: { label: 'Company', type: 'text', sort: (data) => str(data['companyId']) || null },
    contactId: { label: 'Contact', type: 'text', sort: (data) => str(data['contactId']) || null },
    parentId: { label: 'Part of', type: 'text', sort: (data) => str(data['parentId']) || null },
    assigneeId: { label: 'Assignee', type: 'text', sort: (data) => str(data['assigneeId']) || null },
    completedAt: { label: 'Done at', type: 'dateTime', sort: (data) => (isDone(data) ? str(data['completedAt']) || null : null) },
    position: { label: 'Position', type: 'number', sort: (data) => (typeof data['position'] === 'number' ? data['position'] : null) },
    tags: { label: 'Tags', type: 'text', sort: (data) => tagsOf(data, 'tags').join(', ') || null, all: (data) => tagsOf(data, 'tags'), shown: true, width: 160 },
    custom: customColumn(),
  },
  rules: [
    { name: 'task_needs_a_title', check: (data) => (str(data['title']).trim() ? null : { message: 'Say what is to be done.', field: 'title' }) },
    {
      name: 'task_is_not_its_own_part',
      check: (data, { recordId }) => (recordId === undefined || data['parentId'] !== recordId ? null : { message: 'A task cannot be a part of itself.', field: 'parentId' }),
    },
  ],
  title: taskTitle,
  /** What is still to be done, when it is due; of a zone that nobody knows here, the day. */
  calendar: (data) => {
    const due = isDone(data) ? null : parseDue(data['due'])
    if (due === null) return null
    const at = instantOf(due)
    return { summary: taskTitle(data), on: at === null ? { date: due.date } : { instant: new Date(at).toISOString() } }
  },
  // Since 2 there are fields that people make; since 3 an import's mark; since 4 a company of its own.
  upcasts: [(data) => data, (data) => data, (data) => data],
})

function taskTitle(data: Data): string {
  return str(data['title']).trim() || 'Task without a title'
}

export const isDone = (data: Data): boolean => data['status'] === 'done'

/** High before low. */
const ranks: Record<string, number> = { high: 1, medium: 2, low: 3 }
