import { hash } from 'node:crypto'
import { WebSocket } from 'ws'
import { createChangesWorker } from '../../src/changes-worker/create-changes-worker.ts'
import type { SyncStatus } from '../../src/changes-worker/contract.ts'
import type { Sockets } from '../../src/changes-worker/sockets.ts'
import type { TablesChanged } from '../../src/db-worker/contract.ts'
import { canonicalJson } from '../../src/merge/canonical.ts'
import { createHlc } from '../../src/merge/clock.ts'
import { productModel } from '../../src/model/model.ts'
import { createFakeLocks } from '../../src/outbox/fake-locks.ts'
import { createFakeMirrorRegistry } from '../../src/outbox/fake-mirror-storage.ts'
import type { Fetch } from '../../src/outbox/http.ts'
import { createPushTransport } from '../../src/outbox/push-transport.ts'
import type { Change } from '../../src/protocol/change.ts'
import { systemClock } from '../../src/shared/clock.ts'
import { silentLog } from '../../src/shared/log.ts'
import { createIdMaker, systemRandom } from '../../src/shared/random.ts'
import type { Ledger, Reader } from './ledger.ts'
import { createLightDb } from './light-db.ts'

/** Who a device is signed in as; made beforehand, so that no run begins with two hundred passwords. */
export interface DeviceAccount { workspaceId: string; userId: string; accessToken: string }

/** What all devices of a run have in common: where their times go. */
export interface Measures {
  /** ms of each answered push, from the request to its answer. */
  pushes: number[]
  /** ms from the act on one device to its record on another; both there all the while. */
  toOthers: number[]
  /** Answers that were no success, and broken connections: how often each. */
  errors: Map<string, number>
  merged: number
  duplicates: number
}

/** A device without its screen: the real changes worker over a light database, reaching the server over the network. */
export interface VirtualDevice {
  /** One act of the person: changes of contacts, in one mutation. */
  act(drafts: Pick<Change, 'op' | 'recordId' | 'patch'>[]): void
  newId(): string
  ids(): readonly string[]
  waiting(): number
  online(): boolean
  away(): Promise<void>
  back(): Promise<void>
  start(): Promise<void>
  stop(): void
  status(): Promise<SyncStatus>
  /** Asks for a sync with the digests really compared. */
  compare(): Promise<void>
  reader: Reader
}

export function createVirtualDevice(origin: string, account: DeviceAccount, ledger: Ledger, measures: Measures): VirtualDevice {
  const newId = createIdMaker(systemClock, systemRandom), replicaId = newId()
  const hlc = createHlc({ clock: systemClock, replicaId }), reader = ledger.reader()
  const authorization = `Bearer ${account.accessToken}`
  let there = true, seq = 0, commit: (changed: TablesChanged) => void = () => undefined
  /** Since when its socket has stood; what was made before may have come by a pull. */
  let listening = Infinity
  const failed = (what: string): void => { measures.errors.set(what, (measures.errors.get(what) ?? 0) + 1) }

  const db = createLightDb({
    identity: { workspaceId: account.workspaceId, userId: account.userId, replicaId },
    onCommit: (changed) => { commit(changed) },
    onAnswers: (results) => {
      for (const result of results) {
        if (result.duplicate === true) measures.duplicates += 1
        else if (result.status !== 'rejected' && result.status !== 'deferred') measures.merged += 1
        if (result.status === 'rejected') ledger.refused(result.id)
        else if (result.status !== 'deferred') ledger.acknowledged(result.id)
      }
    },
    onRecord: ({ entity, id, data }) => {
      if (entity !== 'history') return
      const made = reader.received(id)
      if (made !== null && listening < made && data?.['replicaId'] !== replicaId) measures.toOthers.push(performance.now() - made)
    },
  })
  const overNetwork: Fetch = async (url, init) => {
    if (!there) throw new TypeError('Failed to fetch')
    const begun = performance.now(), path = new URL(url).pathname
    const headers = { ...init.headers as Record<string, string>, authorization }
    const response = await fetch(url, { ...init, headers }).catch((thrown: unknown) => {
      if (there) failed(`${path} broke off`)
      throw thrown
    })
    if (path.endsWith('/push') && response.ok) measures.pushes.push(performance.now() - begun)
    if (!response.ok) failed(`${path} ${response.status}`)
    if (!there) throw new TypeError('Failed to fetch')
    return response
  }
  const open = new Set<WebSocket>()
  const sockets: Sockets = {
    open: (url, on) => {
      const socket = new WebSocket(url, { headers: { authorization }, perMessageDeflate: false })
      open.add(socket)
      socket.on('open', () => { listening = performance.now(); on.opened() })
      socket.on('message', (data: Buffer) => { if (there) on.message(data.toString()) })
      socket.on('error', () => undefined)
      socket.on('close', () => { open.delete(socket); listening = Infinity; on.closed() })
      return { close: () => { socket.terminate() } }
    },
  }
  const worker = createChangesWorker({
    databaseName: `load-${replicaId}`, db, onCommit: (listener) => { commit = listener },
    transport: createPushTransport({ origin, fetch: overNetwork, clock: systemClock, sender: 'page' }),
    sockets, mirrors: createFakeMirrorRegistry(), clock: systemClock, random: systemRandom, locks: createFakeLocks(), log: silentLog,
  })
  return {
    reader, newId,
    act(drafts) {
      const mutationId = newId(), now = performance.now(), live = there && Number.isFinite(listening)
      const changes = drafts.map((draft) => {
        seq += 1
        const change: Change = {
          id: newId(), mutationId, seq, entity: 'contacts', ...draft, baseRevision: db.base(draft.recordId)?.revision ?? null, at: hlc.next(), schemaVersion: productModel.schemaVersion,
        }
        ledger.made(change.id, now, live)
        return { ...change, bodyHash: hash('sha256', canonicalJson(change)) }
      })
      db.act(changes)
    },
    ids: () => db.ids(),
    waiting: () => db.waiting(),
    online: () => there,
    away: async () => {
      there = false
      for (const id of db.unsettledIds()) ledger.notLive(id)
      for (const socket of open) socket.terminate()
      await worker.api.notify('offline')
    },
    back: async () => {
      there = true
      await worker.api.notify('online')
    },
    start: () => worker.start(),
    stop: () => { worker.stop(); for (const socket of open) socket.terminate() },
    status: async () => {
      const answer = await worker.api.status()
      if (!answer.ok) throw new Error(answer.error.message)
      return answer.value
    },
    compare: async () => {
      db.comparing = true
      await worker.api.syncNow()
    },
  }
}
