import { SatchelError, toSatchelError } from '../shared/errors.ts'
import type { Model } from '../model/model.ts'
import type { Clock } from '../shared/clock.ts'
import type { Log } from '../shared/log.ts'
import type { Random } from '../shared/random.ts'
import type { OpenRequest, StorageInfo, TablesChanged } from './contract.ts'
import type { DatabaseFiles } from './database-files.ts'
import { createIdleness } from './idleness.ts'
import type { Idleness } from './idleness.ts'
import { refill } from './refill.ts'
import type { Identity } from './refill.ts'
import { rescue } from './rescue.ts'
import type { Rescued } from './rescue.ts'
import type { Db } from './sqlite.ts'
import { createStore } from './store.ts'
import type { Store } from './store.ts'

/**
 * Keeps the one store open, and puts a fresh one in its place when the file turns out to be damaged:
 *
 *   opening ──▶ open ── storage_corrupt ──▶ set aside, rescue, open anew ──▶ open
 *
 * Calls that arrive in between wait; those that met the damage answer it.
 */
export interface StoreHost {
  store(): Promise<Store>
  /** What was opened, once it can be read. */
  info(): Promise<StorageInfo>
  /** The returned function stops it. */
  onCommit(listener: (changed: TablesChanged) => void): () => void
  /** A call answered `storage_corrupt`. */
  reportDamage(): void
  idleness: Idleness
  close(): Promise<void>
}

/** Where the database is, and another one that keeps nothing. */
export interface HostStorage {
  files: DatabaseFiles
  open(): Promise<Db>
  openMemory(): Promise<Db>
}

export interface HostOptions extends Omit<OpenRequest, 'type'> { storage: HostStorage; model: Model; clock: Clock; random: Random; log: Log }

/** The whole file is read in this time after an unclean end, when nobody waits. */
const checkAfterMs = 5_000
/** What is not pressing is done when nobody waits, and not before this; ms after the opening. */
const quietMs = 250

