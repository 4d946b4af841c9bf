import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { headers } from '../../src/protocol/headers.ts'
import type { AuditEntryView, AuditPage, AuditReport } from '../../src/protocol/audit.ts'
import { openApiDocument } from '../../src/sync-api/http/openapi.ts'
import { runAgain } from '../support/run-again.ts'
import { createTestStore } from '../support/test-store.ts'
import { replayDiffers, wholeAudit } from '../support/replay-audit.ts'
import { bearerHeaders, setupAccount, setupDevice, setupMember, setupServer, type Account, type Device, type Server } from './sync-api-setup.ts'

let server: Server, ana: Account, ben: Account, eve: Account, phone: Device, laptop: Device
beforeAll(async () => {
  server = await setupServer({ webhooks: { loopback: true } })
  ana = await setupAccount(server)
  ben = await setupMember(server, ana, 'Ben', 'member')
  eve = await setupAccount(server, 'Eve')
  phone = setupDevice(server, ana)
  laptop = setupDevice(server, ben)
})
afterAll(() => server.close())

const call = async (account: Account, method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, payload?: object, more: Record<string, string> = {}) =>
  server.app.inject({ method, url, headers: { ...account.headers, ...more }, ...(payload === undefined ? {} : { payload }) })
const audit = async (account: Account, query = ''): Promise<AuditPage> => {
  const answer = await call(account, 'GET', `/api/audit${query}`)
  if (answer.statusCode !== 200) throw new Error(answer.body)
  return answer.json<AuditPage>()
}
/** What is told after the answer comes a moment later. */
const eventually = async (query: string, is: (entries: AuditEntryView[]) => boolean): Promise<AuditEntryView[]> => {
  for (let tries = 0; ; tries += 1) {
    const { entries } = await audit(ana, query)
    if (is(entries) || tries > 200) return entries
    await new Promise((resolve) => { setTimeout(resolve, 10) })
  }
}

const password = 'a long password'
const signIn = async (account: Account): Promise<Account> => {
  const session = (await server.app.inject({ method: 'POST', url: '/api/auth/login', payload: { email: account.session.user.email, password, transport: 'bearer' } })).json<Account['session']>()
  return { session, headers: bearerHeaders(session) }
}

