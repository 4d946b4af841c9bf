import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { defineEntity } from '../../src/model/entity.ts'
import { createModel, productEntities } from '../../src/model/model.ts'
import { settingId } from '../../src/model/settings.ts'
import type { PulledChange } from '../../src/protocol/pull.ts'
import type { PushResult } from '../../src/protocol/push.ts'
import type { Json } from '../../src/shared/json.ts'
import { z } from '../../src/shared/zod.ts'
import { setupAccount, setupDevice, setupMember, setupServer, type Account, type Device, type Draft, type Server } from './sync-api-setup.ts'

/** The product has no field that the higher role's value stands in. */
const berths = defineEntity({
  name: 'berths', label: { one: 'berth', many: 'berths' }, priority: 'normal', schemaVersion: 1, authored: 'people',
  fields: { boat: { kind: 'text', label: 'Boat', policy: 'role', schema: z.string() }, tags: { kind: 'tags', label: 'Tags', policy: 'union', schema: z.array(z.string()) } },
  columns: { boat: { label: 'Boat', type: 'text', sort: (data) => String(data['boat'] ?? '') } },
  rules: [], title: (data) => String(data['boat'] ?? ''),
})
const model = createModel([...productEntities, berths])

let server: Server
let ana: Account, ben: Account, cy: Account
let owners: Device, laptop: Device, bens: Device, cys: Device
let id: string, seen: number
beforeAll(async () => { server = await setupServer({ model }) })
afterAll(() => server.close())
beforeEach(async () => {
  ana = await setupAccount(server)
  ben = await setupMember(server, ana, 'Ben', 'member')
  cy = await setupMember(server, ana, 'Cy', 'admin')
  owners = setupDevice(server, ana, { model })
  laptop = setupDevice(server, ana, { model })
  bens = setupDevice(server, ben, { model })
  cys = setupDevice(server, cy, { model })
  id = owners.newId()
  const [made] = await owners.act({ op: 'create', recordId: id, patch: { firstName: 'Bea', title: 'Coach', company: 'Acme', tags: ['red'] } })
  seen = revisionOf(made!)
  server.clock.advance(60_000)
})

const revisionOf = (result: PushResult): number => ('revision' in result ? result.revision : Number.NaN)
const edit = (patch: Record<string, Json>, baseRevision = seen): Draft => ({ op: 'update', recordId: id, patch: patch as never, baseRevision })
const setting = (key: string, value: Json): Draft => ({ entity: 'settings', op: 'create', recordId: settingId(key), patch: { key, value } })
const updated = (key: string, value: Json, baseRevision = 1_000_000): Draft => ({ entity: 'settings', op: 'update', recordId: settingId(key), patch: { value }, baseRevision })
const about = async (entity: string): Promise<PulledChange[]> => (await owners.all(entity)).filter((record) => record.data?.['recordId'] === id)
const contact = async () => (await owners.all('contacts')).find((record) => record.id === id)!.data!
const conflictsOf = async () => (await about('conflicts')).map((record) => record.data!)
const last = async (): Promise<number> => Number((await owners.pull('?limit=2000')).body.changes.at(-1)!.revision)

/** Ben's edit is in, and the laptop's, which did not know of it, comes a minute later. */
async function meet(field: string): Promise<PushResult> {
  await bens.act(edit({ [field]: 'Bens' }))
  server.clock.advance(60_000)
  return (await laptop.act({ ...edit({ [field]: 'Anas' }), before: { [field]: 'before' } }))[0]!
}

