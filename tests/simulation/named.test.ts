import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DraftChange } from '../../src/db-worker/contract.ts'
import type { Json } from '../../src/shared/json.ts'
import { elementsAreTold } from './element-notices.ts'
import type { SimReplica } from './sim-replica.ts'
import { editOf, lostWords, newWords, noting } from './words.ts'
import { createWorld, type World } from './world.ts'

/* Failures that stories found, and interleavings that rules name, each by itself. */

let world: World, a: SimReplica, b: SimReplica, c: SimReplica
const begin = async (skews: number[] = [0, 0, 0]): Promise<void> => {
  world = await createWorld({ seed: 1, skews })
  ;[a, b, c] = world.replicas as [SimReplica, SimReplica, SimReplica]
}
beforeEach(() => begin())
afterEach(() => world.close())

const write = ({ store }: SimReplica, ...changes: DraftChange[]): void => { store.data.mutate({ mutationId: store.core.makeId(), label: 'act', changes }) }
const edit = (replica: SimReplica, recordId: string, patch: Record<string, Json>): void => { write(replica, { entity: 'contacts', recordId, op: 'update', patch }) }
const shown = ({ store }: SimReplica, id: string): Record<string, Json> => store.data.get('contacts', id)!.data
const offline = async (...replicas: SimReplica[]): Promise<void> => {
  for (const replica of replicas) replica.goOffline()
  await world.settled()
}
const created = async (patch: Record<string, Json>): Promise<string> => {
  const id = a.store.core.makeId()
  write(a, { entity: 'contacts', recordId: id, op: 'create', patch })
  await world.drain()
  return id
}
const records = async (entity: string): Promise<Record<string, Json>[]> =>
  (await world.serverRecords()).filter((record) => record.entity === entity).map((record) => record.data ?? {})

describe('views and answers', () => {
  it('[R3] an edit stays in view when its answer arrives before any pull', async () => {
    const id = await created({ firstName: 'old' })
    await offline(a)
    edit(a, id, { firstName: 'new' })
    await world.settled()
    const { changes: [change] } = a.store.sync.nextBatch()
    const record = { entity: 'contacts', id, revision: 99, data: { firstName: 'new' }, deletedAt: null, updatedAt: a.store.core.now(), updatedBy: 'x' }
    a.store.sync.applyResults([{ id: change!.id, status: 'applied', revision: 99, record }], null)
    expect(a.store.data.get('contacts', id)).toMatchObject({ revision: 99, data: { firstName: 'new' }, pendingSince: null })
  })

  it('[R2] two devices that are online see each other without waiting for a poll', async () => {
    const id = await created({ firstName: 'old' })
    edit(a, id, { title: 'Dr.' })
    await world.settled()
    await world.advance(50)
    expect(shown(b, id)['title']).toBe('Dr.')
    expect(shown(c, id)['title']).toBe('Dr.')
  })
})

describe('discarding', () => {
  /** The page knows that it is offline and does not try to send, so that only the service worker does. */
  const leaveToServiceWorker = async (): Promise<void> => {
    await offline(a)
    await a.changes.api.notify('offline')
  }


  /*
   *   A's service worker   claim ── push ─────────────────────────────▶ (late) the server applies it
   *   A's page                            discard: nothing answered yet ── inverse appended ── push ─▶
   *
   * Removed from the journal instead, the edit would come back with the next pull, and nobody would take it away again.
   */
  it('[J2] a change discarded while the service worker\'s push of it is in flight is taken back after it', async () => {
    const id = await created({ firstName: 'Ana', title: 'old' })
    await leaveToServiceWorker()
    edit(a, id, { title: 'new' })
    const made = a.store.core.makeId()
    write(a, { entity: 'contacts', recordId: made, op: 'create', patch: { firstName: 'Bea' } })
    // The mirror follows the commits.
    await world.advance(500)
    const mutationIds = a.store.data.journal({ status: ['pending'] }).rows.map(({ change }) => change.mutationId)
    expect(mutationIds).toHaveLength(2)

    a.online = true
    a.faults.push('late')
    await a.pushInBackground()
    a.goOffline()
    expect(a.store.data.journalCounts()).toMatchObject({ pending: 2, pushing: 0 })
    await a.changes.api.discard(mutationIds)
    expect(shown(a, id)['title']).toBe('old')
    expect(a.store.data.list({ entity: 'contacts' }).rows.map((row) => row.id)).toEqual([id])

    // The server gets what was on its way before anything that the page sends.
    await world.network.deliverLate()
    await world.drain()
    for (const replica of world.replicas) {
      expect(shown(replica, id)['title']).toBe('old')
      expect(replica.store.data.get('contacts', made)?.deletedAt).not.toBeNull()
    }
  })

  it('[J2, M6] what is written into an element after its add was discarded keeps the element, on the server too', async () => {
    const id = await created({ firstName: 'Ana' })
    await offline(a)
    await a.changes.api.notify('offline')
    edit(a, id, { emails: [{ value: 'ana@example.org' }] })
    const [added] = a.store.data.journal({ status: ['pending'] }).rows
    const [email] = shown(a, id)['emails'] as Record<string, Json>[]
    edit(a, id, { emails: [{ ...email, label: 'work' }] })
    await a.changes.api.discard([added!.change.mutationId])
    expect(shown(a, id)['emails']).toEqual([{ ...email, label: 'work' }])
    await world.drain()
    expect(a.store.data.journalCounts()).toMatchObject({ failed: 0 })
    for (const replica of world.replicas) expect(shown(replica, id)['emails']).toEqual([{ ...email, label: 'work' }])
  })

  it('[J2] page and service worker at once: a discarded change leaves the journal only where it is never sent', async () => {
    const id = await created({ firstName: 'Ana', title: 'old' })
    await leaveToServiceWorker()
    edit(a, id, { title: 'new' })
    await world.advance(500)
    const [row] = a.store.data.journal({ status: ['pending'] }).rows
    a.online = true
    // The two at once: whichever is first at the mirror, the other abides by it.
    const pushed = a.pushInBackground()
    await a.changes.api.discard([row!.change.mutationId])
    await pushed
    await world.drain()
    for (const replica of world.replicas) expect(shown(replica, id)['title']).toBe('old')
    const sent = (await records('history')).some((entry) => JSON.stringify(entry['fields'] ?? null).includes('new'))
    expect(a.store.core.journal.byId(row!.change.id) === null).toBe(!sent)
  })
})

