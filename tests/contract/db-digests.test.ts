import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDigest, emptyDigest, formatDigest, recordDigest } from '../../src/merge/digest.ts'
import { contacts } from '../../src/model/contacts.ts'
import { createModel, productEntities, productModel } from '../../src/model/model.ts'
import type { DigestComparison, DigestPlace } from '../../src/db-worker/contract.ts'
import type { Store } from '../../src/db-worker/store.ts'
import type { Clock } from '../../src/shared/clock.ts'
import { systemClock } from '../../src/shared/clock.ts'
import type { Data } from '../../src/shared/json.ts'
import { openMemoryDb, openMemoryStore } from '../support/memory-db.ts'
import { applied, record, seenOf, setupSynced } from './db-synced-setup.ts'
import { runs } from '../support/whole-run.ts'

/** What the digest of an entity's base records is, by the letter: hashed one by one, from what lies in the tables. */
function recount({ core }: Store, entity = 'contacts'): string {
  const { entity: shape, name } = core.table(entity)
  const rows = core.db.all<{ id: string; data: string }>(`
    SELECT t.id, coalesce(b.data, t.data) AS data FROM ${name} t LEFT JOIN base_records b ON b.id = t.id AND b.entity = ?
    WHERE coalesce(b.revision, t.revision) > 0 AND coalesce(b.epoch, t.epoch) = ? AND coalesce(b.gen, t.gen) >= 0
      AND (CASE WHEN b.id IS NULL THEN t.deleted_at ELSE b.deleted_at END) IS NULL`, [entity, core.meta.get('epochNumber')])
  return formatDigest(rows.reduce((sum, { id, data }) => addDigest(sum, recordDigest(shape, id, JSON.parse(data) as Data)), emptyDigest))
}

function kept({ core }: Store, entity = 'contacts'): string {
  while (!core.write(() => core.digests.step(1_000)));
  return formatDigest(core.digests.read().get(entity)!.digest)
}

/** As the changes worker asks: again and again until it is known, `thorough` only once. */
function compared({ sync }: Store, at: DigestPlace, digests: Record<string, string>, thorough = false): DigestComparison {
  let answer = sync.compareDigests(at, digests, thorough)
  while (answer === 'hashing') answer = sync.compareDigests(at, digests, false)
  return answer
}

const digestOf = (records: Record<string, Data>): string =>
  formatDigest(Object.entries(records).reduce((sum, [id, data]) => addDigest(sum, recordDigest(contacts, id, data)), emptyDigest))

/** A clock on which every look takes a millisecond. */
function tickingClock(): Clock {
  let now = 0
  return { ...systemClock, monotonic: () => { now += 4; return now } }
}

