import { digestOfParts, emptyDigest, formatDigest, recordDigest } from '../merge/digest.ts'
import type { Digest } from '../merge/digest.ts'
import { commonOf, hexDigits, idBounds, subRangeAt } from '../merge/id-range.ts'
import type { SyncRecord } from '../protocol/change.ts'
import type { DigestComparison, DigestPlace } from './contract.ts'
import type { Core } from './core.ts'
import type { EntityTable } from './entity-table.ts'
import { baseOf } from './given-record.ts'
import { recount as recountLiving } from './living-counts.ts'
import { storeRecord } from './pull.ts'
import { lowerRotted } from './rotted-revisions.ts'
import { addToSyncLog } from './sync-log.ts'
import { keepWithoutServer, takeBase } from './view.ts'

/*
 * R7: whether this device has what the server has. The two are compared at one place only: the cursor at which the server gave its digests,
 * with no base newer than it. What a push was answered, a frame or a page that came meanwhile ends a comparison, and another is made.
 */

/** A step of hashing; the commit falls within the 8 ms. */
const stepMs = 6
/** What changed without a write shows only where all is hashed again; a day's bad luck is found the next. */
const recountEveryMs = 24 * 3_600_000

/**
 * Compares the digests of all entities that both sides know. `hashing`: not yet, ask again; `moved`: the place is not this one any more.
 * @param thorough hashes every record anew first, as is done once a day anyhow
 */
export function compareDigests(core: Core, at: DigestPlace, digests: Readonly<Record<string, string>>, thorough: boolean): DigestComparison {
  if (!isAt(core, at)) return 'moved'
  if (thorough || recountIsDue(core)) core.digests.recount()
  if (!hash(core)) return 'hashing'
  if (isNewer(core, at)) {
    const lowered = lowerRotted(core, at.revision)
    if (lowered > 0) {
      noteHealed(core, lowered)
      addToSyncLog(core, { level: 'warn', event: 'healed', text: `${lowered} ${lowered === 1 ? 'record' : 'records'} claimed to be newer than anything the server gave; they are compared anew.` })
    }
    if (isNewer(core, at)) return 'moved'
  }
  const mine = core.digests.read()
  return [...mine].flatMap(([entity, { digest, unsure }]) =>
    (unsure || digests[entity] === undefined || digests[entity] === formatDigest(digest) ? [] : [entity]))
}

/** This device's digests of the sixteen sub-ranges under a prefix, and the longest prefix that all ids there have in common. Null: moved. */
export function digestRanges(core: Core, at: DigestPlace, entity: string, prefix: string): { digests: string[]; common: string } | null {
  if (!isAt(core, at) || !hash(core)) return null
  const table = core.table(entity), { from, to } = idBounds(prefix)
  const rows = core.db.all<Sums & { digit: string }>(
    `SELECT substr(t.id, ?, 1) AS digit, ${sums} FROM ${table.name} t CROSS JOIN digest_shares s ON s.entity = ? AND s.n = t.n
     WHERE t.id >= ? AND t.id < ? GROUP BY 1`, [subRangeAt(prefix), entity, from, to])
  const found = new Map(rows.map(({ digit, a, b, c, d }) => [digit, digestOfParts([a, b, c, d])]))
  const edge = (way: 'ASC' | 'DESC'): string | undefined =>
    core.db.value<string>(`SELECT id FROM ${table.name} WHERE id >= ? AND id < ? ORDER BY id ${way} LIMIT 1`, [from, to])
  return {
    digests: hexDigits.map((digit) => formatDigest(found.get(digit) ?? emptyDigest)),
    common: commonOf(edge('ASC'), edge('DESC'), prefix),
  }
}

/**
 * Takes a range from the server, whole: a record that differs replaces the base whatever its revision; a base that is not named goes as after
 * a snapshot (R6); what this person's changes lie over stays under them. How many differed; null: moved.
 */
