import type { WebSocket } from 'ws'
import type { Model } from '../../model/model.ts'
import { settings } from '../../model/settings.ts'
import type { EventFrame, SyncEventFrame } from '../../protocol/pull.ts'
import type { Clock, TimerHandle } from '../../shared/clock.ts'
import { sleep } from '../../shared/clock.ts'
import { entitiesOf } from '../pull/entities.ts'
import { actionSince, isPlaceOf, wholeCursor } from '../pull/changes.ts'
import { pageAfter } from '../pull/page.ts'
import { decodeCursor, encodeCursor, movedTo, type Cursor } from '../pull/cursor.ts'
import { checkSeen } from '../push/check-seen.ts'
import type { Seen, SeenTokens } from '../seen.ts'
import type { Metrics } from '../observe/metrics.ts'
import type { PulledRecord, SyncStore } from '../store/port.ts'
import { syncRecord } from '../sync-record.ts'
import type { Awareness } from './awareness.ts'
import type { Commit, Commits } from './commits.ts'

export interface SocketDeps {
  store: SyncStore
  model: Model
  clock: Clock
  tokens: SeenTokens
  commits: Commits
  awareness: Awareness
  metrics: Pick<Metrics, 'delivered'>
}

export interface SocketOwner {
  workspaceId: string
  /** Where the replica stands, as it says; null: only what comes from now on. */
  since: string | null
  /** The last commit it was given (R1); null: none yet. */
  seen: Seen | null
  /** Called where that commit is not in this workspace's history. */
  otherHistory(seen: Seen): Promise<void>
  /** Whether the session still holds. */
  holds(): Promise<boolean>
  /** Calls back once when it is ended from elsewhere; answers how to stop listening. */
  onEnd(listener: () => void): () => void
}

/**
 * Serves one socket: first what the replica missed, then each commit as it happens.
 *
 *   catching up (pages from the store) ──nothing more──▶ live (frames from memory)
 *          ▲                                                │ a commit that does not begin where we are
 *          └────────────────────────────────────────────────┘
 */
