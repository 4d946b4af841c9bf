import { afterEach, expect, it } from 'vitest'
import type { Identity } from '../../src/db-worker/refill.ts'
import { createStoreHost, type HostStorage, type StoreHost } from '../../src/db-worker/store-host.ts'
import { productModel } from '../../src/model/model.ts'
import { systemClock } from '../../src/shared/clock.ts'
import { SatchelError } from '../../src/shared/errors.ts'
import { silentLog } from '../../src/shared/log.ts'
import { systemRandom } from '../../src/shared/random.ts'
import { openMemoryDb, openMemoryStore } from '../support/memory-db.ts'

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
      lastAside: () => Promise.resolve(null),
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

it('[J1, J2] what was rescued is not lost where the page is closed between setting the damaged file aside and filling another', async () => {
  const before = await openMemoryStore()
  before.sync.bindTo('w', 'u', 'owner')
  before.data.mutate({ mutationId: before.core.makeId(), label: 'Create', changes: [{ entity: 'contacts', recordId: before.core.makeId(), op: 'create', patch: { firstName: 'Ana' } }] })
  const identity: Identity = { replicaId: before.core.replicaId, workspaceId: 'w', userId: 'u', role: 'owner' }
  const content = { file: before.data.backup(), wal: new Uint8Array() }
  let there = true, damaged = true
  const files: HostStorage['files'] = {
    read: () => Promise.resolve(content), wasLeftOpen: () => Promise.resolve(false),
    setAside: () => { there = false; return Promise.resolve('aside-1') },
    lastAside: () => Promise.resolve(there ? null : { name: 'aside-1', ...content }),
    readIdentity: () => Promise.resolve(identity), writeIdentity: () => Promise.resolve(),
  }
  const start = (open: HostStorage['open']): StoreHost =>
    createStoreHost({ databaseName: 'host', allowMemory: false, storage: { files, open, openMemory: () => openMemoryDb() }, model: productModel, clock: systemClock, random: systemRandom, log: silentLog })
  const dies = start(async () => {
    if (!damaged) throw new SatchelError('internal', 'closed')
    damaged = false
    throw new SatchelError('storage_corrupt', 'file is not a database')
  })
  await expect(dies.store()).rejects.toMatchObject({ message: 'closed' })
  host = start(() => openMemoryDb())
  const store = await host.store()
  expect(store.sync.identity()).toMatchObject({ workspaceId: 'w', userId: 'u', replicaId: identity.replicaId })
  expect(store.sync.unsettled(0, 10)).toEqual(before.sync.unsettled(0, 10))
  expect(store.data.storage().recovered).toMatchObject({ asideName: 'aside-1', rescuedChanges: 1 })
})