export function healRange(core: Core, at: DigestPlace, entity: string, prefix: string, records: readonly SyncRecord[]): number | null {
  if (!isAt(core, at) || !hash(core)) return null
  const table = core.table(entity)
  const healed = core.write(() => {
    const named = new Set(records.map(({ id }) => id))
    const differing = records.filter((record) => takeAnyhow(core, table, record)).length
    const unnamed = sharingIds(core, table, prefix).filter(({ id }) => !named.has(id))
    for (const { n, id } of unnamed) {
      if (core.journal.hasUnsettled(entity, id)) { keepWithoutServer(core, table, id); continue }
      core.records.remove(table, n)
      // What was taken along (M4) has its base aside, which would show it again.
      core.db.run('DELETE FROM base_records WHERE id = ? AND entity = ?', [id, entity])
    }
    core.touch(entity)
    core.touchJournal()
    const sum = differing + unnamed.length
    if (sum > 0) noteHealed(core, sum)
    return sum
  })
  // A row that came or went by itself was never counted.
  if (healed > 0) core.write(() => { recountLiving(core.db, table) })
  return healed
}

const isNewer = (core: Core, at: DigestPlace): boolean => [...core.digests.read().values()].some(({ newest }) => newest > at.revision)

const noteHealed = ({ meta, now }: Core, records: number): void => { meta.set('healed', { records: (meta.get('healed')?.records ?? 0) + records, at: now() }) }

const isAt = ({ meta }: Core, { cursor }: DigestPlace): boolean => meta.get('cursor') === cursor && meta.get('snapshot') === null

function recountIsDue({ meta, clock }: Core): boolean {
  const last = meta.get('recountedAt')
  // A clock that was set back must not put it off for years.
  return last !== null && Math.abs(clock.now() - Date.parse(last)) >= recountEveryMs
}

function hash(core: Core): boolean {
  if (core.digests.isHashed()) return true
  try {
    return core.write(() => core.digests.step(stepMs))
  } catch (thrown) {
    core.digests.forget()
    throw thrown
  }
}

/** Stores what differs; whether it did. Equal data under another revision is no difference. */
function takeAnyhow(core: Core, table: EntityTable, record: SyncRecord): boolean {
  const { name } = table.entity
  const n = core.db.value<number>(`SELECT n FROM ${table.name} WHERE id = ?`, [record.id])
  const mine = n === undefined ? emptyDigest : shareOfRow(core, name, n)
  // As it would be stored here: what is kept in another shape alone would differ again, whatever is taken.
  const given = baseOf(core, record)
  const theirs = record.deletedAt !== null || record.data === null ? emptyDigest : recordDigest(table.entity, record.id, given.data)
  if (mine === theirs) {
    // A tombstone that is missing here is worth keeping all the same.
    if (n === undefined) storeRecord(core, record)
    return false
  }
  if (record.data === null) {
    storeRecord(core, record)
    return true
  }
  // Half a text cannot be compared with what comes in its place.
  core.db.run(`UPDATE ${table.name} SET data = '{}' WHERE id = ? AND NOT json_valid(data)`, [record.id])
  core.db.run("UPDATE base_records SET data = '{}' WHERE id = ? AND entity = ? AND NOT json_valid(data)", [record.id, name])
  takeBase(core, table, given, true)
  return true
}

interface Sums { a: number; b: number; c: number; d: number }
const sums = 'coalesce(sum(s.a), 0) AS a, coalesce(sum(s.b), 0) AS b, coalesce(sum(s.c), 0) AS c, coalesce(sum(s.d), 0) AS d'

function shareOfRow({ db }: Core, entity: string, n: number): Digest {
  const row = db.get<Sums>('SELECT a, b, c, d FROM digest_shares WHERE entity = ? AND n = ?', [entity, n])
  return row === undefined ? emptyDigest : digestOfParts([row.a, row.b, row.c, row.d])
}

/** Records of a range that have a share. */
function sharingIds({ db }: Core, table: EntityTable, prefix: string): { n: number; id: string }[] {
  const { from, to } = idBounds(prefix)
  return db.all<{ n: number; id: string }>(
    `SELECT t.n, t.id FROM ${table.name} t CROSS JOIN digest_shares s ON s.entity = ? AND s.n = t.n WHERE t.id >= ? AND t.id < ?`, [table.entity.name, from, to])
}
