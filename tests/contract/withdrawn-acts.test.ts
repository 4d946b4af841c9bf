import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { TurnOf, UndoResult } from '../../src/db-worker/contract.ts'
import { turn } from '../../src/data-api/turn.ts'
import { createMirrorSource } from '../../src/outbox/mirror-source.ts'
import { drained, setupTwoDevices, writeOn, type NetworkDevice, type NetworkSetup, type TwoDevices } from '../support/network-setup.ts'

/* What is undone before anybody has sent it (decision 0044), on two devices around the real server. */

let network: NetworkSetup, here: NetworkDevice, there: NetworkDevice, bothDrained: TwoDevices['bothDrained']
let id: string
beforeEach(async () => {
  ({ network, here, there, bothDrained } = await setupTwoDevices())
  id = writeOn(here, 'contacts', 'create', { firstName: 'Bea', title: 'Old', emails: [{ id: 'e1', value: 'bea@acme.example', label: 'work' }] })
  await bothDrained()
  await here.goOffline()
})
afterEach(() => network.close())

const valueOf = ({ store }: NetworkDevice, field: string, record = id): unknown => store.data.get('contacts', record)?.data[field] ?? null
/** As the page does it. */
const turned = async ({ ports, worker }: NetworkDevice, of: TurnOf): Promise<UndoResult> => {
  const must = async <T>(answer: Promise<{ ok: true; value: T } | { ok: false; error: { message: string } }>): Promise<T> => {
    const got = await answer
    if (!got.ok) throw new Error(got.error.message)
    return got.value
  }
  return turn({ data: (use) => must(use(ports.data as never)), changes: (use) => must(use(worker.api as never)) }, of)
}
const undo = (device: NetworkDevice) => turned(device, { kind: 'undo' }), redo = (device: NetworkDevice) => turned(device, { kind: 'redo' })
const waiting = ({ store }: NetworkDevice): number => store.data.journalCounts().pending
const notices = ({ store }: NetworkDevice): number => store.data.list({ entity: 'notices' }).total
const history = ({ store }: NetworkDevice, record = id): string[] => store.data.history('contacts', record).map(({ op, fields }) => [op, ...Object.keys(fields)].join(' '))
async function online(): Promise<void> {
  await here.goOnline()
  await bothDrained()
}

describe('[J2, U1] what is undone before it was sent', () => {
  it('is not sent, nor its undo: what another wrote in between stands, nobody is told, and no history tells of it', async () => {
    const before = history(here)
    writeOn(here, 'contacts', 'update', { title: 'Mine', birthday: '1990-01-01' }, id)
    writeOn(there, 'contacts', 'update', { title: 'Theirs', birthday: '1991-02-02' }, id)
    await there.until(drained)
    expect(await undo(here)).toMatchObject({ done: true, changed: 1, label: 'update contacts' })
    expect([valueOf(here, 'title'), waiting(here), history(here), here.store.data.recentHistory(100).length]).toEqual(['Old', 0, before, 1])
    await online()
    for (const device of [here, there]) {
      expect([valueOf(device, 'title'), valueOf(device, 'birthday'), notices(device)]).toEqual(['Theirs', '1991-02-02', 0])
      expect(history(device)).toEqual(['create', 'update title birthday'])
    }
  })

  it('can be done again, and undone once more; done again after another has written, it leaves that alone', async () => {
    writeOn(here, 'contacts', 'update', { title: 'Mine' }, id)
    writeOn(here, 'contacts', 'update', { firstName: 'Beatriz' }, id)
    await undo(here)
    await undo(here)
    expect([valueOf(here, 'title'), valueOf(here, 'firstName'), waiting(here)]).toEqual(['Old', 'Bea', 0])
    await redo(here)
    expect([valueOf(here, 'title'), valueOf(here, 'firstName'), waiting(here), here.store.data.journal({ status: ['pending'] }).rows[0]!.label]).toEqual(['Mine', 'Bea', 1, 'update contacts'])
    await redo(here)
    await undo(here)
    expect([valueOf(here, 'firstName'), waiting(here)]).toEqual(['Bea', 1])
    writeOn(there, 'contacts', 'update', { firstName: 'Theirs' }, id)
    await online()
    expect(await redo(here)).toMatchObject({ changed: 0, leftAlone: [{ fields: ['firstName'] }] })
    await bothDrained()
    for (const device of [here, there]) expect([valueOf(device, 'title'), valueOf(device, 'firstName'), notices(device)]).toEqual(['Mine', 'Theirs', 0])
  })

  it('is the making of a record, with what hangs on it, a note\'s words, an element of a list, a delete', async () => {
    const made = here.store.core.makeId(), note = here.store.core.makeId(), of = here.store.core.makeId()
    here.store.data.mutate({ mutationId: here.store.core.makeId(), label: 'Make', changes: [
      { entity: 'contacts', recordId: made, op: 'create', patch: { firstName: 'New' } }, { entity: 'notes', recordId: note, op: 'create', patch: { contactId: made, body: 'Words' } }] })
    writeOn(here, 'contacts', 'update', { emails: { $set: { add: [{ id: 'e2', value: 'second@acme.example' }], update: { e1: { label: 'home' } } } } }, id)
    writeOn(here, 'notes', 'create', { contactId: id, body: 'One' }, of)
    writeOn(here, 'notes', 'update', { body: 'One two' }, of)
    writeOn(here, 'contacts', 'delete', {}, id)
    const full = (): unknown => [here.store.data.get('contacts', made)?.data, here.store.data.get('notes', note)?.data['body'], valueOf(here, 'emails'), here.store.data.get('notes', of)?.data['body'], here.store.data.get('contacts', id)?.deletedAt !== null]
    const all = JSON.stringify(full())
    for (let act = 0; act < 5; act += 1) expect(await undo(here)).toMatchObject({ done: true, leftAlone: [], gone: 0 })
    expect(waiting(here)).toBe(0)
    expect([here.store.data.get('contacts', made), here.store.data.get('notes', note), here.store.data.get('notes', of), valueOf(here, 'emails')]).toEqual([null, null, null, [{ id: 'e1', value: 'bea@acme.example', label: 'work' }]])
    for (let act = 0; act < 5; act += 1) expect(await redo(here)).toMatchObject({ done: true, leftAlone: [], gone: 0 })
    expect(JSON.stringify(full())).toBe(all)
    await online()
    expect(there.store.data.get('notes', note)?.data['body']).toBe('Words')
    expect(there.store.data.get('contacts', id)?.deletedAt).not.toBeNull()
    expect(here.store.data.journalCounts()).toMatchObject({ failed: 0, pending: 0 })
  })

  it('is an undo too: what had been sent stands again, and nothing is sent of either', async () => {
    await here.goOnline()
    writeOn(here, 'contacts', 'update', { title: 'Sent' }, id)
    await bothDrained()
    await here.goOffline()
    await undo(here)
    expect([valueOf(here, 'title'), waiting(here)]).toEqual(['Old', 1])
    await redo(here)
    expect([valueOf(here, 'title'), waiting(here)]).toEqual(['Sent', 0])
    await undo(here)
    await online()
    for (const device of [here, there]) expect([valueOf(device, 'title'), history(device)]).toEqual(['Old', ['create', 'update title', 'update title']])
  })

  it('and taken back from the history is an act that can be undone', async () => {
    const mutationId = here.store.core.makeId()
    here.store.data.mutate({ mutationId, label: 'Set title', changes: [{ entity: 'contacts', recordId: id, op: 'update', patch: { title: 'Mine' } }] })
    await turned(here, { actId: mutationId })
    expect([valueOf(here, 'title'), waiting(here), here.store.data.undoState().undo?.label]).toEqual(['Old', 0, 'Undo: Set title'])
    await undo(here)
    expect([valueOf(here, 'title'), waiting(here)]).toEqual(['Mine', 1])
  })
})