export function serveSocket(deps: SocketDeps, socket: WebSocket, owner: SocketOwner): void {
  const { store, model, clock, tokens, commits, awareness, metrics } = deps
  const { workspaceId } = owner
  /** As far as this socket has heard; an entity that newer devices bring along joins with its first record (R4). */
  let entities: readonly string[] = [...model.entities.keys()]
  let cursor: Cursor | null = null
  /** Every entity is at this revision; null while catching up. */
  let level: number | null = null
  let catchingUp = false
  let behind = true
  let answered = true
  let ended = false
  /** When this socket heard of what it has not sent yet; null: of nothing. */
  let heardAt: number | null = null

  const send = (frame: EventFrame | Buffer): void => {
    if (socket.readyState !== socket.OPEN) return
    const since = heardAt
    heardAt = null
    socket.send(Buffer.isBuffer(frame) ? frame : JSON.stringify(frame), { binary: false }, (failed) => {
      if (since !== null && failed === undefined) metrics.delivered((clock.monotonic() - since) / 1_000)
    })
  }
  const refuse = (code: number, error: string, message: string): void => {
    send({ type: 'error', error, message })
    socket.close(code, error)
  }

  const catchUp = async (): Promise<void> => {
    if (catchingUp) return
    catchingUp = true
    try {
      if (cursor === null && !await knowsThisHistory()) { refuse(4410, 'reset_required', placeGone); return }
      while (behind && socket.readyState === socket.OPEN) {
        behind = false
        while (await sendPage()) await drained(clock, socket)
      }
    } catch {
      refuse(1011, 'server_error', 'The server could not read what you missed. Pull instead.')
    } finally {
      catchingUp = false
    }
  }

  const knowsThisHistory = async (): Promise<boolean> => {
    const { seen } = owner
    if (seen === null) return true
    const history = await store.read(workspaceId, async (reader) => checkSeen(reader, await reader.state(), seen))
    if (history === 'other_history') await owner.otherHistory(seen)
    return history === 'same'
  }

  /** @returns whether there is more */
  const sendPage = async (): Promise<boolean> => {
    const page = await store.read(workspaceId, async (reader) => {
      const state = await reader.state()
      entities = await entitiesOf(model, reader, null)
      cursor ??= owner.since === null ? wholeCursor(entities, state.epoch, state.revision) : decodeCursor(owner.since)
      if (cursor === null || !isPlaceOf(state, cursor, entities)) return null
      const from = cursor
      const positions = new Map(entities.map((name) => [name, from.positions.get(name) ?? 0]))
      const { records, more } = await pageAfter(reader, positions, pageSize)
      const reached = more ? records.at(-1)!.revision : state.revision
      return { from, positions, records, reached, more, commit: await reader.commitAtOrBefore(reached), epoch: state.epoch }
    })
    // Looked up when they were let in, whoever it is may have gone before anybody listened here. Asked meanwhile: what is given begins now.
    if (await isGone) return false
    if (page === null) {
      refuse(4410, 'reset_required', placeGone)
      return false
    }
    const to = movedTo(page.from, entities, page.reached)
    const before = encodeCursor(page.from), after = encodeCursor(to)
    if (before !== after) {
      const seen = tokens.sign(workspaceId, { epoch: page.epoch, ...page.commit ?? { revision: 0, mark: '' } })
      send(syncFrame(before, after, seen, page.records, page.positions))
    }
    cursor = to
    level = page.more ? null : page.reached
    return page.more
  }

  const refuseWhoeverMayNot = async (): Promise<boolean> => {
    if (await owner.holds().catch(() => true)) return false
    refuse(4401, 'signed_out', 'Sign in to go on.')
    return true
  }

  const stop = [
    commits.subscribe(workspaceId, {
      committed(commit) {
        heardAt ??= clock.monotonic()
        // What the owner sets may end who listens.
        if (commit.records.some(({ entity }) => entity === settings.name)) void refuseWhoeverMayNot()
        if (!catchingUp && cursor !== null && level === commit.from && cursor.epoch === commit.epoch && socket.bufferedAmount < maxBuffered) {
          if (commit.records.some(({ entity }) => !entities.includes(entity))) entities = [...new Set([...entities, ...commit.records.map(({ entity }) => entity)])]
          const to = movedTo(cursor, entities, commit.to)
          send(liveFrame(tokens, commit, encodeCursor(cursor), encodeCursor(to)))
          cursor = to
          level = commit.to
          return
        }
        behind = true
        void catchUp()
      },
      moved(revision) {
        if (level !== null && level >= revision) return
        heardAt ??= clock.monotonic()
        behind = true
        void catchUp()
      },
    }),
    awareness.join(workspaceId, socket),
    owner.onEnd(() => { refuse(4401, 'signed_out', 'Sign in to go on.') }),
  ]

  let timer: TimerHandle
  const ping = async (): Promise<void> => {
    if (await refuseWhoeverMayNot()) return
    if (!answered) { socket.terminate(); return }
    answered = false
    if (socket.readyState === socket.OPEN) socket.ping()
    schedule()
  }
  const schedule = (): void => {
    // The socket may have closed while the session was looked up.
    if (!ended) timer = clock.setTimeout(() => { void ping() }, pingEveryMs)
  }
  schedule()

  socket.on('pong', () => { answered = true })
  socket.on('error', () => { socket.terminate() })
  socket.on('close', () => {
    ended = true
    clock.clearTimeout(timer)
    for (const end of stop) end()
  })
  const isGone = refuseWhoeverMayNot()
  void catchUp()
}

const pingEveryMs = 25_000
const placeGone = 'Your place in this workspace is gone. Take a snapshot; your changes are kept.'
const pageSize = 500
const maxBuffered = 4 * 1024 * 1024

/** A slow reader must not fill our memory. */
async function drained(clock: Clock, socket: WebSocket): Promise<void> {
  while (socket.bufferedAmount > maxBuffered && socket.readyState === socket.OPEN) await sleep(clock, 20)
}

function syncFrame(from: string, to: string, seen: string, records: readonly PulledRecord[], positions: ReadonlyMap<string, number>): SyncEventFrame {
  return {
    type: 'sync_event', from, to, seen,
    events: records.map((record) => ({
      entity: record.entity,
      action: actionSince(record, positions.get(record.entity) ?? 0),
      id: record.id,
      revision: record.revision,
      payload: syncRecord(record),
    })),
  }
}

/** Most sockets of a workspace stand at the same place: the frame is written, and made bytes, once for all of them. */
function liveFrame(tokens: SeenTokens, commit: Commit, from: string, to: string): Buffer {
  const texts = frames.get(commit) ?? new Map<string, Buffer>()
  frames.set(commit, texts)
  let text = texts.get(from)
  if (text === undefined) {
    const seen = tokens.sign(commit.workspaceId, { epoch: commit.epoch, revision: commit.to, mark: commit.mark })
    const positions = new Map(commit.records.map((record) => [record.entity, commit.from]))
    text = Buffer.from(JSON.stringify(syncFrame(from, to, seen, commit.records, positions)))
    texts.set(from, text)
  }
  return text
}

const frames = new WeakMap<Commit, Map<string, Buffer>>()
