import { gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { PulledChange, SnapshotLine } from '../../src/protocol/pull.ts'
import { seededRandom } from '../../src/shared/random.ts'
import { decodeCursor, encodeCursor } from '../../src/sync-api/pull/cursor.ts'
import { createTestStore } from '../support/test-store.ts'
import { setupAccount, setupDevice, setupServer, type Account, type Device, type Server } from './sync-api-setup.ts'

let server: Server
let ana: Account
let phone: Device
beforeEach(async () => {
  server = await setupServer()
  ana = await setupAccount(server)
  phone = setupDevice(server, ana)
})
afterEach(() => server.close())

const create = (firstName: string) => ({ op: 'create' as const, recordId: phone.newId(), patch: { firstName } })
const seed = async (count: number): Promise<void> => {
  for (let from = 0; from < count; from += 100) {
    await phone.act(...Array.from({ length: Math.min(100, count - from) }, (_, index) => create(`Person ${from + index}`)))
  }
}
const snapshot = async (query = '', headers = {}): Promise<{ lines: SnapshotLine[]; status: number; encoding: unknown; bytes: number }> => {
  const answer = await server.app.inject({ url: `/api/sync/snapshot${query}`, headers: { ...ana.headers, ...headers } })
  const encoding = answer.headers['content-encoding']
  const text = encoding === 'gzip' ? gunzipSync(answer.rawPayload).toString() : answer.body
  return { lines: text.trim().split('\n').map((line) => JSON.parse(line) as SnapshotLine), status: answer.statusCode, encoding, bytes: answer.rawPayload.length }
}
const recordsIn = (lines: SnapshotLine[]): PulledChange[] => lines.filter((line): line is PulledChange => 'entity' in line)

describe('changes', () => {
  it('[R1] come in revision order, page by page, each once, and the cursor ends where nothing is left', async () => {
    await seed(120)
    const revisions: number[] = []
    let since = '0'
    for (let more = true; more;) {
      const { body } = await phone.pull(`?limit=50&since=${since}`)
      revisions.push(...body.changes.map((change) => change.revision))
      since = body.cursor
      more = body.hasMore
    }
    expect(revisions).toEqual(Array.from({ length: 240 }, (_, index) => index + 1))
    expect((await phone.pull(`?since=${since}`)).body).toMatchObject({ changes: [], hasMore: false, cursor: since })
  })

  it('give the newest state of a record once, with what happened since', async () => {
    const contact = create('Bea')
    await phone.act(contact)
    const { body: first } = await phone.pull()
    await phone.act({ op: 'update', recordId: contact.recordId, patch: { title: 'a' }, baseRevision: 1_000 })
    await phone.act({ op: 'update', recordId: contact.recordId, patch: { title: 'b' }, baseRevision: 1_000 })
    const { body: second } = await phone.pull(`?entities=contacts&since=${first.cursor}`)
    expect(second.changes).toMatchObject([{ action: 'updated', data: { title: 'b' } }])
    await phone.act({ op: 'delete', recordId: contact.recordId, baseRevision: 1_000 })
    const { body: third } = await phone.pull(`?entities=contacts&since=${second.cursor}`)
    expect(third.changes).toMatchObject([{ action: 'deleted', data: { firstName: 'Bea' } }])
    expect((await phone.pull('?entities=contacts')).body.changes).toMatchObject([{ action: 'deleted' }])
  })

  it('move only the entities asked for; one that is not in the cursor starts from nothing', async () => {
    await seed(3)
    const { body: contacts } = await phone.pull('?entities=contacts')
    expect(new Set(contacts.changes.map((change) => change.entity))).toEqual(new Set(['contacts']))
    const { body: all } = await phone.pull(`?since=${contacts.cursor}`)
    expect(all.changes.map((change) => change.entity)).toEqual(['history', 'history', 'history'])
  })

  it('pass over entities this server does not know', async () => {
    await seed(1)
    expect((await phone.pull('?entities=contacts,dragons')).body.changes).toHaveLength(1)
  })

  it('[R5] ask for a reset where the cursor is garbage, of another epoch, or ahead of this history', async () => {
    await seed(1)
    const { body } = await phone.pull()
    const cursor = decodeCursor(body.cursor)!
    const wrong = [
      'garbage', encodeCursor({ ...cursor, epoch: 'other' }), encodeCursor({ ...cursor, positions: new Map([['contacts', 1_000]]) }),
      Buffer.from('{"e":"x","p":{"contacts":"many"}}').toString('base64url'), Buffer.from('null').toString('base64url'),
    ]
    for (const since of wrong) expect(await phone.pull(`?since=${since}`)).toMatchObject({ status: 410, body: { error: 'reset_required', entities: expect.arrayContaining(['contacts']) } })
  })

  it('refuse a limit that is none, and cap one that is too large', async () => {
    expect((await phone.pull('?limit=none')).status).toBe(400)
    expect((await phone.pull('?limit=100000')).status).toBe(200)
  })
})

describe('a history that went another way', () => {
  /** A server put back to a copy of its store that lacks what a device has since seen. */
  const restored = async (): Promise<{ server: Server; device: Device; person: Account; seen: string; remove: () => Promise<void> }> => {
    const testStore = await createTestStore()
    const first = await setupServer({ testStore })
    const person = await setupAccount(first)
    await setupDevice(first, person).act(create('Kept'))
    await first.close()
    const backup = await testStore.backUp()

    const second = await setupServer({ testStore })
    const later = setupDevice(second, person)
    await later.act(create('Lost'))
    await second.close()
    await backup()

    const third = await setupServer({ testStore, random: seededRandom(8) })
    return {
      server: third, device: setupDevice(third, person), person, seen: later.seen!,
      remove: () => testStore.remove(),
    }
  }
  const epochOf = async (device: Device): Promise<string> => decodeCursor((await device.pull()).body.cursor)!.epoch

  for (const regrown of [false, true]) {
    it(`[R1] is noticed by a revision that ${regrown ? 'has another mark' : 'is not there yet'}: the push applies nothing, and another epoch begins, once`, async () => {
      const { server: again, device, seen, remove } = await restored()
      if (regrown) await device.act(create('Grown'))
      const before = await epochOf(device)
      device.seen = seen
      await expect(device.act(create('Eve'))).rejects.toMatchObject({ status: 409, body: { error: 'epoch_changed', results: [] } })
      const after = await epochOf(device)
      expect(after).not.toBe(before)
      await expect(device.act(create('Eve'))).rejects.toMatchObject({ status: 409 })
      expect(await epochOf(device)).toBe(after)
      expect((await device.all('contacts')).map((record) => record.data?.['firstName'])).toEqual(regrown ? ['Kept', 'Grown'] : ['Kept'])
      device.seen = (await device.pull()).body.seen
      expect(await device.act(create('Eve'))).toMatchObject([{ status: 'applied' }])
      await again.close()
      await remove()
    })
  }

  it('[M1] a base of the epoch that ended counts as what the two share, not as its number', async () => {
    const { server: again, device, person, seen, remove } = await restored()
    device.seen = seen
    await expect(device.act(create('Eve'))).rejects.toMatchObject({ status: 409 })
    const { e: dead } = JSON.parse(Buffer.from(seen.split('.')[0]!, 'base64url').toString()) as { e: string }
    device.seen = (await device.pull()).body.seen
    const [kept] = (await device.all('contacts'))
    const other = setupDevice(again, person)
    await other.act({ op: 'update', recordId: kept!.id, patch: { company: 'Acme' }, baseRevision: 1_000 })
    const edit = { op: 'update' as const, recordId: kept!.id, patch: { company: 'Blick' }, baseRevision: 1_000 }
    expect(await device.act({ ...edit, baseEpoch: dead })).toMatchObject([{ status: 'conflict' }])
    // Where it names no epoch, it is that of the push's seen.
    expect(await device.act({ ...edit, patch: { title: 'Dr' } }, { ...edit, patch: { company: 'Corso' } })).toMatchObject([{ status: 'applied' }, { status: 'applied' }])
    await again.close()
    await remove()
  })

  it('[R1] is noticed by a pull too', async () => {
    const { server: again, device, seen, remove } = await restored()
    const before = await epochOf(device)
    expect(await device.pull(`?seen=${seen}`)).toMatchObject({ status: 410, body: { error: 'reset_required' } })
    expect(await epochOf(device)).not.toBe(before)
    await again.close()
    await remove()
  })

  it('[R1] a token this server did not sign, or signed for another workspace, is not believed', async () => {
    await seed(1)
    phone.seen = `${phone.seen!.slice(0, -2)}xx`
    await expect(phone.act(create('Eve'))).rejects.toMatchObject({ status: 409 })
    const other = setupDevice(server, await setupAccount(server))
    await other.act(create('Eve'))
    phone.seen = other.seen
    await expect(phone.act(create('Eve'))).rejects.toMatchObject({ status: 409 })
  })
})

describe('a snapshot', () => {
  it('[R6] has a header with cursor, seen and counts, then records by entity priority, newest id first, then its end', async () => {
    await seed(5)
    const { lines, status } = await snapshot()
    expect(status).toBe(200)
    expect(lines[0]).toMatchObject({ cursor: expect.any(String), seen: expect.any(String), counts: { contacts: 5, history: 5, notes: 0 } })
    expect(lines.at(-1)).toEqual({ end: true })
    const records = recordsIn(lines)
    expect(records.map((record) => record.entity)).toEqual([...Array<string>(5).fill('contacts'), ...Array<string>(5).fill('history')])
    const ids = records.slice(0, 5).map((record) => record.id)
    expect(ids).toEqual([...ids].sort().reverse())
  })

  it('[R6] the delta begins at its header\'s cursor', async () => {
    await seed(2)
    const { lines } = await snapshot()
    const header = lines[0] as { cursor: string; seen: string }
    expect((await phone.pull(`?since=${header.cursor}&seen=${header.seen}`)).body).toMatchObject({ changes: [], hasMore: false })
    await seed(1)
    expect((await phone.pull(`?since=${header.cursor}`)).body.changes).toHaveLength(2)
  })

  it('[R6] goes on from any checkpoint with exactly what is missing', async () => {
    await seed(1_300)
    const { lines } = await snapshot()
    const checkpoints = lines.flatMap((line, index) => ('checkpoint' in line ? [{ index, after: line.checkpoint }] : []))
    expect(checkpoints).toHaveLength(2)
    for (const { index, after } of checkpoints) {
      const rest = await snapshot(`?after=${after}`)
      expect(recordsIn(rest.lines).map((record) => record.id)).toEqual(recordsIn(lines.slice(index)).map((record) => record.id))
    }
  })

  it('[R6] starts over from a checkpoint in an entity that is not given here', async () => {
    await seed(3)
    const { lines } = await snapshot()
    const { epoch } = (await server.app.inject({ url: '/api/sync/health', headers: ana.headers })).json<{ epoch: string }>()
    const after = Buffer.from(JSON.stringify([epoch, 'planets', '~'])).toString('base64url')
    expect(recordsIn((await snapshot(`?after=${after}`)).lines)).toEqual(recordsIn(lines))
  })

  it('[R6] starts over from a checkpoint of another epoch', async () => {
    await seed(2)
    const after = Buffer.from(JSON.stringify(['other', 'history', '0'])).toString('base64url')
    expect(recordsIn((await snapshot(`?after=${after}`)).lines)).toHaveLength(4)
  })

  it('is compressed, NDJSON or not', async () => {
    await seed(100)
    const plain = await snapshot()
    const packed = await snapshot('', { 'accept-encoding': 'gzip' })
    expect(packed.encoding).toBe('gzip')
    expect(packed.lines).toEqual(plain.lines)
    expect(packed.bytes).toBeLessThan(plain.bytes / 4)
  })

  it('keeps tombstones, so that the trash is the same on every device', async () => {
    const contact = create('Bea')
    await phone.act(contact)
    await phone.act({ op: 'delete', recordId: contact.recordId, baseRevision: 1_000 })
    expect(recordsIn((await snapshot('?entities=contacts')).lines)).toMatchObject([{ id: contact.recordId, deletedAt: expect.any(String) }])
  })
})
