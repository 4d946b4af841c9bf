import type { DraftChange, Row } from '../../src/db-worker/contract.ts'
import { namedCompanyId, nameKey, namesOf } from '../../src/model/companies.ts'
import { completion, nextId, nextIds, reopening, type Completion, type TaskFound, type TaskWrite } from '../../src/model/completing.ts'
import { contactName } from '../../src/model/names.ts'
import { str } from '../../src/model/text.ts'
import type { Json } from '../../src/shared/json.ts'
import { deleting, freshNote, freshText, idOf, objects, pickRow, restoring, retagged, reworded, withRow, write } from './doing.ts'
import type { SimReplica } from './sim-replica.ts'
import { chance, fresh, pick, type Act, type Story } from './story.ts'
import { noting, wordsIn } from './words.ts'

/** What people do to companies, projects, tasks and what only the simulation's model has, by weight. */
export const workActs: [number, string, Act][] = [
  [3, 'founds a company', (story, replica) => write(replica, {
    entity: 'companies', recordId: replica.store.core.makeId(), op: 'create', patch: { name: fresh(story, replica), tags: ['red'], domains: [{ value: fresh(story, replica) }] },
  })],
  [6, 'edits a company', (story, replica) => withRow(story, replica, 'companies', (row) => {
    const what = pick(story.world, ['name', 'industry', 'tags', 'domains', 'called', ...('size' in fieldsOf(replica, 'companies') ? ['size'] : [])])
    const patch: Record<string, Json> = what === 'tags' ? { tags: retagged(story, row.data) }
      : what === 'domains' ? { domains: [...objects(row.data, 'domains'), { value: fresh(story, replica) }] }
      // Its former name goes on meaning it (decision 0038).
      : what === 'called' ? { name: fresh(story, replica), aliases: namesOf(row.data) }
      : { [what]: fresh(story, replica) }
    return write(replica, { entity: 'companies', recordId: row.id, op: 'update', patch })
  })],
  [3, 'deletes a company', deleting('companies')],
  [3, 'restores a company', restoring('companies')],
  // Two devices that do it apart make the same records.
  [2, 'makes companies of the names', (story, replica) => {
    const { core, data } = replica.store
    const names = data.list({ entity: 'contacts', sort: ['id'], limit: 4 }).rows.map((row) => str(row.data['company'])).filter((name) => name.trim() !== '')
    const called = new Set(data.list({ entity: 'companies', limit: 1_000 }).rows.flatMap((row) => namesOf(row.data).map(nameKey)))
    const ids = new Map(names.filter((name) => !called.has(nameKey(name))).map((name) => [namedCompanyId(name), name]))
    for (const id of ids.keys()) if (core.db.value('SELECT 1 FROM companies WHERE id = ?', [id]) !== undefined) ids.delete(id)
    return ids.size === 0 ? null : write(replica, ...[...ids].map(([recordId, name]): DraftChange => ({ entity: 'companies', recordId, op: 'create', patch: { name } })))
  }],
  [4, 'says which company', (story, replica) => withRow(story, replica, 'contacts', (row) =>
    write(replica, { entity: 'contacts', recordId: row.id, op: 'update', patch: { companyId: idOf(story, replica, 'companies') } }))],
  [3, 'notes something of a company', (story, replica) => withRow(story, replica, 'companies', (row) => write(replica, freshNote(story, replica, { companyId: row.id })))],
  // A call and the like are notes of a kind (decision 0047): without words they are something too.
  [5, 'logs a call, a meeting or an e-mail', (story, replica) => {
    const recordId = replica.store.core.makeId(), of = pick(story.world, ['contacts', 'companies', 'projects']), about = idOf(story, replica, of, 0)
    if (about === null) return null
    const kind = pick(story.world, ['call', 'meeting', 'email'])
    return write(replica, { entity: 'notes', recordId, op: 'create', patch: {
      [referenceTo[of]!]: about, ...(of === 'contacts' && chance(story.world, 0.5) ? { projectId: idOf(story, replica, 'projects') } : {}), kind, happenedAt: replica.store.core.now(),
      ...(kind === 'meeting' ? { minutes: 30, people: someone(story, replica, []) } : { direction: pick(story.world, ['in', 'out']) }),
      ...(chance(story.world, 0.4) ? { body: freshText(story, replica, recordId) } : {}),
    } })
  }],
  [7, 'edits what was logged', (story, replica) => withRow(story, replica, 'notes', (row) => {
    const what = pick(story.world, ['kind', 'direction', 'minutes', 'people', 'people', 'happenedAt', 'projectId']), people = objects(row.data, 'people')
    return write(replica, { entity: 'notes', recordId: row.id, op: 'update', patch: {
      [what]: what === 'kind' ? pick(story.world, ['note', 'call', 'meeting', 'email']) : what === 'direction' ? pick(story.world, ['in', 'out', null]) : what === 'minutes' ? Math.floor(story.world.random.next() * 90)
        : what === 'people' ? (chance(story.world, 0.3) ? people.slice(1) : someone(story, replica, people)) : what === 'happenedAt' ? new Date(Date.UTC(2026, 10, 1) + Math.floor(story.world.random.next() * 30 * 86_400_000)).toISOString()
        : idOf(story, replica, 'projects'),
    } })
  })],
  [3, 'begins a project', (story, replica) => {
    const recordId = replica.store.core.makeId()
    return write(replica, {
      entity: 'projects', recordId, op: 'create',
      patch: { name: fresh(story, replica), companyId: idOf(story, replica, 'companies'), people: someone(story, replica, []), tags: ['red'], notes: freshText(story, replica, recordId) },
    })
  }],
  [8, 'edits a project', (story, replica) => withRow(story, replica, 'projects', (row) => {
    const what = pick(story.world, ['name', 'status', 'companyId', 'people', 'people', 'tags', 'notes', 'notes'])
    const people = objects(row.data, 'people')
    return noting(story.words, replica, () => write(replica, { entity: 'projects', recordId: row.id, op: 'update', patch: {
      [what]: what === 'status' ? pick(story.world, ['planned', 'active', 'done']) : what === 'companyId' ? idOf(story, replica, 'companies')
        : what === 'people' ? (chance(story.world, 0.3) ? people.slice(1) : someone(story, replica, people)) : what === 'tags' ? retagged(story, row.data)
        : what === 'notes' ? reworded(story, replica, row, 'notes') : fresh(story, replica),
    } }))
  })],
  [3, 'deletes a project', deleting('projects')],
  [4, 'restores a project', restoring('projects')],
  [5, 'plans a task', (story, replica) => {
    const recordId = replica.store.core.makeId(), repeats = chance(story.world, 0.6)
    return write(replica, { entity: 'tasks', recordId, op: 'create', patch: {
      title: fresh(story, replica), tags: ['red'], status: 'todo', due: '2026-11-02', ...(repeats ? { repeat: 'FREQ=WEEKLY' } : {}), notes: freshText(story, replica, recordId),
      projectId: idOf(story, replica, 'projects'), contactId: idOf(story, replica, 'contacts'), parentId: idOf(story, replica, 'tasks', 0.6),
    } })
  }],
  [8, 'edits a task', (story, replica) => withRow(story, replica, 'tasks', (row) => {
    const what = pick(story.world, ['title', 'title', 'priority', 'due', 'projectId', 'contactId', 'tags', 'notes', 'notes'])
    return noting(story.words, replica, () => write(replica, { entity: 'tasks', recordId: row.id, op: 'update', patch: {
      [what]: what === 'title' ? fresh(story, replica) : what === 'priority' ? pick(story.world, ['high', 'low', null]) : what === 'due' ? `2026-11-${10 + Math.floor(story.world.random.next() * 20)}`
        : what === 'projectId' ? idOf(story, replica, 'projects') : what === 'contactId' ? idOf(story, replica, 'contacts') : what === 'tags' ? retagged(story, row.data) : reworded(story, replica, row, 'notes'),
    } }))
  })],
  [9, 'completes a task', (story, replica) => withRow(story, replica, 'tasks', (row) => (isDone(row) ? null : writeTasks(story, replica, completion({ ...goneBy(replica, row), now: replica.store.core.now() }))))],
  [2, 'reopens a task', (story, replica) => {
    const row = replica.store.data.list({ entity: 'tasks', sort: ['id'], limit: 20 }).rows.find(isDone)
    if (row === undefined) return null
    const found = goneBy(replica, row), below = partsOf(replica, [nextId(row.id)])
    return writeTasks(story, replica, reopening({ ...found, below: [...below, ...partsOf(replica, below.map(({ id }) => id))] }))
  }],
  [3, 'deletes a task', deleting('tasks')],
  [5, 'restores a task', restoring('tasks')],
  // Of these the older versions of the app know nothing, and a project that has one cannot be deleted.
  [5, 'writes an offer', (story, replica) => (!replica.store.core.tables.has('offers') ? null : withRow(story, replica, 'projects', (row) =>
    write(replica, { entity: 'offers', recordId: replica.store.core.makeId(), op: 'create', patch: { title: fresh(story, replica), projectId: row.id } })))],
  [6, 'edits an offer', (story, replica) => withRow(story, replica, 'offers', (row) => write(replica, { entity: 'offers', recordId: row.id, op: 'update', patch: { title: fresh(story, replica) } }))],
  [6, 'deletes an offer', deleting('offers')],
]