describe('a policy that the owner sets', () => {
  it('[M7] by hand → the newest stands: what meets from then on is merged, and nobody has to decide', async () => {
    expect(await meet('company')).toMatchObject({ status: 'conflict' })
    expect(await owners.act(setting('policy:contacts.company', 'newest'))).toMatchObject([{ status: 'applied' }])
    const known = await last()
    await bens.act(edit({ company: 'Bens later' }, known))
    server.clock.advance(60_000)
    expect((await laptop.act(edit({ company: 'Anas later' }, known)))[0]).toMatchObject({ status: 'merged', record: { data: { company: 'Anas later' } } })
    expect(await conflictsOf()).toHaveLength(1)
    expect((await about('notices')).map((notice) => notice.data)).toMatchObject([{ forUserId: ben.session.user.id, lost: 'Bens later', stands: 'Anas later' }])
  })

  it('[M7] the newest → by hand, the first, the higher role', async () => {
    await owners.act(setting('policy:contacts.title', 'manual'))
    expect(await meet('title')).toMatchObject({ status: 'conflict', record: { data: { title: 'Bens' } } })
    await owners.act(updated('policy:contacts.title', 'server'))
    const known = await last()
    await bens.act(edit({ title: 'Bens 2' }, known))
    server.clock.advance(60_000)
    expect((await laptop.act(edit({ title: 'Anas 2' }, known)))[0]).toMatchObject({ status: 'merged', superseded: ['title'], record: { data: { title: 'Bens 2' } } })
    await owners.act(updated('policy:contacts.title', 'role'))
    const then = await last()
    await laptop.act(edit({ title: 'Anas 3' }, then))
    server.clock.advance(60_000)
    expect((await bens.act(edit({ title: 'Bens 3' }, then)))[0]).toMatchObject({ status: 'merged', superseded: ['title'], record: { data: { title: 'Anas 3' } } })
  })

  it('[M7] that is taken back leaves the declared one', async () => {
    await owners.act(setting('policy:contacts.company', 'newest'))
    await owners.act(updated('policy:contacts.company', null))
    expect(await meet('company')).toMatchObject({ status: 'conflict' })
  })

  it('[M7] decides at the commit, whatever held when the person wrote', async () => {
    const written = laptop.mutation(edit({ company: 'Anas' }))
    await bens.act(edit({ company: 'Bens' }))
    await owners.act(setting('policy:contacts.company', 'server'))
    expect(await laptop.push(written)).toMatchObject([{ status: 'merged', superseded: ['company'], record: { data: { company: 'Bens' } } }])
  })

  it('[M7] counts for what comes after it in the same push, and not for what comes before', async () => {
    await bens.act(edit({ company: 'Bens', title: 'Bens' }))
    server.clock.advance(60_000)
    const results = await laptop.push([
      ...laptop.mutation(edit({ company: 'Anas' })), ...laptop.mutation(setting('policy:contacts.company', 'newest')), ...laptop.mutation(edit({ company: 'Anas again' })),
    ])
    expect(results).toMatchObject([{ status: 'conflict' }, { status: 'applied' }, { status: 'merged', record: { data: { company: 'Anas again' } } }])
  })

  it('[M7] counts within one mutation too, and not where the mutation was refused', async () => {
    await bens.act(edit({ company: 'Bens' }))
    server.clock.advance(60_000)
    const results = await laptop.push([
      ...laptop.mutation(setting('policy:contacts.company', 'newest'), edit({ company: 'Anas' }), edit({ birthday: 'soon' })),
      ...laptop.mutation(edit({ company: 'Anas' })),
    ])
    expect(results.map((result) => result.status)).toEqual(['rejected', 'rejected', 'rejected', 'conflict'])
    expect(await laptop.act(setting('policy:contacts.title', 'manual'), edit({ title: 'Anas' }))).toMatchObject([{ status: 'applied' }, { status: 'applied' }])
  })

  it('[P2, M7] set by two devices at once is one record, and the newer value stands', async () => {
    await owners.act(setting('policy:contacts.company', 'newest'))
    server.clock.advance(60_000)
    expect(await laptop.act(setting('policy:contacts.company', 'server'))).toMatchObject([{ status: 'merged', record: { data: { value: 'server' } } }])
    expect(await owners.all('settings')).toHaveLength(1)
  })

  it('[M7] of one workspace says nothing in another', async () => {
    const other = setupDevice(server, await setupAccount(server, 'Dee'), { model })
    await other.act(setting('policy:contacts.company', 'newest'))
    expect(await meet('company')).toMatchObject({ status: 'conflict' })
  })
})