describe('the audit log', () => {
  it('tells of a change who, on which device, when by both clocks, from where, the old and the new value', async () => {
    const recordId = phone.newId()
    await phone.act({ op: 'create', recordId, patch: { firstName: 'Zoë', company: 'Onda' } })
    const [change] = laptop.mutation({ op: 'update', recordId, patch: { company: 'Maré' }, baseRevision: 1_000 })
    server.clock.advance(60_000)
    await laptop.push([change!])
    const { entries } = await audit(ana, `?record=${recordId}`)
    expect(entries).toHaveLength(2)
    expect(entries[0]).toMatchObject({
      kind: 'changed', entity: 'contacts', recordId, at: new Date(server.clock.now()).toISOString(), person: { id: ben.session.user.id, name: 'Ben' },
      from: { by: 'script', role: 'member', ip: '127.0.0.1' }, detail: { change: change!.id, mutation: change!.mutationId, deviceAt: change!.at.slice(0, 24), fields: { company: ['Onda', 'Maré'] } },
    })
    expect(entries[0]!.device?.id).toMatch(/^[\da-f-]{36}$/)
    expect(entries[1]).toMatchObject({ kind: 'created', person: { name: 'Ana' }, detail: { fields: { firstName: [null, 'Zoë'], company: [null, 'Onda'] } } })
  })

  it('tells what a change took along, and what was lost or refused', async () => {
    const contact = phone.newId(), note = phone.newId()
    await phone.act({ op: 'create', recordId: contact, patch: { firstName: 'Bea', company: 'A' } }, { op: 'create', entity: 'notes', recordId: note, patch: { contactId: contact, body: 'x' } })
    await laptop.act({ op: 'update', recordId: contact, patch: { company: 'B' }, baseRevision: 0 })
    await phone.act({ op: 'update', recordId: contact, patch: { firstName: '' , company: null }, baseRevision: 0 }, { op: 'update', recordId: contact, patch: { birthday: 'soon' } })
    await phone.act({ op: 'delete', recordId: contact, baseRevision: 1_000_000 })
    expect((await audit(ana, `?record=${note}`)).entries.map(({ kind }) => kind)).toEqual(['deleted', 'created'])
    const refused = await audit(ana, `?record=${contact}&kind=refusals`)
    expect(refused.entries.map(({ detail }) => detail?.['code']).sort()).toEqual(['contact_needs_a_name', 'invalid'])
  })

  it('is read by filter and page, of one\'s own workspace, by admins alone', async () => {
    const all: AuditEntryView[] = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: AuditPage = await audit(ana, `?limit=3&kind=changes&cursor=${cursor}`)
      expect(page.entries.length).toBeLessThanOrEqual(3)
      all.push(...page.entries)
      cursor = page.nextCursor
    }
    const numbers = all.map(({ n }) => n)
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => b - a))
    expect(all).toEqual((await audit(ana, '?limit=500&kind=changes')).entries)
    const bens = (await audit(ana, `?person=${ben.session.user.id}&entity=contacts`)).entries
    expect(bens.length).toBeGreaterThan(0)
    expect(bens.every(({ person, entity }) => person?.name === 'Ben' && entity === 'contacts')).toBe(true)
    const { id: device } = bens[0]!.device!
    expect((await audit(ana, `?device=${device}&entity=contacts`)).entries).toEqual(bens)
    const cut = all[Math.floor(all.length / 2)]!.at
    expect((await audit(ana, `?kind=changes&from=${cut}`)).entries).toEqual(all.filter(({ at }) => at >= cut))
    expect((await audit(ana, `?kind=changes&until=${cut}`)).entries).toEqual(all.filter(({ at }) => at < cut))

    expect((await call(ben, 'GET', '/api/audit')).statusCode).toBe(403)
    expect((await call(ben, 'GET', '/api/audit/export')).statusCode).toBe(403)
    expect((await call(ben, 'GET', `/api/audit/report?from=2020-01-01&until=2030-01-01`)).statusCode).toBe(403)
    const theirs = await audit(eve, '?limit=500')
    expect(theirs.entries.every(({ person }) => person?.name === 'Eve')).toBe(true)
    expect((await audit(eve, `?person=${ana.session.user.id}`)).entries).toEqual([])
    expect((await call(ana, 'GET', '/api/audit?limit=0')).statusCode).toBe(400)
    expect((await call(ana, 'GET', '/api/audit?cursor=x')).statusCode).toBe(400)
    expect((await call(ana, 'GET', '/api/audit?from=soon')).statusCode).toBe(400)
  })

  it('leaves as JSON lines that anybody can check, and says that it left', async () => {
    const answer = await call(ana, 'GET', '/api/audit/export')
    const lines = answer.body.trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>)
    const entries = lines.slice(1, -1) as unknown as (AuditEntryView & { hashed: { source: string; detail: string } })[]
    expect(lines.at(-1)).toEqual({ end: true, entries: entries.length })
    expect(lines[0]).toMatchObject({ workspaceId: ana.session.workspace.id, audit: { anchor: { n: 0, hash: '' }, head: { n: entries.length, hash: entries.at(-1)!.hash } } })
    const { createHash } = await import('node:crypto')
    const sha = (text: string): string => createHash('sha256').update(text).digest('base64url')
    let before = ''
    for (const { n, at, kind, entity, recordId, hashed, hash } of entries) {
      expect(hash).toBe(sha(JSON.stringify([before, ana.session.workspace.id, n, at, kind, hashed.source, entity ?? '', recordId ?? '', sha(hashed.detail)])))
      before = hash
    }
    expect(entries.at(-1)).toMatchObject({ kind: 'audit_exported', person: { name: 'Ana' } })
  })

  it('makes a report of a person in a period', async () => {
    const until = new Date(server.clock.now() + 1_000).toISOString()
    const report = (await call(ana, 'GET', `/api/audit/report?person=${ben.session.user.id}&from=2026-01-01T00:00:00Z&until=${until}`)).json<AuditReport>()
    expect(report).toMatchObject({ person: { name: 'Ben' }, workspace: ana.session.workspace.name, truncated: false })
    expect(report.changed.length).toBeGreaterThan(0)
    expect([...report.changed, ...report.acts, ...report.accessed, ...report.refused].every(({ person }) => person?.name === 'Ben')).toBe(true)
    expect(report.counts['changed']).toBe(report.changed.filter(({ kind }) => kind === 'changed').length)
    expect(report.devices).toMatchObject([{ person: 'Ben', by: 'script', addresses: ['127.0.0.1'] }])
    expect((await call(ana, 'GET', '/api/audit/report')).statusCode).toBe(400)
  })

  it('tells of refusals that are about somebody, and not without end', async () => {
    const tries = 120
    for (let n = 0; n < tries; n += 1) {
      await server.app.inject({ method: 'POST', url: '/api/auth/login', payload: { email: ben.session.user.email, password: 'wrong', transport: 'bearer' } })
    }
    await server.app.inject({ method: 'POST', url: '/api/auth/login', payload: { email: 'nobody@example.org', password: 'wrong', transport: 'bearer' } })
    const failed = await eventually('?kind=sign_in_failed', (entries) => entries.some(({ detail }) => detail?.['times'] === 100))
    expect(failed).toHaveLength(11)
    expect(failed[0]).toMatchObject({ person: { name: 'Ben' }, detail: { code: 'wrong_credentials', status: 401, times: 100 } })
    const forbidden = await eventually(`?kind=refused&person=${ben.session.user.id}`, (entries) => entries.length >= 3)
    expect(forbidden.map(({ detail }) => detail?.['route'])).toContain('GET /api/audit/export')
  })

  it('tells of a refresh token that was used twice', async () => {
    const cea = await setupMember(server, ana, 'Cea', 'member')
    const refresh = async (token: string | undefined) => server.app.inject({ method: 'POST', url: '/api/auth/refresh', payload: { refreshToken: token } })
    const first = (await refresh(cea.session.refreshToken)).json<{ refreshToken: string }>()
    await refresh(first.refreshToken)
    expect((await refresh(cea.session.refreshToken)).statusCode).toBe(401)
    expect(await eventually('?kind=refresh_reused', (entries) => entries.length > 0)).toMatchObject([{ person: { name: 'Cea' } }])
  })

  it('tells what was read: a snapshot each time, what a device or a script asks for all the time now and then', async () => {
    await call(ben, 'GET', '/api/sync/snapshot')
    for (let n = 0; n < 12; n += 1) await call(ben, 'GET', '/api/contacts')
    await laptop.pull('?since=0')
    await laptop.pull('?since=0')
    const { entries } = await audit(ana, `?person=${ben.session.user.id}&kind=access`)
    expect(entries.map(({ kind, detail }) => `${kind} ${String(detail?.['times'] ?? '')}`)).toEqual(['synced ', 'read 10', 'read ', 'snapshot_read '])
  })

  it('keeps what a device says that it exported, once', async () => {
    const exports = [{ id: 'e1', at: '2026-11-20T08:00:00.000Z', what: 'contacts', format: 'csv', count: 7 }]
    for (let n = 0; n < 2; n += 1) expect((await call(ben, 'POST', '/api/audit/exports', { exports })).statusCode).toBe(200)
    expect((await audit(ana, '?kind=exported')).entries).toMatchObject([{ person: { name: 'Ben' }, detail: { what: 'contacts', format: 'csv', count: 7, deviceAt: '2026-11-20T08:00:00.000Z' } }])
  })
})

