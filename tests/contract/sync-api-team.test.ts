import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { WebSocket } from 'ws'
import type { Session } from '../../src/protocol/auth.ts'
import { headers } from '../../src/protocol/headers.ts'
import { createTestStore } from '../support/test-store.ts'
import { setupScript, type Script } from './rest-setup.ts'
import { bearerHeaders, setupAccount, setupDevice, setupMember, setupServer, type Account, type Server } from './sync-api-setup.ts'

let server: Server
let ana: Account, owner: Script
let workspaceId: string
beforeEach(async () => {
  server = await setupServer()
  ana = await setupAccount(server)
  owner = setupScript(server, ana)
  workspaceId = ana.session.workspace.id
})
afterEach(() => server.close())

type Role = 'viewer' | 'member' | 'admin' | 'owner'
interface Workspace { id: string; name: string; role: Role }
interface Made { secret: string; invitation: { id: string } }
interface Members { members: { userId: string; role: Role; you: boolean }[] }

const invite = async (body: { role: Role; email?: string; uses?: number }, by = owner): Promise<Made> => {
  const answer = await by.call<Made>('POST', '/api/workspace/invitations/make', body)
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
  return answer.body
}
const look = (secret: string) => setupScript(server, { headers: {} }).call('POST', '/api/auth/invitations/look', { secret })
const accept = (secret: string, by: Account) => setupScript(server, by).call<{ workspace: Workspace }>('POST', '/api/auth/invitations/accept', { secret })
const rolesOf = async (by = owner): Promise<Record<string, Role>> =>
  Object.fromEntries((await by.call<Members>('GET', '/api/workspace/members')).body.members.map(({ userId, role }) => [userId, role]))
/** The account, about another of its workspaces. */
const inWorkspace = ({ session, headers: own }: Account, id: string): Account => ({ session, headers: { ...own, [headers.workspace]: id } })
const over = { status: 410, body: { error: 'invitation_over' } }
const notAMember = { status: 401, body: { error: 'wrong_account', details: { why: 'not_a_member' } } }

