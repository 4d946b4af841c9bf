import { afterEach, expect, it } from 'vitest'
import type { DraftChange, Row } from '../../src/db-worker/contract.ts'
import { completion, nextId, nextIds, type TaskFound } from '../../src/model/completing.ts'
import { nextOccurrence } from '../../src/model/recurrence.ts'
import { str } from '../../src/model/text.ts'
import { edit, make, write } from '../simulation/replica-acts.ts'
import type { SimReplica } from '../simulation/sim-replica.ts'
import { createWorld, type World } from '../simulation/world.ts'

let world: World
afterEach(() => world.close())

const get = ({ store }: SimReplica, id: string, entity = 'tasks'): Row | null => store.data.get(entity, id)
const found = (row: Row | null): TaskFound[] => (row === null ? [] : [{ id: row.id, data: row.data, deleted: row.deletedAt !== null }])

/** Completes a task as the screen does (src/ui/screens/tasks/use-task-acts.ts). */
function complete(replica: SimReplica, id: string, today = '2026-11-26'): string {
  const [task] = found(get(replica, id)), subtasks = replica.store.data.list({ entity: 'tasks', where: { parentId: id } }).rows.flatMap(found)
  const next = nextOccurrence(str(task!.data['repeat']), str(task!.data['due']), today)
  const writes = completion({ task: task!, subtasks, now: '2026-11-26T12:00:00.000Z', next, found: nextIds(id, subtasks).flatMap((other) => found(get(replica, other))) })
  return write(replica, ...writes.map(({ op, id: recordId, patch }): DraftChange => ({ entity: 'tasks', recordId, op, patch })))
}

async function twoDevices(): Promise<[SimReplica, SimReplica]> {
  world = await createWorld({ seed: 5 })
  const [A, B] = world.replicas as [SimReplica, SimReplica]
  return [A, B]
}
const offline = (...replicas: SimReplica[]): void => { for (const replica of replicas) replica.goOffline() }

/** Every device shows the same of these, and the server has it. */
async function together(): Promise<void> {
  await world.drain()
  const shown = world.replicas.map(({ store }) => ['tasks', 'projects'].flatMap((entity) => store.data.list({ entity, limit: 1_000, sort: ['id'], state: 'all' }).rows).map(({ id, data, deletedAt, revision }) => ({ id, data, deletedAt, revision })))
  for (const other of shown.slice(1)) expect(other).toEqual(shown[0])
  for (const { store } of world.replicas) expect(store.data.journalCounts()).toMatchObject({ pending: 0, failed: 0, deferred: 0 })
}

it('[M1, M2, M6] two devices that edit a task offline in every way end equal, and nothing is lost', async () => {
  const [A, B] = await twoDevices()
  const project = make(A, 'projects', { name: 'Onboarding', status: 'active' }), contact = make(A, 'contacts', { firstName: 'Ana' })
  const id = make(A, 'tasks', { title: 'Call Ana', due: '2026-11-27', notes: 'Bring the offer.', tags: ['phone'], status: 'todo' })
  await together()
  offline(A, B)
  edit(A, 'tasks', id, { due: '2026-11-30' })
  edit(A, 'tasks', id, { priority: 'high', projectId: project, tags: ['phone', 'north'] })
  edit(A, 'tasks', id, { notes: 'Bring the signed offer.' })
  make(A, 'tasks', { title: 'Look up the number', parentId: id })
  await world.advance(60_000)
  // A date on one device and a time on the other: one value, the later one whole.
  edit(B, 'tasks', id, { due: '2026-11-27T10:00[Europe/Berlin]' })
  edit(B, 'tasks', id, { title: 'Call Ana Silva', contactId: contact, assigneeId: 'u1', repeat: 'FREQ=WEEKLY;BYDAY=FR', position: 3, tags: ['phone', 'today'] })
  edit(B, 'tasks', id, { notes: 'Bring the offer. Ask about May.' })
  make(B, 'tasks', { title: 'Write it up', parentId: id })
  const company = make(A, 'companies', { name: 'Onda' })
  edit(A, 'projects', project, { companyId: company, endsOn: '2027-03-31', people: [{ id: contact, value: 'Ana' }], notes: 'Three months.' })
  edit(B, 'projects', project, { startsOn: '2026-12-01', status: 'paused', people: [{ id: 'someone', value: 'Ben' }] })
  await together()
  const task = get(A, id)!
  expect(task.data).toMatchObject({
    title: 'Call Ana Silva', due: '2026-11-27T10:00[Europe/Berlin]', priority: 'high', projectId: project, contactId: contact, assigneeId: 'u1',
    repeat: 'FREQ=WEEKLY;BYDAY=FR', position: 3, notes: 'Bring the signed offer. Ask about May.',
  })
  expect([...task.data['tags'] as string[]].sort()).toEqual(['north', 'phone', 'today'])
  expect(A.store.data.list({ entity: 'tasks', where: { parentId: id } }).total).toBe(2)
  expect(get(B, project, 'projects')!.data).toMatchObject({ name: 'Onboarding', companyId: company, startsOn: '2026-12-01', endsOn: '2027-03-31', status: 'paused', notes: 'Three months.' })
  expect((get(B, project, 'projects')!.data['people'] as { value: string }[]).map(({ value }) => value).sort()).toEqual(['Ana', 'Ben'])
  // The due that gave way stands in the history.
  expect(A.store.data.history('tasks', id).some((entry) => entry.lost['due'] === '2026-11-30' || entry.fields['due']?.to === '2026-11-30')).toBe(true)
})

