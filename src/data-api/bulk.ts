import type { DraftChange } from '../db-worker/contract.ts'
import { mutate, clean } from './collection.ts'
import type { Connection } from './connection.ts'
import type { ActOptions, BulkWriter } from './types.ts'

/** A mutation's most changes (protocol.md, Words). */
const changesPerMutation = 100

/** Collects what `write` does and commits it as one mutation, or as a group of mutations with one undo where it is more than 100 changes. */
export async function bulk(
  connection: Connection,
  makeId: () => string,
  write: (writer: BulkWriter) => void | Promise<void>,
  options: ActOptions = {},
): Promise<{ changed: number }> {
  const changes: DraftChange[] = []
  await write({
    create: (entity, data) => {
      const recordId = makeId()
      changes.push({ entity, recordId, op: 'create', patch: clean(data) })
      return recordId
    },
    update: (entity, recordId, patch) => { changes.push({ entity, recordId, op: 'update', patch: clean(patch) }) },
    delete: (entity, recordId) => { changes.push({ entity, recordId, op: 'delete', patch: {} }) },
    restore: (entity, recordId) => { changes.push({ entity, recordId, op: 'restore', patch: {} }) },
  })
  if (changes.length === 0) return { changed: 0 }
  const label = options.label ?? `Change ${changes.length} ${changes.length === 1 ? 'record' : 'records'}`
  const group = changes.length > changesPerMutation ? { groupId: makeId() } : {}
  for (let start = 0; start < changes.length; start += changesPerMutation) {
    await mutate(connection, { mutationId: makeId(), ...group, label, changes: changes.slice(start, start + changesPerMutation) })
  }
  return { changed: changes.length }
}
