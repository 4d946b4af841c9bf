import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Change } from '../../src/protocol/change.ts'
import { settingId } from '../../src/model/settings.ts'
import { setupAccount, setupDevice, setupMember, setupServer, type Account, type Device, type Draft, type Server } from './sync-api-setup.ts'

/* An undo that arrives after somebody else has written (decision 0044). */

let server: Server
let ana: Account
let anas: Device, bens: Device
let id: string, seen: number

beforeAll(async () => { server = await setupServer() })
afterAll(() => server.close())
beforeEach(async () => {
  ana = await setupAccount(server)
  const ben = await setupMember(server, ana, 'Ben', 'member')
  anas = setupDevice(server, ana)
  bens = setupDevice(server, ben)
  id = anas.newId()
  await anas.act({ op: 'create', recordId: id, patch: { firstName: 'Bea', title: 'Old', company: 'Acme', emails: [{ id: 'e1', value: 'bea@acme.example', label: 'work' }] } })
  seen = (await contact()).revision
  server.clock.advance(60_000)
})

type Values = Change['patch']
const contact = async () => (await anas.all('contacts')).find((record) => record.id === id)!
const valueOf = async (field: string) => (await contact()).data?.[field] ?? null
const edit = (patch: Values, before: Values, more: Partial<Draft> = {}): Draft => ({ op: 'update', recordId: id, patch, before, baseRevision: seen, ...more })
/** An edit and its undo, a minute apart, neither sent; between them `meanwhile` happens elsewhere. */
async function undone(field: string, from: Values[string], to: Values[string], back: Values[string], meanwhile: () => Promise<unknown>, order: 'before' | 'between' = 'between'): Promise<Change[]> {
  if (order === 'before') { await meanwhile(); server.clock.advance(60_000) }
  const [done] = anas.mutation(edit({ [field]: to }, { [field]: from }))
  server.clock.advance(60_000)
  if (order === 'between') { await meanwhile(); server.clock.advance(60_000) }
  const [undo] = anas.mutation(edit({ [field]: back }, { [field]: to }, { undoes: done!.id }))
  return [done!, undo!]
}
const told = async (field: string) => (await anas.all('notices')).filter(({ data }) => data?.['field'] === field).map(({ data }) => [data?.['forUserId'] === ana.session.user.id ? 'Ana' : 'Ben', data?.['lost'], data?.['stands']])