describe('an invitation', () => {
  it('is told once, looked at without an account, and lets somebody in under the role it names; the workspace keeps its secret\'s hash alone', async () => {
    const { secret } = await invite({ role: 'member' })
    expect(await look(secret)).toMatchObject({ status: 200, body: { workspace: { id: workspaceId, name: 'Ana\'s workspace' }, role: 'member', invitedBy: 'Ana', email: null } })
    const ben = await setupAccount(server, 'Ben')
    expect((await accept(secret, ben)).body.workspace).toEqual({ id: workspaceId, name: 'Ana\'s workspace', role: 'member' })
    expect(await rolesOf()).toEqual({ [ana.session.user.id]: 'owner', [ben.session.user.id]: 'member' })
    const listed = await owner.call('GET', '/api/workspace/invitations')
    expect(JSON.stringify(listed.body)).not.toContain(secret)
    expect(JSON.stringify(await server.store.team.invitations(workspaceId))).not.toContain(secret)
  })

  it('is used up, also by two at once; asked again by who came in by it, it answers the same', async () => {
    const { secret } = await invite({ role: 'member' })
    const [ben, cy] = [await setupAccount(server, 'Ben'), await setupAccount(server, 'Cy')]
    const answers = await Promise.all([accept(secret, ben), accept(secret, cy)])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 410])
    const winner = answers[0]!.status === 200 ? ben : cy
    expect((await accept(secret, winner)).body.workspace.role).toBe('member')
    expect(await look(secret)).toMatchObject(over)
  })

  it('for several lets in so many, and raises nobody who is in already', async () => {
    const { secret } = await invite({ role: 'admin', uses: 2 })
    const vic = await setupMember(server, ana, 'Vic', 'viewer')
    expect((await accept(secret, vic)).body.workspace.role).toBe('viewer')
    for (const name of ['Ben', 'Cy']) expect(await accept(secret, await setupAccount(server, name))).toMatchObject({ status: 200 })
    expect(await accept(secret, await setupAccount(server, 'Dee'))).toMatchObject(over)
  })

  it('is over after seven days, when it is taken back, and when whoever made it may not invite any more', async () => {
    const ben = await setupAccount(server, 'Ben')
    const old = await invite({ role: 'member' })
    server.clock.advance(7 * 24 * 3_600_000)
    owner = setupScript(server, ana = { ...ana, ...await signIn(ana) })
    expect(await look(old.secret)).toMatchObject(over)
    const taken = await invite({ role: 'member' })
    expect(await owner.call('POST', '/api/workspace/invitations/revoke', { id: taken.invitation.id })).toMatchObject({ status: 200 })
    expect(await look(taken.secret)).toMatchObject(over)
    const adam = await setupMember(server, ana, 'Adam', 'admin')
    const his = await invite({ role: 'member' }, setupScript(server, adam))
    await owner.call('POST', '/api/workspace/members/role', { userId: adam.session.user.id, role: 'member' })
    expect(await look(his.secret)).toMatchObject(over)
    for (const { secret } of [old, taken, his]) expect(await accept(secret, { ...ben, ...await signIn(ben) })).toMatchObject(over)
    expect((await owner.call<{ invitations: unknown[] }>('GET', '/api/workspace/invitations')).body.invitations).toEqual([])
  })

  it('that names an address is for that account alone, and one that never was answers as one that is over', async () => {
    const ben = await setupAccount(server, 'Ben'), eve = await setupAccount(server, 'Eve')
    const { secret } = await invite({ role: 'member', email: ben.session.user.email.toUpperCase(), uses: 5 })
    expect(await accept(secret, eve)).toMatchObject({ status: 403, body: { error: 'invitation_for_another' } })
    expect(await accept(secret, ben)).toMatchObject({ status: 200 })
    expect(await look(secret)).toMatchObject(over)
    expect(await look('never')).toMatchObject(over)
  })

  it('makes an account in its workspace and in no other; an address that is taken, or another one, uses nothing up', async () => {
    const { secret } = await invite({ role: 'viewer', email: 'new@example.org' })
    const register = (email: string) => server.app.inject({ method: 'POST', url: '/api/auth/register', payload: { email, password: 'a long password', name: 'New', invitation: secret, transport: 'bearer' } })
    expect((await register('other@example.org')).json()).toMatchObject({ error: 'invitation_for_another' })
    const answer = await register('New@example.org')
    expect(answer.json<Session>().workspace).toEqual({ id: workspaceId, name: 'Ana\'s workspace', role: 'viewer' })
    const person = setupScript(server, { headers: bearerHeaders(answer.json()) })
    expect((await person.call<{ workspaces: Workspace[] }>('GET', '/api/auth/workspaces')).body.workspaces.map(({ id }) => id)).toEqual([workspaceId])
    const again = await invite({ role: 'member' })
    expect((await server.app.inject({ method: 'POST', url: '/api/auth/register', payload: { email: 'new@example.org', password: 'a long password', name: 'New', invitation: again.secret } })).json()).toMatchObject({ error: 'email_taken' })
    expect(await look(again.secret)).toMatchObject({ status: 200 })
    expect((await register('third@example.org')).statusCode).toBe(410)
    expect(await server.store.accounts.userByEmail('third@example.org')).toBeNull()
  })
})