/** The field of a note that says what it is about. */
const referenceTo: Record<string, string> = { contacts: 'contactId', companies: 'companyId', projects: 'projectId' }

const isDone = ({ data }: Row): boolean => data['status'] === 'done'

const fieldsOf = ({ store }: SimReplica, entity: string): object => store.core.table(entity).entity.fields

/** These people and one more, by their contacts. */
function someone(story: Story, replica: SimReplica, people: Record<string, Json>[]): Record<string, Json>[] {
  const row = pickRow(story, replica, 'contacts', 'live')
  return row === null || people.some(({ id }) => id === row.id) ? people : [...people, { id: row.id, value: contactName(row.data) }]
}

/** What completing a task goes by, or reopening it. */
function goneBy(replica: SimReplica, row: Row): Omit<Completion, 'now'> {
  const { data } = replica.store, day = replica.store.core.now().slice(0, 10), repeat = str(row.data['repeat'])
  const subtasks = partsOf(replica, [row.id]), today = str(row.data['completedAt']).slice(0, 10) || day
  const next = repeat === '' ? null : { due: weekLater(str(row.data['due']) || today, today), repeat }
  const found = next === null ? [] : nextIds(row.id, subtasks).flatMap((id) => data.get('tasks', id) ?? [])
  return { task: foundOf(row), subtasks, next, found: found.map(foundOf) }
}