describe('[M7] advisory mode', () => {
  beforeEach(async () => { await owners.act(setting('advisory:contacts', true)) })

  it('[M7] records a conflict and lets what comes stand, also by a clock that is behind; the loser is named with its value', async () => {
    const early = laptop.mutation({ ...edit({ title: 'Anas' }), before: { title: 'Coach' } })
    server.clock.advance(60_000)
    const [first] = await bens.act(edit({ title: 'Bens' }))
    const [result] = await laptop.push(early)
    expect(result).toMatchObject({ status: 'conflict', record: { data: { title: 'Anas' } }, conflicts: [{ field: 'title' }], superseded: [] })
    expect(await conflictsOf()).toMatchObject([{
      field: 'title', base: 'Coach', status: 'open',
      theirs: { value: 'Anas', userName: 'Ana', replicaId: laptop.replicaId, changeId: early[0]!.id },
      mine: [{ value: 'Bens', userName: 'Ben', replicaId: bens.replicaId, changeId: first!.id }],
    }])
    expect(await about('notices')).toEqual([])
    expect((await about('history')).find((entry) => entry.id === early[0]!.id)?.data).toMatchObject({ fields: { title: { from: 'Bens', to: 'Anas' } }, lost: {} })
    expect(await laptop.push(early)).toMatchObject([{ status: 'conflict', duplicate: true, record: { data: { title: 'Anas' } } }])
    expect(await conflictsOf()).toHaveLength(1)
  })

  it('[M7] has one open conflict a field: what stood joins those that lost, and who comes again stands again', async () => {
    await meet('title')
    await cys.act(edit({ title: 'Cys' }))
    expect(await conflictsOf()).toMatchObject([{ theirs: { value: 'Cys' }, mine: [{ value: 'Bens' }, { value: 'Anas' }] }])
    await bens.act(edit({ title: 'Bens again' }))
    const [open] = await conflictsOf()
    expect(open).toMatchObject({ theirs: { value: 'Bens again' } })
    expect((open!['mine'] as { value: string }[]).map(({ value }) => value)).toEqual(['Anas', 'Cys'])
    expect((await contact())['title']).toBe('Bens again')
  })

  it('[M3, M7] is settled by keeping what stands or by taking what lost', async () => {
    for (const value of ['Anas', 'Bens']) {
      await meet('title')
      const open = (await about('conflicts')).find((record) => record.data?.['status'] === 'open')!
      const { theirs, mine } = open.data!
      const results = await owners.act(
        edit({ title: value }, 1_000_000),
        { entity: 'conflicts', op: 'update', recordId: open.id, patch: { status: 'settled', settlement: { value, saw: { theirs, mine } } } as never, baseRevision: 1_000_000 },
      )
      expect(results.map((result) => result.status)).toEqual(['applied', 'applied'])
      expect((await contact())['title']).toBe(value)
      expect((await conflictsOf()).filter((data) => data['status'] === 'open')).toEqual([])
      seen = await last()
    }
  })

  it('[M3, M7] a settlement that did not see what stands leaves it open, with its own value standing', async () => {
    await meet('title')
    const [open] = await about('conflicts')
    const { theirs, mine } = open!.data!, base = await last()
    await cys.act(edit({ title: 'Cys' }, base))
    const results = await owners.act(
      edit({ title: 'Bens' }, base),
      { entity: 'conflicts', op: 'update', recordId: open!.id, patch: { status: 'settled', settlement: { value: 'Bens', saw: { theirs, mine } } } as never, baseRevision: base },
    )
    expect(results).toMatchObject([{ status: 'conflict' }, { status: 'merged', superseded: ['status', 'settlement'] }])
    expect(await conflictsOf()).toMatchObject([{ status: 'open', theirs: { value: 'Bens' } }])
    expect(((await conflictsOf())[0]!['mine'] as { value: string }[]).map(({ value }) => value)).toContain('Cys')
  })

  it('[M7] leaves lists, other entities, deletes and edits that knew alone', async () => {
    await bens.act(edit({ tags: { $set: { add: ['blue'] } } }))
    expect(await laptop.act(edit({ tags: { $set: { add: ['green'] } } }))).toMatchObject([{ status: 'applied' }])
    const [knew] = await bens.act(edit({ title: 'One' }))
    expect(await laptop.act(edit({ title: 'Two' }, revisionOf(knew!)))).toMatchObject([{ status: 'applied' }])
    expect(await cys.act({ op: 'delete', recordId: id, baseRevision: seen })).toMatchObject([{ status: 'merged', superseded: ['deletedAt'] }])
    expect(await conflictsOf()).toEqual([])
    const noteId = owners.newId()
    const [note] = await owners.act({ entity: 'notes', op: 'create', recordId: noteId, patch: { contactId: id, body: 'Hello' } })
    const of = (day: string): Draft => ({ entity: 'notes', op: 'update', recordId: noteId, patch: { happenedAt: `2026-05-${day}T10:00:00.000Z` }, baseRevision: revisionOf(note!) })
    await bens.act(of('01'))
    expect(await laptop.act(of('02'))).toMatchObject([{ status: 'merged', record: { data: { body: 'Hello' } } }])
    expect((await owners.all('conflicts')).filter(({ data }) => data?.['recordId'] === noteId)).toEqual([])
  })

  it('[M7] switched off again, the policies hold', async () => {
    await owners.act(updated('advisory:contacts', false))
    expect(await meet('title')).toMatchObject({ status: 'merged' })
    expect(await meet('company')).toMatchObject({ status: 'conflict', record: { data: { company: 'Bens' } } })
  })
})