describe('roles', () => {
  it('say who invites whom, and who gives and takes which role', async () => {
    const people = { viewer: await setupMember(server, ana, 'Vic', 'viewer'), member: await setupMember(server, ana, 'Mel', 'member'), admin: await setupMember(server, ana, 'Adam', 'admin') }
    for (const name of ['viewer', 'member'] as const) {
      const script = setupScript(server, people[name])
      expect(await script.call('GET', '/api/workspace/members')).toMatchObject({ status: 200 })
      for (const [path, body] of [['invitations/make', { role: 'viewer' }], ['members/role', { userId: ana.session.user.id, role: 'viewer' }], ['members/remove', { userId: people.admin.session.user.id }], ['transfer', { userId: people.member.session.user.id }], ['rename', { name: 'x' }]] as const) {
        expect([path, (await script.call('POST', `/api/workspace/${path}`, body)).status]).toEqual([path, 403])
      }
      expect((await script.call('GET', '/api/workspace/invitations')).status).toBe(403)
    }
    const admin = setupScript(server, people.admin), id = (name: keyof typeof people) => people[name].session.user.id
    const role = async (userId: string, to: Role): Promise<number> => (await admin.call('POST', '/api/workspace/members/role', { userId, role: to })).status
    expect((await admin.call('POST', '/api/workspace/invitations/make', { role: 'owner' })).status).toBe(403)
    expect([await role(id('member'), 'owner'), await role(ana.session.user.id, 'admin'), await role(id('admin'), 'owner')]).toEqual([403, 403, 403])
    expect((await admin.call('POST', '/api/workspace/members/remove', { userId: ana.session.user.id })).status).toBe(403)
    expect((await admin.call('POST', '/api/workspace/transfer', { userId: id('admin') })).status).toBe(403)
    expect([await role(id('viewer'), 'admin'), await role('nobody', 'admin')]).toEqual([200, 404])
    expect((await admin.call('POST', '/api/workspace/members/remove', { userId: id('viewer') })).status).toBe(200)
  })

  it('leave no workspace without an owner, whoever asks at the same time', async () => {
    const ben = await setupMember(server, ana, 'Ben', 'member'), his = setupScript(server, ben), benId = ben.session.user.id, anaId = ana.session.user.id
    const lastOwner = { status: 409, body: { error: 'last_owner' } }
    expect(await owner.call('POST', '/api/workspace/leave', {})).toMatchObject(lastOwner)
    expect(await owner.call('POST', '/api/workspace/members/role', { userId: anaId, role: 'admin' })).toMatchObject(lastOwner)
    expect(await owner.call('POST', '/api/workspace/transfer', { userId: benId })).toMatchObject({ status: 200 })
    expect(await rolesOf()).toEqual({ [anaId]: 'admin', [benId]: 'owner' })
    await his.call('POST', '/api/workspace/members/role', { userId: anaId, role: 'owner' })
    const answers = await Promise.all([owner, his].map((script) => script.call('POST', '/api/workspace/leave', {})))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
  })

  it.each(['leave', 'remove'] as const)('give whoever is in none after they %s another, called otherwise than the one that bore their name', async (way) => {
    const dana = await setupAccount(server, 'Dana'), hers = setupScript(server, dana), danaId = dana.session.user.id
    const ben = await setupMember(server, dana, 'Ben', 'admin')
    expect((await hers.call('POST', '/api/workspace/transfer', { userId: ben.session.user.id })).status).toBe(200)
    const left = way === 'leave' ? await hers.call('POST', '/api/workspace/leave', {}) : await setupScript(server, ben).call('POST', '/api/workspace/members/remove', { userId: danaId })
    expect(left.status).toBe(200)
    expect((await server.store.accounts.memberships(danaId)).map(({ workspace, role }) => [workspace.name, role])).toEqual([['Dana\'s new workspace', 'owner']])
    // Who has another keeps to that.
    const cy = await setupMember(server, ben, 'Cy', 'member')
    await setupScript(server, ben).call('POST', '/api/workspace/members/remove', { userId: cy.session.user.id })
    expect((await server.store.accounts.memberships(cy.session.user.id)).map(({ workspace }) => workspace.name)).toEqual(['Cy\'s workspace'])
  })

  it('[M5] say who names a device: who works there, and admins; of somebody else\'s it is refused by the rule\'s name', async () => {
    const ben = await setupMember(server, ana, 'Ben', 'viewer'), cy = await setupMember(server, ana, 'Cy', 'member')
    const anas = setupDevice(server, ana), bens = setupDevice(server, ben), bensOther = setupDevice(server, ben), cys = setupDevice(server, cy)
    const name = (by: typeof bens, of: typeof bens, op: 'create' | 'update') => by.act({ entity: 'devices', op, recordId: of.replicaId, patch: { name: 'Phone' }, baseRevision: op === 'create' ? null : 1_000_000 } as never)
    expect(await name(bens, bens, 'create')).toMatchObject([{ status: 'applied' }])
    expect(await name(cys, bens, 'update')).toMatchObject([{ status: 'rejected', error: { code: 'anothers_device' } }])
    for (const by of [bensOther, anas]) expect(await by.act({ entity: 'devices', op: 'update', recordId: bens.replicaId, patch: { name: `By ${by.replicaId}` }, baseRevision: 1_000_000 } as never)).toMatchObject([{ status: 'applied' }])
  })

  it('[M5] are those in force at the commit: a viewer\'s changes are rejected by the rule\'s name, but for what everybody may', async () => {
    const vic = await setupMember(server, ana, 'Vic', 'member'), device = setupDevice(server, vic), recordId = device.newId()
    await device.act({ op: 'create', recordId, patch: { firstName: 'Bea' } })
    await owner.call('POST', '/api/workspace/members/role', { userId: vic.session.user.id, role: 'viewer' })
    for (const op of ['update', 'delete'] as const) {
      expect(await device.act({ op, recordId, patch: op === 'update' ? { title: 'x' } : {}, baseRevision: 1_000 })).toMatchObject([{ status: 'rejected', error: { code: 'role_may_not_write' } }])
    }
    expect(await device.act({ entity: 'devices', op: 'create', recordId: device.replicaId, patch: { name: 'Phone' } })).toMatchObject([{ status: 'applied' }])
    expect((await device.pull()).body).toMatchObject({ role: 'viewer' })
    expect(await setupScript(server, vic).call('POST', '/api/contacts', { firstName: 'Cy' })).toMatchObject({ status: 403, body: { error: 'role_may_not_write' } })
  })
})

