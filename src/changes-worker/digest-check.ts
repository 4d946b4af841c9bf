import { addDigest, emptyDigest, parseDigest } from '../merge/digest.ts'
import { commonPrefix } from '../merge/id-range.ts'
import { recordsOfRange, type DigestRanges } from '../protocol/digests.ts'
import type { DigestComparison, DigestPlace } from '../db-worker/contract.ts'
import type { Failure } from '../outbox/failure.ts'
import type { Account } from '../outbox/sync-transport.ts'
import { ok, type Result } from '../shared/result.ts'
import { sleep } from '../shared/clock.ts'
import type { SyncContext } from './context.ts'
import { must } from './db-call.ts'
import { createRunner } from './runner.ts'
import { count } from './sync-log.ts'

/** What a last page said of the digests. */
export interface DigestPage extends DigestPlace { digests: Record<string, string>; seen: string | null }

/** R7: sees to it that this device has what the server has, whatever went wrong. */
export interface DigestCheck {
  /** A pull has reached the server's newest, which gave these digests; null: it gave none. */
  reached(page: DigestPage | null): void
  /** The next comparison hashes every record anew. */
  beThorough(): void
  /** A drain is through: a comparison that it got in the way of is made now. */
  pushed(): void
  /** Settles when no comparison is under way; true where the last one's place had moved away, and a pull for another is under way. */
  settled(): Promise<boolean>
}

/** Other calls get their turn between two steps of hashing. */
const betweenStepsMs = 4
/** How often a comparison whose place has moved away is made again at once; after that the next sync makes it. */
const mostRepeats = 3

/*
 * last page ──▶ compare ──equal──▶ remembered: "Up to date" may be said
 *                  │ differs
 *                  ▼
 *               narrow down by ranges ──▶ few records ──▶ download, replace ──▶ compare once more, told in the log
 *
 * Whatever moves the cursor or brings a newer base ends it (`moved`): those digests are of another place.
 */
export function createDigestCheck(context: SyncContext): DigestCheck {
  const { parts, board, say } = context
  let due: DigestPage | null = null
  let thorough = false, waiting = false, repeats = 0, toldUnequal = false

  const round = async (): Promise<void> => {
    const page = due, { account, session } = context
    due = null
    if (page === null || account === null || context.stopped) return
    const first = await compare(page)
    if (first === 'moved') { again(); return }
    repeats = 0
    if (first.length === 0) { agreed(); return }
    board.set({ digestsEqual: false })
    let healed = 0
    for (const entity of first) {
      const done = await heal(account, page, entity)
      if (context.stopped || context.account !== account) return
      if (!done.ok) { await context.met('pull', done.error, session); return }
      if (done.value === null) { tell(healed); again(); return }
      healed += done.value
    }
    tell(healed)
    const second = await compare(page)
    if (second === 'moved') again()
    else if (second.length === 0) agreed()
    else await disagreed(second)
  }

  const compare = async (page: DigestPage): Promise<Exclude<DigestComparison, 'hashing'>> => {
    let anew = thorough
    thorough = false
    for (;;) {
      const compared = await must(parts.db.compareDigests({ cursor: page.cursor, revision: page.revision }, page.digests, anew))
      if (context.stopped) return 'moved'
      if (compared !== 'hashing') return compared
      anew = false
      await sleep(parts.clock, betweenStepsMs)
    }
  }

  /** How many records of the entity differed and were replaced; null: the place has moved. */
  const heal = async (account: Account, page: DigestPage, entity: string): Promise<Result<number | null, Failure>> => {
    const { revision, seen } = page, at = { cursor: page.cursor, revision }
    const ask = (prefix: string): Promise<Result<DigestRanges, Failure>> => parts.transport.digests(account, { entity, prefix, seen })

    /** What differs under a prefix whose records have this digest at the server. */
    const under = async (prefix: string, theirs: string): Promise<Result<number | null, Failure>> => {
      let mine = await must(parts.db.digestRanges(at, entity, prefix))
      if (mine === null) return ok(null)
      // Ids begin with the time they were made at: where all begin alike, the digits in between tell nothing.
      let asked = mine.common
      let answer = await ask(asked)
      if (answer.ok && asked !== prefix && sumOf(answer.value) !== parseDigest(theirs)) {
        // The server has others.
        const whole = await ask(prefix)
        if (!whole.ok) return whole
        asked = commonPrefix(mine.common, whole.value.common)
        answer = asked === prefix ? whole : await ask(asked)
      }
      if (!answer.ok) return answer
      if (answer.value.revision !== revision) return ok(null)
      if (asked !== prefix) mine = await must(parts.db.digestRanges(at, entity, asked))
      if (mine === null) return ok(null)
      let healed = 0
      for (const [index, range] of answer.value.ranges.entries()) {
        if (range.digest === mine.digests[index]) continue
        const done = range.count <= recordsOfRange ? await take(range.prefix) : await under(range.prefix, range.digest)
        if (!done.ok || done.value === null) return done
        healed += done.value
      }
      return ok(healed)
    }
    const take = async (prefix: string): Promise<Result<number | null, Failure>> => {
      const answer = await parts.transport.recordsUnder(account, { entity, prefix, seen })
      if (!answer.ok) return answer
      const { records } = answer.value
      if (answer.value.revision !== revision || records === null) return ok(null)
      return ok(await must(parts.db.healRange(at, entity, prefix, records)))
    }
    return under('', page.digests[entity]!)
  }

  const agreed = (): void => {
    toldUnequal = false
    board.set({ digestsEqual: true })
  }
  const tell = (healed: number): void => {
    if (healed > 0) say('warn', 'healed', `${count(healed, 'record', 'records')} differed from the server and ${healed === 1 ? 'was' : 'were'} downloaded again.`)
  }
  const disagreed = async (entities: readonly string[]): Promise<void> => {
    const { counts } = await must(parts.db.state())
    // Something on its way may be the reason; it is looked at again once it has arrived.
    if (toldUnequal || counts.pending + counts.pushing + counts.deferred > 0) return
    toldUnequal = true
    say('warn', 'differs', `This device and the server still differ in: ${entities.join(', ')}. Nothing is lost; the next sync looks again.`)
  }
  const again = (): void => {
    waiting = true
    if (board.facts.pushing || repeats >= mostRepeats) return
    repeats += 1
    context.wake.pull()
  }

  const runner = createRunner(round, (error) => { context.threw('pull', error) })
  return {
    reached: (page) => {
      if (page === null) return
      due = page
      waiting = false
      void runner.wake()
    },
    beThorough: () => {
      thorough = true
      repeats = 0
    },
    pushed: () => {
      repeats = 0
      if (waiting) context.wake.pull()
    },
    settled: async () => {
      await runner.wake()
      return waiting
    },
  }
}

const sumOf = ({ ranges }: DigestRanges): bigint => ranges.reduce((sum, { digest }) => addDigest(sum, parseDigest(digest)!), emptyDigest)
