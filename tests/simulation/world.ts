import { setImmediate as nextTurn } from 'node:timers/promises'
import { readSeen } from '../../src/db-worker/epochs.ts'
import type { SyncRecord } from '../../src/protocol/change.ts'
import type { Log } from '../../src/shared/log.ts'
import { seededRandom, type Random } from '../../src/shared/random.ts'
import { createNetwork, type Network } from './network.ts'
import type { Model } from '../../src/model/model.ts'
import { createSimTime } from './sim-clock.ts'
import { createSimReplica, type SimReplica } from './sim-replica.ts'
import { createSimServer, type PurgedData, type SettingWritten } from './sim-server.ts'
import type { Answered } from './answered.ts'
import type { BrokenEngine } from './broken-engines.ts'
import { grownModel, newestModel, olderModel as versionBefore } from './models.ts'
import { createCoverage, type Coverage } from './coverage.ts'

/** Three to five devices of two people and one server, in one process, on one clock that a seed moves. */
export interface World {
  /** Of the act under way: each has its own, so that one that is left out does not change what the others do. */
  random: Random
  beginAct(index: number): void
  coverage: Coverage
  replicas: SimReplica[]
  network: Network
  serverRecords(): Promise<SyncRecord[]>
  /** As the server keeps them (R7). */
  serverDigests(): Promise<Record<string, string>>
  /** In which ways the server's audit log does not come to its records. */
  auditDiffers(): Promise<string[]>
  /** Waits until nothing is under way any more that does not wait for a clock. */
  settled(): Promise<void>
  advance(ms: number): Promise<void>
  /** Months go by at once; whoever is online signs in again. What was deleted long enough ago is purged. */
  passDays(days: number): Promise<void>
  /** What the server has purged, as it was before. */
  purged: readonly PurgedData[]
  /** Every value that a setting had at the server, and since which commit. */
  settings: readonly SettingWritten[]
  /** What the server answered to changes, in the order of its commits. */
  answered: readonly Answered[]
  /**
   * Everybody online, no faults, until nothing is pending anywhere. Where somebody `asked` for it, every record is hashed anew as well (R7). A device that has
   * heard of everything by its socket is not told to look as well, but for the first time where somebody asked; never so `by itself`.
   */
  drain(how?: 'asked' | 'by itself' | 'as it comes'): Promise<void>
  now(): number
  restartServer(): Promise<void>
  /** The server gets the newest version; false: it has it. */
  updateServer(): Promise<boolean>
  /** The server's process dies after so many awaits of its store, and starts again. */
  killServer(awaits: number): void
  /** So many awaits after pushes come to share a transaction; null: not any more. */
  killServerWhenShared(awaits: number | null): void
  /** The server fails in the middle of its next transaction, or when it has committed it. */
  stumble(moment: 'before the commit' | 'after the commit'): void
  /** Keeps a copy of the server's store; the answer brings it back. */
  backupServer(): Promise<() => Promise<void>>
  /** Takes everything out of the server's workspace but who is in it. */
  emptyServer(): Promise<void>
  /** Errors that the code under test logged. */
  errors: string[]
  close(): Promise<void>
}

export interface WorldOptions {
  seed: number
  /** How wrong each device's clock is, ms; as many devices as clocks. */
  skews?: number[]
  /** So many devices, from the last, begin with an older version of the app than the server's. */
  older?: number
  /** What those know, where it is not the version before. */
  olderModel?: Model
  /** And so many, from the first, with a newer one. */
  newer?: number
  /** What is wrong with the engine, to see whether it is noticed. */
  broken?: BrokenEngine
}

/** What the story itself did to a machine. */
const meant = (facts: unknown): boolean => /"code":"storage_full"|Stumbled/.test(JSON.stringify(facts ?? null))