describe('the digest of the base records', () => {
  it('[R7] is what a recount gives, after whatever comes from the server and the person', async () => {
    const act = fc.record({ kind: fc.integer({ min: 0, max: 13 }), which: fc.integer({ min: 0, max: 4 }), text: fc.string({ maxLength: 3 }), look: fc.boolean() })
    await fc.assert(fc.asyncProperty(fc.array(act, { minLength: 5, maxLength: 40 }), async (acts) => {
      const { store, pull, snapshot, write, shown } = await setupSynced()
      const ids = Array.from({ length: 5 }, () => store.core.makeId()), noteIds = ids.map(() => store.core.makeId())
      let revision = 1, epoch = 1
      pull('e1', revision, ...ids.map((id, at) => { revision += 1; return record(id, revision, { lastName: `n${at}`, tags: ['b', 'a'] }) }))
      for (const { kind, which, text, look } of acts) {
        const id = ids[which]!, row = shown(id), living = row !== null && row.deletedAt === null, name = `e${epoch}`
        revision += 1
        try {
          if (kind === 0) pull(name, revision, record(id, revision, { lastName: text, tags: ['c', 'b'] }))
          if (kind === 1) pull(name, revision, record(id, revision, { lastName: text }, { deletedAt: '2026-01-01T00:00:00.000Z' }))
          if (kind === 2) pull(name, revision, { ...record(id, revision, {}), data: null, action: 'deleted', deletedAt: '2026-01-01T00:00:00.000Z' })
          if (kind === 3 && living) write(id, 'update', { title: `${text}x` })
          if (kind === 4 && living) write(id, 'delete')
          if (kind === 5 && row !== null && !living) write(id, 'restore')
          if (kind === 6) write(store.core.makeId(), 'create', { lastName: `${text}y` })
          if (kind === 7 && living && store.data.get('notes', noteIds[which]!) === null) write(noteIds[which]!, 'create', { contactId: id, body: text }, 'notes')
          if (kind === 8) {
            for (const change of store.sync.nextBatch().changes) {
              revision += 1
              const { data = {}, deletedAt = null } = store.data.get(change.entity, change.recordId) ?? {}
              store.sync.applyResults([applied(change.id, { ...record(change.recordId, revision, text === '' ? data : { ...data, source: text }), entity: change.entity, deletedAt })], null)
            }
          }
          if (kind === 9) for (const { id: change } of store.sync.nextBatch().changes) store.sync.applyResults([{ id: change, status: 'rejected', error: { code: 'record_gone', message: '' } }], null)
          if (kind === 10) snapshot(name, revision, ...ids.slice(which).map((one) => record(one, revision - 1, { lastName: text })))
          if (kind === 11) { epoch += 1; snapshot(`e${epoch}`, revision, ...ids.slice(which).map((one) => record(one, 1, { lastName: text }))) }
          if (kind === 12) { store.data.rebuild(); snapshot(name, revision, ...ids.slice(which).map((one) => record(one, revision - 1, { lastName: text }))) }
          if (kind === 13) store.data.undo()
        } catch (thrown) {
          if (!['invalid', 'deleted', 'not_found', 'rule_broken'].includes((thrown as { code?: string }).code ?? '')) throw thrown
        }
        if (look) for (const entity of ['contacts', 'notes']) expect(kept(store, entity)).toBe(recount(store, entity))
      }
      for (const entity of ['contacts', 'notes']) expect(kept(store, entity)).toBe(recount(store, entity))
      store.core.digests.recount()
      for (const entity of ['contacts', 'notes']) expect(kept(store, entity)).toBe(recount(store, entity))
      store.close()
    }), { numRuns: runs(25) })
  })

  it('[R7] is of what the server gave, not of what the person sees', async () => {
    const { store, pull, write } = await setupSynced()
    const id = store.core.makeId(), note = store.core.makeId()
    pull('e1', 2, record(id, 1, { lastName: 'Silva' }), record(note, 2, { contactId: id, body: 'Met' }, { entity: 'notes' }))
    const before = kept(store), notes = kept(store, 'notes')
    write(id, 'update', { title: 'Dr' })
    write(store.core.makeId(), 'create', { lastName: 'New' })
    expect(kept(store)).toBe(before)
    write(id, 'delete')
    // The note is shown as deleted along with it, which the server does not know yet.
    expect(store.data.get('notes', note)?.deletedAt).not.toBeNull()
    expect([kept(store), kept(store, 'notes')]).toEqual([before, notes])
    expect(before).toBe(digestOf({ [id]: { lastName: 'Silva' } }))
  })

  it('[R7] is hashed in steps of a few ms, from wherever the last one stopped, and given only once it is whole', async () => {
    const store = await openMemoryStore({ clock: tickingClock() })
    const records = Array.from({ length: 50 }, (_, at) => record(store.core.makeId(), at + 1, { lastName: `n${at}` }))
    store.sync.applyPage({ changes: records, cursor: 'c1', seen: seenOf('e1', 50), hasMore: false })
    const at = { cursor: 'c1', revision: 50 }, digests = { contacts: digestOf(Object.fromEntries(records.map(({ id, data }) => [id, data!]))) }
    let steps = 0
    let answer = store.sync.compareDigests(at, digests, false)
    for (; answer === 'hashing'; answer = store.sync.compareDigests(at, digests, false)) {
      steps += 1
      // Written in between: what was hashed already is hashed again, and no more.
      if (steps === 10) store.core.write(() => { store.core.records.put(store.core.table('contacts'), { ...store.core.records.read(store.core.table('contacts'), records[0]!.id)! }) })
    }
    expect(answer).toEqual([])
    expect(steps).toBeGreaterThan(10)
    store.close()
  })

  it('[R7] is hashed anew in another epoch, in steps like the first time, though nothing was written in between', async () => {
    const store = await openMemoryStore({ clock: tickingClock() })
    store.sync.bindTo('w', 'me', 'owner')
    const ids = Array.from({ length: 20 }, () => store.core.makeId()), records = ids.map((id, at) => record(id, at + 1, { lastName: `n${at}` }))
    store.sync.applyPage({ changes: records, cursor: 'c1', seen: seenOf('e1', 20), hasMore: false })
    const digests = { contacts: digestOf(Object.fromEntries(records.map(({ id, data }) => [id, data!]))) }
    expect(compared(store, { cursor: 'c1', revision: 20 }, digests)).toEqual([])
    // Of the dead epoch's records none is the living one's.
    store.sync.applyPage({ changes: [], cursor: 'c2', seen: seenOf('e2', 20), hasMore: false })
    expect(compared(store, { cursor: 'c2', revision: 20 }, { contacts: formatDigest(emptyDigest) })).toEqual([])
    store.sync.applyPage({ changes: records, cursor: 'c3', seen: seenOf('e2', 21), hasMore: false })
    expect(compared(store, { cursor: 'c3', revision: 21 }, digests)).toEqual([])
    expect(kept(store)).toBe(recount(store))
    store.close()
  })

  it('[R7] takes a value within a field for another where one has a member that is null and the other has none (seed 107)', async () => {
    const { store, pull } = await setupSynced()
    const entry = store.core.makeId(), of = { entity: 'contacts', recordId: store.core.makeId(), op: 'update', fields: {}, userId: 'u', at: '2026-11-02T08:00:00.000Z', mutationId: store.core.makeId() }
    pull('e1', 1, record(entry, 1, { ...of, lost: {} }, { entity: 'history' }))
    pull('e1', 2, record(entry, 2, { ...of, lost: { title: null } }, { entity: 'history' }))
    expect(store.data.get('history', entry)?.data['lost']).toEqual({ title: null })
  })

  it('[R7] does not count what the server purged and a change of the person keeps here', async () => {
    const { store, pull, write } = await setupSynced()
    const id = store.core.makeId(), other = store.core.makeId()
    pull('e1', 2, record(id, 1, { lastName: 'Silva' }), record(other, 2, { lastName: 'Bee' }))
    write(id, 'update', { title: 'Dr' })
    pull('e1', 3, { ...record(id, 3, {}), data: null, action: 'deleted' })
    expect(kept(store)).toBe(digestOf({ [other]: { lastName: 'Bee' } }))
    for (const change of store.sync.nextBatch().changes) store.sync.applyResults([{ id: change.id, status: 'rejected', error: { code: 'record_gone', message: '' } }], null)
    expect(store.data.get('contacts', id)).not.toBeNull()
    expect(kept(store)).toBe(digestOf({ [other]: { lastName: 'Bee' } }))
  })

  it('[R7] is true after a newer model lifted the data, took in an entity it had not known, and after a backup is put back', async () => {
    const things = { ...contacts, name: 'things', schemaVersion: 1 }
    const db = await openMemoryDb()
    const older = await openMemoryStore({ db })
    const id = older.core.makeId(), thing = older.core.makeId()
    older.sync.applyPage({ changes: [record(id, 1, { lastName: 'Silva' }), record(thing, 2, { lastName: 'Thing' }, { entity: 'things' })], cursor: 'c1', seen: seenOf('e1', 2), hasMore: false })
    expect(kept(older)).toBe(digestOf({ [id]: { lastName: 'Silva' } }))
    expect(older.core.digests.read().has('things')).toBe(false)
    const backup = older.data.backup()

    const lifted = { ...contacts, schemaVersion: contacts.schemaVersion + 1, upcasts: [...contacts.upcasts ?? [], (data: Data): Data => ({ ...data, title: 'lifted' })] }
    const newer = await openMemoryStore({ db, model: createModel([lifted, ...productEntities.filter(({ name }) => name !== 'contacts'), things]) })
    expect(kept(newer)).toBe(digestOf({ [id]: { lastName: 'Silva', title: 'lifted' } }))
    expect(kept(newer, 'things')).toBe(recount(newer, 'things'))
    expect(kept(newer, 'things')).not.toBe(formatDigest(emptyDigest))
    db.close()

    const restored = await openMemoryStore()
    restored.sync.applyPage({ changes: [record(restored.core.makeId(), 1, { lastName: 'Other' })], cursor: 'c9', seen: seenOf('e1', 9), hasMore: false })
    kept(restored)
    restored.data.restore(backup)
    expect(kept(restored)).toBe(digestOf({ [id]: { lastName: 'Silva' } }))
    restored.close()
  })
})

