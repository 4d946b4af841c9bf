import type { ImportChange } from '../import-db.ts'
import type { Plan, PlannedWrite } from '../plan/plan.ts'
import { patchOf } from '../plan/add-missing.ts'
import { utf8Length } from '../../shared/utf8-length.ts'

/** One mutation to come: whole records with their notes. */
export interface Batch { mutationId: string; changes: ImportChange[]; writes: PlannedWrite[] }

/** A mutation holds 100 changes and 1 MiB; what the journal adds to each change leaves this much for ours. */
const mostChanges = 100
const mostBytes = 700_000

/** What stands for the import itself: at the head of the first mutation and the end of the last, or whole where there is only one. One that is gone on with has its record. */
export interface Frame { first: ImportChange | null; last: ImportChange; only: ImportChange }

/**
 * Packs a plan's writes into mutations, in order. A record and its notes stay together unless they alone are more than a mutation
 * holds; then the notes follow in the next.
 */
export function packBatches(writes: readonly PlannedWrite[], { first, last, only }: Frame, makeId: () => string): Batch[] {
  const batches: Batch[] = []
  let open: Batch = { mutationId: makeId(), changes: first === null ? [] : [first], writes: [] }
  let bytes = sizeOf(open.changes)
  const close = (): void => {
    if (open.changes.length > 0) batches.push(open)
    open = { mutationId: makeId(), changes: [], writes: [] }
    bytes = 0
  }
  for (const write of writes) {
    const changes = changesOf(write), sizes = changes.map((change) => sizeOf([change]))
    const size = sizes.reduce((sum, one) => sum + one, 0)
    if (open.changes.length + changes.length > mostChanges || bytes + size > mostBytes) close()
    for (const [index, change] of changes.entries()) {
      const one = sizes[index]!
      if (open.changes.length === mostChanges || (open.changes.length > 0 && bytes + one > mostBytes)) close()
      open.changes.push(change)
      bytes += one
    }
    // It is written when its last change is.
    open.writes.push(write)
  }
  if (batches.length === 0) {
    if (first !== null) open.changes[0] = only
    else if (open.changes.length < mostChanges) open.changes.push(only)
    else return [open, { mutationId: makeId(), changes: [only], writes: [] }]
    return [open]
  }
  if (open.changes.length === mostChanges) close()
  open.changes.push(last)
  close()
  return batches
}

function changesOf(write: PlannedWrite): ImportChange[] {
  const changes: ImportChange[] = []
  const { entity, recordId } = write
  if (write.op === 'create') changes.push({ entity, recordId, op: 'create', patch: write.data })
  else if (Object.keys(write.data).length > 0) changes.push({ entity, recordId, op: 'update', patch: patchOf(write.data) })
  for (const note of write.notes) changes.push({ entity: 'notes', recordId: note.recordId, op: 'create', patch: note.data })
  return changes
}

/** The record that stands for the import. */
export const importRecord = (plan: Plan, counts: Record<string, number>, at: string): ImportChange => ({
  entity: 'imports', recordId: plan.importId, op: 'create', patch: { name: plan.name, format: plan.format, entities: plan.rehearsal.entities, at, groupId: plan.groupId, counts },
})

/** What came of it. */
export const importCounts = (plan: Plan, counts: Record<string, number>): ImportChange => ({ entity: 'imports', recordId: plan.importId, op: 'update', patch: { counts } })

/** Each change is counted with what the journal and the wire put around it. */
const sizeOf = (changes: readonly ImportChange[]): number =>
  changes.reduce((sum, change) => sum + 600 + utf8Length(JSON.stringify(change.patch)), 0)
