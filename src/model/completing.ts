import { v5 } from 'uuid'
import type { Data, Json } from '../shared/json.ts'
import { tasks } from './tasks.ts'

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

/** How the act looks at what is there: on a device, or at the server. */
export interface TaskLook {
  /** Those of these ids that are there, in the trash too. */
  find: (ids: readonly string[]) => Promise<readonly TaskFound[]>
  /** The living subtasks of any of these, at most so many. */
  partsOf: (ids: readonly string[], limit: number) => Promise<readonly TaskFound[]>
  /** recurrence.ts's, which is loaded only where a task repeats. */
  nextOccurrence: (repeat: string, due: string, today: string) => Promise<{ due: string; repeat: string } | null>
}

/**
 * What completing a task writes.
 * @param now ISO 8601, UTC
 * @param today the calendar date where whoever completes it is
 */
export async function completeTask(look: TaskLook, task: TaskFound, now: string, today: string): Promise<{ writes: TaskWrite[]; next: Completion['next'] }> {
  const goneBy = await goneByOf(look, task, today)
  return { writes: completion({ ...goneBy, now }), next: goneBy.next }
}

/**
 * What reopening a task writes.
 * @param completedOn the calendar date on which it was completed
 */
export async function reopenTask(look: TaskLook, task: TaskFound, completedOn: string): Promise<TaskWrite[]> {
  const goneBy = await goneByOf(look, task, completedOn)
  if (goneBy.next === null) return reopening({ ...goneBy, below: [] })
  const parts = await look.partsOf([nextId(task.id)], mostBelow)
  return reopening({ ...goneBy, below: [...parts, ...(parts.length === 0 ? [] : await look.partsOf(parts.map(({ id }) => id), mostBelow))] })
}

const mostBelow = 100
/** A task with more parts than one mutation carries thrice over leaves the rest of them as they are. */
const mostParts = 30

/** What both go by: the subtasks, and what is or would be next where the task is completed on the day `today`. */
async function goneByOf(look: TaskLook, task: TaskFound, today: string): Promise<Omit<Completion, 'now'>> {
  const repeat = typeof task.data['repeat'] === 'string' ? task.data['repeat'] : '', due = typeof task.data['due'] === 'string' ? task.data['due'] : ''
  const subtasks = await look.partsOf([task.id], mostParts)
  const next = repeat === '' ? null : await look.nextOccurrence(repeat, due || today, today)
  return { task, subtasks, next, found: next === null ? [] : await look.find(nextIds(task.id, subtasks)) }
}

/** The id that the one after this has (RFC 9562, 5.5). */
export const nextId = (id: string): string => v5(id, namespace)

const namespace = 'b0f3c5a2-8f0e-4d68-9c38-52f1f7a2d9c4'

/** The ids to look for before completing: the next one's, and its subtasks'. */
export const nextIds = (id: string, subtasks: readonly { id: string }[]): string[] => [id, ...subtasks.map((subtask) => subtask.id)].map(nextId)

/** What the next one takes over. */
const lasting = ['title', 'notes', 'priority', 'assigneeId', 'projectId', 'companyId', 'contactId', 'tags', 'position', 'source', 'custom'] as const

/** The writes of the act: the task, what is open of its subtasks, and of a repeating one the next with the same subtasks, open. */
export function completion({ task, subtasks, now, next, found }: Completion): TaskWrite[] {
  const done = { status: 'done', completedAt: now }
  const writes: TaskWrite[] = [task, ...subtasks.filter(({ data }) => data['status'] !== 'done')].map(({ id }) => ({ op: 'update', id, patch: done }))
  if (next === null) return writes
  const known = new Map(found.map((one) => [one.id, one]))
  const made = [...madeBy(task, subtasks, next)].flatMap(([id, patch]) => making(id, patch, known))
  // Subtasks come back before their task: after it they would seem to have come back with it already, and what took them away was their own.
  const back = made.filter(({ op }) => op === 'restore').reverse()
  return [...writes, ...back, ...made.filter(({ op }) => op !== 'restore')]
}

/** What reopening goes by. */
export interface Reopening {
  task: TaskFound
  /** Its living subtasks. */
  subtasks: readonly TaskFound[]
  /** Of a repeating task, recurrence.ts's answer for the day on which it was completed. */
  next: { due: string; repeat: string } | null
  /** Those of the tasks that `nextIds` names that are on the device, in the trash too. */
  found: readonly TaskFound[]
  /** What lives below the next one, at any depth that was looked at. */
  below: readonly TaskFound[]
}

/** The writes that reopen a task: what completing it made goes where it is still just that, and stays where somebody has done anything with it since. */
export function reopening({ task, subtasks, next, found, below }: Reopening): TaskWrite[] {
  const writes: TaskWrite[] = [{ op: 'update', id: task.id, patch: { status: 'todo', completedAt: null } }]
  if (next === null || !found.some(({ id }) => id === nextId(task.id))) return writes
  const made = madeBy(task, subtasks, next)
  const untouched = found.every((one) => one.deleted !== true && isAs(one.data, made.get(one.id))) && below.every(({ id }) => made.has(id))
  return untouched ? [...writes, { op: 'delete', id: nextId(task.id), patch: {} }] : writes
}

/** What completing makes, by id: the next one, then its subtasks. */
const madeBy = (task: TaskFound, subtasks: readonly TaskFound[], next: { due: string; repeat: string }): Map<string, Record<string, Json>> => new Map([
  [nextId(task.id), { ...taken(task.data), ...parentOf(task.data), due: next.due, repeat: next.repeat, status: 'todo' }],
  ...subtasks.map(({ id, data }): [string, Record<string, Json>] => [nextId(id), { ...taken(data), parentId: nextId(task.id), status: 'todo' }]),
])

const isAs = (data: Data, made: Record<string, Json> | undefined): boolean =>
  made !== undefined && Object.keys(tasks.fields).every((field) => comparable(data[field]) === comparable(made[field]))

/** Tags, and values of fields that people made, are sets: their order says nothing. */
const comparable = (value: Json | undefined): string => JSON.stringify(Array.isArray(value) ? value.map(sorted).sort() : value ?? null)
const sorted = (value: Json): string => JSON.stringify(typeof value === 'object' && value !== null ? Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)) : value)

/** Made, or brought back where an undo took it away; one that is there stays as it is. */
function making(id: string, patch: Record<string, Json>, known: ReadonlyMap<string, TaskFound>): TaskWrite[] {
  const before = known.get(id)
  if (before === undefined) return [{ op: 'create', id, patch }]
  return before.deleted === true ? [{ op: 'restore', id, patch: {} }, { op: 'update', id, patch: { ...patch, completedAt: null } }] : []
}

const taken = (data: Data): Record<string, Json> =>
  Object.fromEntries(lasting.flatMap((field) => (data[field] === undefined || data[field] === null ? [] : [[field, data[field]]])))

const parentOf = (data: Data): Record<string, Json> => (typeof data['parentId'] === 'string' ? { parentId: data['parentId'] } : {})