describe('comparing', () => {
  const place = { cursor: 'e1-5', revision: 5 }
  const setup = async () => {
    const synced = await setupSynced()
    const ids = Array.from({ length: 4 }, () => synced.store.core.makeId())
    const truth = ids.map((id, at) => record(id, at + 1, { lastName: `n${at}`, emails: [{ id: 'a', value: `${at}@example.org` }] }))
    synced.pull('e1', 5, ...truth)
    const digests = { contacts: digestOf(Object.fromEntries(truth.map(({ id, data }) => [id, data!]))) }
    const compare = (thorough = false) => compared(synced.store, place, digests, thorough)
    return { ...synced, ids, truth, digests, compare, db: synced.store.core.db }
  }

  it('[R7] takes place only at the cursor the digests are of, with no base newer and no download under way', async () => {
    const { store, pull, write, compare, ids } = await setup()
    expect(compare()).toEqual([])
    write(ids[0]!, 'update', { title: 'Dr' })
    expect(compare()).toEqual([])
    const [change] = store.sync.nextBatch().changes
    store.sync.applyResults([applied(change!.id, record(ids[0]!, 6, { lastName: 'n0', title: 'Dr' }))], null)
    expect(compare()).toBe('moved')
    pull('e1', 6)
    expect(compare()).toBe('moved')
    store.sync.snapshotBegin({ cursor: 'e1-6', seen: seenOf('e1', 6), counts: {} }, false)
    expect(store.sync.compareDigests({ cursor: 'e1-6', revision: 6 }, {}, false)).toBe('moved')
    expect(store.sync.healRange(place, 'contacts', '', [])).toBeNull()
    expect(store.sync.digestRanges(place, 'contacts', '')).toBeNull()
  })

  it('[R7] leaves out what only one side knows, and an entity with a list whose order this model cannot judge', async () => {
    const { store, pull, compare, ids, digests } = await setup()
    expect(compared(store, place, { ...digests, planets: '0'.repeat(32), notes: '0'.repeat(32) })).toEqual([])
    expect(compared(store, place, { ...digests, notes: '1'.repeat(32) })).toEqual(['notes'])
    pull('e1', 5, record(ids[0]!, 5, { lastName: 'n0', badges: ['b', 'a'] }))
    expect(compare()).toEqual([])
  })

  it('[R7] finds what changed without a write when all is hashed anew: asked for, or a day later', async () => {
    const clock = { ...systemClock, ahead: 0, now: () => systemClock.now() + clock.ahead }
    const store = await openMemoryStore({ clock })
    const one = record(store.core.makeId(), 1, { lastName: 'Silva' })
    store.sync.applyPage({ changes: [one], cursor: 'c', seen: seenOf('e1', 1), hasMore: false })
    const compare = (thorough: boolean) => compared(store, { cursor: 'c', revision: 1 }, { contacts: digestOf({ [one.id]: one.data! }) }, thorough)
    expect(compare(false)).toEqual([])
    store.core.db.run("UPDATE contacts SET data = '{}'")
    expect(compare(false)).toEqual([])
    expect(compare(true)).toEqual(['contacts'])
    store.core.db.run('UPDATE contacts SET data = ?', [JSON.stringify(one.data)])
    expect(compare(true)).toEqual([])
    store.core.db.run('DELETE FROM contacts')
    expect(compare(false)).toEqual([])
    clock.ahead = 25 * 3_600_000
    expect(compare(false)).toEqual(['contacts'])
    store.close()
  })

  it('[R7] what differs is replaced whatever its revision, and a row that cannot be read too; equal data of another revision is left alone', async () => {
    const { store, db, compare, ids, truth } = await setup()
    compare()
    db.run("UPDATE contacts SET data = '{\"lastName\":\"rotten\"}', revision = 5 WHERE id = ?", [ids[0]!])
    db.run("UPDATE contacts SET data = '{\"lastNa' WHERE id = ?", [ids[1]!])
    db.run('UPDATE contacts SET revision = 4 WHERE id = ?', [ids[2]!])
    db.run('DELETE FROM contacts WHERE id = ?', [ids[3]!])
    expect(compare(true)).toEqual(['contacts'])
    const { digests, common } = store.sync.digestRanges(place, 'contacts', '')!
    expect(ids.filter((id) => id !== ids[3]).every((id) => id.replaceAll('-', '').startsWith(common))).toBe(true)
    expect(digests.filter((digest) => digest !== '0'.repeat(32))).toHaveLength(1)
    expect(store.sync.healRange(place, 'contacts', '', truth)).toBe(3)
    expect(compare()).toEqual([])
    expect(compare(true)).toEqual([])
    const { rows, total } = store.data.list({ entity: 'contacts', sort: ['id'] })
    expect(total).toBe(4)
    expect(rows.map(({ data, revision }) => [data['lastName'], revision])).toEqual([['n0', 1], ['n1', 2], ['n2', 4], ['n3', 4]])
    expect(store.data.list({ entity: 'contacts', search: 'rotten' }).total).toBe(0)
    expect(store.sync.state().healed).toMatchObject({ records: 3 })
  })

  it('[R7] a revision that is higher than any the server gave does not keep the comparison waiting, nor what is newer away', async () => {
    const { store, db, compare, write, pull, shown, ids, truth } = await setup()
    write(ids[1]!, 'update', { title: 'Dr' })
    expect(compare()).toEqual([])
    // One as the server has it, one under an edit, one with other data too.
    db.run('UPDATE contacts SET revision = 1e9 WHERE id = ?', [ids[0]!])
    db.run('UPDATE base_records SET revision = 1e9 WHERE id = ?', [ids[1]!])
    db.run("UPDATE contacts SET revision = 70, data = '{\"lastName\":\"rotten\"}' WHERE id = ?", [ids[2]!])
    expect(compare(true)).toEqual(['contacts'])
    expect(store.sync.healRange(place, 'contacts', '', truth)).toBe(1)
    expect(compare(true)).toEqual([])
    expect(store.sync.state().healed).toMatchObject({ records: 4 })
    expect(store.data.syncLog(1)).toMatchObject([{ level: 'warn', event: 'healed', text: '3 records claimed to be newer than anything the server gave; they are compared anew.' }])
    pull('e1', 6, record(ids[0]!, 6, { lastName: 'Newer' }))
    expect(shown(ids[0]!)).toMatchObject({ revision: 6, data: { lastName: 'Newer' } })
    // What an answer brought is newer than the page, and no rot: the next page is waited for.
    const [change] = store.sync.nextBatch().changes
    store.sync.applyResults([applied(change!.id, record(ids[1]!, 8, { lastName: 'n1', title: 'Dr' }))], seenOf('e1', 8))
    expect(store.sync.compareDigests({ cursor: 'e1-6', revision: 6 }, {}, false)).toBe('moved')
    expect(shown(ids[1]!)).toMatchObject({ revision: 8 })
  })

  it('[R7, R3] the edits that wait over a damaged record stay, over what the server has', async () => {
    const { store, db, compare, write, shown, ids, truth } = await setup()
    write(ids[0]!, 'update', { title: 'Dr', emails: [{ id: 'a', value: '0@example.org' }, { value: 'more@example.org' }] })
    db.run("UPDATE base_records SET data = '{\"lastName\":\"rotten\"}'")
    expect(compare(true)).toEqual(['contacts'])
    expect(store.sync.healRange(place, 'contacts', '', truth)).toBe(1)
    expect(compare(true)).toEqual([])
    expect(shown(ids[0]!)?.data).toMatchObject({ lastName: 'n0', title: 'Dr', emails: [{ value: '0@example.org' }, { value: 'more@example.org' }] })
    expect(store.sync.nextBatch().changes).toHaveLength(1)
  })

  it('[R7, R6] what the server does not name goes as after a snapshot: never what it has not seen yet, nor what a change lies over', async () => {
    const { store, compare, write, pull, shown, ids, truth } = await setup()
    const stray = store.core.makeId(), edited = store.core.makeId(), mine = store.core.makeId()
    pull('e1', 5, record(stray, 5, { lastName: 'Stray' }), record(edited, 5, { lastName: 'Edited' }))
    write(edited, 'update', { title: 'Dr' })
    write(mine, 'create', { lastName: 'Mine' })
    expect(compare()).toEqual(['contacts'])
    expect(store.sync.healRange(place, 'contacts', '', truth)).toBe(2)
    expect(compare(true)).toEqual([])
    expect([stray, edited, mine].map((id) => shown(id)?.data['lastName'])).toEqual([undefined, 'Edited', 'Mine'])
    expect(store.data.list({ entity: 'contacts' }).total).toBe(ids.length + 2)
    expect(store.sync.state().counts.pending).toBe(2)
  })

  it('[R7, R5, P2] an edit of what the server does not name does not wait for ever: it fails, and the whole record is kept with it', async () => {
    const { store, write, pull, shown, compare, truth } = await setup(), edited = store.core.makeId()
    pull('e1', 5, record(edited, 5, { lastName: 'Edited' }))
    write(edited, 'update', { title: 'Dr' })
    expect(compare()).toEqual(['contacts'])
    expect(store.sync.healRange(place, 'contacts', '', truth)).toBe(1)
    for (let round = 0; round < 3; round += 1) {
      for (const { id } of store.sync.nextBatch().changes) store.sync.applyResults([{ id, status: 'deferred', waitsFor: edited }], null)
      store.sync.pullCompleted()
    }
    const [failed] = store.data.journal({ status: ['failed'] }).rows
    expect(failed?.error).toMatchObject({ code: 'reference_gone', kept: { lastName: 'Edited', title: 'Dr' } })
    expect(store.sync.state().counts).toMatchObject({ pending: 0, pushing: 0, deferred: 0 })
    expect(shown(edited)).toMatchObject({ failed: true, data: { lastName: 'Edited' } })
    store.data.retryFailed(failed!.change.mutationId)
    const [anew] = store.sync.nextBatch().changes
    expect(anew).toMatchObject({ op: 'create', recordId: edited, patch: { lastName: 'Edited', title: 'Dr' } })
    store.sync.applyResults([applied(anew!.id, record(edited, 6, { lastName: 'Edited', title: 'Dr' }))], null)
    expect(kept(store)).toBe(recount(store))
    expect(shown(edited)).toMatchObject({ failed: false, revision: 6 })
  })

  it('[R7, M4] what the server does not name and a deletion here has taken along is not shown again by it', async () => {
    const { store, write, pull, ids } = await setup(), note = store.core.makeId()
    pull('e1', 5, record(note, 5, { contactId: ids[0]!, body: 'Stray' }, { entity: 'notes' }))
    write(ids[0]!, 'delete')
    expect(compared(store, place, { notes: formatDigest(emptyDigest) })).toEqual(['notes'])
    expect(store.sync.healRange(place, 'notes', '', [])).toBe(1)
    store.sync.pullCompleted()
    expect(store.data.get('notes', note)).toBeNull()
    expect(compared(store, place, { notes: formatDigest(emptyDigest) }, true)).toEqual([])
  })

  it('[R7] a tombstone replaces what lives here, and one that is missing comes along uncounted', async () => {
    const { store, compare, shown, ids, truth, digests } = await setup()
    const gone = { deletedAt: '2026-01-01T00:00:00.000Z' }, missing = store.core.makeId()
    digests.contacts = digestOf(Object.fromEntries(truth.slice(1).map(({ id, data }) => [id, data!])))
    expect(compare()).toEqual(['contacts'])
    expect(store.sync.healRange(place, 'contacts', '', [{ ...truth[0]!, ...gone }, ...truth.slice(1), record(missing, 3, { lastName: 'Old' }, gone)])).toBe(1)
    expect(compare(true)).toEqual([])
    expect([ids[0]!, missing].map((id) => shown(id)?.deletedAt)).toEqual([gone.deletedAt, gone.deletedAt])
  })

  it('[R7] every entity of the product has a digest, empty or not', async () => {
    const { store } = await setup()
    kept(store)
    expect([...store.core.digests.read().keys()].sort()).toEqual([...productModel.entities.keys()].sort())
  })
})