describe('somebody who is taken out', () => {
  it('is out at once, on every way: push, pull, snapshot, REST, tokens, and the socket that is open', async () => {
    const ben = await setupMember(server, ana, 'Ben', 'member'), his = setupScript(server, ben), device = setupDevice(server, ben)
    const { token } = (await his.call<{ token: string }>('POST', '/api/auth/tokens/make', { name: 'x', scopes: ['*:write'] })).body
    const program = setupScript(server, { headers: { authorization: `Bearer ${token}` } })
    expect((await program.call('GET', '/api/contacts')).status).toBe(200)
    const { closed } = await socketOf(ben)
    await owner.call('POST', '/api/workspace/members/remove', { userId: ben.session.user.id })
    expect(await closed).toBe(4401)
    expect(await device.pull()).toMatchObject(notAMember)
    expect(await device.pushRaw({ replicaId: device.replicaId, sentAt: new Date(server.clock.now()).toISOString(), schemaVersion: 1_000, changes: device.mutation({ op: 'create', patch: { firstName: 'x' } }) })).toMatchObject(notAMember)
    for (const path of ['/api/sync/snapshot', '/api/sync/digests', '/api/sync/health', '/api/contacts', '/api/workspace/members', '/api/auth/session']) expect(await his.call('GET', path)).toMatchObject(notAMember)
    expect((await program.call('GET', '/api/contacts')).status).toBe(401)
    // Their account is theirs: another workspace of it is not touched.
    const own = (await setupScript(server, withoutWorkspace(ben)).call<{ workspaces: Workspace[] }>('GET', '/api/auth/workspaces')).body.workspaces
    expect((await setupDevice(server, inWorkspace(ben, own[0]!.id)).pull()).status).toBe(200)
  })

  it('[P5] is given nothing more by what was being sent: a snapshot and an export of the audit log break off, and do not say that they ended', async () => {
    const anas = setupDevice(server, ana)
    for (let n = 0; n < 10; n += 1) await anas.act(...Array.from({ length: 100 }, () => ({ op: 'create' as const, recordId: anas.newId(), patch: { firstName: 'Somebody'.repeat(40) } })))
    for (const [url, ending] of [
      ['/api/sync/snapshot', (ben: Account) => owner.call('POST', '/api/workspace/members/remove', { userId: ben.session.user.id })],
      ['/api/sync/snapshot', (ben: Account) => setupScript(server, ben).call('POST', '/api/workspace/leave', {})],
      ['/api/sync/snapshot', (ben: Account) => server.app.inject({ method: 'POST', url: '/api/auth/password', headers: ben.headers, payload: { password: 'a long password', newPassword: 'another long password' } })],
      ['/api/audit/export', (ben: Account) => owner.call('POST', '/api/workspace/members/role', { userId: ben.session.user.id, role: 'member' })],
    ] as const) {
      const ben = await setupMember(server, ana, 'Ben', 'admin'), session = bearerHeaders((await server.app.inject({ method: 'POST', url: '/api/auth/login', payload: { email: ben.session.user.email, password: 'a long password', transport: 'bearer' } })).json<Session>())
      const answer = await server.app.inject({ url, headers: session, payloadAsStream: true }), stream = answer.stream()
      const broken = new Promise((resolve) => { stream.once('error', resolve).once('end', () => { resolve(null) }) })
      let text = String(await new Promise((resolve) => { stream.once('data', (chunk) => { stream.pause(); resolve(chunk) }) }))
      const ended = await ending(ben)
      expect([url, 'status' in ended ? ended.status : ended.statusCode]).toEqual([url, 200])
      await anas.act({ op: 'create', entity: 'notes', recordId: anas.newId(), patch: { body: 'Not for Ben' } })
      stream.on('data', (chunk) => { text += String(chunk) }).resume()
      expect([url, String(await broken)]).toEqual([url, expect.stringContaining('Error')])
      expect(text).not.toContain('Not for Ben')
      expect(text).not.toContain('"end":true')
    }
  })

  it('[P5] is let into nothing that was being opened: a socket, a snapshot', async () => {
    const ben = await setupMember(server, ana, 'Ben', 'member'), device = setupDevice(server, ana), store = server.store
    await device.act({ op: 'create', recordId: device.newId(), patch: { firstName: 'Not for Ben' } })
    let meanwhile: (() => Promise<unknown>) | null = null
    const other = await setupServer({
      store: { ...store, read: async (id, work) => { const now = meanwhile; meanwhile = null; await now?.(); return store.read(id, work) } }, clock: server.clock,
    })
    const remove = (): Promise<unknown> => store.team.changeMembers(workspaceId, '2026-11-21T12:00:00.000Z', () => [{ userId: ben.session.user.id, role: null }])
    // Whoever is let in is looked up first, then what their workspace asks for: between the two they are taken out.
    meanwhile = remove
    const frames: string[] = []
    const closed = new Promise<number>((resolve) => {
      void other.app.injectWS('/api/sync/events', { headers: ben.headers } as never, { onInit: (ws: WebSocket) => { ws.on('message', (frame: Buffer) => { frames.push(String(frame)) }).on('close', resolve) } } as never)
    })
    expect(await closed).toBe(4401)
    expect(frames.join()).not.toContain('sync_event')
    await store.accounts.addMember(workspaceId, ben.session.user.id, 'member', '2000-01-01T00:00:00.000Z')
    meanwhile = remove
    expect(await other.app.inject({ url: '/api/sync/snapshot', headers: ben.headers }).then(({ body }) => body, String)).not.toContain('Not for Ben')
    await other.app.close()
  })

  it('comes in by no link that is older than that, and a token from before stays dead when they are back', async () => {
    const many = await invite({ role: 'member', uses: 10 })
    const ben = await setupAccount(server, 'Ben'), his = setupScript(server, inWorkspace(ben, workspaceId))
    await accept(many.secret, ben)
    const { token } = (await his.call<{ token: string }>('POST', '/api/auth/tokens/make', { name: 'x', scopes: ['*:write'] })).body
    server.clock.advance(1_000)
    await owner.call('POST', '/api/workspace/members/remove', { userId: ben.session.user.id })
    expect(await accept(many.secret, ben)).toMatchObject(over)
    server.clock.advance(1_000)
    expect(await accept((await invite({ role: 'viewer' })).secret, ben)).toMatchObject({ status: 200 })
    expect((await setupScript(server, { headers: { authorization: `Bearer ${token}` } }).call('GET', '/api/contacts')).status).toBe(401)
  })

  it('is sent nothing any more: the webhooks that they added stand still', async () => {
    const ben = await setupMember(server, ana, 'Ben', 'admin'), his = setupScript(server, ben)
    const { webhook } = (await his.call<{ webhook: { id: string } }>('POST', '/api/workspace/webhooks/add', { url: 'https://hooks.example.com/his', topics: ['*'] })).body
    const enabled = async (): Promise<boolean | undefined> =>
      (await owner.call<{ webhooks: { id: string; enabled: boolean }[] }>('GET', '/api/workspace/webhooks')).body.webhooks.find(({ id }) => id === webhook.id)?.enabled
    expect(await enabled()).toBe(true)
    await owner.call('POST', '/api/workspace/members/remove', { userId: ben.session.user.id })
    expect(await enabled()).toBe(false)
  })

  it('of the only workspace that they were in signs in to one of their own', async () => {
    const { secret } = await invite({ role: 'member' })
    const made = await server.app.inject({ method: 'POST', url: '/api/auth/register', payload: { email: 'solo@example.org', password: 'a long password', name: 'Solo', invitation: secret, transport: 'bearer' } })
    const solo: Account = { session: made.json(), headers: bearerHeaders(made.json()) }
    await owner.call('POST', '/api/workspace/members/remove', { userId: solo.session.user.id })
    expect(await setupScript(server, withoutWorkspace(solo)).call('GET', '/api/auth/session')).toMatchObject(notAMember)
    // What is about them alone goes on: their account, and coming in elsewhere; nothing is made for it by the way.
    const alone = setupScript(server, withoutWorkspace(solo))
    for (const path of ['/api/auth/devices', '/api/auth/security', '/api/auth/workspaces', '/api/hints/key']) expect([path, (await alone.call('GET', path)).status]).toEqual([path, 200])
    expect((await alone.call('POST', '/api/auth/authenticator/begin', { password: 'a long password' })).status).toBe(200)
    for (const path of ['/api/workspace/members', '/api/auth/tokens', '/api/contacts', '/api/sync/changes', '/api/audit']) expect([path, await alone.call('GET', path)]).toMatchObject([path, notAMember])
    expect(await server.store.accounts.memberships(solo.session.user.id)).toEqual([])
    const eve = await setupAccount(server, 'Eve'), elsewhere = (await invite({ role: 'viewer' }, setupScript(server, eve))).secret
    expect(await accept(elsewhere, withoutWorkspace(solo))).toMatchObject({ status: 200, body: { workspace: { id: eve.session.workspace.id, role: 'viewer' } } })
    await setupScript(server, eve).call('POST', '/api/workspace/members/remove', { userId: solo.session.user.id })
    expect((await signIn(solo)).session.workspace).toMatchObject({ name: 'Solo\'s workspace', role: 'owner' })
  })
})