/** The first day of the rule (they all repeat weekly) after `due` that is not before `today`: the rule's own library is loaded in the app alone (recurrence.ts). */
function weekLater(due: string, today: string): string {
  const week = 7 * 86_400_000, from = Date.parse(due)
  return new Date(from + Math.max(1, Math.ceil((Date.parse(today) - from) / week)) * week).toISOString().slice(0, 10)
}

const partsOf = ({ store }: SimReplica, ids: string[]): TaskFound[] =>
  (ids.length === 0 ? [] : store.data.list({ entity: 'tasks', where: { parentId: { in: ids } }, sort: ['id'], limit: 30 }).rows.map(foundOf))

const foundOf = ({ id, data, deletedAt }: Row): TaskFound => ({ id, data, deleted: deletedAt !== null })

/** The words of a task that are taken over stand in the next one from then on. */
function writeTasks(story: Story, replica: SimReplica, writes: TaskWrite[]): string {
  return noting(story.words, replica, () => {
    const said = write(replica, ...writes.map(({ op, id, patch }): DraftChange => ({ entity: 'tasks', recordId: id, op, patch })))
    for (const { op, id, patch } of writes) if (op === 'create') for (const word of wordsIn(patch['notes'])) story.words.written.push({ word, recordId: id })
    return said
  })
}
