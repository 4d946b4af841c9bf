import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { formatDigest } from '../../src/merge/digest.ts'
import type { SyncRecord } from '../../src/protocol/change.ts'
import type { Model } from '../../src/model/model.ts'
import type { Data, Json } from '../../src/shared/json.ts'
import type { Clock } from '../../src/shared/clock.ts'
import type { Log } from '../../src/shared/log.ts'
import type { Random } from '../../src/shared/random.ts'
import type {} from '@fastify/websocket'
import type { WebSocket } from 'ws'
import { createApp } from '../../src/sync-api/app.ts'
import { over } from '../../src/sync-api/store/over.ts'
import type { SyncStore } from '../../src/sync-api/store/port.ts'
import { openConnection } from '../../src/sync-api/store/sqlite/connection.ts'
import { openSqliteStore } from '../../src/sync-api/store/sqlite/sqlite-store.ts'
import { notingAnswers, type Answered } from './answered.ts'
import { after, grownModel, newestModel } from './models.ts'
import { mortal, newLife, type Life } from './mortal-store.ts'
import { answerLost, type Deliver } from './network.ts'
import { notingSharedCommits } from './shared-commits.ts'
import type { Coverage } from './coverage.ts'
import type { BrokenEngine } from './broken-engines.ts'
import type { OpenSocket } from './sim-sockets.ts'
import { writeNewStore } from '../support/new-store.ts'
import { replayDiffers, wholeAudit } from '../support/replay-audit.ts'
import { unzipped } from './one-thread.ts'

/** A setting as a commit left it, and that commit's revisions: within it, it may have had other values. */
export interface SettingWritten { revision: number; commit: { from: number; to: number }; key: string; value: Json }

/** The real server in this process, its store in a temporary folder, its clock the simulation's. */
export interface SimServer {
  deliver: Deliver
  openSocket: OpenSocket
  /** Every record of the first account's workspace, as the server has it. */
  records(): Promise<SyncRecord[]>
  digests(): Promise<Record<string, string>>
  /** In which ways its audit log does not come to its records. */
  auditDiffers(): Promise<string[]>
  /** Of the first account's workspace. */
  revision(): Promise<number>
  /** What was purged, as it was before. */
  purged: PurgedData[]
  /** What it answered to changes. */
  answered: Answered[]
  /** Every value that a setting ever had. */
  settings: SettingWritten[]
  /** Stops it cleanly and starts it again; `meanwhile` with its store's file. */
  restart(meanwhile?: (file: string) => void): Promise<void>
  /** Stops it and starts its next version; false: it has the newest. */
  update(): Promise<boolean>
  /** Its process dies after so many awaits of its store, and is started again: what was under way has no answer, what was committed stays. */
  dieAfter(awaits: number): void
  /** The same, once a transaction is shared by several (decision 0040); null: it is not to. */
  dieWhenShared(awaits: number | null): void
  /** Whether it has died and is not there again. */
  starting(): boolean
  /** Its next write fails, before or after its commit. */
  stumble(moment: 'before the commit' | 'after the commit'): void
  /** Keeps a copy of its store as it is now; the answer brings it back, as an operator would. */
  backup(): Promise<() => Promise<void>>
  /** Takes everything out of its workspaces but the accounts. */
  empty(): Promise<void>
  close(): Promise<void>
}

/**
 * Whoever registers after the first becomes a member of the first one's workspace, which the product cannot do yet: values of several
 * people have to meet.
 */
