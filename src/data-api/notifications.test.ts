import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createFakeWantedStore } from '../outbox/fake-wanted-hints.ts'
import { createFakeLocks } from '../outbox/fake-locks.ts'
import type { WantedHints, WantedStore } from '../outbox/wanted-hints.ts'
import { SatchelError } from '../shared/errors.ts'
import { createVirtualClock } from '../../tests/support/virtual-clock.ts'
import type { Connection } from './connection.ts'
import { createNotifications } from './notifications.ts'

/* Decision 0036: the switch says on where hints come, and nowhere else; what a server or a browser forgot is told again. */

/** A browser with Web Push. */
let browser: { key: string | null; subscriptions: number; fails: boolean }
/** What the server knows: for each workspace the subscription's endpoint and its name; and whether it answers. */
let server: { key: string; known: Map<string, { endpoint: string; id: string }>; names: number; refuses: Map<string, SatchelError>; calls: string[]; meanwhile: () => Promise<void> }
let notification: { permission: string; requestPermission: () => Promise<string> }
let kept: Map<string, string>

beforeEach(() => {
  browser = { key: null, subscriptions: 0, fails: false }
  server = { key: 'AAAA', known: new Map(), names: 0, refuses: new Map(), calls: [], meanwhile: async () => undefined }
  notification = { permission: 'granted', requestPermission: async () => notification.permission }
  kept = new Map()
  const subscription = () => ({
    options: { applicationServerKey: Uint8Array.from(atob(browser.key ?? ''), (sign) => sign.charCodeAt(0)).buffer },
    toJSON: () => ({ endpoint: `https://push.example/${browser.subscriptions}`, keys: { p256dh: 'p', auth: 'a' } }),
    unsubscribe: async () => { browser.key = null; return true },
  })
  const pushManager = {
    getSubscription: async () => (browser.key === null ? null : subscription()),
    subscribe: async ({ applicationServerKey }: { applicationServerKey: string }) => {
      if (browser.fails) throw new Error('no push service')
      browser.key = applicationServerKey
      browser.subscriptions += 1
      return subscription()
    },
  }
  const locks = createFakeLocks()
  vi.stubGlobal('navigator', { serviceWorker: { getRegistration: async () => ({ pushManager }) }, locks: { request: (name: string, work: () => Promise<unknown>) => locks.hold(name, 0, work) } })
  vi.stubGlobal('Notification', notification)
  vi.stubGlobal('PushManager', {})
  vi.stubGlobal('localStorage', { getItem: (key: string) => kept.get(key) ?? null })
})
afterEach(() => { vi.unstubAllGlobals() })

const contacts = [{ name: 'contacts', label: 'contacts' }]
const wish = (n: number, more: Partial<WantedHints> = {}): WantedHints => ({ databaseName: `satchel-${n}`, id: `s${n}`, workspaceId: `w${n}`, userId: 'u1', entities: contacts, ...more })

/** The page of a device that is open in the first workspace, with what it wanted until now. */
function setupPage(wanted: WantedStore) {
  const clock = createVirtualClock()
  const answer = (name: string, input: { endpoint?: string } | null, of = { workspaceId: 'w1', userId: 'u1' }): object => {
    server.calls.push(`${name} ${name === 'hintKey' ? '' : of.workspaceId}`.trim())
    const refusal = server.refuses.get(of.workspaceId)
    if (refusal !== undefined) throw refusal
    if (name === 'hintKey') return { publicKey: server.key }
    if (name === 'unsubscribeHints') { server.known.delete(of.workspaceId); return {} }
    const known = server.known.get(of.workspaceId)
    if (known?.endpoint === input?.endpoint && known !== undefined) return { id: known.id }
    server.names += 1
    server.known.set(of.workspaceId, { endpoint: input?.endpoint ?? '', id: `new${server.names}` })
    return { id: `new${server.names}` }
  }
  const api = { account: (name: string, input: { endpoint?: string } | null, of?: { workspaceId: string; userId: string }) => server.meanwhile().then(() => answer(name, input, of)) }
  const connection = { database: 'satchel-1', changes: async (use: (of: typeof api) => Promise<object>) => use(api) }
  const account = { userId: 'u1', workspaceId: 'w1', email: 'ana@example.org', name: 'Ana', workspaceName: 'Team', role: 'owner' }
  const page = createNotifications({ connection: () => connection as unknown as Connection, account: () => account, wanted, clock })
  const status = (state: 'idle' | 'offline' | 'signed_out' = 'idle') => { page.follow({ state, error: null, account }) }
  /** Renewals and what comes of them. */
  const settled = (): Promise<void> => new Promise((resolve) => { setTimeout(resolve, 5) })
  return { ...page, status, settled, clock, calls: () => server.calls.splice(0) }
}
/** Browser and server agree about what is wanted in these. */
async function subscribed(...wishes: WantedHints[]): Promise<WantedStore> {
  browser = { ...browser, key: 'AAAA', subscriptions: 1 }
  for (const { workspaceId, id } of wishes) server.known.set(workspaceId, { endpoint: 'https://push.example/1', id })
  return createFakeWantedStore(...wishes)
}

