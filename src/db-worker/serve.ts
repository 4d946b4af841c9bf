import { expose } from 'comlink'
import { toSatchelError } from '../shared/errors.ts'
import type { ErrorBody } from '../shared/errors.ts'
import { err, ok } from '../shared/result.ts'
import type { Result } from '../shared/result.ts'
import type { DataApiPort, SyncPort } from './contract.ts'
import type { Store } from './store.ts'

/** What the server of a port needs of its host. */
export interface Served {
  store(): Promise<Store>
  /** The returned function stops it. */
  onCommit(listener: (changed: unknown) => void): () => void
  reportDamage(): void
  idleness: { busy(): void; isIdle(): boolean }
}

/**
 * Answers a port's calls from the store by Comlink, whichever store is open by then. Whatever is thrown crosses as `{ok: false, error}`. A
 * port that goes away just stops calling.
 */
export function serve(host: Served, role: 'data' | 'sync', port: MessagePort): void {
  const answering: Record<string, (...args: unknown[]) => Promise<Result<unknown, ErrorBody>>> = {}
  for (const name of role === 'data' ? dataMethods : syncMethods) {
    answering[name] = async (...args) => {
      try {
        const store = await host.store()
        // J5: cleaning up begins only where no call is waiting or was just answered; there is more, then.
        if (name === 'sweep' && !host.idleness.isIdle()) return ok(true)
        host.idleness.busy()
        const methods = store[role] as unknown as Record<string, (...args: unknown[]) => unknown>
        const value = methods[name]!(...args)
        host.idleness.busy()
        return ok(value)
      } catch (thrown) {
        const error = toSatchelError(thrown)
        if (error.code === 'storage_corrupt') host.reportDamage()
        return err(cloneable(error.toBody()))
      }
    }
  }
  answering['subscribe'] = (listener) => {
    const to = listener as MessagePort
    const stop = host.onCommit((changed) => { to.postMessage(changed) })
    to.addEventListener('close', stop)
    to.start()
    return Promise.resolve(ok(undefined))
  }
  expose(answering, port)
  port.start()
}

/** The list, where it is whole: a method that it leaves out would be there for the compiler, and for nobody who calls. */
const whole = <Name>() => <const List extends readonly Name[]>(list: List & ([Exclude<Name, List[number]>] extends [never] ? unknown : { without: Exclude<Name, List[number]> })): readonly Name[] => list

const dataMethods = whole<Exclude<keyof DataApiPort, 'subscribe'>>()([
  'list', 'get', 'ids', 'groups', 'facets', 'joinEdit', 'mutate', 'mutateGroup', 'undo', 'redo', 'undoAct', 'undoState', 'withdrawable', 'history', 'historyNaming', 'recentHistory', 'asOf', 'journal', 'journalCounts',
  'retryFailed', 'retryFailedOnes', 'sql', 'storage', 'backup', 'restore', 'rebuild', 'findMatches', 'lookalikes', 'metAlike', 'forgetMet', 'syncLog',
])

const syncMethods = whole<Exclude<keyof SyncPort, 'subscribe'>>()([
  'identity', 'state', 'bindTo', 'nextBatch', 'applyResults', 'holdsAlong', 'pushFailed', 'applyPage', 'applyFrame', 'snapshotBegin', 'snapshotRecords',
  'snapshotEnd', 'pullCompleted', 'resetRequired', 'nextGiveBack', 'gaveBack', 'log', 'unsettled', 'adopt', 'discardable', 'discard', 'turn', 'withdrawable', 'unsettledAmong', 'sweep', 'compareDigests', 'digestRanges', 'healRange',
])

/** Details are for a log and may hold anything; an error must always arrive. */
function cloneable(body: ErrorBody): ErrorBody {
  try {
    return structuredClone(body)
  } catch {
    return { code: body.code, message: body.message, ...(body.field === undefined ? {} : { field: body.field }) }
  }
}
