import type { Job } from '../job.ts'
import type { ImportDb, ImportRecord } from '../import-db.ts'
import { need } from '../import-db.ts'
import type { NoteReference } from '../export-record.ts'
import { str } from '../../model/text.ts'
import { isFingerprint } from './fingerprint.ts'

/** What of this device's records of an entity the rows of an import could be, fetched beforehand in few calls. */
export interface KnownRecords {
  /** Ids by key, in the db-worker's order. */
  byKey: ReadonlyMap<string, readonly string[]>
  records: ReadonlyMap<string, ImportRecord>
  /** The texts of a record's notes, and each that says when with that (`datedNote`). */
  notes: ReadonlyMap<string, ReadonlySet<string>>
  /** A record's notes that an import made of words alone, with no moment. */
  undated: ReadonlyMap<string, readonly ImportRecord[]>
  /** Ids that are taken, if only by a record in the trash. */
  taken: ReadonlySet<string>
}

/** What is to be asked for of an entity. */
export interface Wanted {
  /** Keys whose records are needed whole. */
  same: Set<string>
  /** Keys whose records are needed by name only. */
  alike: Set<string>
  /** Record ids that a file of Satchel's own names. */
  ids: Set<string>
  /** The keys and ids among them whose rows bring notes. */
  withNotes: Set<string>
  /** Ids that records will be made under. */
  making: Set<string>
}

export const nothingKnown: KnownRecords = { byKey: new Map(), records: new Map(), notes: new Map(), undated: new Map(), taken: new Set() }

export const nothingWanted = (): Wanted => ({ same: new Set(), alike: new Set(), ids: new Set(), withNotes: new Set(), making: new Set() })

/** A key may fit several records (a family's phone); more than these are not looked at. */
export const candidatesPerKey = 8

/** A note's words as they are compared: a vCard knows one kind of line end, and blanks around them mean nothing. */
export const noteWords = (body: string): string => body.replace(/\r\n?/g, '\n').trim()

/** A note with its moment, as one text. */
export const datedNote = (body: string, happenedAt: string): string => `${noteWords(body)}\u001f${happenedAt}`

const keysPerCall = 2_000
const recordsPerCall = 200

/** Asks for everything the plan will look at; `job` may stop it between calls. `reference`: the field by which notes name such a record. */
export async function fetchKnownRecords(db: ImportDb, entity: string, wanted: Wanted, reference: NoteReference | null, job: Job): Promise<KnownRecords> {
  const byKey = new Map<string, readonly string[]>()
  let asked = 0
  const all = [...new Set([...wanted.same, ...wanted.alike])]
  // One of each kind first, so that the table is read once for all of them.
  if (all.length > 0) await matches(db, entity, [...new Map(all.map((key) => [key.slice(0, key.indexOf(':')), key])).values()], job)
  const calls = [...pieces(all, keysPerCall)], ask = (at: number): Promise<Record<string, string[]>> => {
    const answer = matches(db, entity, calls[at] ?? [], job)
    // One that was asked ahead may fail when nobody waits for it any more.
    answer.catch(() => undefined)
    return answer
  }
  let coming = ask(0)
  for (const [at, keys] of calls.entries()) {
    // The database works on the next while this answer is on its way.
    const answer = coming
    coming = ask(at + 1)
    for (const [key, ids] of Object.entries(await answer)) byKey.set(key, ids)
    asked += keys.length
    await job.checkpoint(asked, all.length)
  }
  const ids = new Set(wanted.ids), noted = new Set([...wanted.ids].filter((id) => wanted.withNotes.has(id)))
  for (const [key, found] of byKey) {
    for (const id of found.slice(0, candidatesPerKey)) {
      ids.add(id)
      if (wanted.withNotes.has(key)) noted.add(id)
    }
  }
  const records = new Map<string, ImportRecord>()
  for (const piece of pieces([...ids], recordsPerCall)) {
    const { rows } = await need(db.list({ entity, where: { id: { in: piece } }, sort: ['id'], limit: recordsPerCall }))
    for (const record of rows) records.set(record.id, record)
    await job.checkpoint(all.length, all.length)
  }
  const taken = new Set<string>()
  for (const piece of pieces([...wanted.making], recordsPerCall)) {
    for (const { id } of (await need(db.list({ entity, where: { id: { in: piece } }, limit: recordsPerCall, state: 'all' }))).rows) taken.add(id)
  }
  return { byKey, records, taken, ...(reference === null ? { notes: new Map(), undated: new Map() } : await fetchNotes(db, reference, [...noted].filter((id) => records.has(id)), job)) }
}

/**
 * Has the database look through an entity by keys of these kinds before it is asked for any, as long as `isWanted`: a thread of its own does it while the rows that
 * will be asked about are still being read. What goes wrong shows itself when it is asked.
 */
export async function lookAhead(db: ImportDb, entity: string, kinds: readonly string[], isWanted: () => boolean): Promise<void> {
  const keys = kinds.map((kind) => `${kind}:`)
  while (isWanted()) {
    const answer = await db.findMatches(entity, keys)
    if (!answer.ok || answer.value !== null) return
  }
}

/** The database reads a big table in steps, and lets other calls in between. */
async function matches(db: ImportDb, entity: string, keys: string[], job: Job): Promise<Record<string, string[]>> {
  if (keys.length === 0) return {}
  for (;;) {
    const found = await need(db.findMatches(entity, keys))
    if (found !== null) return found
    await job.checkpoint(0, keys.length)
  }
}

async function fetchNotes(db: ImportDb, reference: NoteReference, ownerIds: string[], job: Job): Promise<Pick<KnownRecords, 'notes' | 'undated'>> {
  const notes = new Map<string, Set<string>>(), undated = new Map<string, ImportRecord[]>()
  for (const piece of pieces(ownerIds, recordsPerCall)) {
    for (let offset = 0, total = 1; offset < total; offset += 1_000) {
      const page = await need(db.list({ entity: 'notes', where: { [reference]: { in: piece } }, offset, limit: 1_000 }))
      total = page.total
      for (const note of page.rows) {
        const { data } = note
        const owner = str(data[reference])
        const texts = notes.get(owner) ?? new Set()
        texts.add(noteWords(str(data['body'])))
        if (str(data['happenedAt']) !== '') texts.add(datedNote(str(data['body']), str(data['happenedAt'])))
        notes.set(owner, texts)
        if (str(data['happenedAt']) === '' && isFingerprint(str(data['externalId']))) undated.set(owner, [...undated.get(owner) ?? [], note])
      }
      await job.checkpoint(1, 1)
    }
  }
  return { notes, undated }
}

function* pieces<T>(all: readonly T[], size: number): Generator<T[]> {
  for (let i = 0; i < all.length; i += size) yield all.slice(i, i + size)
}