describe('every route that changes something', () => {
  /** By `method path` of the document: what is done, and the entries that it leaves. */
  const does: Record<string, { run(): Promise<unknown>; leaves: string[] } | { told: string }> = {}
  const post = (url: string, payload: object = {}, by: () => Account = () => dot) => () => call(by(), 'POST', url, payload)
  let dot: Account, made: { tokenId: string; webhookId: string; contact: string }

  beforeAll(async () => {
    dot = await setupMember(server, ana, 'Dot', 'admin')
    const token = (await call(dot, 'POST', '/api/auth/tokens/make', { name: 'T', scopes: ['*:read'] })).json<{ made: { id: string } }>()
    const webhook = (await call(dot, 'POST', '/api/workspace/webhooks/add', { url: 'http://127.0.0.1:9/', topics: ['*'] })).json<{ webhook: { id: string } }>()
    const contact = (await call(dot, 'POST', '/api/contacts', { firstName: 'Rest' })).json<{ id: string }>()
    made = { tokenId: token.made.id, webhookId: webhook.webhook.id, contact: contact.id }
  })
  const devices = async (account: Account): Promise<{ id: string; current: boolean }[]> => (await call(account, 'GET', '/api/auth/devices')).json<{ devices: { id: string; current: boolean }[] }>().devices
  Object.assign(does, {
    'post /api/auth/register': { run: async () => { await setupAccount(server, 'New') }, leaves: [] },
    'post /api/auth/login': { run: async () => { await signIn(dot) }, leaves: ['signed_in'] },
    'post /api/auth/logout': { run: async () => { await call(await signIn(dot), 'POST', '/api/auth/logout') }, leaves: ['signed_in', 'signed_out'] },
    'post /api/auth/devices/rename': { run: async () => post('/api/auth/devices/rename', { id: (await devices(dot))[0]!.id, name: 'Red' })(), leaves: ['device_renamed'] },
    'post /api/auth/devices/revoke': { run: async () => { await signIn(dot); await post('/api/auth/devices/revoke', { id: (await devices(dot)).find(({ current }) => !current)!.id })() }, leaves: ['signed_in', 'device_revoked'] },
    'post /api/auth/devices/revoke-others': { run: post('/api/auth/devices/revoke-others'), leaves: ['others_revoked'] },
    'post /api/auth/password': { run: post('/api/auth/password', { password, newPassword: password }), leaves: ['password_changed'] },
    'post /api/auth/authenticator/begin': { run: post('/api/auth/authenticator/begin', { password }), leaves: ['authenticator_begun'] },
    'post /api/auth/passkeys/begin': { run: post('/api/auth/passkeys/begin', { password }), leaves: ['passkey_begun'] },
    'post /api/auth/tokens/make': { run: post('/api/auth/tokens/make', { name: 'U', scopes: ['*:read'] }), leaves: ['token_made'] },
    'post /api/auth/tokens/revoke': { run: async () => post('/api/auth/tokens/revoke', { id: made.tokenId })(), leaves: ['token_revoked'] },
    'post /api/workspace/webhooks/add': { run: post('/api/workspace/webhooks/add', { url: 'http://127.0.0.1:9/x', topics: ['*'] }), leaves: ['webhook_added'] },
    'post /api/workspace/webhooks/change': { run: async () => post('/api/workspace/webhooks/change', { id: made.webhookId, enabled: false })(), leaves: ['webhook_changed'] },
    'post /api/workspace/webhooks/remove': { run: async () => post('/api/workspace/webhooks/remove', { id: made.webhookId })(), leaves: ['webhook_removed'] },
    'post /api/audit/exports': { run: post('/api/audit/exports', { exports: [{ id: 'e9', at: '2026-11-20T08:00:00.000Z', what: 'contacts', format: 'csv', count: 7 }] }), leaves: ['exported'] },
    'post /api/sync/push': { run: async () => setupDevice(server, dot).act({ op: 'create', patch: { firstName: 'P' } }), leaves: ['created'] },
    'post /api/contacts': { run: post('/api/contacts', { firstName: 'R' }), leaves: ['created'] },
    'patch /api/contacts/{id}': { run: async () => call(dot, 'PATCH', `/api/contacts/${made.contact}`, { firstName: 'S' }, { 'if-match': '*' }), leaves: ['changed'] },
    'delete /api/contacts/{id}': { run: async () => call(dot, 'DELETE', `/api/contacts/${made.contact}`, undefined, { 'if-match': '*' }), leaves: ['deleted'] },
    // What needs a browser, a mail or another device is called in the tests of its own; they look at the entry there, or it is one of the lines above by another way.
    'post /api/workspace/webhooks/deliveries': { told: 'nothing changes: it reads' },
    'post /api/auth/passkey': { told: 'signed_in; a browser\'s authenticator is needed (tests/security/sync-api-passkeys.test.ts)' },
    'post /api/auth/passkeys/finish': { told: 'passkey_added, asked for before it is kept (the same tests)' },
    'post /api/auth/passkeys/remove': { told: 'passkey_removed (the same tests)' },
    'post /api/auth/passkeys/options': { told: 'nothing changes: a question for a browser' },
    'post /api/auth/authenticator/confirm': { told: 'authenticator_added; below, with the codes' },
    'post /api/auth/authenticator/remove': { told: 'authenticator_removed; below' },
    'post /api/auth/recovery-codes': { told: 'recovery_codes_renewed; below' },
    'post /api/auth/prove': { told: 'factor_proved; below' },
    'post /api/auth/devices/wipe': { told: 'device_wipe_asked (tests/security/sync-api-devices.test.ts wipes one)' },
    'post /api/auth/devices/wiped': { told: 'device_wiped, by the device itself' },
    'post /api/auth/password/request-reset': { told: 'reset_requested, once the link is made' },
    'post /api/auth/password/reset': { told: 'password_reset' },
    'post /api/auth/refresh': { told: 'nothing changes for anybody; a token used twice is told' },
    'post /api/workspace/invitations/make': { run: post('/api/workspace/invitations/make', { role: 'member' }), leaves: ['invited'] },
    'post /api/workspace/invitations/revoke': {
      run: async () => {
        const { invitation } = (await call(ana, 'POST', '/api/workspace/invitations/make', { role: 'member' })).json<{ invitation: { id: string } }>()
        await post('/api/workspace/invitations/revoke', { id: invitation.id })()
      },
      leaves: ['invitation_revoked'],
    },
    'post /api/workspace/rename': { run: post('/api/workspace/rename', { name: 'Renamed' }), leaves: ['workspace_renamed'] },
    'post /api/workspace/members/role': { run: async () => { const mo = await setupMember(server, ana, 'Mo', 'viewer'); await post('/api/workspace/members/role', { userId: mo.session.user.id, role: 'member' })() }, leaves: ['role_changed'] },
    'post /api/workspace/members/remove': { run: async () => { const mo = await setupMember(server, ana, 'Mo', 'viewer'); await post('/api/workspace/members/remove', { userId: mo.session.user.id })() }, leaves: ['member_removed'] },
    'post /api/workspace/leave': { told: 'member_left, by who went; below' },
    'post /api/workspace/transfer': { told: 'ownership_given, an owner\'s; below' },
    'post /api/auth/invitations/look': { told: 'nothing changes: it reads' },
    'post /api/auth/invitations/accept': { told: 'member_joined, in the workspace that was joined; below' },
    'post /api/auth/workspaces/create': { told: 'workspace_made, in the new one; below' },
    'post /api/hints/subscribe': { told: 'other_act, with its route: what this device is told of' },
    'post /api/hints/unsubscribe': { told: 'other_act, with its route' },
    'post /api/hints/about': { told: 'nothing changes: it reads' },
    'post /api/sync/give-back': { told: 'gave_back, with an entry for each record (tests/simulation)' },
  })

  it('is known here: what it leaves, or why it leaves nothing', () => {
    const writing = Object.entries(openApiDocument().paths).flatMap(([path, methods]) => Object.keys(methods).filter((method) => method !== 'get').map((method) => `${method} ${path}`))
    const rest = (route: string): string => (/^\S+ \/api\/(?!auth\/|sync\/|workspace\/|audit)\w+(?:\/\{id\})?$/.test(route) ? route.replace(/\/api\/\w+/, '/api/contacts') : route)
    expect([...new Set(writing.map(rest))].sort()).toEqual(Object.keys(does).sort())
  })

  it('leaves its entry, in the name of who did it', async () => {
    for (const [route, act] of Object.entries(does)) {
      if ('told' in act) continue
      const before = (await audit(ana, '?limit=1')).entries[0]!.n
      await act.run()
      const { entries } = await audit(ana, `?person=${dot.session.user.id}&limit=50`)
      expect({ route, leaves: entries.filter(({ n }) => n > before).map(({ kind }) => kind).reverse() }).toEqual({ route, leaves: act.leaves })
    }
  })

  it('tells of who came, went and took over', async () => {
    const eve = await setupAccount(server, 'Eve'), lou = await setupAccount(server, 'Lou')
    const { secret } = (await call(eve, 'POST', '/api/workspace/invitations/make', { role: 'member' })).json<{ secret: string }>()
    const { workspace } = (await call(lou, 'POST', '/api/auth/invitations/accept', { secret })).json<{ workspace: { id: string } }>()
    const inThere: Account = { ...lou, headers: { ...lou.headers, [headers.workspace]: workspace.id } }
    await call(eve, 'POST', '/api/workspace/transfer', { userId: lou.session.user.id })
    await call(eve, 'POST', '/api/workspace/leave', {})
    const { entries } = await audit(inThere, '?kind=acts&limit=20')
    expect(entries.slice(0, 5).map(({ kind, person, detail }) => [kind, person?.name, detail?.['fields']])).toEqual([
      ['member_left', 'Eve', { role: [expect.any(String), null] }],
      ['ownership_given', 'Eve', { role: [expect.any(String), expect.any(String)] }], ['ownership_given', 'Eve', { role: [expect.any(String), expect.any(String)] }],
      ['member_joined', 'Lou', { role: [null, 'member'] }], ['invited', 'Eve', undefined],
    ])
    // Whom it is about, by the name that they had: nobody knows an id, and who is gone is in no list.
    expect(entries.filter(({ kind }) => kind === 'ownership_given').map(({ detail }) => detail?.['name']).sort()).toEqual(['Eve', 'Lou'])
    const made = (await call(lou, 'POST', '/api/auth/workspaces/create', { name: 'Second' })).json<{ workspace: { id: string } }>().workspace
    expect((await audit({ ...lou, headers: { ...lou.headers, [headers.workspace]: made.id } }, '?kind=acts')).entries.map(({ kind }) => kind)).toContain('workspace_made')
  })

  it('tells of who came by making an account: as one device, and not that they made the workspace', async () => {
    const { secret } = (await call(ana, 'POST', '/api/workspace/invitations/make', { role: 'member' })).json<{ secret: string }>()
    const joined = (await server.app.inject({ method: 'POST', url: '/api/auth/register', payload: { email: 'mia@example.org', password, name: 'Mia', transport: 'bearer', invitation: secret } })).json<Account['session']>()
    const { entries } = await audit(ana, `?person=${joined.user.id}`)
    expect(entries.map(({ kind, detail }) => [kind, detail?.['invited'] ?? null])).toEqual([['registered', true], ['member_joined', null]])
    expect(entries[0]!.device?.id).toMatch(/^[\da-f-]{36}$/)
    expect(entries[1]!.device).toEqual(entries[0]!.device)
  })

  it('tells of what is about a person in each workspace that they are in, and of what is about one workspace there alone', async () => {
    const kim = await setupMember(server, ana, 'Kim', 'member'), lea = await setupAccount(server, 'Lea'), nobody = await setupAccount(server, 'Nobody')
    const { secret } = (await call(lea, 'POST', '/api/workspace/invitations/make', { role: 'member' })).json<{ secret: string }>()
    const { authorization } = kim.headers, person: Account = { ...kim, headers: { authorization: authorization! } }
    expect((await call(person, 'POST', '/api/auth/invitations/accept', { secret })).statusCode).toBe(200)
    await call(person, 'POST', '/api/auth/authenticator/begin', { password: 'wrong' })
    await call(person, 'POST', '/api/auth/password', { password, newPassword: 'another long password' })
    await server.app.inject({ method: 'POST', url: '/api/auth/login', payload: { email: kim.session.user.email, password: 'wrong', transport: 'bearer' } })
    await server.app.inject({ method: 'POST', url: '/api/auth/login', payload: { email: kim.session.user.email, password: 'another long password', transport: 'bearer' } })
    await call(person, 'POST', '/api/auth/tokens/make', { name: 'Theirs', scopes: ['*:read'] })
    await call(person, 'POST', '/api/auth/logout', {})
    const told = async (by: Account): Promise<string[]> => (await audit(by, `?person=${kim.session.user.id}&kind=acts,refusals&limit=50`)).entries.map(({ kind }) => kind)
    const ofPerson = ['password_changed', 'refused', 'sign_in_failed', 'signed_in', 'signed_out']
    // Refusals are told a moment after their answers.
    await expect.poll(async () => [...new Set(await told(lea))].sort()).toEqual(['member_joined', ...ofPerson])
    expect((await told(ana)).filter((kind) => ofPerson.includes(kind)).sort()).toEqual([...ofPerson, 'signed_in'].sort())
    expect(await told(ana)).toContain('token_made')
    expect((await audit(lea, `?person=${kim.session.user.id}&kind=signed_in`)).entries[0]).toMatchObject({ from: { role: 'member', ip: '127.0.0.1' }, detail: { secondFactor: false } })
    expect(await told(nobody)).toEqual([])
  })

  it('tells of the second factor', async () => {
    const { Secret, TOTP } = await import('otpauth')
    const finn = await setupMember(server, ana, 'Finn', 'member')
    const as = (url: string, payload: object) => call(finn, 'POST', url, payload)
    const { ticket, secret } = (await as('/api/auth/authenticator/begin', { password })).json<{ ticket: string; secret: string }>()
    const code = (): string => { server.clock.advance(60_000); return new TOTP({ secret: Secret.fromBase32(secret), period: 30 }).generate({ timestamp: server.clock.now() }) }
    for (const [url, payload] of [['authenticator/confirm', { ticket }], ['prove', {}], ['recovery-codes', { password }], ['authenticator/remove', { password }]] as const) {
      expect((await as(`/api/auth/${url}`, { ...payload, code: code() })).statusCode).toBe(200)
    }
    const { entries } = await audit(ana, `?person=${finn.session.user.id}&kind=acts`)
    expect(entries.slice(0, 5).map(({ kind }) => kind)).toEqual(['authenticator_removed', 'recovery_codes_renewed', 'factor_proved', 'authenticator_added', 'authenticator_begun'])
  })
})