describe('undo', () => {
  it('[U1] undoing a create does not take away what another has written into it since, seen or not', async () => {
    const id = await created({ firstName: 'Ana' })
    edit(b, id, { title: 'Dr.' })
    await world.drain()
    expect(shown(a, id)['title']).toBe('Dr.')
    a.store.data.undo()
    await world.drain()
    for (const replica of world.replicas) expect(replica.store.data.get('contacts', id)).toMatchObject({ deletedAt: null, data: { firstName: 'Ana', title: 'Dr.' } })
    expect((await records('notices')).map(({ field }) => field)).toEqual(['deletedAt'])
  })

  it('[U1] undoing a create takes it away on every device, own edits included, and redo brings it back', async () => {
    const id = await created({ firstName: 'Ana' })
    edit(a, id, { title: 'Dr.' })
    await world.drain()
    a.store.data.undo()
    a.store.data.undo()
    await world.drain()
    for (const replica of world.replicas) expect(replica.store.data.get('contacts', id)?.deletedAt).not.toBeNull()
    a.store.data.redo()
    a.store.data.redo()
    await world.drain()
    for (const replica of world.replicas) expect(replica.store.data.get('contacts', id)).toMatchObject({ deletedAt: null, data: { firstName: 'Ana', title: 'Dr.' } })
  })

  it('[U1] another device of the same person can undo a group that it did not make', async () => {
    const groupId = a.store.core.makeId(), id = a.store.core.makeId()
    a.store.data.mutate({ mutationId: a.store.core.makeId(), groupId, label: 'Import', changes: [{ entity: 'contacts', recordId: id, op: 'create', patch: { firstName: 'Ana' } }] })
    await world.drain()
    b.store.data.undoAct(groupId)
    await world.drain()
    expect(a.store.data.get('contacts', id)?.deletedAt).not.toBeNull()
  })
})

