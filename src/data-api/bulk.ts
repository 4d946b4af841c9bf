import type { DraftChange, MutationInput } from '../db-worker/contract.ts'
import { SatchelError, toSatchelError } from '../shared/errors.ts'
import { checkAct, checkCallback } from './check-options.ts'
import { checkId, clean } from './clean.ts'
import type { Connection } from './connection.ts'
import { turn } from './turn.ts'
import type { ActOptions, BulkWriter } from './types.ts'

/** A mutation's most changes (protocol.md, Words). */
const changesPerMutation = 100
/** Of a mutation's 1 MiB; what the change had seen (`before`) comes on top and is about as large. */
const patchCharactersPerMutation = 300_000
/** Changes committed as one transaction; more than this would keep other calls waiting for over a second. */
const changesPerTransaction = 5_000

/** Collects what `write` does and commits it as one act with one undo; `actId` is what `undoAct` takes back, null when nothing was to do. */
export async function bulk(
  connection: Connection,
  makeId: () => string,
  write: (writer: BulkWriter) => void | Promise<void>,
  options?: ActOptions,
): Promise<{ changed: number; actId: string | null }> {
  if (typeof write !== 'function') throw new SatchelError('invalid', 'bulk takes a function that is handed a writer.')
  const { label = null } = checkAct('act', options)
  const changes: DraftChange[] = []
  // Where a new mutation may not begin: within what belongs together.
  const joined = new Set<DraftChange>()
  let over = false
  const add = (change: DraftChange): void => {
    // It would be written nowhere, and nobody would hear of it.
    if (over) throw new SatchelError('invalid', 'This act is over. Write within the function that bulk was given, or let it wait (await) for what comes later.')
    changes.push(change)
  }
  await write({
    create: (entity, data, created) => {
      const id = created?.id
      const recordId = id === undefined ? makeId() : checkId(id)
      add({ entity, recordId, op: 'create', patch: clean(data) })
      return recordId
    },
    update: (entity, recordId, patch, seen) => {
      const baseRevision = seen?.baseRevision
      add({ entity, recordId: checkId(recordId), op: 'update', patch: clean(patch), ...(baseRevision === undefined ? {} : { baseRevision }) })
    },
    delete: (entity, recordId) => { add({ entity, recordId: checkId(recordId), op: 'delete', patch: {} }) },
    restore: (entity, recordId) => { add({ entity, recordId: checkId(recordId), op: 'restore', patch: {} }) },
    together: (writeTogether) => {
      checkCallback(writeTogether)
      const start = changes.length
      writeTogether()
      for (const change of changes.slice(start + 1)) joined.add(change)
    },
  })
  over = true
  const words = label ?? `Change ${changes.length} ${changes.length === 1 ? 'record' : 'records'}`
  return { changed: changes.length, actId: await writeGroup(connection, makeId, words, changes, joined) }
}

/**
 * Writes the changes as one mutation, or as a group of them; the id of the act, null when there is nothing to write. One that is refused in the middle is taken back.
 * @throws SatchelError what the db-worker refuses (mutate.ts); where it could not be taken back, it says what stands
 */
export async function writeGroup(connection: Connection, makeId: () => string, label: string, changes: readonly DraftChange[], joined?: ReadonlySet<DraftChange>): Promise<string | null> {
  const parts = cut(changes, joined)
  const groupId = parts.length > 1 ? makeId() : null
  const mutations = parts.map((part): MutationInput => ({ mutationId: makeId(), ...(groupId === null ? {} : { groupId }), label, changes: part }))
  const step = changesPerTransaction / changesPerMutation
  for (let start = 0; start < mutations.length; start += step) {
    const inputs = mutations.slice(start, start + step)
    try {
      await connection.data((api) => api.mutateGroup(inputs))
    } catch (thrown) {
      throw start === 0 || groupId === null ? thrown : await takenBack(connection, groupId, parts.slice(0, start).flat().length, toSatchelError(thrown))
    }
  }
  return groupId ?? mutations[0]?.mutationId ?? null
}

/** An act is done or it is not: what was written of it before something was refused goes again. */
async function takenBack(connection: Connection, groupId: string, written: number, why: SatchelError): Promise<SatchelError> {
  try {
    await turn(connection, { actId: groupId })
    return why
  } catch {
    return new SatchelError(why.code, `${why.message} ${written.toLocaleString('en')} changes of this act were written before, and stand: undo takes them back.`, { ...(why.field === undefined ? {} : { field: why.field }), cause: why })
  }
}

/** Parts that one mutation can carry; those in `joined` stay with the one before. */
export function cut(changes: readonly DraftChange[], joined: ReadonlySet<DraftChange> = new Set()): DraftChange[][] {
  const units: DraftChange[][] = []
  for (const change of changes) {
    if (joined.has(change)) units.at(-1)!.push(change)
    else units.push([change])
  }
  const parts: DraftChange[][] = []
  let characters = Infinity
  for (const unit of units) {
    const size = unit.reduce((sum, { patch }) => sum + JSON.stringify(patch).length, 0)
    if (characters + size > patchCharactersPerMutation || (parts.at(-1)?.length ?? 0) + unit.length > changesPerMutation) {
      parts.push([])
      characters = 0
    }
    parts.at(-1)!.push(...unit)
    characters += size
  }
  return parts
}