describe('a person in several workspaces', () => {
  it('acts in the one that a request names, by one session, and nothing of one shows in the other', async () => {
    const made = (await owner.call<{ workspace: Workspace }>('POST', '/api/auth/workspaces/create', { name: 'Studio' })).body.workspace
    expect(made).toMatchObject({ name: 'Studio', role: 'owner' })
    const studio = inWorkspace(ana, made.id), first = setupDevice(server, ana), second = setupDevice(server, studio)
    await first.act({ op: 'create', recordId: first.newId(), patch: { firstName: 'Here' } })
    await second.act({ op: 'create', recordId: second.newId(), patch: { firstName: 'There' } })
    const names = async (account: Account) => ({
      pulled: (await setupDevice(server, account).all('contacts')).map(({ data }) => data?.['firstName']),
      listed: (await setupScript(server, account).all('contacts')).map((record) => record.data['firstName']),
      workspace: (await setupScript(server, account).call<Session>('GET', '/api/auth/session')).body.workspace.name,
    })
    expect(await names(ana)).toEqual({ pulled: ['Here'], listed: ['Here'], workspace: 'Ana\'s workspace' })
    expect(await names(studio)).toEqual({ pulled: ['There'], listed: ['There'], workspace: 'Studio' })
    await setupScript(server, studio).call('POST', '/api/workspace/rename', { name: 'Atelier' })
    expect((await names(studio)).workspace).toBe('Atelier')
    // A token is of the workspace that it was made in, and of no other.
    const { token } = (await setupScript(server, studio).call<{ token: string }>('POST', '/api/auth/tokens/make', { name: 'x', scopes: ['*:read'] })).body
    const program = (more: Record<string, string>) => setupScript(server, { headers: { authorization: `Bearer ${token}`, ...more } })
    expect((await program({}).all('contacts')).map((record) => record.data['firstName'])).toEqual(['There'])
    expect(await program({ [headers.workspace]: workspaceId }).call('GET', '/api/contacts')).toMatchObject({ status: 401, body: { error: 'wrong_account' } })
    expect((await owner.call<{ tokens: unknown[] }>('GET', '/api/auth/tokens')).body.tokens).toEqual([])
  })

  it('is told of a workspace that they are not in no more than of one that is not there', async () => {
    const eve = await setupAccount(server, 'Eve')
    const ask = async (id: string) => { const { status, body } = await setupDevice(server, inWorkspace(eve, id)).pull(); return { status, body } }
    expect(await ask(workspaceId)).toEqual(await ask('0192a000-0000-7000-8000-000000000000'))
  })

  it('begins, signing in, in the workspace that their device asks for', async () => {
    const ben = await setupAccount(server, 'Ben')
    server.clock.advance(1_000)
    await accept((await invite({ role: 'member' })).secret, ben)
    expect((await signIn(ben)).session.workspace.id).toBe(ben.session.workspace.id)
    expect((await signIn(ben, workspaceId)).session.workspace.id).toBe(workspaceId)
    expect((await signIn(ben, 'nowhere')).session.workspace.id).toBe(ben.session.workspace.id)
  })
})

