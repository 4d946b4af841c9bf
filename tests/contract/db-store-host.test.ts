import { afterEach, expect, it } from 'vitest'
import type { Identity } from '../../src/db-worker/refill.ts'
import { createStoreHost, type HostStorage, type StoreHost } from '../../src/db-worker/store-host.ts'
import { productModel } from '../../src/model/model.ts'
import { systemClock } from '../../src/shared/clock.ts'
import { SatchelError } from '../../src/shared/errors.ts'
import { silentLog } from '../../src/shared/log.ts'
import { systemRandom } from '../../src/shared/random.ts'
import { openMemoryDb } from '../support/memory-db.ts'

let host: StoreHost | null = null
afterEach(async () => { await host?.close(); host = null })

/** A database whose file cannot be read: nothing comes back from it but what stands beside it. */
function setupHost(options: { firstOpen: 'works' | 'fails' }): { host: StoreHost; aside: string[]; identity: () => Identity | null } {
  let identity: Identity | null = null
  let opened = 0
  const aside: string[] = []
  const storage: HostStorage = {
    files: {
      read: () => Promise.resolve({ file: new Uint8Array(), wal: new Uint8Array() }),
      wasLeftOpen: () => Promise.resolve(false),
      setAside: (time) => { aside.push(time); return Promise.resolve(`aside-${aside.length}`) },
      readIdentity: () => Promise.resolve(identity),
      writeIdentity: (written) => { identity = written; return Promise.resolve() },
    },
    open: async () => {
      opened += 1
      if (opened === 1 && options.firstOpen === 'fails') throw new SatchelError('storage_corrupt', 'file is not a database')
      return openMemoryDb()
    },
    openMemory: () => openMemoryDb(),
  }
  host = createStoreHost({ databaseName: 'host', allowMemory: false, storage, model: productModel, clock: systemClock, random: systemRandom, log: silentLog })
  return { host, aside, identity: () => identity }
}

it.each(['works', 'fails'] as const)('[J4] stays its account\'s through damage found while it is open, after a first opening that %s', async (firstOpen) => {
  const { host, aside, identity } = setupHost({ firstOpen })
  const first = await host.store()
  first.sync.bindTo('w', 'u', 'owner')
  await expect.poll(identity).toMatchObject({ workspaceId: 'w', userId: 'u' })

  host.reportDamage()
  const second = await host.store()
  expect(second).not.toBe(first)
  expect(aside).toHaveLength(firstOpen === 'fails' ? 2 : 1)
  expect(second.sync.identity()).toMatchObject({ workspaceId: 'w', userId: 'u', replicaId: first.core.replicaId })
})
