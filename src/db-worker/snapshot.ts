import type { SyncRecord } from '../protocol/change.ts'
import { SatchelError } from '../shared/errors.ts'
import type { Core } from './core.ts'
import { beginFrom } from './epochs.ts'
import { storeRecord } from './pull.ts'
import { anyClaim, keepAlong } from './kept-along.ts'
import { isKept, isUnsettled } from './journal.ts'
import { keepWithoutServer } from './view.ts'

interface Header { cursor: string; seen: string; counts: Record<string, number> }

/** R6: begins a snapshot, or goes on with one; the first header's cursor stays where the delta will begin. */
export function snapshotBegin(core: Core, header: Header, continued: boolean): void {
  core.write(() => {
    const running = core.meta.get('snapshot')
    const epoch = core.meta.get('epochNumber')
    beginFrom(core, header.seen)
    core.touchJournal()
    // A continuation into another epoch starts over.
    if (continued && running !== null && core.meta.get('epochNumber') === epoch) {
      core.meta.set('snapshot', { ...running, counts: header.counts })
      return
    }
    core.meta.set('generation', (core.meta.get('generation') ?? 0) + 1)
    core.meta.set('snapshot', { cursor: header.cursor, seen: header.seen, after: null, counts: header.counts, received: 0 })
  })
}

/** A stretch of the snapshot, durable before its checkpoint is known. */
export function snapshotRecords(core: Core, records: readonly SyncRecord[], checkpoint: string | null): void {
  core.write(() => {
    const running = runningSnapshot(core)
    for (const record of records) storeRecord(core, record)
    core.meta.set('snapshot', { ...running, received: running.received + records.length, after: checkpoint ?? running.after })
    core.touchJournal()
  })
}

/** R6: after the end, base records that the snapshot did not name and that nobody gave since are removed; the journal is laid over what is left. */
export function snapshotEnd(core: Core): void {
  core.write(() => {
    const running = runningSnapshot(core)
    const generation = core.meta.get('generation') ?? 0
    const keeps = anyClaim(core)
    for (const [entity, table] of core.tables) {
      const gone = core.db.all<{ n: number; id: string }>(
        `SELECT n, id FROM ${table.name} WHERE revision > 0 AND gen <> ?
           AND id NOT IN (SELECT record_id FROM local_changes WHERE entity = ? AND (${isUnsettled} OR ${isKept}))`, [generation, entity])
      for (const { n, id } of gone) {
        const row = keeps ? core.records.read(table, id) : null
        if (row !== null) keepAlong(core, table, row)
        core.records.remove(table, n)
      }
      if (gone.length > 0) core.touch(entity)
    }
    core.db.run(`DELETE FROM base_records WHERE gen <> ? AND id NOT IN (SELECT record_id FROM local_changes WHERE ${isUnsettled})`, [generation])
    // What is left of them has changes over it, or is kept by one that failed.
    for (const [entity, table] of keeps ? core.tables : []) {
      const kept = core.db.values<string>(
        `SELECT t.id FROM ${table.name} t LEFT JOIN base_records b ON b.id = t.id AND b.entity = ?
         WHERE t.revision > 0 AND coalesce(b.gen, t.gen) <> ?`, [entity, generation])
      for (const id of kept) keepWithoutServer(core, table, id)
    }
    core.db.run('DELETE FROM unknown_records WHERE gen <> ?', [generation])
    core.meta.set('cursor', running.cursor)
    core.meta.set('snapshot', null)
    core.touchJournal()
  })
}

function runningSnapshot(core: Core): NonNullable<ReturnType<typeof core.meta.get<'snapshot'>>> {
  const running = core.meta.get('snapshot')
  if (running === null) throw new SatchelError('internal', 'No snapshot has begun.')
  return running
}
