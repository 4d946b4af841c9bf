import * as Comlink from 'comlink'
import { backgroundSyncTag, type SyncStatus, type ToSubscriber } from '../changes-worker/contract.ts'
import type { ChangeStatus } from '../db-worker/contract.ts'
import { checkCallback, checkChoice, checkCount, checkOptions } from './check-options.ts'
import { SatchelError } from '../shared/errors.ts'
import { checkId } from './clean.ts'
import type { Connection } from './connection.ts'
import type { Satchel } from './types.ts'

const statuses: readonly ChangeStatus[] = ['pending', 'pushing', 'deferred', 'synced', 'conflict', 'failed', 'replaced']

/** Before the changes worker was heard: nothing is claimed, neither safe nor synced. */
const unheard: SyncStatus = {
  state: 'idle', pending: 0, failed: 0, conflicts: 0, notices: 0, progress: null, download: null, lastSyncedAt: null, upToDate: false, healed: null,
  struggling: 0, nextAttemptAt: null, error: null, account: null, transport: 'none',
}

/** Keeps the changes worker's status at hand, passes on what this page sees of the world, and registers Background Sync for it. */
export function createSyncStatus(connection: () => Connection, onWipe: (userIds: readonly string[]) => void): { api: Satchel['sync']; connect(): void; forget(): void } {
  let status = unheard
  const listeners = new Set<(status: SyncStatus) => void>()
  const notify = (signal: 'online' | 'offline' | 'focus' | 'sync'): void => {
    // A signal that gets lost with a leader is no loss: its successor looks for itself.
    connection().changes((api) => api.notify(signal)).catch(() => undefined)
  }
  addEventListener('online', () => { notify('online') })
  addEventListener('offline', () => { notify('offline') })
  addEventListener('focus', () => { notify('focus') })
  const hear = (message: ToSubscriber): void => {
    if ('type' in message) {
      if (message.type === 'wipe') onWipe(message.userIds)
      else void registerBackgroundSync()
      return
    }
    status = message
    for (const listener of listeners) listener(status)
  }
  return {
    connect: () => {
      const channel = new MessageChannel()
      channel.port1.onmessage = (event: MessageEvent<ToSubscriber>) => { hear(event.data) }
      connection().changes((api) => api.subscribe(Comlink.transfer(channel.port2, [channel.port2])), { once: true }).catch(() => undefined)
    },
    /** Another database is opened: what was heard was about the former. */
    forget: () => { hear(unheard) },
    api: {
      status: () => status,
      onStatus: (callback) => {
        checkCallback(callback)
        listeners.add(callback)
        return () => { listeners.delete(callback) }
      },
      now: () => connection().changes((api) => api.syncNow()),
      changes: async (query) => {
        const { status: wanted, offset = 0, limit = 50 } = checkOptions('changes', query), page = { offset: checkCount(offset, 'An offset'), limit: checkCount(limit, 'A limit') }
        const filter = wanted === undefined ? {} : { status: (Array.isArray(wanted) ? wanted : [wanted]).map((status) => checkChoice(status, statuses, 'A change’s status')) }
        return connection().data((api) => api.journal({ ...page, ...filter }))
      },
      discard: async (mutationIds) => {
        if (!Array.isArray(mutationIds)) throw new SatchelError('invalid', 'The acts to discard are a list of their ids.')
        await connection().changes((api) => api.discard(mutationIds))
      },
      retry: async (mutationId, edits) => { checkId(mutationId, 'act'); await connection().data((api) => api.retryFailed(mutationId, edits), { once: true }) },
      retryAll: async (mutationIds) => {
        if (!Array.isArray(mutationIds)) throw new SatchelError('invalid', 'The acts to send again are a list of their ids.')
        for (const id of mutationIds) checkId(id, 'act')
        const refused: string[] = []
        for (let from = 0; from < mutationIds.length; from += actsAtOnce) refused.push(...await connection().data((api) => api.retryFailedOnes(mutationIds.slice(from, from + actsAtOnce))))
        return refused
      },
      log: async (limit = 200) => { checkCount(limit, 'A limit'); return connection().data((api) => api.syncLog(limit)) },
      rebuild: async () => {
        await connection().data((api) => api.rebuild())
        notify('sync')
      },
    },
  }
}

/** Others wait for these. */
const actsAtOnce = 25

/** The event then comes when the network is there, also with every tab closed. Browsers without it push when the app is next open. */
async function registerBackgroundSync(): Promise<void> {
  if (!('serviceWorker' in navigator)) return
  const registration = (await navigator.serviceWorker.ready) as ServiceWorkerRegistration & { sync?: { register(tag: string): Promise<void> } }
  await registration.sync?.register(backgroundSyncTag).catch(() => undefined)
}
