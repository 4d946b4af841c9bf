import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AuditEntryView } from '../../src/protocol/audit.ts'
import type { Session } from '../../src/protocol/auth.ts'
import type { SyncStore } from '../../src/sync-api/store/port.ts'
import { setupScript } from './rest-setup.ts'
import { setupAccount, setupDevice, setupServer, type Account, type Server } from './sync-api-setup.ts'

/** A store that can be read, and written only as long as there is room. */
function withRoom(store: SyncStore): { store: SyncStore; fill(): void; empty(): void } {
  let full = false
  const held = <A extends unknown[], T>(work: (...of: A) => Promise<T>) => (...of: A): Promise<T> =>
    (full ? Promise.reject(Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' })) : work(...of))
  const { accounts, apiTokens } = store
  return {
    store: {
      ...store, write: held(store.write) as SyncStore['write'],
      accounts: { ...accounts, updateDevice: held(accounts.updateDevice), useGeneration: held(accounts.useGeneration), saveDevice: held(accounts.saveDevice), saveSession: held(accounts.saveSession) },
      apiTokens: { ...apiTokens, noteUse: held(apiTokens.noteUse) },
    },
    fill: () => { full = true }, empty: () => { full = false },
  }
}

let made: Server, server: Server, ana: Account
let disk: ReturnType<typeof withRoom>
const lines: { event: string; facts: Record<string, unknown> }[] = []
beforeEach(async () => {
  lines.length = 0
  made = await setupServer()
  disk = withRoom(made.store)
  server = await setupServer({ store: disk.store, log: (_level, event, facts = {}) => { lines.push({ event, facts }) } })
  ana = await setupAccount(server)
})
afterEach(async () => {
  await server.app.close()
  await made.close()
})

const statusOf = (url: string, of: Account = ana): Promise<number> => server.app.inject({ url, headers: of.headers }).then(({ statusCode }) => statusCode)
const refresh = async (refreshToken: string | undefined): Promise<{ status: number; body: Session }> => {
  const answer = await server.app.inject({ method: 'POST', url: '/api/auth/refresh', payload: { refreshToken } })
  return { status: answer.statusCode, body: answer.json() }
}
const audited = async (): Promise<AuditEntryView[]> => (await server.app.inject({ url: '/api/audit?kind=access', headers: ana.headers })).json<{ entries: AuditEntryView[] }>().entries

describe('a disk that is full', () => {
  it('[P4] lets devices and programs read that were away for long, and takes no change', async () => {
    const { token } = (await setupScript(server, ana).call<{ token: string }>('POST', '/api/auth/tokens/make', { name: 'Nightly', scopes: ['*:read'] })).body
    disk.fill()
    server.clock.advance(10 * 60_000)
    const script = setupScript(server, { headers: { authorization: `Bearer ${token}` } })
    expect([await statusOf('/api/sync/changes?since=0'), await statusOf('/api/sync/snapshot'), await statusOf('/api/audit')]).toEqual([200, 200, 200])
    expect(await script.call('GET', '/api/contacts')).toMatchObject({ status: 200 })

    // Longer than an access token is good for: its session goes on, by the same token until there is room again.
    server.clock.advance(20 * 60_000)
    expect(await statusOf('/api/sync/changes?since=0')).toBe(401)
    const renewed = await refresh(ana.session.refreshToken), again = await refresh(ana.session.refreshToken)
    expect([renewed.status, again.status]).toEqual([200, 200])
    const late: Account = { session: renewed.body, headers: { ...ana.headers, authorization: `Bearer ${renewed.body.accessToken}` } }
    expect(await statusOf('/api/sync/changes?since=0', late)).toBe(200)

    const phone = setupDevice(server, late)
    expect((await phone.pushRaw({ replicaId: phone.replicaId, sentAt: new Date(server.clock.now()).toISOString(), schemaVersion: 1, changes: phone.mutation({ op: 'create', patch: { firstName: 'Bea' } }) })).status).toBe(507)
    disk.empty()
    expect((await phone.push(phone.mutation({ op: 'create', patch: { firstName: 'Bea' } })))[0]).toMatchObject({ status: 'applied' })
  })

  it('[P5] renews no session by a token that was succeeded', async () => {
    const next = await refresh(ana.session.refreshToken)
    expect((await refresh(next.body.refreshToken)).status).toBe(200)
    disk.fill()
    expect((await refresh(ana.session.refreshToken)).status).toBe(507)
    expect((await refresh(next.body.refreshToken)).status).toBe(200)
  })

  it('keeps what was read out of no audit log: it is written when there is room, as of when it was, and is in the server\'s own log before', async () => {
    disk.fill()
    const at = server.clock.now()
    await statusOf('/api/sync/snapshot')
    await statusOf('/api/contacts')
    expect(lines.filter(({ event }) => event === 'audit.held').map(({ facts }) => facts)).toMatchObject([{ kind: 'snapshot_read', userId: ana.session.user.id }, { kind: 'read', detail: '{"what":"contacts","list":true}' }])
    disk.empty()
    server.clock.advance(61_000)
    await server.settled()
    await made.settled()
    const entries = (await audited()).filter(({ kind }) => kind === 'snapshot_read' || kind === 'read')
    expect(entries.map(({ kind, at: when, person }) => [kind, Date.parse(when), person?.id])).toEqual([['read', at, ana.session.user.id], ['snapshot_read', at, ana.session.user.id]])
  })
})