export async function createWorld({ seed, skews = [0, 0, 0], older = 0, olderModel = versionBefore, newer = 0, broken = {} }: WorldOptions): Promise<World> {
  let ofAct = seededRandom(seed)
  const random: Random = { next: () => ofAct.next(), bytes: (length) => ofAct.bytes(length) }
  const time = createSimTime(Date.UTC(2026, 10, 2, 8))
  const errors: string[] = []
  const log: Log = (level, event, facts) => { if (level === 'error' && event !== 'rejected' && !meant(facts)) errors.push(`${event} ${JSON.stringify(facts)}`) }
  const coverage = createCoverage()
  const server = await createSimServer({ clock: time.clock(0), random: seededRandom(seed + 1), log, coverage, broken })
  const network = createNetwork(server.deliver, coverage, server.dieAfter, time.now)
  const replicas: SimReplica[] = []
  // Ana has A, B and E, Ben has C and D.
  const people = ['ana', 'ana', 'ben', 'ben', 'ana'].map((name) => ({ email: `${name}@example.com`, password: 'correct horse battery' }))
  for (const [index, skew] of skews.entries()) {
    replicas.push(await createSimReplica({
      name: 'ABCDE'[index]!, person: people[index]!, model: index >= skews.length - older ? olderModel : index < newer ? newestModel : grownModel, clock: time.clock(skew), random: seededRandom(seed * 10 + index + 2), network, coverage, openSocket: server.openSocket, log, broken,
    }))
  }

  const settled = async (): Promise<void> => {
    for (let quiet = 0; quiet < 4;) {
      await nextTurn()
      quiet = network.busy === 0 && !server.starting() && !replicas.some((replica) => replica.busy()) ? quiet + 1 : 0
    }
  }
  const advance = (ms: number): Promise<void> => time.advance(ms, settled)
  const pending = (): number => replicas.reduce((sum, { store }) => {
    const { pending, pushing, deferred } = store.data.journalCounts()
    // Without a place it waits for a download, and before that for what it gives back.
    return sum + pending + pushing + deferred + Number(store.sync.state().cursor === null)
  }, 0)

  const allUpToDate = async (): Promise<boolean> => {
    const all = await Promise.all(replicas.map(({ changes }) => changes.api.status()))
    return all.every((status) => status.ok && status.value.upToDate)
  }

  const hasHeardAll = async ({ changes, store }: SimReplica): Promise<boolean> => {
    const status = await changes.api.status(), { cursor, seen } = store.sync.state()
    // Without a socket it has the answer to what it sent, and nothing of what the server wrote beside that.
    return status.ok && status.value.upToDate && status.value.transport === 'socket' && cursor !== null && readSeen(seen ?? '')?.revision === await server.revision()
  }

  for (const [index, replica] of replicas.entries()) {
    const { email, password } = people[index]!
    await replica.changes.start()
    if (people.findIndex((person) => person.email === email) === index) {
      await replica.changes.api.register({ email, password, name: email.replace(/@.*/, ''), workspace: 'Test' })
    }
    if (!await replica.signIn()) throw new Error(`${replica.name} could not sign in`)
    await settled()
  }

  return {
    random, replicas, network, settled, advance, errors, coverage, purged: server.purged, settings: server.settings, answered: server.answered,
    passDays: async (days) => {
      await settled()
      time.skip(days * 86_400_000)
      await advance(2_000)
      for (const replica of replicas) if (replica.online && await replica.mustSignIn()) await replica.signIn()
      await settled()
    },
    beginAct: (index) => { ofAct = seededRandom(seed * 1_000_003 + index * 7_919 + 17) },
    now: time.now,
    serverRecords: server.records,
    stumble: server.stumble,
    killServer: server.dieAfter, killServerWhenShared: server.dieWhenShared,
    serverDigests: server.digests, auditDiffers: server.auditDiffers,
    updateServer: () => network.between(() => server.update()),
    restartServer: () => network.between(() => server.restart()),
    emptyServer: () => network.between(() => server.empty()),
    backupServer: async () => {
      const restore = await network.between(() => server.backup())
      return () => network.between(restore)
    },
    drain: async (how = 'asked') => {
      server.dieAfter(Infinity)
      network.together = false
      await network.deliverLate()
      for (const replica of replicas) {
        replica.heal()
        replica.online = true
        replica.disk.full = false
        replica.faults.length = 0
        replica.faultsAt.clear()
      }
      await settled()
      // Back-offs run out, deferred changes go after the pull that brings what they wait for, and everybody hears of the last push.
      for (let round = 0; round < 12; round += 1) {
        const before = await server.revision()
        for (const replica of replicas) {
          if ((how === 'as it comes' || round > 0) && await hasHeardAll(replica)) continue
          if (await replica.mustSignIn()) await replica.signIn()
          await replica.changes.api.notify('sync')
          await settled()
          if (round > 0 || how !== 'asked') continue
          await replica.changes.api.syncNow()
          await settled()
        }
        // Where something was sent in a round, others may have looked for it before, and nobody need have told them since.
        const quiet = await server.revision() === before
        if (pending() > 0 || !await allUpToDate()) await advance(61_000)
        else if (quiet) {
          // The server counts its digests when it is asked for them.
          if (how === 'asked') await replicas[0]!.changes.api.notify('sync')
          await settled()
          return
        }
      }
    },
    close: async () => {
      for (const replica of replicas) replica.close()
      await settled()
      await server.close()
    },
  }
}
