import type { Job } from '../job.ts'
import type { ImportDb, ImportRecord } from '../import-db.ts'
import { need } from '../import-db.ts'
import { str } from '../../model/text.ts'

/** What of this device's contacts the rows of an import could be, fetched beforehand in few calls. */
export interface KnownRecords {
  /** Ids by key, in the db-worker's order. */
  byKey: ReadonlyMap<string, readonly string[]>
  contacts: ReadonlyMap<string, ImportRecord>
  /** The texts of a contact's notes. */
  notes: ReadonlyMap<string, ReadonlySet<string>>
}

export interface Wanted {
  /** Keys whose contacts are needed whole. */
  same: ReadonlySet<string>
  /** Keys whose contacts are needed by name only. */
  alike: ReadonlySet<string>
  /** Record ids that a file of Satchel's own names. */
  ids: ReadonlySet<string>
  /** The keys and ids among them whose rows bring notes. */
  withNotes: ReadonlySet<string>
}

/** A key may fit several contacts (a family's phone); more than these are not looked at. */
export const candidatesPerKey = 8

const keysPerCall = 2_000
const recordsPerCall = 200

/** Asks for everything the plan will look at; `job` may stop it between calls. */
export async function fetchKnownRecords(db: ImportDb, wanted: Wanted, job: Job): Promise<KnownRecords> {
  const byKey = new Map<string, readonly string[]>()
  let asked = 0
  const all = [...wanted.same, ...wanted.alike]
  // One of each kind first, so that the table is read once for all of them.
  await matches(db, [...new Map(all.map((key) => [key.slice(0, key.indexOf(':')), key])).values()], job)
  for (const keys of pieces(all, keysPerCall)) {
    for (const [key, ids] of Object.entries(await matches(db, keys, job))) if (ids.length > 0) byKey.set(key, ids)
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
  const contacts = new Map<string, ImportRecord>()
  for (const piece of pieces([...ids], recordsPerCall)) {
    const { rows } = await need(db.list({ entity: 'contacts', where: { id: { in: piece } }, sort: ['id'], limit: recordsPerCall }))
    for (const record of rows) contacts.set(record.id, record)
    await job.checkpoint(all.length, all.length)
  }
  return { byKey, contacts, notes: await fetchNotes(db, [...noted].filter((id) => contacts.has(id)), job) }
}

/** The database reads a big table in steps, and lets other calls in between. */
async function matches(db: ImportDb, keys: string[], job: Job): Promise<Record<string, string[]>> {
  for (;;) {
    const found = await need(db.findMatches('contacts', keys))
    if (found !== null) return found
    await job.checkpoint(0, keys.length)
  }
}

async function fetchNotes(db: ImportDb, contactIds: string[], job: Job): Promise<Map<string, Set<string>>> {
  const notes = new Map<string, Set<string>>()
  for (const piece of pieces(contactIds, recordsPerCall)) {
    for (let offset = 0, total = 1; offset < total; offset += 1_000) {
      const page = await need(db.list({ entity: 'notes', where: { contactId: { in: piece } }, offset, limit: 1_000 }))
      total = page.total
      for (const { data } of page.rows) {
        const contactId = str(data['contactId'])
        const texts = notes.get(contactId) ?? new Set()
        texts.add(str(data['body']).trim())
        notes.set(contactId, texts)
      }
      await job.checkpoint(1, 1)
    }
  }
  return notes
}

function* pieces<T>(all: readonly T[], size: number): Generator<T[]> {
  for (let i = 0; i < all.length; i += size) yield all.slice(i, i + size)
}