describe('role', () => {
  it('[M2] the higher role\'s value stands, in either order of arrival; between equals the newer one', async () => {
    const berth = owners.newId()
    const [made] = await owners.act({ entity: 'berths', op: 'create', recordId: berth, patch: { boat: 'none' } })
    const of = (boat: string, baseRevision: number): Draft => ({ entity: 'berths', op: 'update', recordId: berth, patch: { boat }, baseRevision })
    server.clock.advance(60_000)
    const [first] = await cys.act(of('admins', revisionOf(made!)))
    server.clock.advance(60_000)
    expect(await bens.act(of('members', revisionOf(made!)))).toMatchObject([{ status: 'merged', superseded: ['boat'], record: { data: { boat: 'admins' } } }])
    const [second] = await bens.act(of('members again', revisionOf(first!) + 10))
    server.clock.advance(60_000)
    expect(await cys.act(of('admins again', revisionOf(first!)))).toMatchObject([{ status: 'merged', superseded: [], record: { data: { boat: 'admins again' } } }])
    const notices = (await owners.all('notices')).filter(({ data }) => data?.['recordId'] === berth).map(({ data }) => data)
    expect(notices).toMatchObject([{ forUserId: ben.session.user.id, lost: 'members' }, { forUserId: ben.session.user.id, lost: 'members again' }])
    expect(second!.status).toBe('applied')
    const phone = setupDevice(server, ben, { model }), base = await last()
    await phone.act(of('one', base))
    server.clock.advance(60_000)
    expect(await bens.act(of('two', base))).toMatchObject([{ status: 'merged', record: { data: { boat: 'two' } } }])
  })
})

describe('settings are the owner\'s', () => {
  it.each(['members', 'admins'])('[M7, M5] %s are refused by the rule\'s name, and nothing changes', async (who) => {
    const device = who === 'members' ? bens : cys
    expect(await device.act(setting('policy:contacts.company', 'newest'))).toMatchObject([{ status: 'rejected', error: { code: 'settings_are_the_owners' } }])
    await owners.act(setting('policy:contacts.company', 'newest'))
    expect(await device.act(setting('policy:contacts.company', 'manual'))).toMatchObject([{ status: 'rejected', error: { code: 'settings_are_the_owners' } }])
    expect(await device.act(updated('policy:contacts.company', 'manual'))).toMatchObject([{ status: 'rejected', error: { code: 'settings_are_the_owners' } }])
    // Older than what stands, it would have lost all the same; it is refused nevertheless.
    expect(await device.act(updated('policy:contacts.company', 'manual', 1))).toMatchObject([{ status: 'rejected', error: { code: 'settings_are_the_owners' } }])
    expect((await owners.all('settings')).map(({ data }) => data)).toEqual([{ key: 'policy:contacts.company', value: 'newest' }])
  })

  it.each(['delete', 'restore'] as const)('[M7] nobody can %s one, the owner neither', async (op) => {
    await owners.act(setting('policy:contacts.company', 'newest'))
    for (const device of [owners, bens, cys]) {
      expect(await device.act({ entity: 'settings', op, recordId: settingId('policy:contacts.company'), baseRevision: 1_000_000 })).toMatchObject([{ status: 'rejected', error: { code: 'forbidden' } }])
    }
    expect((await owners.all('settings')).map(({ deletedAt }) => deletedAt)).toEqual([null])
    expect(await meet('company')).toMatchObject({ status: 'merged' })
  })

  it.each<[string, Json, RegExp]>([
    ['policy:boats.name', 'newest', /nothing called “boats”/], ['policy:contacts.nickname', 'newest', /no field “nickname”/], ['policy:contacts.emails', 'newest', /“E-mails” merges is fixed/],
    ['policy:contacts.company', 'union', /one of newest/], ['policy:contacts.company', 'text', /one of newest/], ['policy:berths.tags', 'manual', /fixed/], ['policy:settings.value', 'manual', /not up to a setting/],
    ['advisory:conflicts', true, /not up to a setting/], ['advisory:boats', true, /nothing called/], ['advisory:contacts', 'yes', /on \(true\)/], ['trashDays', 0, /whole number of days/], ['colour', 'red', /no setting “colour”/],
  ])('[M7] %s = %s is refused by name', async (key, value, words) => {
    const [result] = await owners.act(setting(key, value))
    expect(result).toMatchObject({ status: 'rejected', error: { code: 'setting_makes_sense', message: expect.stringMatching(words) as string } })
    expect(await owners.all('settings')).toEqual([])
  })

  it('[M7] stands in its own place only, under the key that it was made for', async () => {
    const elsewhere = { ...setting('policy:contacts.company', 'newest'), recordId: owners.newId() }
    expect(await owners.act(elsewhere)).toMatchObject([{ status: 'rejected', error: { code: 'setting_makes_sense', field: 'key' } }])
    await owners.act(setting('policy:contacts.company', 'newest'))
    const moved = { ...updated('policy:contacts.company', 'newest'), patch: { key: 'policy:contacts.title' } }
    expect(await owners.act(moved)).toMatchObject([{ status: 'rejected', error: { code: 'setting_makes_sense' } }])
  })
})