describe('[U1] an undo reverts what it takes back, and not what somebody else wrote', () => {
  it('where the edit gives way to a later one of another', async () => {
    const results = await anas.push(await undone('title', 'Old', 'Mine', 'Old', () => bens.act(edit({ title: 'Ben\'s' }, { title: 'Old' }))))
    expect(results.map(({ status }) => status)).toEqual(['merged', 'applied'])
    expect(await valueOf('title')).toBe('Ben\'s')
    expect(await told('title')).toEqual([['Ana', 'Mine', 'Ben\'s']])
  })

  it('where the field was empty before', async () => {
    await anas.push(await undone('birthday', null, '1990-01-01', null, () => bens.act(edit({ birthday: '1991-02-02' }, { birthday: null }))))
    expect(await valueOf('birthday')).toBe('1991-02-02')
  })

  it('where the edit overruled an earlier one of another, to that one', async () => {
    await anas.push(await undone('title', 'Old', 'Mine', 'Old', () => bens.act(edit({ title: 'Ben\'s' }, { title: 'Old' })), 'before'))
    expect(await valueOf('title')).toBe('Ben\'s')
  })

  it('where the edit was answered long ago and another has written over it unseen: its author is told', async () => {
    const [done] = anas.mutation(edit({ title: 'Mine' }, { title: 'Old' }))
    await anas.push([done!])
    const mine = (await contact()).revision
    server.clock.advance(60_000)
    await bens.act(edit({ title: 'Ben\'s' }, { title: 'Mine' }, { baseRevision: mine }))
    server.clock.advance(60_000)
    const undo = anas.mutation(edit({ title: 'Old' }, { title: 'Mine' }, { baseRevision: mine, undoes: done!.id }))
    expect(await anas.push(undo)).toMatchObject([{ status: 'merged', superseded: ['title'], record: { data: { title: 'Ben\'s' } } }])
    expect(await anas.push(undo)).toMatchObject([{ status: 'merged', duplicate: true }])
    expect(await told('title')).toEqual([['Ana', 'Old', 'Ben\'s']])
    expect((await anas.all('history')).find((entry) => entry.id === undo[0]!.id)?.data).toMatchObject({ fields: {}, lost: { title: 'Old' } })
  })

  it('of an element of a list too', async () => {
    const label = (to: string) => ({ $set: { update: { e1: { label: to } } } })
    const before = [{ id: 'e1', value: 'bea@acme.example', label: 'work' }]
    await anas.push(await undone('emails', before, label('mine'), label('work'), () => bens.act(edit({ emails: label('Ben\'s') }, { emails: before }))))
    expect(await valueOf('emails')).toEqual([{ id: 'e1', value: 'bea@acme.example', label: 'Ben\'s' }])
  })

  it('[M3] and where a person is to decide, they still are', async () => {
    const results = await anas.push(await undone('company', 'Acme', 'Mine', 'Acme', () => bens.act(edit({ company: 'Ben\'s' }, { company: 'Acme' }))))
    expect(results[0]).toMatchObject({ status: 'conflict' })
    expect(await valueOf('company')).toBe('Ben\'s')
    expect((await anas.all('conflicts')).filter(({ data }) => data?.['recordId'] === id)).toHaveLength(1)
  })

  it('[M3, I15] an undo that meets another\'s later value of such a field is asked about, and does not take its place', async () => {
    const [done] = anas.mutation(edit({ company: 'Mine' }, { company: 'Acme' }))
    await anas.push([done!])
    const mine = (await contact()).revision
    await bens.act(edit({ company: 'Ben\'s' }, { company: 'Mine' }, { baseRevision: mine }))
    server.clock.advance(60_000)
    expect(await anas.push(anas.mutation(edit({ company: 'Acme' }, { company: 'Mine' }, { baseRevision: mine, undoes: done!.id })))).toMatchObject([{ status: 'conflict' }])
    expect(await valueOf('company')).toBe('Ben\'s')
  })

  it('[M7] in advisory mode too, where the incoming value stands', async () => {
    await anas.act({ entity: 'settings', op: 'create', recordId: settingId('advisory:contacts'), patch: { key: 'advisory:contacts', value: true } })
    const results = await anas.push(await undone('title', 'Old', 'Mine', 'Old', () => bens.act(edit({ title: 'Ben\'s' }, { title: 'Old' }))))
    expect(results.map(({ status }) => status)).toEqual(['conflict', 'applied'])
    expect(await valueOf('title')).toBe('Ben\'s')
  })

  it('done again, it brings back what it had written, and nothing where it had written nothing', async () => {
    const [done, undo] = await undone('title', 'Old', 'Mine', 'Old', () => Promise.resolve())
    const [again] = anas.mutation(edit({ title: 'Mine' }, { title: 'Old' }, { undoes: undo!.id }))
    await anas.push([done!, undo!, again!])
    expect(await valueOf('title')).toBe('Mine')
    seen = (await contact()).revision
    const chain = await undone('title', 'Mine', 'Later', 'Mine', () => bens.act(edit({ title: 'Ben\'s' }, { title: 'Mine' })))
    const [redone] = anas.mutation(edit({ title: 'Later' }, { title: 'Mine' }, { undoes: chain[1]!.id }))
    await anas.push([...chain, redone!])
    expect(await valueOf('title')).toBe('Ben\'s')
  })

  it('[R5] of a change that the server does not know, as it was sent', async () => {
    const [undo] = anas.mutation(edit({ title: 'Back' }, { title: 'Old' }, { undoes: anas.newId() }))
    expect(await anas.push([undo!])).toMatchObject([{ status: 'applied', record: { data: { title: 'Back' } } }])
  })
})