describe('merging, end to end', () => {
  it('[T1] with clocks years apart the later of two offline edits stands, in whatever order they arrive', async () => {
    await world.close()
    const year = 365 * 86_400_000
    await begin([9 * year, 0, -9 * year])
    const id = await created({ firstName: 'Ana', title: 'old' })
    for (const [first, second] of [[a, c], [c, a]] as const) {
      await offline(a, b, c)
      edit(first, id, { title: `earlier ${first.name}` })
      await world.advance(5 * 60_000)
      edit(second, id, { title: `later ${second.name}` })
      await world.advance(60_000)
      for (const replica of [second, first]) {
        replica.online = true
        await replica.changes.api.syncNow()
        await world.settled()
      }
      await world.drain()
      expect(shown(b, id)['title']).toBe(`later ${second.name}`)
    }
    expect((await records('notices')).map(({ lost }) => lost)).toEqual(['earlier A', 'earlier C'])
  })

  it('[M3] a conflict is settled once for everybody, also when two settle it at once', async () => {
    const id = await created({ firstName: 'Ana', company: 'old' })
    await offline(a, c)
    edit(a, id, { company: 'one' })
    edit(c, id, { company: 'two' })
    await world.drain()
    const [open] = a.store.data.list({ entity: 'conflicts' }).rows
    expect(open?.data).toMatchObject({ status: 'open', field: 'company', base: 'old', theirs: { value: 'one', userName: 'ana' }, mine: [{ value: 'two', userName: 'ben' }] })
    const settle = (replica: SimReplica, value: string): void => {
      const data = replica.store.data.get('conflicts', open!.id)!.data
      write(replica, { entity: 'contacts', recordId: id, op: 'update', patch: { company: value } },
        { entity: 'conflicts', recordId: open!.id, op: 'update', patch: { status: 'settled', settlement: { value, saw: { theirs: data['theirs']!, mine: data['mine']! } } } })
    }
    await offline(a, c)
    settle(a, 'two')
    settle(c, 'three')
    await world.drain()
    // Whoever came second settled what no longer stood: both values are still there to choose from.
    const conflicts = await records('conflicts')
    const stands = shown(b, id)['company']
    expect(conflicts.map(({ status }) => status).sort()).toEqual(['open', 'settled'])
    const again = conflicts.find(({ status }) => status === 'open')!
    expect([(again['theirs'] as { value: string }).value, (again['mine'] as { value: string }[])[0]!.value].sort()).toEqual(['three', 'two'])
    expect((again['theirs'] as { value: string }).value).toBe(stands)
    for (const replica of world.replicas) expect(shown(replica, id)['company']).toBe(stands)
  })

  it('[M4] a cascade spares nothing that the person did not see, and bringing back reverts exactly what it did', async () => {
    const id = await created({ firstName: 'Ana' })
    const note = a.store.core.makeId(), gone = a.store.core.makeId()
    for (const noteId of [note, gone]) write(a, { entity: 'notes', recordId: noteId, op: 'create', patch: { contactId: id, body: 'text' } })
    write(a, { entity: 'notes', recordId: gone, op: 'delete', patch: {} })
    await world.drain()
    write(b, { entity: 'contacts', recordId: id, op: 'delete', patch: {} })
    await world.drain()
    expect(c.store.data.get('notes', note)?.deletedAt).not.toBeNull()
    write(c, { entity: 'contacts', recordId: id, op: 'restore', patch: {} })
    await world.drain()
    expect(a.store.data.get('notes', note)?.deletedAt).toBeNull()
    expect(a.store.data.get('notes', gone)?.deletedAt).not.toBeNull()
  })
})