const withoutWorkspace = ({ session, headers: own }: Account): Account => ({ session, headers: { authorization: own['authorization']! } })

async function signIn(account: Account, id?: string): Promise<Account> {
  const answer = await server.app.inject({
    method: 'POST', url: '/api/auth/login', payload: { email: account.session.user.email, password: 'a long password', transport: 'bearer', ...(id === undefined ? {} : { workspaceId: id }) },
  })
  return { session: answer.json(), headers: bearerHeaders(answer.json()) }
}

/** `closed`: the code that it is closed with. */
async function socketOf(account: Account): Promise<{ closed: Promise<number> }> {
  let close: (code: number) => void
  const closed = new Promise<number>((resolve) => { close = resolve })
  await server.app.injectWS('/api/sync/events', { headers: account.headers } as never, { onInit: (ws: WebSocket) => { ws.on('close', (code: number) => { close(code) }) } } as never)
  return { closed }
}

describe('two devices of who was taken out of the only workspace that they were in', () => {
  it('come into one of their own, not each into another', async () => {
    const engine = await createTestStore(), store = await engine.open()
    // Both look before either is given one.
    let waiting: (() => void)[] | null = null
    const slow = await setupServer({ store: { ...store, accounts: { ...store.accounts, async memberships(userId) {
      const found = await store.accounts.memberships(userId), list = waiting
      if (list === null) return found
      await new Promise<void>((resolve) => {
        if (list.push(resolve) < 2) return
        waiting = null
        for (const go of list) go()
      })
      return found
    } } } })
    try {
      const host = setupScript(slow, await setupAccount(slow)), who = { email: 'twice@example.org', password: 'a long password' }
      const call = async (path: string, payload: object): Promise<Session> => (await slow.app.inject({ method: 'POST', url: `/api/auth/${path}`, payload })).json<Session>()
      const first = await call('register', { ...who, name: 'Twice', invitation: (await invite({ role: 'member' }, host)).secret, transport: 'bearer' }), second = await call('login', { ...who, transport: 'bearer' })
      await host.call('POST', '/api/workspace/members/remove', { userId: first.user.id })
      waiting = []
      const renewed = await Promise.all([first, second].map(({ refreshToken }) => call('refresh', { refreshToken })))
      expect(renewed[0]!.workspace).toMatchObject({ name: 'Twice\'s workspace', role: 'owner' })
      expect(renewed[1]!.workspace).toEqual(renewed[0]!.workspace)
      expect(await store.accounts.memberships(first.user.id)).toHaveLength(1)
    } finally {
      await slow.close()
      await engine.remove()
    }
  })
})

