import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { secondFactorKey, settingId } from '../../src/model/settings.ts'
import type { ApiToken } from '../../src/protocol/api-access.ts'
import { setupScript, type Script } from './rest-setup.ts'
import { setupAccount, setupDevice, setupMember, setupServer, type Account, type Server } from './sync-api-setup.ts'

let server: Server
let ana: Account
let person: Script
beforeEach(async () => {
  server = await setupServer()
  ana = await setupAccount(server)
  person = setupScript(server, ana)
})
afterEach(() => server.close())

interface Made { token: string; made: ApiToken }
async function made(scopes: string[], by = person, name = 'Nightly'): Promise<{ id: string; token: string; script: Script }> {
  const { status, body } = await by.call<Made>('POST', '/api/auth/tokens/make', { name, scopes })
  if (status !== 200) throw new Error(JSON.stringify(body))
  return { id: body.made.id, token: body.token, script: setupScript(server, { headers: { authorization: `Bearer ${body.token}` } }) }
}
const tokens = async (): Promise<ApiToken[]> => (await person.call<{ tokens: ApiToken[] }>('GET', '/api/auth/tokens')).body.tokens

describe('API tokens', () => {
  it('let a program in by REST, in its person\'s name, and the history says the token\'s', async () => {
    const { script } = await made(['*:write'])
    const contact = await script.create('contacts', { firstName: 'Bea' })
    expect(contact.updatedBy).toBe(ana.session.user.id)
    expect((await person.all('history'))[0]!.data).toMatchObject({ userName: 'Ana', deviceName: 'Nightly' })
  })

  it('do what their scopes say and nothing else: by entity, reading or writing', async () => {
    const { id, revision } = await person.create('contacts', { firstName: 'Bea' })
    const reads = (await made(['contacts:read'])).script, writes = (await made(['contacts:write'])).script, all = (await made(['*:read'])).script
    const statuses = async (script: Script): Promise<Record<string, number>> => ({
      list: (await script.call('GET', '/api/contacts')).status,
      get: (await script.call('GET', `/api/contacts/${id}`)).status,
      post: (await script.call('POST', '/api/contacts', { firstName: 'Cy' })).status,
      patch: (await script.call('PATCH', `/api/contacts/${id}`, { title: 'x' }, { 'if-match': `"${revision - 1}"` })).status,
      delete: (await script.call('DELETE', `/api/contacts/${id}`, undefined, { 'if-match': `"${revision - 1}"` })).status,
      others: (await script.call('GET', '/api/notes')).status,
      writeOthers: (await script.call('POST', '/api/views', { name: 'x' })).status,
    })
    expect(await statuses(reads)).toEqual({ list: 200, get: 200, post: 403, patch: 403, delete: 403, others: 403, writeOthers: 403 })
    expect(await statuses(writes)).toEqual({ list: 200, get: 200, post: 201, patch: 409, delete: 409, others: 403, writeOthers: 403 })
    expect(await statuses(all)).toEqual({ list: 200, get: 200, post: 403, patch: 403, delete: 403, others: 200, writeOthers: 403 })
  })

  it('are for REST alone: no sync, no account, no tokens of their own making', async () => {
    const { script } = await made(['*:write'])
    const paths: ['GET' | 'POST', string][] = [['GET', '/api/sync/changes?since=0'], ['GET', '/api/sync/snapshot'], ['GET', '/api/sync/health'], ['POST', '/api/sync/push'], ['POST', '/api/sync/give-back'],
      ['GET', '/api/auth/session'], ['GET', '/api/auth/tokens'], ['POST', '/api/auth/tokens/make'], ['POST', '/api/auth/tokens/revoke']]
    for (const [method, path] of paths) expect([path, (await script.call(method, path, method === 'POST' ? {} : undefined)).status]).toEqual([path, 403])
    expect(await script.call('POST', '/api/auth/refresh', { refreshToken: (await made(['*:read'])).token })).toMatchObject({ status: 401 })
  })

  it('are shown once, kept as a hash, and listed with when they were last used', async () => {
    const { id, token, script } = await made(['contacts:read', 'contacts:read'])
    expect(token).toMatch(/^satchel_[\w-]{43}$/)
    expect(await tokens()).toEqual([{ id, name: 'Nightly', scopes: ['contacts:read'], createdAt: expect.any(String) as string, lastUsedAt: null }])
    expect(JSON.stringify(await server.store.apiTokens.of(ana.session.user.id, ana.session.workspace.id))).not.toContain(token.slice(8))
    await script.list('contacts')
    const used = new Date(server.clock.now()).toISOString()
    server.clock.advance(30_000)
    await script.list('contacts')
    expect((await tokens())[0]!.lastUsedAt).toBe(used)
    server.clock.advance(60_000)
    await script.list('contacts')
    expect((await tokens())[0]!.lastUsedAt).toBe(new Date(server.clock.now()).toISOString())
  })

  it('are dead at once when revoked, and not by anybody else', async () => {
    const { id, script } = await made(['*:read'])
    const bo = setupScript(server, await setupMember(server, ana, 'Bo', 'admin'))
    const revoke = { id }
    expect(await bo.call('POST', '/api/auth/tokens/revoke', revoke)).toMatchObject({ status: 404 })
    expect(await script.call('GET', '/api/contacts')).toMatchObject({ status: 200 })
    expect(await person.call('POST', '/api/auth/tokens/revoke', revoke)).toMatchObject({ status: 200 })
    expect(await script.call('GET', '/api/contacts')).toMatchObject({ status: 401 })
    expect(await person.call('POST', '/api/auth/tokens/revoke', revoke)).toMatchObject({ status: 404 })
    expect(await tokens()).toEqual([])
  })

  it('do no more than their person may, as it is now', async () => {
    const member = await setupMember(server, ana, 'Bo', 'member')
    const { script } = await made(['*:write'], setupScript(server, member))
    expect(await script.call('POST', '/api/contacts', { firstName: 'Bea' })).toMatchObject({ status: 201 })
    await server.store.accounts.addMember(ana.session.workspace.id, member.session.user.id, 'viewer', '2026-01-01')
    expect(await script.call('POST', '/api/contacts', { firstName: 'Cy' })).toMatchObject({ status: 403 })
    expect(await script.call('GET', '/api/contacts')).toMatchObject({ status: 200 })
  })

  it('where the workspace asks for a second factor, are not made without one, and REST is as closed as sync', async () => {
    const { script } = await made(['*:read'])
    const owner = setupDevice(server, ana)
    await owner.act({ entity: 'settings', op: 'create', recordId: settingId(secondFactorKey), patch: { key: secondFactorKey, value: true } })
    const statuses = [
      await person.call<{ error: string }>('GET', '/api/contacts'), await person.call<{ error: string }>('POST', '/api/auth/tokens/make', { name: 'x', scopes: ['*:read'] }),
      await person.call<{ error: string }>('POST', '/api/workspace/webhooks/add', { url: 'https://hooks.example/', topics: ['*'] }),
    ]
    for (const { status, body } of statuses) expect({ status, error: body.error }).toEqual({ status: 403, error: 'second_factor_required' })
    // One that was made before is worth no more than its person's session.
    expect(await script.call('GET', '/api/contacts')).toMatchObject({ status: 403, body: { error: 'second_factor_required', message: expect.stringContaining('whoever made this API token has none') } })
  })

  it('where the workspace asks for a second factor, go on in the name of who has one, an app or a passkey, and stop with it', async () => {
    const { script } = await made(['*:read']), { accounts } = server.store, { id } = ana.session.user
    await setupDevice(server, ana).act({ entity: 'settings', op: 'create', recordId: settingId(secondFactorKey), patch: { key: secondFactorKey, value: true } })
    const status = async (): Promise<number> => (await script.call('GET', '/api/contacts')).status
    const seen = [await status()]
    await accounts.setTotp(id, 'JBSWY3DPEHPK3PXP')
    seen.push(await status())
    await accounts.setTotp(id, null)
    seen.push(await status())
    await accounts.addPasskey({ id: 'a-key', userId: id, name: 'Key', publicKey: '', counter: 0, transports: '[]', createdAt: '2026-11-21T12:00:00.000Z', lastUsedAt: null })
    seen.push(await status())
    expect(seen).toEqual([403, 200, 403, 200])
  })

  it('outlast sessions, and need no refresh', async () => {
    const { script } = await made(['*:read'])
    await person.call('POST', '/api/auth/logout')
    server.clock.advance(365 * 24 * 60 * 60_000)
    expect(await script.call('GET', '/api/contacts')).toMatchObject({ status: 200 })
  })

  it('are refused with scopes that there are not', async () => {
    for (const body of [{ name: '', scopes: ['*:read'] }, { name: 'x', scopes: [] }, { name: 'x', scopes: ['contacts'] }, { name: 'x', scopes: ['ships:read'] }, { name: 'x', scopes: ['contacts:admin'] }]) {
      expect([body, (await person.call('POST', '/api/auth/tokens/make', body)).status]).toEqual([body, 400])
    }
    for (const token of ['satchel_', 'satchel_nothing', `satchel_${'A'.repeat(43)}`]) {
      expect(await setupScript(server, { headers: { authorization: `Bearer ${token}` } }).call('GET', '/api/contacts')).toMatchObject({ status: 401 })
    }
  })
})
