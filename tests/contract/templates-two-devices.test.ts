import { afterEach, expect, it } from 'vitest'
import type { DraftChange, Row } from '../../src/db-worker/contract.ts'
import { fromTemplate, templateOf } from '../../src/model/from-template.ts'
import type { TemplateContent } from '../../src/model/templates.ts'
import type { Json } from '../../src/shared/json.ts'
import { edit, make, write } from '../simulation/replica-acts.ts'
import type { SimReplica } from '../simulation/sim-replica.ts'
import { createWorld, type World } from '../simulation/world.ts'

let world: World
afterEach(() => world.close())

const get = ({ store }: SimReplica, entity: string, id: string): Row => store.data.get(entity, id)!
const rows = ({ store }: SimReplica, entity: string): Row[] => store.data.list({ entity, limit: 1_000, sort: ['id'] }).rows

/** Keeps a project as a template, and makes a project of one, as the screens do (src/ui/screens/projects/use-templates.ts). */
const contentOf = (replica: SimReplica, projectId: string): TemplateContent =>
  templateOf(get(replica, 'projects', projectId).data, replica.store.data.list({ entity: 'tasks', where: { projectId }, sort: ['position'], limit: 300 }).rows.map(({ id, data }) => ({ id, data })))
function begin(replica: SimReplica, templateId: string, project: Record<string, Json> & { startsOn: string }): { act: string; id: string } {
  const made = fromTemplate(get(replica, 'templates', templateId).data['content'] as unknown as TemplateContent, project, replica.store.core.makeId)
  return { act: write(replica, ...made.map(({ entity, id, data }): DraftChange => ({ entity, recordId: id, op: 'create', patch: data }))), id: made[0]!.id }
}

async function twoDevices(): Promise<[SimReplica, SimReplica]> {
  world = await createWorld({ seed: 11 })
  return world.replicas.slice(0, 2) as [SimReplica, SimReplica]
}
async function together(): Promise<void> {
  await world.drain()
  const shown = world.replicas.map((replica) => ['projects', 'tasks', 'templates', 'views'].flatMap((entity) => rows(replica, entity)).map(({ id, data, revision }) => ({ id, data, revision })))
  for (const other of shown.slice(1)) expect(other).toEqual(shown[0])
  for (const { store } of world.replicas) expect(store.data.journalCounts()).toMatchObject({ pending: 0, failed: 0, deferred: 0 })
}

it('[J1, M2, U1] a project kept as a template on one device begins another on the other, offline, days counted from its start; undone, nothing of it is left', async () => {
  const [A, B] = await twoDevices()
  const project = make(A, 'projects', { name: 'Retreat', status: 'done', startsOn: '2026-03-02', endsOn: '2026-03-08' })
  const task = make(A, 'tasks', { title: 'Find a house', status: 'done', due: '2026-03-04T10:00[Europe/Lisbon]', projectId: project, position: 1 })
  make(A, 'tasks', { title: 'Call the owner', due: '2026-02-28', projectId: project, parentId: task })
  const template = make(A, 'templates', { name: 'Retreat', content: contentOf(A, project) as unknown as Json })
  await together()

  for (const replica of [A, B]) replica.goOffline()
  // A goes on with the old project, and renames the template; B begins two of it, and takes one back.
  edit(A, 'tasks', task, { title: 'Find a bigger house' })
  edit(A, 'templates', template, { name: 'Retreat of three days' })
  const kept = begin(B, template, { name: 'Autumn', status: 'planned', startsOn: '2026-10-01' })
  const undone = begin(B, template, { name: 'Winter', status: 'planned', startsOn: '2027-01-11' })
  B.store.data.undoAct(undone.act)
  await together()

  expect(rows(A, 'projects').map(({ data }) => data['name']).sort()).toEqual(['Autumn', 'Retreat'])
  const made = rows(A, 'tasks').filter(({ data }) => data['projectId'] === kept.id)
  expect(made.map(({ data }) => [data['title'], data['status'], data['due']]).sort()).toEqual([['Call the owner', 'todo', '2026-09-29'], ['Find a house', 'todo', '2026-10-03T10:00[Europe/Lisbon]']])
  expect(made.find(({ data }) => data['title'] === 'Call the owner')!.data['parentId']).toBe(made.find(({ data }) => data['title'] === 'Find a house')!.id)
  expect(get(A, 'projects', kept.id).data).toMatchObject({ status: 'planned', startsOn: '2026-10-01', endsOn: '2026-10-07' })
  expect(get(B, 'templates', template).data['name']).toBe('Retreat of three days')
})

it('[M1, M2] brought up to date on two devices apart, a template is the newer plan whole, and the other one is in the history', async () => {
  const [A, B] = await twoDevices()
  const content = (title: string): Json => ({ project: {}, tasks: [{ title }, { title: `${title} again` }] })
  const id = make(A, 'templates', { name: 'Onboarding', content: content('Call') })
  await together()
  for (const replica of [A, B]) replica.goOffline()
  edit(A, 'templates', id, { content: content('Write') })
  await world.advance(60_000)
  edit(B, 'templates', id, { content: content('Visit') })
  await together()
  expect(get(A, 'templates', id).data).toMatchObject({ name: 'Onboarding', content: content('Visit') })
  const history = A.store.data.history('templates', id)
  expect(history.some(({ lost, fields }) => JSON.stringify([lost['content'], fields['content']?.to]).includes('Write again'))).toBe(true)
})

it('[M1, M2] a view of tasks, with its layout, filters and groups, stands on the other device as it was saved; what two make of it apart is one of the two', async () => {
  const [A, B] = await twoDevices()
  const query = { layout: 'board', f: [{ any: [['priority', 'anyOf', ['high']], ['due', 'passed']] }], sort: '-due', group: 'projectId', cols: 'title,due,priority' } as Json
  const id = make(A, 'views', { name: 'Hot', entity: 'tasks', query, position: 0 })
  await together()
  expect(get(B, 'views', id).data).toEqual({ name: 'Hot', entity: 'tasks', query, position: 0 })
  for (const replica of [A, B]) replica.goOffline()
  edit(A, 'views', id, { query: { layout: 'table', f: [['priority', 'anyOf', ['high']]] } })
  await world.advance(60_000)
  edit(B, 'views', id, { name: 'Burning', query: { layout: 'board', group: 'status' } })
  await together()
  expect(get(A, 'views', id).data).toMatchObject({ name: 'Burning', query: { layout: 'board', group: 'status' } })
})
