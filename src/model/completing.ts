import { v5 } from 'uuid'
import type { Data, Json } from '../shared/json.ts'
import { str } from './text.ts'

/*
 * Completing a task. Of a repeating one the next is made in the same mutation, as a task of its own: what was done stays as it was done. Its
 * id follows from the task's, so a task has one next one and no second, whoever completes it where, and at the same time: two devices that do
 * it offline make the same record, which merges field by field.
 */

/** One write of the act, as the data API's writer takes it. */
export interface TaskWrite { op: 'create' | 'update' | 'restore' | 'delete'; id: string; patch: Record<string, Json> }

/** A task as the act finds it. */
export interface TaskFound { id: string; data: Data; deleted?: boolean }

/** What completing goes by. */
export interface Completion {
  task: TaskFound
  /** Its living subtasks. */
  subtasks: readonly TaskFound[]
  /** ISO 8601, UTC. */
  now: string
  /** Of a repeating task, recurrence.ts's answer. */
  next: { due: string; repeat: string } | null
  /** Those of the tasks that `nextIds` names that are on the device, in the trash too. */
  found: readonly TaskFound[]
}

/** The id that the one after this has (RFC 9562, 5.5). */
export const nextId = (id: string): string => v5(id, namespace)

const namespace = 'b0f3c5a2-8f0e-4d68-9c38-52f1f7a2d9c4'

/** The ids to look for before completing: the next one's, and its subtasks'. */
export const nextIds = (id: string, subtasks: readonly { id: string }[]): string[] => [id, ...subtasks.map((subtask) => subtask.id)].map(nextId)

/** What the next one takes over. */
const lasting = ['title', 'notes', 'priority', 'assigneeId', 'projectId', 'contactId', 'tags', 'position', 'source'] as const

/** The writes of the act: the task, what is open of its subtasks, and of a repeating one the next with the same subtasks, open. */
export function completion({ task, subtasks, now, next, found }: Completion): TaskWrite[] {
  const done = { status: 'done', completedAt: now }
  const writes: TaskWrite[] = [task, ...subtasks.filter(({ data }) => data['status'] !== 'done')].map(({ id }) => ({ op: 'update', id, patch: done }))
  if (next === null) return writes
  const known = new Map(found.map((one) => [one.id, one]))
  const made = [
    ...making(nextId(task.id), { ...taken(task.data), ...parentOf(task.data), due: next.due, repeat: next.repeat, status: 'todo' }, known),
    ...subtasks.flatMap(({ id, data }) => making(nextId(id), { ...taken(data), parentId: nextId(task.id), status: 'todo' }, known)),
  ]
  // Subtasks come back before their task: after it they would seem to have come back with it already, and what took them away was their own.
  const back = made.filter(({ op }) => op === 'restore').reverse()
  return [...writes, ...back, ...made.filter(({ op }) => op !== 'restore')]
}

/**
 * The writes that reopen a task: what completing it made goes, unless somebody has done something with it since.
 * @param next the one after it, where it is on the device
 */
export function reopening(task: TaskFound, next: TaskFound | null): TaskWrite[] {
  const writes: TaskWrite[] = [{ op: 'update', id: task.id, patch: { status: 'todo', completedAt: null } }]
  const untouched = next !== null && next.deleted !== true && next.data['status'] === 'todo' && str(task.data['repeat']) !== ''
    && ['title', 'notes', 'priority', 'assigneeId', 'projectId', 'contactId'].every((field) => JSON.stringify(next.data[field] ?? null) === JSON.stringify(task.data[field] ?? null))
  return untouched ? [...writes, { op: 'delete', id: next.id, patch: {} }] : writes
}

/** Made, or brought back where an undo took it away; one that is there stays as it is. */
function making(id: string, patch: Record<string, Json>, known: ReadonlyMap<string, TaskFound>): TaskWrite[] {
  const before = known.get(id)
  if (before === undefined) return [{ op: 'create', id, patch }]
  return before.deleted === true ? [{ op: 'restore', id, patch: {} }, { op: 'update', id, patch: { ...patch, completedAt: null } }] : []
}

const taken = (data: Data): Record<string, Json> =>
  Object.fromEntries(lasting.flatMap((field) => (data[field] === undefined || data[field] === null ? [] : [[field, data[field]]])))

const parentOf = (data: Data): Record<string, Json> => (typeof data['parentId'] === 'string' ? { parentId: data['parentId'] } : {})