describe('a program that names no workspace', () => {
  it('acts in the one that its session began in, and when its person is taken out of that in no other of theirs', async () => {
    const ben = await setupMember(server, ana, 'Ben', 'member'), { authorization } = ben.headers
    const program = setupScript(server, { headers: { authorization: authorization! } })
    await program.create('contacts', { firstName: 'For', lastName: 'Ana' })
    expect(await owner.all('contacts')).toHaveLength(1)
    await owner.call('POST', '/api/workspace/members/remove', { userId: ben.session.user.id })
    // Ben has a workspace of his own, whose members are others.
    expect(await program.call('POST', '/api/contacts', { firstName: 'For', lastName: 'Ana' })).toMatchObject(notAMember)
    for (const path of ['/api/contacts', '/api/sync/changes?since=0', '/api/sync/snapshot', '/api/workspace/members']) expect([path, await program.call('GET', path)]).toMatchObject([path, notAMember])
    const own = (await program.call<{ workspaces: Workspace[] }>('GET', '/api/auth/workspaces')).body.workspaces
    expect(own).toHaveLength(1)
    expect(await program.call('GET', '/api/auth/session')).toMatchObject({ status: 200, body: { workspace: { id: own[0]!.id } } })
    expect(await program.call('GET', '/api/contacts', undefined, { [headers.workspace]: own[0]!.id })).toMatchObject({ status: 200, body: { records: [] } })
  })
})

