import type { Log } from '../shared/log.ts'
import { toSatchelError } from '../shared/errors.ts'
import { sleep, type Clock } from '../shared/clock.ts'
import type { Change } from '../protocol/change.ts'
import type { PushResult } from '../protocol/push.ts'
import type { SyncState, TurnOf, UndoResult } from '../db-worker/contract.ts'
import { groupMutations, type AccountLabel, type MirroredMutation, type MirrorIdentity, type MirrorRegistry, type MirrorStorage } from '../outbox/mirror-storage.ts'
import { must, type Db } from './db-call.ts'
import { createRunner } from './runner.ts'
import { unsettledCount } from './status.ts'

/** Keeps the mirror equal to the journal's unsettled mutations, off the way of writes (P7). */
export interface MirrorKeeper {
  /** What the service worker noted goes to the journal and leaves the mirror. How many answers there were. */
  takeAnswers(): Promise<number>
  /** Whose database this was when somebody last knew. */
  knownAccount(): Promise<AccountLabel | null>
  /** Makes the mirror equal to the journal, whatever it holds; what only the mirror has is offered to the journal first. */
  reconcile(): Promise<void>
  /** J2: takes mutations back. */
  discard(mutationIds: readonly string[]): Promise<void>
  /** U1, J2: turns an act around; what nobody has sent is withdrawn. */
  turn(of: TurnOf): Promise<UndoResult>
  /** The journal moved, and `wake` will be called: what a round under way counts tells nothing. */
  moved(): void
  /** The journal moved. Settles when the mirror has followed. */
  wake(): Promise<void>
  settled(results: readonly PushResult[]): void
  /** Mutations in it. */
  readonly size: number
}

export interface MirrorKeeperParts {
  databaseName: string
  db: Db
  mirrors: MirrorRegistry
  clock: Clock
  log: Log
  /** Whose database it is, where it was heard. */
  account: () => AccountLabel | null
  /** Without an account there is nobody to send to, and a mirror would only keep everything a second time (decision 0008). */
  bound: () => boolean
  /**
   * How many changes a long drain under way has had answered: what is copied now will mostly be gone when the copy is there. Null: there
   * is none.
   */
  draining: () => number | null
}

/** Changes read from the journal at a time: a mutation (at most 100) always fits, and the db-worker is not kept from a person's call. */
const readAtOnce = 250
/** While much is written, the mirror follows in steps of this; while much is sent, a copy looks this often whether it may go on. */
const restMs = 100, whileDrainingMs = 500
/** A drain that got no answer for so long may end with the tab: its rest is copied. */
const drainPatienceMs = 3_000
/** An IndexedDB that fails or hangs holds nothing up for longer. */
export const mirrorPatienceMs = 5_000