describe('where the connection to the database is lost at a commit, and the transaction is run again', () => {
  it('[P2] what was told is not told twice', async () => {
    const testStore = await createTestStore(), { store, always } = runAgain(await testStore.open()), other = await setupServer({ store })
    try {
      const cy = await setupAccount(other, 'Cy'), device = setupDevice(other, cy)
      always()
      await device.act({ op: 'create', recordId: device.newId(), patch: { firstName: 'Bea' } })
      for (let n = 0; n < 2; n += 1) {
        other.clock.advance(1_000)
        expect((await other.app.inject({ method: 'GET', url: '/api/sync/snapshot', headers: cy.headers })).statusCode).toBe(200)
      }
      const { entries } = (await other.app.inject({ method: 'GET', url: '/api/audit', headers: cy.headers })).json<AuditPage>()
      expect(entries.map(({ kind }) => kind)).toEqual(['audit_read', 'snapshot_read', 'snapshot_read', 'created', 'registered'])
    } finally {
      await other.close()
      await testStore.remove()
    }
  })
})

describe('after months', () => {
  it('[R5] forgets the values of what is deleted for good, and that it was there not', async () => {
    const recordId = phone.newId(), key = { 'idempotency-key': 'unforgettable' }
    expect((await call(ana, 'POST', '/api/contacts', { id: recordId, firstName: 'Unforgettable' }, key)).statusCode).toBe(201)
    await phone.act({ op: 'delete', recordId, baseRevision: 1_000_000 })
    server.clock.advance(91 * 86_400_000)
    await server.settled()
    server.clock.advance(7 * 3_600_000)
    ana = await signIn(ana)
    phone = setupDevice(server, ana)
    for (let tries = 0; tries < 500 && (await audit(ana, `?record=${recordId}`)).entries[0]?.kind !== 'purged'; tries += 1) {
      server.clock.advance(20)
      await server.settled()
    }
    const { entries } = await audit(ana, `?record=${recordId}`)
    expect(entries.map(({ kind, detail }) => [kind, detail])).toEqual([['purged', {}], ['deleted', null], ['created', null]])
    expect((await call(ana, 'GET', '/api/audit/export')).body).not.toContain('Unforgettable')
    // Nor does it live on in the answer that a repeated request would get.
    expect(await server.store.write(ana.session.workspace.id, (writer) => writer.request(ana.session.user.id, key['idempotency-key']))).toBeNull()
  })

  it('[I16] replays to the current state', async () => {
    const workspaceId = ana.session.workspace.id, all = await setupDevice(server, ana).pull('?since=0&limit=2000')
    const records = all.body.changes.map(({ entity, id, revision, data, deletedAt }) => ({ entity, id, revision, data, deletedAt: deletedAt ?? null, updatedAt: '', updatedBy: '' }))
    expect(records.length).toBeGreaterThan(10)
    expect(replayDiffers(await wholeAudit(server.store, workspaceId), records)).toEqual([])
  })
})