describe('who is taken out while something of theirs is on its way', () => {
  it('leaves no webhook that goes on, and no token that comes alive when they are back', async () => {
    const engine = await createTestStore(), store = await engine.open()
    // What is there is looked at first; between that and the writing everything else happens.
    let wait: Promise<void> | null = null
    const heldUp = async <T>(rows: Promise<T>): Promise<T> => {
      const found = await rows, turn = wait
      wait = null
      await turn
      return found
    }
    const slow = await setupServer({ store: { ...store, webhooks: { ...store.webhooks, of: (id) => heldUp(store.webhooks.of(id)) }, apiTokens: { ...store.apiTokens, of: (...of) => heldUp(store.apiTokens.of(...of)) } } })
    try {
      const host = await setupAccount(slow), his = await setupMember(slow, host, 'Ben', 'admin'), ben = setupScript(slow, his), who = { userId: his.session.user.id }, id = host.session.workspace.id
      const hook = { url: 'https://hooks.example.com/his', topics: ['*'] }
      const { webhook } = (await ben.call<{ webhook: { id: string } }>('POST', '/api/workspace/webhooks/add', hook)).body
      for (const [path, body] of [
        ['/api/workspace/webhooks/add', hook], ['/api/workspace/webhooks/change', { id: webhook.id, topics: ['contacts.*'] }], ['/api/auth/tokens/make', { name: 'Export', scopes: ['*:read'] }],
      ] as const) {
        let letGo = (): void => undefined
        wait = new Promise((resolve) => { letGo = resolve })
        const late = ben.call('POST', path, body)
        await expect.poll(() => wait === null).toBe(true)
        expect(await setupScript(slow, host).call('POST', '/api/workspace/members/remove', who)).toMatchObject({ status: 200 })
        letGo()
        expect((await late).status).toBeGreaterThanOrEqual(400)
        await store.accounts.addMember(id, who.userId, 'admin', '2000-01-01T00:00:00.000Z')
      }
      expect([await store.webhooks.enabled(), await store.apiTokens.of(who.userId, id)]).toEqual([[], []])

      // Nor does a token that was being made outlive the session, where every one is to go.
      let letGo = (): void => undefined
      wait = new Promise((resolve) => { letGo = resolve })
      const late = ben.call('POST', '/api/auth/tokens/make', { name: 'Export', scopes: ['*:read'] })
      await expect.poll(() => wait === null).toBe(true)
      const again = (await slow.app.inject({ method: 'POST', url: '/api/auth/login', payload: { email: his.session.user.email, password: 'a long password', transport: 'bearer' } })).json<Session>()
      expect(await setupScript(slow, { headers: bearerHeaders(again) }).call('POST', '/api/auth/password', { password: 'a long password', newPassword: 'another password', revokeTokens: true })).toMatchObject({ status: 200 })
      letGo()
      expect((await late).status).toBe(401)
      expect(await store.apiTokens.of(who.userId, id)).toEqual([])
    } finally {
      await slow.close()
      await engine.remove()
    }
  })
})