describe('the server', () => {
  it('[R5] a server brought back from a backup is noticed; unsent changes are kept and pushed, and all end with the same bytes', async () => {
    const kept = await created({ firstName: 'kept', title: 'old' })
    const restore = await world.backupServer()
    const lost = await created({ firstName: 'after the backup' })
    await offline(c)
    edit(c, kept, { title: 'written offline' })
    const made = c.store.core.makeId()
    write(c, { entity: 'contacts', recordId: made, op: 'create', patch: { firstName: 'made offline' } })
    await restore()
    await world.drain()
    const ids = (await world.serverRecords()).filter(({ entity }) => entity === 'contacts').map(({ id }) => id)
    expect(ids).toEqual(expect.arrayContaining([kept, made]))
    expect(shown(a, kept)['title']).toBe('written offline')
    for (const replica of world.replicas) {
      expect(replica.store.data.list({ entity: 'contacts' }).rows.map(({ id }) => id).sort()).toEqual(ids.sort())
      expect(replica.store.sync.state()).toMatchObject({ snapshot: null, counts: { pending: 0, pushing: 0, deferred: 0, failed: 0 } })
    }
    // R8: what the backup had not is back.
    expect(ids).toContain(lost)
  })

  /*
   *   server  r6 ── backup ── r8: A's delete ── put back (r6) ── A pushes: another epoch ── put back again (r6) ── A's snapshot
   *
   * Whoever was told of another epoch may get a snapshot of the first one: nothing kept from before stands against it.
   */
  it('[R5, M6] a server put back to the same backup twice, the second time before the snapshot, leaves every device as it is itself', async () => {
    const id = await created({ firstName: 'old' })
    const restore = await world.backupServer()
    write(a, { entity: 'contacts', recordId: id, op: 'delete', patch: {} })
    await world.settled()
    await restore()
    write(a, { entity: 'contacts', recordId: a.store.core.makeId(), op: 'create', patch: { firstName: 'new' } })
    // Behind the push, before what its answer brings about.
    while (world.network.busy === 0) await new Promise((resolve) => { setImmediate(resolve) })
    await restore()
    await world.drain()
    const [record] = (await world.serverRecords()).filter((one) => one.id === id)
    expect(record!.deletedAt).not.toBeNull()
    for (const { store } of world.replicas) expect(store.data.get('contacts', id)).toMatchObject({ revision: record!.revision, deletedAt: record!.deletedAt })
  })

  it('[R5, R8] an edit of what a restored server never had meets the record that its own device gives back', async () => {
    const restore = await world.backupServer()
    const lost = await created({ firstName: 'after the backup', tags: ['vip'] })
    await offline(a, b, c)
    edit(c, lost, { title: 'written offline' })
    await restore()
    c.online = true
    await c.changes.api.syncNow()
    await world.drain()
    for (const replica of world.replicas) expect(shown(replica, lost)).toMatchObject({ firstName: 'after the backup', tags: ['vip'], title: 'written offline' })
    expect(c.store.data.journalCounts()).toMatchObject({ failed: 0 })
    expect(await records('conflicts')).toEqual([])
  })

  it('[M4, R8, I8] a deletion that is given back gives way to what forbids it in the living epoch, and whoever deleted is told (seed 190068)', async () => {
    const restore = await world.backupServer()
    const project = a.store.core.makeId(), offer = b.store.core.makeId()
    write(a, { entity: 'projects', recordId: project, op: 'create', patch: { name: 'Move' } })
    await world.drain()
    await offline(b)
    write(b, { entity: 'offers', recordId: offer, op: 'create', patch: { title: 'For the move', projectId: project } })
    write(c, { entity: 'projects', recordId: project, op: 'delete', patch: {} })
    await world.settled()
    await offline(a, c)
    await restore()
    b.online = true
    await b.changes.api.syncNow()
    await world.drain()
    for (const { store } of world.replicas) expect([store.data.get('projects', project)?.deletedAt, store.data.get('offers', offer)?.data['projectId']]).toEqual([null, project])
    expect(await records('notices')).toMatchObject([{ recordId: project, field: 'deletedAt', stands: null }])
  })

  it('[R8] three devices give back to a server that people wrote on meanwhile: nothing is lost, and it is said in plain words', async () => {
    const id = await created({ firstName: 'Ana', title: 'old', source: 'old' })
    const restore = await world.backupServer()
    await offline(c)
    edit(a, id, { title: 'lost' })
    const made = a.store.core.makeId()
    write(a, { entity: 'contacts', recordId: made, op: 'create', patch: { firstName: 'after the backup' } })
    await world.advance(1_000)
    await offline(a, b)
    await restore()
    // A device that saw nothing of what was lost goes on writing, and nobody can notice anything yet.
    c.online = true
    edit(c, id, { title: 'new', source: 'new' })
    await world.settled()
    await world.drain()
    for (const replica of world.replicas) {
      expect(shown(replica, id)).toMatchObject({ firstName: 'Ana', source: 'new' })
      expect(replica.store.data.get('contacts', made)?.data).toMatchObject({ firstName: 'after the backup' })
    }
    const everything = JSON.stringify(await world.serverRecords())
    for (const value of ['lost', 'new']) expect(everything).toContain(`"${value}"`)
    const said = a.store.data.syncLog(50).map(({ text }) => text).join('\n')
    expect(said).toMatch(/The server was put back to a backup of about 2 Nov 2026/)
    expect(a.store.data.syncLog(50).filter(({ level }) => level === 'error')).toEqual([])
  })

  it('[R8] broken off after every request, with the tabs closed in between, giving back goes on and ends with everything once', async () => {
    const restore = await world.backupServer()
    for (let count = 0; count < 120; count += 1) write(a, { entity: 'contacts', recordId: a.store.core.makeId(), op: 'create', patch: { firstName: `n${count}` } })
    await world.drain()
    await offline(b, c)
    await restore()
    for (let round = 0; round < 8; round += 1) {
      a.faults.push('none', 'answerLost', 'lost')
      await a.reload()
      await a.changes.api.syncNow()
      await world.settled()
    }
    await world.drain()
    for (const { store } of world.replicas) expect(store.data.list({ entity: 'contacts', limit: 1 }).total).toBe(120)
    expect(await records('history')).toHaveLength(120)
    expect(new Set((await records('contacts')).map(({ firstName }) => firstName)).size).toBe(120)
  })

  it('[R5, R8] put back once more in the middle of giving back, to the epoch of before, the device begins anew and does not ask the same for ever', async () => {
    const restore = await world.backupServer()
    const id = await created({ firstName: 'Ana' })
    await offline(b, c)
    await restore()
    // The question is answered, the lot after it is lost.
    a.faults.push('none', 'none', 'lost', 'lost', 'lost')
    await a.changes.api.syncNow()
    await world.settled()
    expect(a.store.core.meta.get('giveBack')).toMatchObject({ asked: true, given: 0 })
    await restore()
    await world.drain()
    for (const replica of world.replicas) expect(shown(replica, id)).toEqual({ firstName: 'Ana' })
  })

  it('[R8] what was answered and never came down as history travels again, and has its entry again', async () => {
    const id = await created({ firstName: 'Ana', title: 'old' })
    const restore = await world.backupServer()
    // The push is answered; no frame and no pull reaches the device any more.
    a.goOffline()
    await world.settled()
    a.online = true
    edit(a, id, { title: 'answered' })
    await a.pushInBackground()
    await world.advance(500)
    await a.pushInBackground()
    await restore()
    await world.drain()
    for (const replica of world.replicas) expect(shown(replica, id)['title']).toBe('answered')
    const entries = (await records('history')).filter(({ recordId, op }) => recordId === id && op === 'update')
    expect(entries).toMatchObject([{ fields: { title: { from: 'old', to: 'answered' } } }])
  })

  it('[R8] a server that lost everything but its accounts is given everything back', async () => {
    const id = await created({ firstName: 'Ana', tags: ['vip'] })
    write(b, { entity: 'notes', recordId: b.store.core.makeId(), op: 'create', patch: { contactId: id, body: 'text' } })
    await world.drain()
    const before = (await world.serverRecords()).map((record) => JSON.stringify([record.entity, record.id, record.data])).sort()
    await world.emptyServer()
    await world.drain()
    expect((await world.serverRecords()).map((record) => JSON.stringify([record.entity, record.id, record.data])).sort()).toEqual(before)
    expect(a.store.data.syncLog(50).map(({ text }) => text).join('\n')).toContain('The server came back empty')
  })

  /*
   *   server  X in the trash ── backup ── put back ── B writes ── 100 days: X purged ── A comes: a note of X, and X alive again
   *   A       X restored, a note of it ── (away)                                  ────▶ gives both back
   */
  it('[R5, R8] what was restored after the backup, and what was written of it, is made again although the server has purged it since', async () => {
    const id = await created({ firstName: 'Ana', tags: ['vip'] }), note = a.store.core.makeId()
    write(a, { entity: 'contacts', recordId: id, op: 'delete', patch: {} })
    await world.drain()
    const restore = await world.backupServer()
    write(a, { entity: 'contacts', recordId: id, op: 'restore', patch: {} })
    write(a, { entity: 'notes', recordId: note, op: 'create', patch: { contactId: id, body: 'a word' } })
    await world.settled()
    await offline(a, b, c)
    await restore()
    await world.passDays(100)
    expect(world.purged.map((purged) => purged.id)).toEqual([id])
    await world.drain()
    for (const replica of world.replicas) {
      expect(shown(replica, id)).toMatchObject({ firstName: 'Ana', tags: ['vip'] })
      expect(replica.store.data.get('notes', note)?.data).toMatchObject({ contactId: id, body: 'a word' })
    }
    expect(world.errors).toEqual([])
  })

  /*
   *   server  X in the trash ── backup ── X restored, edited ── 50 days ── X deleted ── put back ── 50 days: X purged ── A gives back X, in the trash
   */
  it('[R5, R8] what was deleted once more after the backup lies in the trash for its full time, although the server has purged it since (seed 506)', async () => {
    const id = await created({ firstName: 'Ana' })
    write(a, { entity: 'contacts', recordId: id, op: 'delete', patch: {} })
    await world.drain()
    const restore = await world.backupServer()
    write(a, { entity: 'contacts', recordId: id, op: 'restore', patch: {} })
    edit(a, id, { title: 'Dr.' })
    await world.settled()
    await world.passDays(50)
    write(a, { entity: 'contacts', recordId: id, op: 'delete', patch: {} })
    await world.drain()
    await offline(a, b, c)
    await restore()
    await world.passDays(50)
    expect(world.purged.map((purged) => purged.id)).toEqual([id])
    await world.drain()
    for (const { store } of world.replicas) expect(store.data.list({ entity: 'contacts', state: 'deleted' }).rows).toMatchObject([{ id, data: { firstName: 'Ana', title: 'Dr.' } }])
    write(c, { entity: 'contacts', recordId: id, op: 'restore', patch: {} })
    await world.drain()
    expect(shown(b, id)).toMatchObject({ firstName: 'Ana', title: 'Dr.' })
  })

  /*
   *   server  note ── backup ── B takes the note to the trash and back ── put back ── C edits the note ── B comes with it
   *
   * What C writes may be of either history, and its time is before that of the restore: the bare words that B gives back counted as an edit of C's.
   */
  it('[R8, M2] a note that was only restored in the history that was lost takes out no word of one that was edited in the living one', async () => {
    const contactId = await created({ firstName: 'Ana' }), note = a.store.core.makeId()
    write(a, { entity: 'notes', recordId: note, op: 'create', patch: { contactId, body: 'one three' } })
    await world.drain()
    await offline(c)
    const restore = await world.backupServer()
    write(c, { entity: 'notes', recordId: note, op: 'update', patch: { body: 'one two three' } })
    await world.advance(60_000)
    write(b, { entity: 'notes', recordId: note, op: 'delete', patch: {} })
    await world.settled()
    write(b, { entity: 'notes', recordId: note, op: 'restore', patch: {} })
    await world.settled()
    await world.advance(1_000)
    await offline(a, b)
    await restore()
    c.online = true
    await c.changes.api.notify('online')
    await world.settled()
    await world.drain()
    for (const replica of world.replicas) expect(replica.store.data.get('notes', note)?.data['body']).toBe('one two three')
  })

  /*
   *   server  X ── backup ── (note of X) ── put back ── B deletes X ── 100 days: X purged ── A comes with the note
   *
   * X is in both histories and no news of A's; the note would be of nobody.
   */
  it('[I8, R8] a note that was lost with the backup keeps its contact, although the server has purged that since', async () => {
    const id = await created({ firstName: 'Ana', tags: ['vip'] }), note = a.store.core.makeId()
    await offline(b, c)
    const restore = await world.backupServer()
    write(a, { entity: 'notes', recordId: note, op: 'create', patch: { contactId: id, body: 'a word' } })
    await world.settled()
    await offline(a)
    await restore()
    b.online = true
    write(b, { entity: 'contacts', recordId: id, op: 'delete', patch: {} })
    await b.changes.api.notify('online')
    await world.settled()
    await world.passDays(100)
    expect(world.purged.map((purged) => purged.id)).toEqual([id])
    await world.drain()
    for (const replica of world.replicas) {
      expect(shown(replica, id)).toEqual({ firstName: 'Ana', tags: ['vip'] })
      expect(replica.store.data.get('notes', note)?.data).toMatchObject({ contactId: id, body: 'a word' })
      expect(replica.store.data.get('notes', note)?.deletedAt).toBeNull()
    }
  })

  it('[R1] what a service worker was given counts, although the page that reads it later has an older place', async () => {
    const id = await created({ firstName: 'Ana' })
    const restore = await world.backupServer()
    // Nobody else can tell that the server went back.
    await offline(a, b, c)
    edit(a, id, { title: 'sent in the background' })
    await world.advance(200)
    a.online = true
    // The tab is closed before the page is told; the service worker pushes, then the server goes back to before it.
    a.faults.length = 0
    await a.pushInBackground()
    await restore()
    await a.changes.api.notify('sync')
    await world.drain()
    const stands = (await world.serverRecords()).find((record) => record.id === id)!.data!['title'] ?? null
    for (const replica of world.replicas) expect(shown(replica, id)['title'] ?? null).toBe(stands)
  })

  it('[P2, P3, R8] a process that dies at any await of a push, of a snapshot or of giving back leaves everything once', async () => {
    const restore = await world.backupServer()
    const id = await created({ firstName: 'Ana', tags: [] })
    let written = 1
    for (let awaits = 0; awaits < 24; awaits += 1) {
      world.killServer(awaits)
      edit(a, id, { title: `t${awaits}` })
      written += 1
      await a.changes.api.syncNow()
      await world.settled()
    }
    await world.drain()
    expect((await records('history')).filter(({ recordId }) => recordId === id)).toHaveLength(written)
    await restore()
    for (let awaits = 0; awaits < 24; awaits += 1) {
      world.killServer(awaits)
      for (const { changes } of world.replicas) await changes.api.syncNow()
      await world.settled()
    }
    await world.drain()
    expect((await records('history')).filter(({ recordId }) => recordId === id)).toHaveLength(written)
    for (const replica of world.replicas) expect(shown(replica, id)).toMatchObject({ firstName: 'Ana', title: 't23' })
    expect(Object.entries(world.coverage.counts.faults).filter(([cell]) => cell.endsWith(' died')).reduce((sum, [, count]) => sum + count, 0)).toBeGreaterThan(10)
    expect(world.errors).toEqual([])
  })

  it('[J1, P3] a changes worker that dies at any word with its database leaves everything once', async () => {
    const id = await created({ firstName: 'Ana', tags: [] })
    for (let words = 0; words < 24; words += 1) {
      a.lastWords(Math.floor(words / 2), words % 2 === 0)
      edit(a, id, { title: `t${words}` })
      await a.changes.api.notify('online')
      await world.settled()
      await a.reload()
    }
    await world.drain()
    expect((await records('history')).filter(({ recordId }) => recordId === id)).toHaveLength(25)
    for (const replica of world.replicas) expect(shown(replica, id)['title']).toBe('t23')
  })

  it('[P3] a request that the server took before it restarted is not taken again after it', async () => {
    const id = await created({ firstName: 'Ana', tags: [] })
    a.faults.push('answerLost')
    edit(a, id, { tags: ['vip'] })
    await world.settled()
    await world.restartServer()
    await a.reload()
    await world.drain()
    expect((await records('history')).filter(({ op }) => op === 'update')).toHaveLength(1)
  })
})

