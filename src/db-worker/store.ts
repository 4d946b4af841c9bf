import type { Model } from '../model/model.ts'
import type { Clock } from '../shared/clock.ts'
import type { Log } from '../shared/log.ts'
import type { Random } from '../shared/random.ts'
import { changesNaming, changesOfRecord, recentChanges } from './act-changes.ts'
import { recordsAsOf } from './as-of.ts'
import { undoState } from './act-stack.ts'
import { backup, restore } from './backup.ts'
import type { Answer, DataApiPort, StorageInfo, SyncPort, TablesChanged } from './contract.ts'
import { createCore } from './core.ts'
import type { Core } from './core.ts'
import { facets } from './facets.ts'
import { findLookalikes } from './find-lookalikes.ts'
import { forgetMet, metAlike } from './met-alike.ts'
import { findMatches } from './find-matches.ts'
import { startIdleWork } from './idle-work.ts'
import { journalRows } from './journal-lists.ts'
import { groups } from './groups.ts'
import { joinEdit } from './join-edit.ts'
import { ids, list } from './list.ts'
import { mutate } from './mutate.ts'
import { readOnlySql } from './read-only-sql.ts'
import { rebuild } from './rebuild.ts'
import { retryFailed, retryFailedOnes } from './retry-failed.ts'
import { rowById } from './rows.ts'
import { catchUpIndex } from './search-index.ts'
import type { Db } from './sqlite.ts'
import { storageInfo } from './storage-info.ts'
import { createSyncSide } from './sync-side.ts'
import { readSyncLog } from './sync-log.ts'
import { redo, undo, undoAct } from './undo.ts'
import { withdrawable } from './withdraw.ts'

/** A port's methods as the core has them: synchronous, throwing SatchelErrors. `serve.ts` makes the port's own of them. */
export type Direct<Port> = { [Name in keyof Port]: Port[Name] extends (...args: infer Args) => Answer<infer T> ? (...args: Args) => T : never }

export interface Store {
  data: Direct<Omit<DataApiPort, 'subscribe'>>
  sync: Direct<Omit<SyncPort, 'subscribe'>>
  core: Core
  onCommit(listener: (changed: TablesChanged) => void): () => void
  /** Catches the search index up at once, for tests and measurements. */
  settle(): void
  close(): void
}

export interface StoreOptions {
  db: Db
  model: Model
  clock: Clock
  random: Random
  log: Log
  storage: { kind: StorageInfo['kind']; databaseName: string }
  /** Whether no call waits: work that can wait is done only then. */
  isIdle?: () => boolean
}

/** Opens the store over a connection: the whole of the db-worker but its thread. */
export function createStore(options: StoreOptions): Store {
  const core = createCore(options)
  // What was under way when the last session ended has no answer; the same ids are sent again (P3).
  core.db.run("UPDATE local_changes SET status = 'pending' WHERE status = 'pushing'")
  const idleWork = startIdleWork(core, options.isIdle ?? (() => true))

  return {
    core,
    sync: createSyncSide(core),
    data: {
      list: (query) => list(core, query),
      get: (entity, id) => rowById(core, core.table(entity), id),
      groups: (query) => groups(core, query),
      ids: (query) => ids(core, query),
      facets: (entity, column, prefix, limit) => facets(core, entity, column, prefix, limit),
      joinEdit: (entity, id, field, edit) => joinEdit(core, entity, id, field, edit),
      mutate: (input) => mutate(core, input),
      mutateGroup: (inputs) => { core.write(() => { for (const input of inputs) mutate(core, { ...input, answered: false }) }) },
      undo: () => undo(core),
      redo: () => redo(core),
      undoAct: (id) => undoAct(core, id),
      undoState: () => undoState(core),
      withdrawable: (of) => withdrawable(core, of),
      history: (entity, recordId) => changesOfRecord(core, entity, recordId),
      historyNaming: (entity, naming, limit) => changesNaming(core, entity, naming, limit),
      recentHistory: (limit, before) => recentChanges(core, limit, before),
      asOf: (query) => recordsAsOf(core, query),
      journal: (query) => journalRows(core, query),
      journalCounts: () => core.journal.counts(),
      retryFailed: (mutationId, edits) => retryFailed(core, mutationId, edits),
      retryFailedOnes: (mutationIds) => retryFailedOnes(core, mutationIds),
      sql: (text, params) => readOnlySql(core, text, params),
      storage: () => storageInfo(core, options.storage),
      backup: () => backup(core),
      restore: (file) => { restore(core, file) },
      rebuild: () => { rebuild(core) },
      findMatches: (entity, keys) => findMatches(core, entity, keys),
      lookalikes: (entity, except, limit) => findLookalikes(core, entity, except, limit),
      metAlike: (entity) => metAlike(core, entity),
      forgetMet: (entity) => { forgetMet(core, entity) },
      syncLog: (limit) => readSyncLog(core, limit),
    },
    onCommit: (listener) => core.onCommit(listener),
    settle: () => { while (catchUpIndex(core, 1_000)); },
    close: () => {
      idleWork.stop()
      core.db.close()
    },
  }
}
