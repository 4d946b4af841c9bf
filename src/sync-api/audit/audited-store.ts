import { history } from '../../model/bookkeeping.ts'
import { over } from '../store/over.ts'
import type { SyncStore, WorkspaceWriter } from '../store/port.ts'
import { auditAct, serverSource } from './entry.ts'

/**
 * The store, with what the server does by itself told in the audit log, in the same transaction: a new epoch (R1), and the purge (R5), which takes the
 * values of what it takes out of the log, too: what is deleted for good is nowhere any more.
 */
export function auditedStore(store: SyncStore): SyncStore {
  return { ...store, write: (workspaceId, work) => store.write(workspaceId, (writer) => work(audited(writer))) }
}

const audited = (writer: WorkspaceWriter): WorkspaceWriter => over(writer, {
  async beginEpoch(epoch, at) {
    await writer.beginEpoch(epoch, at)
    await writer.appendAudit([auditAct(at, serverSource, 'epoch_begun', { epoch })])
  },
  async purge(batch) {
    await writer.purge(batch)
    const told = batch.records.filter(({ entity }) => entity !== history.name)
    if (batch.commit === null || told.length === 0) return
    const { at } = batch.commit
    await writer.eraseAudit(told.map(({ id }) => id))
    await writer.appendAudit(told.map(({ entity, id }) => auditAct(at, serverSource, 'purged', {}, { entity, recordId: id })))
  },
})
