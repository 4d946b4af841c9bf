import { setImmediate as nextTurn } from 'node:timers/promises'
import { StoreClosedError } from '../port.ts'
import { rollBack, type Connection } from './connection.ts'

/**
 * Who uses the one connection, and when. A commit waits for the disk, and nobody else can do anything meanwhile, so whoever waits to write when one has
 * written joins its transaction:
 *
 *   everybody who waits to read ─▶ BEGIN ─▶ one write after the other, each in a savepoint ─▶ COMMIT ─▶ all of them hear of it ─▶ the network's turn ─▶ …
 *
 * What is not committed is seen by nobody who reads.
 */
export interface Turns {
  /** At once, whatever `write` is doing: for tables that only `enter` writes, for which it waits. Every request looks who asks. */
  look<T>(work: () => T): Promise<T>
  /** Alone, in the order of asking. */
  enter<T>(work: () => Promise<T>): Promise<T>
  /** In a transaction, which others may share: what throws is undone by itself. Settles after the commit; where that fails, for all of them. */
  write<T>(work: () => Promise<T>): Promise<T>
  /** Lets nobody in any more; settles when the last one is out. */
  close(): Promise<void>
}

/** @param wrote told how many rows each shared transaction wrote, after its commit */
export function createTurns(connection: Connection, wrote: (rows: number) => void = () => undefined): Turns {
  const alone: (() => Promise<void>)[] = [], writes: Member[] = []
  let going: Promise<void> | null = null, closed = false, isAlone = false

  const go = async (): Promise<void> => {
    // Whoever asks in the same breath is there before it begins.
    await Promise.resolve()
    while (alone.length > 0 || writes.length > 0) {
      for (const work of alone.splice(0)) {
        isAlone = true
        await work()
        isAlone = false
      }
      if (writes.length > 0) await writeTogether(connection, writes, wrote)
      // What has been answered is sent, and what has arrived is read, before the next ones: under load they would wait for the last in the queue.
      if (alone.length > 0 || writes.length > 0) await nextTurn()
    }
    going = null
  }
  const refused = (): StoreClosedError => new StoreClosedError('The store is closed.')
  /** @param put puts what settles the promise into its queue */
  const queued = <T>(put: (resolve: (result: T) => void, reject: (thrown: unknown) => void) => void): Promise<T> => {
    if (closed) return Promise.reject(refused())
    return new Promise((resolve, reject) => {
      put(resolve, reject)
      going ??= go()
    })
  }

  const enter = <T>(work: () => Promise<T>): Promise<T> => queued<T>((resolve, reject) => {
    alone.push(async () => { try { resolve(await work()) } catch (thrown) { reject(thrown) } })
  })

  return {
    enter,
    look: async (work) => {
      if (isAlone) return enter(async () => work())
      if (closed) throw refused()
      return work()
    },
    write: <T>(work: () => Promise<T>) => queued<T>((resolve, reject) => {
      writes.push({ run: async () => { const result = await work(); return () => { resolve(result) } }, reject })
    }),
    close: async () => {
      closed = true
      await going
    },
  }
}

interface Member {
  /** Does the work; answers how to tell of its result. */
  run(): Promise<() => void>
  reject(thrown: unknown): void
}

/**
 * Nobody waits for a large one that came later: from as many rows on as a full push writes, the transaction takes in no more. What it holds until its commit lives
 * longer than young objects do, and each savepoint copies its pages, so that larger ones cost more than the commits that they save (decision 0107).
 */
const mostRows = 600, mostMembers = 64

/** The first has the transaction to itself: a savepoint costs a copy of every page that is written in it. */
const beginning = { begin: 'BEGIN IMMEDIATE', end: 'COMMIT', undo: 'ROLLBACK' } as const
const joining = { begin: 'SAVEPOINT member', end: 'RELEASE member', undo: 'ROLLBACK TO member; RELEASE member' } as const

/** Takes writes off the queue and does them in one transaction, also those that come meanwhile. */
async function writeTogether(connection: Connection, queue: Member[], wrote: (rows: number) => void): Promise<void> {
  const members: Member[] = [], told: (() => void)[] = []
  let open = false, written = 0
  try {
    const count = connection.prepare<{ n: number }>('SELECT total_changes() AS n'), before = count.get()!.n
    const rows = (): number => count.get()!.n - before
    while (queue.length > 0 && members.length < mostMembers && (members.length === 0 || rows() < mostRows)) {
      const member = queue.shift()!
      members.push(member)
      const way: typeof beginning | typeof joining = open ? joining : beginning
      connection.exec(way.begin)
      open = true
      try {
        const tell = await member.run()
        if (way === joining) connection.exec(way.end)
        told.push(tell)
      } catch (thrown) {
        try { connection.exec(way.undo) } catch { throw thrown }
        open = way === joining
        // After the commit, as everybody: it may have failed over what others of the transaction wrote.
        told.push(() => { member.reject(thrown) })
      }
      // What has arrived since lies in the network's buffers, not in this queue: one turn, and it can join.
      if (queue.length === 0) await nextTurn()
    }
    written = rows()
    if (open) connection.exec(beginning.end)
  } catch (thrown) {
    rollBack(connection)
    // Where not even the first could begin, nobody can.
    if (members.length === 0) members.push(...queue.splice(0))
    for (const member of members) member.reject(thrown)
    return
  }
  wrote(written)
  for (const tell of told) tell()
}
