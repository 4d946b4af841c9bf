import { over } from '../../src/sync-api/store/over.ts'
import type { Life } from './mortal-store.ts'
import type { StoredAnswer, SyncStore } from '../../src/sync-api/store/port.ts'

/** An answer that the server stored, in the order of its commits. */
export interface Answered extends Pick<StoredAnswer, 'id' | 'replicaId' | 'seq' | 'entity' | 'recordId' | 'status'> {
  commit: number
  /** Of the server's history: another one begins where it is put back to a backup or emptied. */
  life: number
}

/** Notes what was committed of answers to pushes: what is given back (R8) has no body. What a process commits after its death never was. */
export const notingAnswers = (store: SyncStore, answered: Answered[], lives: { ended: number; commits: number }, life: Life): SyncStore => ({
  ...store,
  write: async (workspaceId, work) => {
    let written: Answered[] = []
    const commit = lives.commits += 1
    const result = await store.write(workspaceId, (writer) => {
      written = []
      return work(over(writer, {
        save: async (batch) => {
          written.push(...batch.answers.filter(({ bodyHash }) => bodyHash !== '').map(({ id, replicaId, seq, entity, recordId, status }) => ({ id, replicaId, seq, entity, recordId, status, commit, life: lives.ended })))
          await writer.save(batch)
        },
      }))
    })
    if (!life.dead) answered.push(...written)
    return result
  },
})