describe('the network', () => {
  it('[P3] a push whose answer is lost, sent again from the mirror and arriving late once more, is applied once', async () => {
    const id = await created({ firstName: 'Ana', tags: [] })
    a.faults.push('answerLost', 'answerLost')
    edit(a, id, { tags: ['vip'] })
    await world.settled()
    await world.advance(200)
    a.faults.length = 0
    await a.pushInBackground()
    await a.changes.api.notify('sync')
    await world.drain()
    const entries = (await records('history')).filter(({ recordId, op }) => recordId === id && op === 'update')
    expect(entries).toHaveLength(1)
    expect(shown(c, id)['tags']).toEqual(['vip'])
  })

  it('[R7] what rotted on a device is found and downloaded again, the edits that wait over it included; and nothing else', async () => {
    const ids = [await created({ firstName: 'Ana' }), await created({ firstName: 'Bea' }), await created({ firstName: 'Cea' })]
    await offline(a)
    edit(a, ids[0]!, { title: 'Dr' })
    a.store.core.db.run("UPDATE base_records SET data = json_set(data, '$.firstName', 'rotten')")
    a.store.core.db.run("UPDATE contacts SET data = json_set(data, '$.firstName', 'rotten') WHERE id = ?", [ids[1]!])
    a.store.core.db.run('DELETE FROM contacts WHERE id = ?', [ids[2]!])
    a.online = true
    await a.changes.api.notify('online')
    await world.drain()
    expect(ids.map((id) => shown(a, id))).toMatchObject([{ firstName: 'Ana', title: 'Dr' }, { firstName: 'Bea' }, { firstName: 'Cea' }])
    expect(ids.map((id) => shown(c, id))).toMatchObject([{ firstName: 'Ana', title: 'Dr' }, { firstName: 'Bea' }, { firstName: 'Cea' }])
    // The answer to the edit may have replaced the first before it was looked for.
    expect([2, 3]).toContain(a.store.sync.state().healed?.records)
    expect(b.store.sync.state().healed).toBeNull()
    expect(await a.changes.api.status()).toMatchObject({ ok: true, value: { upToDate: true, pending: 0 } })
  })

  it('[R5] a rebuild while a page is on its way downloads everything: what was asked before it takes nobody\'s place (seed 435)', async () => {
    await created({ firstName: 'Bea' })
    const asked = a.changes.api.syncNow()
    while (world.network.busy === 0) await Promise.resolve()
    a.store.data.rebuild()
    await asked
    await world.drain()
    expect(a.store.sync.state().healed).toBeNull()
    expect(a.store.data.syncLog(3).map(({ text }) => text)).toContain('Downloaded the whole workspace: 2 records.')
  })

  it('[R6] a first download that breaks off goes on, and ends with everything', async () => {
    for (let count = 0; count < 30; count += 1) write(a, { entity: 'contacts', recordId: a.store.core.makeId(), op: 'create', patch: { firstName: `n${count}` } })
    await world.drain()
    b.store.sync.resetRequired('all')
    b.faults.push('cut', 'answerLost', 'cut')
    await b.changes.api.syncNow()
    await world.drain()
    expect(b.store.data.list({ entity: 'contacts', limit: 100 }).total).toBe(30)
    expect(b.store.core.meta.get('snapshot')).toBeNull()
  })
})

