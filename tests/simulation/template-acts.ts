import type { DraftChange } from '../../src/db-worker/contract.ts'
import { fromTemplate, templateOf } from '../../src/model/from-template.ts'
import { templateContent, type TemplateContent } from '../../src/model/templates.ts'
import type { Json } from '../../src/shared/json.ts'
import { deleting, restoring, withRow, write } from './doing.ts'
import type { SimReplica } from './sim-replica.ts'
import { fresh, pick, type Act, type Story } from './story.ts'

/** What people do to templates of projects, as the screens do it, by weight. Two who write one plan apart overrule each other: it is one value. */
export const templateActs: [number, string, Act][] = [
  [3, 'saves a project as a template', (story, replica) => withRow(story, replica, 'projects', (row) => {
    const tasks = replica.store.data.list({ entity: 'tasks', where: { projectId: row.id }, sort: ['id'], limit: 5 }).rows
    // Each text is in one place only, so that it is known whose it is.
    const content = templateOf({ tags: row.data['tags'] ?? [] }, tasks.map(({ id }) => ({ id, data: { title: fresh(story, replica), due: '2026-11-09' } })))
    return write(replica, { entity: 'templates', recordId: replica.store.core.makeId(), op: 'create', patch: { name: fresh(story, replica), content: content as unknown as Json } })
  })],
  [5, 'edits a template', (story, replica) => withRow(story, replica, 'templates', (row) => {
    const content = contentOf(row.data['content'])
    const patch: Record<string, Json> = pick(story.world, ['name', 'content', 'content']) === 'name' || content === null ? { name: fresh(story, replica) } : { content: withTask(story, replica, content) }
    return write(replica, { entity: 'templates', recordId: row.id, op: 'update', patch })
  })],
  [2, 'makes a project of a template', (story, replica) => withRow(story, replica, 'templates', ({ data }) => {
    const content = contentOf(data['content'])
    if (content === null) return null
    const made = fromTemplate({ ...content, tasks: content.tasks.slice(-2) }, { name: fresh(story, replica), startsOn: '2026-11-02' }, replica.store.core.makeId)
    return write(replica, ...made.map(({ entity, id, data: patch }): DraftChange => ({ entity, recordId: id, op: 'create', patch })))
  })],
  [2, 'deletes a template', deleting('templates')],
  [3, 'restores a template', restoring('templates')],
]

/** What this version of the app can read of a template; null: nothing. */
function contentOf(value: Json | undefined): TemplateContent | null {
  const read = templateContent.safeParse(value)
  return read.success ? read.data : null
}

const withTask = (story: Story, replica: SimReplica, content: TemplateContent): Json =>
  ({ ...content, tasks: [...content.tasks.slice(-3), { title: fresh(story, replica) }] }) as unknown as Json
