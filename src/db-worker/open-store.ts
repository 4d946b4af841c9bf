import type { Model } from '../model/model.ts'
import type { Clock } from '../shared/clock.ts'
import { SatchelError } from '../shared/errors.ts'
import type { Log } from '../shared/log.ts'
import type { Random } from '../shared/random.ts'
import type { OpenRequest } from './contract.ts'
import { openMemory } from './open-memory.ts'
import { browserWasm, openOpfs } from './open-opfs.ts'
import { createStore } from './store.ts'
import type { Store } from './store.ts'

export interface OpenedStore { store: Store }
export interface OpenOptions extends Omit<OpenRequest, 'type'> { model: Model; clock: Clock; random: Random; log: Log }

/**
 * Opens the store over a file of this origin; in memory only where that is allowed, since then nothing is kept.
 * @throws SatchelError why it could not be opened
 */
export async function openStore({ databaseName, allowMemory, ...rest }: OpenOptions): Promise<OpenedStore> {
  try {
    const db = await openOpfs(databaseName, rest.clock)
    return { store: createStore({ ...rest, db, storage: { kind: 'opfs', databaseName } }) }
  } catch (thrown) {
    if (!allowMemory || !(thrown instanceof SatchelError) || thrown.code !== 'storage_unavailable') throw thrown
    const db = await openMemory(browserWasm)
    return { store: createStore({ ...rest, db, storage: { kind: 'memory', databaseName } }) }
  }
}