export async function createSimServer({ broken, coverage, ...parts }: { clock: Clock; random: Random; log: Log; coverage: Coverage; broken: BrokenEngine }): Promise<SimServer> {
  const folder = mkdtempSync(join(fastFolder, 'satchel-simulation-'))
  const copy = join(folder, 'backup.db')
  let file = join(folder, 'satchel.db'), copies = 0, model: Model = grownModel
  const first: FirstWorkspace = { workspace: null, owner: null }
  const purged: PurgedData[] = [], settings: SettingWritten[] = [], answered: Answered[] = [], lives = { ended: 0, commits: 0 }
  const stumbles: ('before the commit' | 'after the commit')[] = []
  await writeNewStore(file)
  const start = async (): Promise<Running> => {
    const engine = openSqliteStore(file)
    const passwords = { hash: (password: string) => Promise.resolve(password), verify: (hash: string, password: string) => Promise.resolve(hash === password) }
    const commits = notingSharedCommits(engine, () => {
      coverage.happened('push', 'shared')
      if (leftWhenShared !== null) life.left = leftWhenShared
      leftWhenShared = null
    })
    const life = newLife(() => {
      if (commits.open()) coverage.happened('push', 'shared-died')
      leaveBehind()
    })
    const store = stumbling(notingAnswers(notingSettings(notingPurges(shareFirstWorkspace(commits.store, first), purged), settings, life), answered, lives, life), stumbles)
    let app: Awaited<ReturnType<typeof createApp>>
    try {
      app = await createApp({ ...parts, model, store: mortal(broken.server?.(store) ?? store, life), limits: null, passwords })
      await app.ready()
    } catch (error) {
      // While it lifted what it holds to its newer version's shapes (K1): whoever runs it starts it again.
      if (!(error instanceof Stumbled)) throw error
      await engine.close()
      return start()
    }
    const begun: Running = { engine, app, life, sockets: new Set<WebSocket>() }
    void life.died.then(() => { reborn = again(begun) })
    return begun
  }
  /** What is in the files in the moment of a death is all that the next process finds: of a transaction without its commit, nothing. */
  const leaveBehind = (): void => {
    const found = nextFile()
    copyFileSync(file, found)
    if (existsSync(`${file}-wal`)) copyFileSync(`${file}-wal`, `${found}-wal`)
    file = found
  }
  /** Under a name of its own: libsql lets go of a closed file only when its statements are collected, which an operator's stopped server has behind it. */
  const nextFile = (): string => {
    copies += 1
    return join(folder, `copy-${copies}.db`)
  }
  /** After its death: nothing of it goes on, so nothing is closed in good order. */
  const again = async ({ engine, sockets }: Running): Promise<void> => {
    restarting = true
    for (const socket of sockets) if (socket.readyState === socket.CONNECTING) socket.on('open', () => { socket.terminate() }); else socket.terminate()
    await engine.close()
    running = await start()
    restarting = false
  }
  let restarting = false, leftWhenShared: number | null = null
  let reborn: Promise<void> = Promise.resolve()
  let running = await start()
  const stop = async (): Promise<void> => {
    const closed = running.app.close()
    // A pair of streams that has ended does not always close by itself, as a connection of the network does.
    for (let turn = 0; turn < 20; turn += 1) await nextTurn()
    for (const socket of running.app.websocketServer.clients) if (socket.readyState === socket.CLOSING) socket.terminate()
    await closed
    await running.engine.close()
  }
  const restart: SimServer['restart'] = async (meanwhile) => {
    running.life.left = null
    await reborn
    await stop()
    meanwhile?.(file)
    running = await start()
  }
  const records = async (): Promise<SyncRecord[]> => {
    const positions = new Map(entityNames.map((name) => [name, 0]))
    const all = first.workspace === null ? null : await running.engine.read(first.workspace.id, (reader) => reader.changedAfter(positions, 1_000_000))
    return (all ?? []).map(({ entity, id, revision, data, deletedAt, updatedAt, updatedBy }) => ({ entity, id, revision, data, deletedAt, updatedAt, updatedBy }))
  }
  return {
    deliver: async (request) => {
      const { method, path, headers, body } = unzipped(request)
      await reborn
      const { app, life } = running
      const answered = app.inject({ method: method as 'GET' | 'POST', url: path, headers, ...(body === null ? {} : { payload: Buffer.from(body) }) })
      const answer = await Promise.race([answered, life.died.then(() => null)])
      if (answer === null) {
        await reborn
        return answerLost
      }
      const entries = Object.entries(answer.headers).map(([name, value]) => [name, String(value)])
      return { status: answer.statusCode, headers: Object.fromEntries(entries) as Record<string, string>, body: new Uint8Array(answer.rawPayload) }
    },
    openSocket: async (path, headers, onInit) => {
      await reborn
      const { app, life, sockets } = running
      const opened = app.injectWS(path, { headers } as never, { onInit: (socket) => { sockets.add(socket); onInit(socket) } })
      return Promise.race([opened, life.died.then(() => { throw new Error('The server died.') })])
    },
    dieAfter: (awaits) => { running.life.left = awaits },
    dieWhenShared: (awaits) => { leftWhenShared = awaits },
    starting: () => restarting,
    settings, answered,
    records,
    auditDiffers: async () => (first.workspace === null ? [] : replayDiffers(await wholeAudit(running.engine, first.workspace.id), await records())),
    revision: async () => (first.workspace === null ? 0 : (await running.engine.read(first.workspace.id, (reader) => reader.state()))?.revision ?? 0),
    digests: async () => {
      const kept = first.workspace === null ? null : await running.engine.read(first.workspace.id, (reader) => reader.digests(entityNames))
      return Object.fromEntries(Object.entries(kept ?? {}).map(([entity, { digest, unknown }]) => [entity, unknown > 0 ? `of all but ${unknown}` : formatDigest(digest)]))
    },
    purged,
    restart,
    update: async () => {
      const newer = after(model)
      if (newer === null) return false
      model = newer
      await restart()
      return true
    },
    stumble: (moment) => { stumbles.push(moment) },
    backup: async () => {
      await restart(() => { copyFileSync(file, copy) })
      return () => restart(() => {
        lives.ended += 1
        file = nextFile()
        copyFileSync(copy, file)
      })
    },
    empty: () => restart((current) => {
      lives.ended += 1
      const connection = openConnection(current)
      for (const table of ['records', 'changes', 'commits', 'links', 'derived', 'open_conflicts', 'replicas', 'given_back', 'epoch_proofs', 'audit', 'audit_sources', 'audit_days']) connection.exec(`DELETE FROM ${table}`)
      connection.exec("UPDATE workspaces SET revision = 0, audit_n = 0, audit_hash = '', audit_from = 0, audit_anchor = ''")
      connection.close()
    }),
    close: async () => {
      await stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export interface PurgedData { entity: string; id: string; data: Data | null }

/** What the purge takes is gone by intention, and only that. */
const notingPurges = (store: SyncStore, purged: PurgedData[]): SyncStore => ({
  ...store,
  write: (workspaceId, work) => store.write(workspaceId, (writer) => work(over(writer, {
    purge: async (batch) => {
      purged.push(...(await writer.records(batch.records)).map(({ entity, id, data }) => ({ entity, id, data })))
      await writer.purge(batch)
    },
  }))),
})

/** Notes what was committed of settings. */
const notingSettings = (store: SyncStore, settings: SettingWritten[], life: Life): SyncStore => ({
  ...store,
  write: async (workspaceId, work) => {
    let written: SettingWritten[] = []
    const result = await store.write(workspaceId, (writer) => {
      written = []
      return work(over(writer, {
        save: async (batch) => {
          const commit = { from: Math.min(...batch.records.map(({ revision }) => revision)), to: batch.commit?.revision ?? 0 }
          for (const { entity, revision, data } of batch.records) if (entity === 'settings') written.push({ revision, commit, key: String(data['key']), value: data['value'] ?? null })
          await writer.save(batch)
        },
      }))
    })
    if (!life.dead) settings.push(...written)
    return result
  },
})

/** In memory where the machine has such a folder: a power cut is no part of the stories, so nothing has to reach a disk. */
const fastFolder = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

export const entityNames = [...newestModel.entities.keys()]

class Stumbled extends Error { override readonly name = 'Stumbled' }

/** A store whose transactions fail when they are told to: one rolls back, the other has happened and nobody hears of it. */
function stumbling(store: SyncStore, moments: ('before the commit' | 'after the commit')[]): SyncStore {
  return {
    ...store,
    write: async (workspaceId, work) => {
      const moment = moments.shift()
      const result = await store.write(workspaceId, async (writer) => {
        const done = await work(writer)
        if (moment === 'before the commit') throw new Stumbled()
        return done
      })
      if (moment === 'after the commit') throw new Stumbled()
      return result
    },
  }
}

interface Running { engine: SyncStore; app: Awaited<ReturnType<typeof createApp>>; life: Life; sockets: Set<WebSocket> }

interface FirstWorkspace { workspace: { id: string; name: string } | null; owner: string | null }

function shareFirstWorkspace(engine: SyncStore, first: FirstWorkspace): SyncStore {
  const roleOf = (userId: string): 'owner' | 'member' => (userId === first.owner ? 'owner' : 'member')
  return {
    ...engine,
    accounts: {
      ...engine.accounts,
      register: async (user, workspace, at) => {
        const registered = await engine.accounts.register(user, workspace, at)
        first.workspace ??= { id: workspace.id, name: workspace.name }
        first.owner ??= user.id
        return registered
      },
      memberships: (userId) => Promise.resolve(first.workspace === null ? [] : [{ workspace: first.workspace, role: roleOf(userId) }]),
    },
    write: (workspaceId, work) => engine.write(workspaceId, (writer) => work(over(writer, { role: (userId) => Promise.resolve(roleOf(userId)) }))),
  }
}