/*
 *   A      deletes the contact ── 100 days ── (the server has purged it)
 *   B, C   (away) edit it ────────────────────────────────▶ behind the horizon: 410, a snapshot without it, record_gone
 */
describe('a device behind the tombstone horizon', () => {
  const failedOf = ({ store }: SimReplica) => store.data.journal({ status: ['failed'] }).rows
  const gone = ({ store }: SimReplica, id: string): boolean => store.data.get('contacts', id) === null

  it('[R5] neither resurrects nor loses: what it wrote stands in its failed list with the whole record, and everything else of it arrived', async () => {
    const id = await created({ firstName: 'Ana', company: 'Acme', tags: ['red'] }), other = await created({ firstName: 'Bea' })
    await offline(c)
    edit(c, id, { title: 'unsent' })
    edit(c, other, { title: 'sent later' })
    write(c, { entity: 'notes', recordId: c.store.core.makeId(), op: 'create', patch: { contactId: id, body: 'a note to it' } })
    write(a, { entity: 'contacts', recordId: id, op: 'delete', patch: {} })
    await world.settled()
    await world.passDays(100)
    await world.drain()

    expect(world.purged.map((purged) => purged.id)).toEqual([id])
    expect([a, b].map((replica) => gone(replica, id))).toEqual([true, true])
    expect(shown(a, other)).toMatchObject({ title: 'sent later' })
    expect(failedOf(c).map(({ error }) => [error?.code, error?.kept ?? null])).toEqual([
      ['reference_gone', null], ['record_gone', { firstName: 'Ana', company: 'Acme', tags: ['red'], title: 'unsent' }],
    ])
    expect(JSON.stringify(await world.serverRecords())).not.toContain('unsent')

    // One press: the record anew, and what belongs to it.
    c.store.data.retryFailed(failedOf(c)[1]!.change.mutationId)
    await world.drain()
    for (const replica of world.replicas) {
      expect(shown(replica, id)).toEqual({ firstName: 'Ana', company: 'Acme', tags: ['red'], title: 'unsent' })
      expect(replica.store.data.list({ entity: 'notes', where: { contactId: id } }).rows.map((row) => row.data['body'])).toEqual(['a note to it'])
      expect(failedOf(replica)).toEqual([])
    }
    expect(world.errors).toEqual([])
  })

  it('[R5] two that restore the same record as new make one of it, and neither\'s words are lost', async () => {
    const id = await created({ firstName: 'Ana' })
    await offline(b, c)
    edit(b, id, { title: 'of B' })
    edit(c, id, { externalId: 'of C' })
    write(a, { entity: 'contacts', recordId: id, op: 'delete', patch: {} })
    await world.settled()
    await world.passDays(100)
    await world.drain()
    for (const replica of [b, c]) replica.store.data.retryFailed(failedOf(replica)[0]!.change.mutationId)
    await world.drain()
    for (const replica of world.replicas) expect(shown(replica, id)).toEqual({ firstName: 'Ana', title: 'of B', externalId: 'of C' })
  })

  it('[R5] takes what it has back to nothing where the person lets it go', async () => {
    const id = await created({ firstName: 'Ana' })
    await offline(c)
    edit(c, id, { title: 'unsent' })
    write(a, { entity: 'contacts', recordId: id, op: 'delete', patch: {} })
    await world.settled()
    await world.passDays(100)
    await world.drain()
    await c.changes.api.discard([failedOf(c)[0]!.change.mutationId])
    await world.drain()
    expect(world.replicas.map((replica) => gone(replica, id))).toEqual([true, true, true])
    expect(c.store.data.journalCounts()).toMatchObject({ pending: 0, failed: 0 })
  })
})