export function createMirrorKeeper({ databaseName, db, mirrors, clock, log, account, bound, draining }: MirrorKeeperParts): MirrorKeeper {
  let storage: MirrorStorage | null = null
  let unavailable = false
  /** What the mirror holds: mutationId → its change ids, and the way back. */
  const held = new Map<string, string[]>()
  const mutationOf = new Map<string, string>()
  let lastSeq = -1
  let moves = 0
  let stored = ''
  const gone = new Set<string>()
  /** Discarded: a round that had read them before must not put them in again. */
  const discarded = new Set<string>()
  let discarding: Promise<void> = Promise.resolve()

  const open = async (): Promise<MirrorStorage | null> => {
    if (!bound()) return null
    if (storage || unavailable) return storage
    try {
      await mirrors.add(databaseName)
      storage = await mirrors.open(databaseName)
      return storage
    } catch (error) {
      // Without IndexedDB there is no sending with the tabs closed; everything else goes on.
      unavailable = true
      log('warn', 'no mirror', { message: toSatchelError(error).message })
      return null
    }
  }

  const put = async (to: MirrorStorage, given: readonly MirroredMutation[]): Promise<void> => {
    const mutations = given.filter(({ mutationId }) => !discarded.has(mutationId))
    if (mutations.length > 0) await to.write({ put: mutations })
    for (const mutation of mutations) hold(mutation)
  }
  const hold = (mutation: MirroredMutation): void => {
    release(mutation.mutationId)
    held.set(mutation.mutationId, mutation.changes.map((change) => change.id))
    for (const change of mutation.changes) mutationOf.set(change.id, mutation.mutationId)
  }
  const release = (mutationId: string): void => {
    for (const changeId of held.get(mutationId) ?? []) mutationOf.delete(changeId)
    held.delete(mutationId)
  }
  const remove = async (from: MirrorStorage, mutationIds: readonly string[]): Promise<void> => {
    if (mutationIds.length > 0) await from.write({ remove: mutationIds })
    for (const id of mutationIds) release(id)
  }
  const writeIdentity = async (to: MirrorStorage, { seen }: SyncState): Promise<void> => {
    const { replicaId, workspaceId, userId, schemaVersion } = await must(db.identity())
    const next: MirrorIdentity = { replicaId, workspaceId, userId, schemaVersion, seen, account: account() }
    const text = JSON.stringify(next)
    if (text !== stored) await to.write({ identity: next })
    stored = text
  }

  /** Whole mutations after `seq`, step by step. */
  async function* unsettledAfter(seq: number): AsyncGenerator<MirroredMutation[]> {
    let after = seq
    for (;;) {
      const changes: Change[] = await must(db.unsettled(after, readAtOnce))
      const mutations = groupMutations(changes)
      // The last one may go on behind the end of what was read.
      if (changes.length === readAtOnce && mutations.length > 1) mutations.pop()
      const last = mutations.at(-1)?.changes.at(-1)
      if (last === undefined) return
      yield mutations
      after = last.seq
      lastSeq = Math.max(lastSeq, after)
      if (changes.length < readAtOnce) return
      if (draining() === null) await sleep(clock, restMs / 4)
      else await drained()
    }
  }

  const compareWhole = async (with_: MirrorStorage): Promise<void> => {
    const before = new Set(held.keys())
    // A restored database counts from another number.
    lastSeq = -1
    const unsettled = new Set<string>()
    for await (const mutations of unsettledAfter(-1)) {
      for (const { mutationId } of mutations) unsettled.add(mutationId)
      await put(with_, mutations.filter(({ mutationId }) => !held.has(mutationId)))
    }
    const unknown = [...before].filter((id) => !unsettled.has(id))
    // What was taken in is found unsettled the second time, and the rest is offered in vain.
    if (unknown.length > 0 && await offerToRescue(with_, new Set(unknown), db) > 0) await compareWhole(with_)
    else await remove(with_, unknown)
  }

  /** Until no long drain goes on, or it goes on no more. */
  const drained = async (): Promise<void> => {
    for (let answered = draining(), still = 0; answered !== null && still < drainPatienceMs;) {
      await sleep(clock, whileDrainingMs)
      const now = draining()
      still = now === answered ? still + whileDrainingMs : 0
      answered = now
    }
  }

  const follow = createRunner(async () => {
    const to = await open()
    if (!to) return
    await drained()
    const seenMoves = moves
    for await (const mutations of unsettledAfter(lastSeq)) await put(to, mutations)
    const settledNow = [...gone]
    gone.clear()
    await remove(to, settledNow.filter((id) => held.has(id)))
    const state = await must(db.state())
    await writeIdentity(to, state)
    // Discarded, failed with another: whatever it was, the counts tell. While the journal moves they tell nothing, and the next round comes.
    if (moves === seenMoves && unsettledCount(state.counts) !== mutationOf.size) await compareWhole(to)
    await sleep(clock, restMs)
  }, (error) => { log('warn', 'mirror', { message: toSatchelError(error).message }) })

  const moved = (): void => { moves += 1 }
  const wake = (): Promise<void> => { moved(); return follow.wake() }

  /** Those of these that nobody has sent or can still send; none where the mirror cannot be asked, all where there is none. */
  const withdraw = async (groups: readonly (readonly string[])[]): Promise<string[]> => {
    if (!bound()) return groups.flat()
    const from = await open()
    const unsent = await from?.withdraw(groups) ?? []
    unsent.forEach(release)
    return unsent
  }
  /**
   * J2, the service worker being a sender too. It claims a mutation in the mirror before it sends it, and only what is there:
   *
   *   service worker  claim(A) ── A on its way ─────────────────▶   page  withdraw(A): claimed, so A stays and its inverse is appended
   *   page            withdraw(A) ── A leaves the journal ──────▶   service worker, which had read A  claim(A): gone, so it is not sent
   *
   * `put` leaves out what is being discarded, or a round that read A before would give the service worker A again.
   */
  const withProof = async <T>(groups: readonly (readonly string[])[], use: (unsent: string[]) => Promise<{ removed: readonly string[]; answer: T }>): Promise<T> => {
    const concerned = groups.flat()
    for (const id of concerned) discarded.add(id)
    let removed: readonly string[] = []
    try {
      const unsent = groups.length === 0 ? [] : await Promise.race([withdraw(groups).catch(() => []), sleep(clock, mirrorPatienceMs).then(() => [])])
      const used = await use(unsent)
      removed = used.removed
      return used.answer
    } finally {
      for (const id of concerned) if (!removed.includes(id)) discarded.delete(id)
      void wake()
    }
  }
  const discard = async (mutationIds: readonly string[]): Promise<void> => {
    await withProof(await must(db.discardable([...mutationIds])), async (unsent) => ({ removed: await must(db.discard([...mutationIds], unsent)), answer: undefined }))
  }
  const turn = async (of: TurnOf): Promise<UndoResult> => {
    const all = await must(db.withdrawable(of))
    return withProof(all.length === 0 ? [] : [all], async (unsent) => {
      const answer = await must(db.turn(of, unsent))
      // Withdrawn was the act that was asked about, or none: another may have come in between.
      const left = new Set(await must(db.unsettledAmong(all)))
      return { removed: all.filter((id) => !left.has(id)), answer }
    })
  }
  /** One after the other: what one takes away, the next finds gone. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = discarding.then(work)
    discarding = done.then(() => undefined, () => undefined)
    return done
  }

  return {
    get size() { return held.size },
    moved,
    wake,
    discard: (mutationIds) => inTurn(() => discard(mutationIds)),
    turn: (of) => inTurn(() => turn(of)),
    settled: (results) => {
      for (const result of results) {
        const mutationId = mutationOf.get(result.id)
        if (mutationId !== undefined && result.status !== 'deferred') gone.add(mutationId)
      }
    },
    knownAccount: async () => (await (await open())?.identity())?.account ?? null,
    takeAnswers: async () => {
      const from = await open()
      if (!from) return 0
      const taken = await takeAnswers(from, db)
      await remove(from, taken.mutationIds)
      return taken.answers
    },
    reconcile: async () => {
      const from = await open()
      if (!from) return
      for await (const mutations of mirrored(from)) mutations.forEach(hold)
      await writeIdentity(from, await must(db.state()))
      await compareWhole(from)
      await must(db.adopt([], true))
    },
  }
}

/** The journal hears what the service worker was answered; it skips what it knows already. */
async function takeAnswers(from: MirrorStorage, db: Db): Promise<{ answers: number; mutationIds: string[] }> {
  const noted = await from.answers()
  // Those of one request share their `seen`: how far the server was known to be, and in which of its lives (R1).
  const requests = new Map<string | null, PushResult[]>()
  for (const { seen, result } of noted) requests.set(seen, [...requests.get(seen) ?? [], result])
  for (const [seen, results] of requests) {
    for (let at = 0; at < results.length; at += 100) await must(db.applyResults(results.slice(at, at + 100), seen))
  }
  return { answers: noted.length, mutationIds: [...new Set(noted.map((answer) => answer.mutationId))] }
}

/** What the mirror holds and the journal does not is offered to it: after damage, these are the only copies. How many it took. */
async function offerToRescue(from: MirrorStorage, unknown: ReadonlySet<string>, db: Db): Promise<number> {
  let taken = 0
  for await (const mutations of mirrored(from)) {
    const offered = mutations.filter(({ mutationId }) => unknown.has(mutationId)).flatMap(({ changes }) => changes)
    if (offered.length > 0) taken += await must(db.adopt(offered))
  }
  return taken
}

async function* mirrored(from: MirrorStorage): AsyncGenerator<MirroredMutation[]> {
  for (let after = -1; ;) {
    const page = await from.mutations(after, 200)
    const last = page.at(-1)
    if (last === undefined) return
    yield page
    after = last.seq
  }
}