/** A repeating task with a subtask, completed on both devices; `first` reaches the server before the other. */
async function completedOnBoth(): Promise<{ first: SimReplica; second: SimReplica; id: string; part: string; acts: [string, string] }> {
  const [first, second] = await twoDevices()
  const id = make(first, 'tasks', { title: 'Send the review', due: '2026-11-26T09:00[Europe/Berlin]', repeat: 'FREQ=WEEKLY;BYDAY=TH', notes: 'To both.', tags: ['review'], status: 'todo' })
  const part = make(first, 'tasks', { title: 'Collect the numbers', parentId: id, status: 'todo' })
  await together()
  second.goOffline()
  const act = complete(first, id)
  await world.advance(60_000)
  const other = complete(second, id)
  await together()
  return { first, second, id, part, acts: [act, other] }
}
const open = ({ store }: SimReplica): string[] => store.data.list({ entity: 'tasks', where: { state: 'open' } }).rows.map((row) => row.id).sort()

it('completed on two devices offline, a repeating task has one next one, with its subtasks once; undone, it has none, and completed again the same', async () => {
  const { first, second, id, part, acts } = await completedOnBoth()
  expect(open(first)).toEqual([nextId(id), nextId(part)].sort())
  expect(get(second, nextId(id))!.data).toEqual({ title: 'Send the review', due: '2026-12-03T09:00[Europe/Berlin]', repeat: 'FREQ=WEEKLY;BYDAY=TH', notes: 'To both.', tags: ['review'], status: 'todo' })
  expect(get(second, nextId(part))!.data).toEqual({ title: 'Collect the numbers', parentId: nextId(id), status: 'todo' })
  expect([get(first, id)!.data['status'], get(first, part)!.data['status']]).toEqual(['done', 'done'])

  first.store.data.undoAct(acts[0])
  await together()
  expect(open(second)).toEqual([id, part].sort())
  complete(second, id)
  await together()
  expect(open(first)).toEqual([nextId(id), nextId(part)].sort())
})

it('[U1] whoever completed it second undoes nothing: it was done already, and stays done with its next one', async () => {
  const { first, second, id, part, acts } = await completedOnBoth()
  expect(second.store.data.undoAct(acts[1])).toMatchObject({ changed: 0 })
  await together()
  expect(open(first)).toEqual([nextId(id), nextId(part)].sort())
})

it('completed on one device while the other moves it, the next one is still one', async () => {
  const [A, B] = await twoDevices()
  const id = make(A, 'tasks', { title: 'Water the plants', due: '2026-11-26', repeat: 'FREQ=DAILY', status: 'todo' })
  await together()
  offline(A, B)
  complete(A, id)
  await world.advance(60_000)
  edit(B, 'tasks', id, { due: '2026-11-28' })
  complete(B, id)
  await together()
  expect(A.store.data.list({ entity: 'tasks', where: { state: 'open' } }).rows.map((row) => [row.id, row.data['due']])).toEqual([[nextId(id), '2026-11-29']])
})

it('[M2] reopened, written on and completed again on two devices, the next one holds the new words once, and what one of them took out since stays out', async () => {
  const [A, B] = await twoDevices()
  const id = make(A, 'tasks', { title: 'Send the review', due: '2026-11-26', repeat: 'FREQ=WEEKLY;BYDAY=TH', notes: 'To both.', status: 'todo' })
  const act = complete(A, id)
  A.store.data.undoAct(act)
  edit(A, 'tasks', id, { notes: 'To both of them, by courier.' })
  await together()
  offline(A, B)
  complete(A, id)
  await world.advance(60_000)
  complete(B, id)
  edit(B, 'tasks', nextId(id), { notes: 'To both of them.' })
  await together()
  expect(get(A, nextId(id))!.data['notes']).toBe('To both of them.')
})

it('undone and done again on one device, completing takes the next one back and brings it again', async () => {
  const [A] = await twoDevices()
  const id = make(A, 'tasks', { title: 'Invoice', due: '2026-01-31', repeat: 'FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1', status: 'todo' })
  await together()
  complete(A, id, '2026-01-31')
  expect(get(A, nextId(id))!.data['due']).toBe('2026-02-28')
  A.store.data.undo()
  expect([get(A, id)!.data['status'], get(A, nextId(id))!.deletedAt !== null]).toEqual(['todo', true])
  A.store.data.redo()
  expect([get(A, id)!.data['status'], get(A, nextId(id))!.deletedAt]).toEqual(['done', null])
  await together()
})

it('[M4] a project that goes leaves its tasks, which get it back with it; a task takes its subtasks along and brings them back', async () => {
  const [A, B] = await twoDevices()
  const project = make(A, 'projects', { name: 'Relaunch' })
  const id = make(A, 'tasks', { title: 'Draft', projectId: project }), part = make(A, 'tasks', { title: 'Outline', parentId: id })
  await together()
  write(A, { entity: 'projects', recordId: project, op: 'delete', patch: {} })
  expect(get(A, id)!.data['projectId']).toBeUndefined()
  await together()
  write(B, { entity: 'projects', recordId: project, op: 'restore', patch: {} }, { entity: 'tasks', recordId: id, op: 'delete', patch: {} })
  await together()
  expect(get(A, part)?.deletedAt ?? null).not.toBeNull()
  write(A, { entity: 'tasks', recordId: id, op: 'restore', patch: {} })
  await together()
  expect([get(B, part)!.deletedAt, get(B, id)!.data['projectId']]).toEqual([null, project])
})

it('[M5] a task needs a title, and is no part of itself', async () => {
  const [A] = await twoDevices()
  expect(() => make(A, 'tasks', { notes: 'What?' })).toThrow('Say what is to be done.')
  const id = make(A, 'tasks', { title: 'One' })
  expect(() => edit(A, 'tasks', id, { parentId: id })).toThrow('A task cannot be a part of itself.')
  expect(() => edit(A, 'tasks', id, { due: '10:00' })).toThrow(/Due/)
})