describe('what the checker asks', () => {
  /*
   *   C   takes out w1C, sent ─▶
   *   A   offline: takes out w1C too ── undoes that, before it was sent
   */
  it('[M2] a word that one took out on purpose is not missed because another took it out and withdrew that (seeds 70223, 80485)', async () => {
    const contactId = await created({ firstName: 'Ana' }), id = a.store.core.makeId(), words = newWords()
    words.written.push({ word: 'w1C', recordId: id }, { word: 'w2C', recordId: id })
    write(c, { entity: 'notes', recordId: id, op: 'create', patch: { contactId, body: 'w1C w2C' } })
    await world.drain()
    await offline(a)
    await a.changes.api.notify('offline')
    const says = (replica: SimReplica, text: string): void => {
      const began = replica.store.data.get('notes', id)!
      noting(words, replica, () => write(replica, { entity: 'notes', recordId: id, op: 'update', patch: { body: editOf(began, text) } }))
    }
    says(c, 'w2C')
    await world.settled()
    says(a, 'w2C')
    // As the page undoes: what nobody sent is withdrawn.
    await a.turn({ kind: 'undo' }, (work) => noting(words, a, work))
    await world.drain()
    expect((await records('notes')).map(({ body }) => body)).toEqual(['w2C'])
    expect(lostWords(words, await world.serverRecords(), [])).toEqual([])
    // What nobody took out is still missed.
    words.removed.clear()
    expect(lostWords(words, await world.serverRecords(), [])).toEqual([expect.stringContaining('w1C')])
  })

  /*
   *   B   e-mail → v2, sent ─▶
   *   C                       (has it) takes out all e-mails ── undoes that ─▶
   *   A   offline: e-mail → v3 ───────────────────────────────────────────────▶  v2 gives way
   */
  it('[M2] of an element that somebody took out and put back, who did that may be told in the place of who wrote in it (seed 110863)', async () => {
    const contactId = await created({ firstName: 'Ana', emails: [{ id: 'e1', value: 'v1' }] })
    const mails = (replica: SimReplica, $set: Json): string => {
      edit(replica, contactId, { emails: { $set } })
      return replica.store.data.journal({ limit: 1 }).rows[0]!.change.id
    }
    await offline(a)
    mails(b, { update: { e1: { value: 'v2' } } })
    await world.settled()
    mails(c, { remove: ['e1'] })
    await world.settled()
    await c.turn({ kind: 'undo' }, (step) => step())
    await world.advance(1_000)
    const changeId = mails(a, { update: { e1: { value: 'v3' } } }), { baseRevision } = a.store.data.journal({ limit: 1 }).rows[0]!.change
    await world.drain()
    const server = await world.serverRecords(), journaled = new Map([[changeId, { mutationId: '', baseRevision: baseRevision!, undoes: false, settles: false, trueTime: 0 }]])
    expect((await records('notices')).map(({ lost }) => lost)).toEqual([[{ id: 'e1', value: 'v2' }]])
    expect(elementsAreTold(server, journaled, new Set())).toEqual([])
    // That nobody is told is still found.
    expect(elementsAreTold(server.filter(({ entity }) => entity !== 'notices'), journaled, new Set())).toEqual([expect.stringContaining('"v2"')])
  })
})
