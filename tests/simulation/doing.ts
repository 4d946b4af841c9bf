import type { DraftChange, Row } from '../../src/db-worker/contract.ts'
import type { Data, Json } from '../../src/shared/json.ts'
import type { SimReplica } from './sim-replica.ts'
import { chance, pick, type Story } from './story.ts'

/*
 * What acts have in common: a person does something to one of few records, so that people meet.
 */

/** @returns what was written, in words */
export function write(replica: SimReplica, ...changes: DraftChange[]): string {
  const { store } = replica
  store.data.mutate({ mutationId: store.core.makeId(), label: 'act', changes })
  return changes.map(({ entity, recordId, patch }) => `${entity}/${recordId.slice(-4)} ${JSON.stringify(patch)}`).join(' and ')
}

/** One of few, by id, so that all devices mean the same. Of tasks, those that are still to be done where there are any. */
export function pickRow({ world }: Story, { store }: SimReplica, entity: string, state: 'live' | 'deleted'): Row | null {
  if (!store.core.tables.has(entity)) return null
  const order = entity === 'tasks' ? "data ->> '$.status' = 'done', id" : 'id'
  const ids = store.core.db.values<string>(`SELECT id FROM "${entity}" WHERE deleted_at IS ${state === 'live' ? '' : 'NOT '}NULL ORDER BY ${order} LIMIT 4`)
  return ids.length === 0 ? null : store.data.get(entity, pick(world, ids))
}

export function withRow(story: Story, replica: SimReplica, entity: string, act: (row: Row) => string | null): string | null {
  const row = pickRow(story, replica, entity, 'live')
  return row === null ? null : act(row)
}

export const deleting = (entity: string) => (story: Story, replica: SimReplica): string | null =>
  withRow(story, replica, entity, (row) => write(replica, { entity, recordId: row.id, op: 'delete', patch: {} }))

export const restoring = (entity: string) => (story: Story, replica: SimReplica): string | null => {
  const row = pickRow(story, replica, entity, 'deleted')
  return row === null ? null : write(replica, { entity, recordId: row.id, op: 'restore', patch: {} })
}

/** The id of one there is, or null; with an `empty` chance also where there are some. */
export const idOf = (story: Story, replica: SimReplica, entity: string, empty = 0.2): string | null =>
  (chance(story.world, empty) ? null : pickRow(story, replica, entity, 'live')?.id ?? null)

export function freshNote(story: Story, replica: SimReplica, of: Record<string, Json>): DraftChange {
  const recordId = replica.store.core.makeId()
  return { entity: 'notes', recordId, op: 'create', patch: { ...of, body: freshText(story, replica, recordId) } }
}

export const freshText = (story: Story, replica: SimReplica, recordId: string): string =>
  `${freshWord(story, replica, recordId)} ${freshWord(story, replica, recordId)} 👩‍👩‍👧`

/** What stands in a text with a new word somewhere in it, sometimes without one of the old. */
export function reworded(story: Story, replica: SimReplica, row: Row, field: string): string {
  const words = String(row.data[field] ?? '').split(' ').filter(Boolean), at = (): number => Math.floor(story.world.random.next() * (words.length + 1))
  if (words.length > 2 && chance(story.world, 0.2)) words.splice(Math.min(at(), words.length - 1), 1)
  words.splice(at(), 0, freshWord(story, replica, row.id))
  return words.join(' ')
}

/** No two are alike: a word put in the place of one that shares most of its letters would count as that one altered, and keep them (text-edits.ts). */
function freshWord(story: Story, replica: SimReplica, recordId: string): string {
  story.count += 1
  const word = `w${String((story.count * 79_424_673) % 99_999_989).padStart(8, '0')}${replica.name}`
  story.words.written.push({ word, recordId })
  return word
}

/** One more tag, or one less. */
export function retagged({ world }: Story, data: Data): string[] {
  const tag = pick(world, ['red', 'blue', 'green', 'a/b']), tags = (data['tags'] ?? []) as string[]
  return tags.includes(tag) ? tags.filter((other) => other !== tag) : [...tags, tag]
}

export const objects = (data: Data, field: string): Record<string, Json>[] => (data[field] ?? []) as Record<string, Json>[]