describe('[J2] its inverse is sent instead', () => {
  it('where a later act builds on it', async () => {
    const mutationId = here.store.core.makeId()
    here.store.data.mutate({ mutationId, label: 'first', changes: [{ entity: 'contacts', recordId: id, op: 'update', patch: { title: 'Mine' } }] })
    writeOn(here, 'contacts', 'update', { firstName: 'Beatriz' }, id)
    await turned(here, { actId: mutationId })
    expect([valueOf(here, 'title'), valueOf(here, 'firstName'), waiting(here)]).toEqual(['Old', 'Beatriz', 3])
  })

  it('where the service worker has claimed it, and then it does not write over what another wrote', async () => {
    writeOn(here, 'contacts', 'update', { title: 'Mine' }, id)
    const [name] = await here.mirrors.names(), storage = await here.mirrors.open(name!)
    for (let tries = 0; (await storage.mutations(-1, 10)).length === 0 && tries < 200; tries += 1) await new Promise((resolve) => { setTimeout(resolve, 10) })
    await (await createMirrorSource(storage, (await storage.identity())!)).next(null, new Set())
    await new Promise((resolve) => { setTimeout(resolve, 5) })
    writeOn(there, 'contacts', 'update', { title: 'Theirs' }, id)
    await there.until(drained)
    await undo(here)
    expect([valueOf(here, 'title'), waiting(here)]).toEqual(['Old', 2])
    await online()
    for (const device of [here, there]) expect(valueOf(device, 'title')).toBe('Theirs')
  })

  it('where it has left this device, answered or not', async () => {
    writeOn(here, 'contacts', 'update', { title: 'Mine' }, id)
    const { changes } = here.store.sync.nextBatch()
    here.store.sync.pushFailed(changes.map((change) => change.id), { code: 'offline', message: 'away', counts: false })
    await undo(here)
    expect([valueOf(here, 'title'), waiting(here)]).toEqual(['Old', 2])
  })

  it('where it waited in a backup that was put back: it may have been sent since', async () => {
    writeOn(here, 'contacts', 'update', { title: 'Mine' }, id)
    const backup = here.store.data.backup()
    await online()
    await here.goOffline()
    here.store.data.restore(backup)
    await undo(here)
    await online()
    for (const device of [here, there]) expect(valueOf(device, 'title')).toBe('Old')
  })

  it('[P7] and what was taken from the mirror for nothing is in it again', async () => {
    writeOn(here, 'contacts', 'update', { title: 'Mine' }, id)
    const [name] = await here.mirrors.names(), storage = await here.mirrors.open(name!)
    const [first] = here.store.data.journal({ status: ['pending'] }).rows
    await here.worker.api.turn({ actId: here.store.core.makeId() }).catch(() => undefined)
    writeOn(here, 'contacts', 'update', { firstName: 'Beatriz' }, id)
    await here.worker.api.turn({ actId: first!.change.mutationId })
    for (let tries = 0; (await storage.mutations(-1, 10)).length < 3 && tries < 300; tries += 1) await new Promise((resolve) => { setTimeout(resolve, 10) })
    expect((await storage.mutations(-1, 10)).length).toBe(3)
  })
})

it('[J4] of a database that is nobody\'s, where nobody can write in between, the history tells as ever', async () => {
  const alone = await network.device()
  const contact = writeOn(alone, 'contacts', 'create', { firstName: 'Bea' })
  writeOn(alone, 'contacts', 'update', { title: 'Mine' }, contact)
  await undo(alone)
  expect(alone.store.data.history('contacts', contact)).toHaveLength(3)
})
