import { describe, expect, it } from 'vitest'
import { completion, nextId, reopening, type Reopening, type TaskFound } from './completing.ts'

const task: TaskFound = {
  id: '018f0000-0000-7000-8000-000000000001',
  data: { title: 'Send the review', due: '2026-11-26', repeat: 'FREQ=WEEKLY', tags: ['a', 'b'], position: 4, status: 'done', completedAt: '2026-11-26T12:00:00.000Z' },
}
const part: TaskFound = { id: '018f0000-0000-7000-8000-000000000002', data: { title: 'Collect', parentId: task.id, status: 'done', completedAt: '2026-11-26T12:00:00.000Z' } }
const next = { due: '2026-12-03', repeat: 'FREQ=WEEKLY' }

/** The task is reopened after `change` has come to what completing made. */
function reopened(change: (id: string, made: TaskFound) => TaskFound = (_, made) => made, extra: readonly TaskFound[] = []): string[] {
  const made = completion({ task, subtasks: [part], now: '2026-11-26T12:00:00.000Z', next, found: [] })
    .filter(({ op }) => op === 'create').map(({ id, patch }) => change(id, { id, data: { ...patch, id, revision: 7, createdAt: '2026-11-26T12:00:00.000Z' } }))
  const by: Reopening = { task, subtasks: [part], next, found: made, below: [...made.filter(({ id, deleted }) => id !== nextId(task.id) && deleted !== true), ...extra] }
  return reopening(by).filter(({ op }) => op === 'delete').map(({ id }) => id)
}
const edited = (of: TaskFound, data: TaskFound['data']) => (id: string, made: TaskFound): TaskFound => (id === nextId(of.id) ? { ...made, data: { ...made.data, ...data } } : made)

describe('reopening a completed repeating task', () => {
  it('takes the next one back where it is as it was made', () => {
    expect(reopened()).toEqual([nextId(task.id)])
    expect(reopened(edited(task, { tags: ['b', 'a'], completedAt: null })), 'an order of tags and an emptied field are no work').toEqual([nextId(task.id)])
  })

  it.each([
    ['due', edited(task, { due: '2026-12-04' })], ['repeat', edited(task, { repeat: 'FREQ=DAILY' })], ['tags', edited(task, { tags: ['a', 'b', 'c'] })], ['position', edited(task, { position: 5 })],
    ['status', edited(task, { status: 'doing' })], ['notes', edited(task, { notes: 'Asked.' })],
    ['a subtask that is done', edited(part, { status: 'done' })], ['a subtask with another title', edited(part, { title: 'Collect all' })],
    ['a subtask that was deleted', (id: string, made: TaskFound) => ({ ...made, deleted: id === nextId(part.id) })],
    ['the next one deleted already', (id: string, made: TaskFound) => ({ ...made, deleted: id === nextId(task.id) })],
  ])('leaves the next one that somebody worked on: %s', (_, change) => { expect(reopened(change)).toEqual([]) })

  it('leaves the next one that has a subtask more', () => {
    expect(reopened(undefined, [{ id: 'more', data: { title: 'Print', parentId: nextId(task.id) } }])).toEqual([])
  })
})

it('the next one takes over what the task has in fields that people made', () => {
  const custom = [{ id: 'client', text: 'Onda' }, { id: 'kinds', gold: true }], of = { ...task, data: { ...task.data, custom } }
  const made = completion({ task: of, subtasks: [], now: '2026-11-26T12:00:00.000Z', next, found: [] }).find(({ op }) => op === 'create')!
  expect(made.patch['custom']).toEqual(custom)
  const found = [{ id: made.id, data: { ...made.patch, custom: [{ gold: true, id: 'kinds' }, custom[0]!] } }]
  expect(reopening({ task: of, subtasks: [], next, found, below: [] }).map(({ op }) => op)).toEqual(['update', 'delete'])
})