describe('what a device wants to be told of', () => {
  it('is told to the server once a page load, for each workspace of the person; where it knows it, nothing changes', async () => {
    const wanted = await subscribed(wish(1), wish(2), wish(3, { userId: 'somebody-else' })), page = setupPage(wanted)
    page.status('offline')
    await page.settled()
    expect(page.calls()).toEqual([])
    page.status()
    page.status()
    await page.settled()
    page.status()
    await page.settled()
    expect(page.calls()).toEqual(['hintKey', 'subscribeHints w1', 'subscribeHints w2'])
    expect(await wanted.all()).toEqual([wish(1), wish(2), wish(3, { userId: 'somebody-else' })])
    expect(browser.subscriptions).toBe(1)
  })

  it('is nothing to ask a server about where nothing is wanted', async () => {
    const page = setupPage(createFakeWantedStore())
    page.status()
    await page.settled()
    expect(page.calls()).toEqual([])
    expect(await page.api.state()).toEqual({ possible: 'yes', entities: [], wanted: [], problem: null })
    // What the app keeps for itself is no news to anybody.
    expect(page.api.entities.map(({ name }) => name)).toEqual(expect.arrayContaining(['contacts', 'notes']))
    expect(page.api.entities.map(({ name }) => name)).not.toContain('distinctions')
  })

  it('is told again after sign-out and in: nothing is shown between', async () => {
    const wanted = await subscribed(wish(1), wish(2)), page = setupPage(wanted)
    page.status()
    await page.settled()
    await page.signedOut()
    expect((await wanted.all()).map(({ signedOutAt }) => typeof signedOutAt)).toEqual(['string', 'string'])
    // Meanwhile the server met the end of the session, and forgot both.
    server.known.clear()
    page.calls()
    page.status('signed_out')
    page.status()
    await page.settled()
    expect(page.calls()).toEqual(['hintKey', 'subscribeHints w1', 'subscribeHints w2'])
    expect(await wanted.all()).toEqual([wish(1, { id: 'new1' }), wish(2, { id: 'new2' })])
    // It was a sign-out, and no push service that gave the subscription up.
    expect(browser.subscriptions).toBe(1)
  })

  it('stays unsaid while the server has not been told of a sign-out, and where the person signed out while it was being told', async () => {
    const wanted = await subscribed(wish(1)), page = setupPage(wanted)
    kept.set('satchel.unfinishedSignOut', '1')
    page.status()
    await page.settled()
    expect(page.calls()).toEqual([])
    kept.clear()
    await page.clock.advance(60_000)
    server.meanwhile = page.signedOut
    page.status()
    await page.settled()
    expect(page.calls()).toContain('subscribeHints w1')
    expect((await wanted.all())[0]?.signedOutAt).toBeDefined()
  })

  it('gets another subscription after the server has another key (forget-secrets), for all workspaces', async () => {
    const wanted = await subscribed(wish(1), wish(2)), page = setupPage(wanted)
    server.key = 'BBBB'
    page.status()
    await page.settled()
    expect(browser).toMatchObject({ key: 'BBBB', subscriptions: 2 })
    expect([...server.known.values()].map(({ endpoint }) => endpoint)).toEqual(['https://push.example/2', 'https://push.example/2'])
    expect((await wanted.all()).map(({ id }) => id)).toEqual(['new1', 'new2'])
  })

  it('gets another subscription where the server forgot the device by itself: its push service may have given it up', async () => {
    const wanted = await subscribed(wish(1), wish(2)), page = setupPage(wanted)
    server.known.delete('w2')
    page.status()
    await page.settled()
    expect(browser.subscriptions).toBe(2)
    expect((await wanted.all()).map(({ id }) => id)).toEqual([server.known.get('w1')?.id, server.known.get('w2')?.id])
  })

  it('is tried again after a minute where the server could not be told', async () => {
    const wanted = await subscribed(wish(1)), page = setupPage(wanted)
    server.refuses.set('w1', new SatchelError('server_error', 'trouble'))
    page.status()
    await page.settled()
    page.status()
    await page.settled()
    expect(page.calls()).toHaveLength(1)
    server.refuses.clear()
    await page.clock.advance(60_000)
    page.status()
    await page.settled()
    expect(page.calls()).toEqual(['hintKey', 'subscribeHints w1'])
  })
})

describe('the switch', () => {
  it('is on where hints come, and says why where they do not', async () => {
    const page = setupPage(await subscribed(wish(1)))
    expect(await page.api.state()).toEqual({ possible: 'yes', entities: ['contacts'], wanted: ['contacts'], problem: null })
    const off = async (): Promise<string | null> => {
      const { entities, wanted, problem } = await page.api.state()
      expect({ entities, wanted }).toEqual({ entities: [], wanted: ['contacts'] })
      return problem
    }
    for (const [code, words] of [['offline', /cannot be asked/], ['not_a_member', /not a member/], ['signed_out', /not signed in/]] as const) {
      server.refuses.set('w1', new SatchelError(code, code))
      expect(await off(), code).toMatch(words)
    }
    server.refuses.clear()
    Object.assign(browser, { key: null, fails: true })
    expect(await off()).toMatch(/push service/)
    browser.fails = false
    notification.permission = 'default'
    expect(await off()).toMatch(/does not let/)
    notification.permission = 'denied'
    expect(await page.api.state()).toMatchObject({ possible: 'blocked', entities: [] })
    notification.permission = 'granted'
    expect(await page.api.state()).toMatchObject({ entities: ['contacts'], problem: null })
  })

  it('is turned on for one workspace, and off again', async () => {
    const wanted = createFakeWantedStore(), page = setupPage(wanted)
    await page.api.want(['contacts'])
    // Nothing but whose it is: a service worker needs no names.
    expect(await wanted.all()).toEqual([wish(1, { id: 'new1' })])
    expect((await page.api.state()).entities).toEqual(['contacts'])
    await page.api.want([])
    expect([await wanted.all(), browser.key, server.known.size]).toEqual([[], null, 0])
  })

  it('turned on for another key, takes the person\'s other workspaces along', async () => {
    const wanted = await subscribed(wish(2)), page = setupPage(wanted)
    server.key = 'BBBB'
    await page.api.want(['contacts'])
    expect([...server.known.values()].map(({ endpoint }) => endpoint)).toEqual(['https://push.example/2', 'https://push.example/2'])
  })
})
