import type { DraftChange } from '../../src/db-worker/contract.ts'
import type { SimReplica } from './sim-replica.ts'

/* What a test has a replica write, each as an act of its own. */

/** @returns the act's id */
export const write = ({ store }: SimReplica, ...changes: DraftChange[]): string => {
  const mutationId = store.core.makeId()
  store.data.mutate({ mutationId, label: 'Write', changes })
  return mutationId
}

/** @returns the record's id */
export const make = (replica: SimReplica, entity: string, patch: DraftChange['patch'], recordId = replica.store.core.makeId()): string => {
  write(replica, { entity, recordId, op: 'create', patch })
  return recordId
}

/** @returns the act's id */
export const edit = (replica: SimReplica, entity: string, recordId: string, patch: DraftChange['patch']): string => write(replica, { entity, recordId, op: 'update', patch })