export function createStoreHost(options: HostOptions): StoreHost {
  const { databaseName, allowMemory, clock, log, model, storage } = options
  const { files } = storage
  const idleness = createIdleness(clock)
  const listeners = new Set<(changed: TablesChanged) => void>()
  let recovering = false, closed = false

  const assemble = (db: Db, kind: 'opfs' | 'memory'): Store => {
    const store = createStore({ ...options, db, storage: { kind, databaseName }, isIdle: idleness.isIdle })
    store.onCommit((changed) => { for (const listener of listeners) listener(changed) })
    return store
  }
  const openFile = async (): Promise<Store> => {
    // The wasm takes longer to load than a file to be measured, so this is read before the log is opened.
    const leftOpen = files.wasLeftOpen().catch(() => false)
    const store = assemble(await storage.open(), 'opfs')
    if (await leftOpen) clock.setTimeout(() => { checkWhole(store) }, checkAfterMs)
    if (isUnwritten(store)) await goOnRecovering(store)
    keepIdentity(store)
    return store
  }
  const openFirst = async (): Promise<Store> => {
    try {
      return await openFile()
    } catch (thrown) {
      const error = toSatchelError(thrown)
      if (error.code === 'storage_corrupt') return recover(error)
      if (error.code === 'storage_unavailable' && allowMemory) return assemble(await storage.openMemory(), 'memory')
      throw thrown
    }
  }
  const recover = async (cause: SatchelError): Promise<Store> => {
    log('error', 'database_damaged', { ...cause.details, message: cause.message })
    const { file, wal } = await files.read()
    const rescued = rescue(model, file, wal)
    const identity = await files.readIdentity()
    const asideName = await files.setAside(new Date(clock.now()).toISOString())
    const store = assemble(await storage.open(), 'opfs')
    fill(store, rescued, identity, asideName)
    keepIdentity(store)
    return store
  }
  const fill = ({ core }: Store, rescued: Rescued, identity: Identity | null, asideName: string): void => {
    refill(core, rescued, identity, asideName)
    log('warn', 'database_recovered', { changes: rescued.unsettled.length, records: rescued.records.length, asideName })
  }
  /** The page was closed after it had set the damaged file aside and before another was filled. */
  const goOnRecovering = async (store: Store): Promise<void> => {
    try {
      const left = await files.lastAside()
      if (left !== null) fill(store, rescue(model, left.file, left.wal), await files.readIdentity(), left.name)
    } catch (thrown) {
      // It opens all the same; what was set aside is still there.
      log('error', 'recovery_failed', { message: String(thrown) })
    }
  }
  let current = openFirst()
  // Whoever asks gets the reason; nobody asking is no crash.
  current.catch(() => undefined)

  const reportDamage = (): void => {
    if (recovering) return
    recovering = true
    current = current.then(async (store) => {
      store.close()
      const fresh = await recover(new SatchelError('storage_corrupt', 'Found while it was open.'))
      recovering = false
      const changed: TablesChanged = { type: 'changed', entities: [...model.entities.keys()], journal: true }
      for (const listener of listeners) listener(changed)
      return fresh
    })
    current.catch((thrown: unknown) => { log('error', 'recovery_failed', { message: String(thrown) }) })
  }
  const checkWhole = (store: Store): void => {
    if (!idleness.isIdle()) { clock.setTimeout(() => { checkWhole(store) }, checkAfterMs); return }
    void current.then((open) => {
      if (open !== store) return
      try {
        if (store.core.db.value('PRAGMA quick_check(1)') !== 'ok') reportDamage()
      } catch (thrown) {
        if (toSatchelError(thrown).code === 'storage_corrupt') reportDamage()
      }
    }).catch(() => undefined)
  }
  let kept = '', keeping: Promise<void> = Promise.resolve()
  /** Who it belongs to is written beside the file when it becomes known and when it changes; one writing at a time, as the file allows. */
  const keepIdentity = (store: Store): void => {
    const keep = (): void => {
      const { meta, replicaId } = store.core
      const identity: Identity = { replicaId, workspaceId: meta.get('workspaceId'), userId: meta.get('userId'), role: meta.get('role') }
      const text = JSON.stringify(identity)
      if (text === kept) return
      kept = text
      keeping = keeping.then(() => files.writeIdentity(identity)).catch((thrown: unknown) => {
        kept = ''
        log('warn', 'identity_not_kept', { message: String(thrown) })
      })
    }
    // Mostly it is there already, and who just opened the app reads first: the file is flushed, which takes as long as all else of the opening.
    const keepOnceQuiet = (): void => {
      if (closed) return
      if (idleness.isIdle()) keep()
      else clock.setTimeout(keepOnceQuiet, quietMs)
    }
    clock.setTimeout(keepOnceQuiet, quietMs)
    store.onCommit((changed) => { if (changed.journal) keep() })
  }

  const info = async (): Promise<StorageInfo> => {
    const store = await current
    try {
      return store.data.storage()
    } catch (thrown) {
      // Damage in the middle of the file shows itself only when that part is read.
      if (toSatchelError(thrown).code !== 'storage_corrupt') throw thrown
      reportDamage()
      return (await current).data.storage()
    }
  }

  return {
    store: () => current,
    info,
    onCommit: (listener) => {
      listeners.add(listener)
      return () => { listeners.delete(listener) }
    },
    reportDamage,
    idleness,
    close: async () => {
      closed = true
      ;(await current).close()
    },
  }
}

/** Nothing was ever written into it, neither by its person nor by a server, nor has it been filled with what was rescued. */
const isUnwritten = ({ core: { meta, journal } }: Store): boolean =>
  meta.get('workspaceId') === null && meta.get('recovered') === null && meta.get('cursor') === null && Object.values(journal.counts()).every((n) => n === 0)
