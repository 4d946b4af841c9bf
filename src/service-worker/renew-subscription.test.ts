import { describe, expect, it } from 'vitest'
import { createFakeTransport } from '../../tests/support/outbox-setup.ts'
import { createFakeWantedStore } from '../outbox/fake-wanted-hints.ts'
import type { WantedHints } from '../outbox/wanted-hints.ts'
import { err, ok } from '../shared/result.ts'
import { renewSubscription } from './renew-subscription.ts'

const wish = (n: number, more: Partial<WantedHints> = {}): WantedHints => ({ databaseName: `satchel-${n}`, id: `s${n}`, workspaceId: `w${n}`, userId: 'u1', entities: [{ name: 'contacts', label: 'contacts' }], ...more })
const subscription = (endpoint: string, key = 'old-key') => ({ options: { applicationServerKey: key }, toJSON: () => ({ endpoint, keys: { p256dh: 'p', auth: 'a' } }) }) as unknown as PushSubscription

/** What a browser's change of its subscription brings. */
async function change(before: PushSubscription | null, after: PushSubscription | null, ...wishes: WantedHints[]) {
  const wanted = createFakeWantedStore(...wishes), transport = createFakeTransport(), told: unknown[] = [], keys: unknown[] = []
  const account = async (name: string, input: { endpoint: string }, of: { workspaceId: string }) => {
    if (name === 'hintKey') return ok({ publicKey: 'server-key' })
    told.push([of.workspaceId, input.endpoint])
    return of.workspaceId === 'w9' ? err({ kind: 'offline' }) : ok({ id: `new ${of.workspaceId}` })
  }
  await renewSubscription({
    wanted, transport: { ...transport, auth: { ...transport.auth, account: account as unknown as typeof transport.auth.account } },
    subscribe: async (key) => { keys.push(key); return subscription('https://push.example/made') },
  }, before, after)
  return { told, keys, ids: (await wanted.all()).map(({ id }) => id) }
}

describe('a subscription that the browser renews', () => {
  it('is told to the server for every workspace of who is signed in', async () => {
    const { told, ids } = await change(subscription('https://push.example/old'), subscription('https://push.example/new'), wish(1), wish(9), wish(2), wish(3, { signedOutAt: '2026-11-26T08:00:00.000Z' }))
    expect(told).toEqual([['w1', 'https://push.example/new'], ['w9', 'https://push.example/new'], ['w2', 'https://push.example/new']])
    expect(ids).toEqual(['new w1', 's9', 'new w2', 's3'])
  })

  it('is made for the key of before, or for the server\'s where the browser does not say', async () => {
    expect(await change(subscription('https://push.example/old'), null, wish(1))).toMatchObject({ keys: ['old-key'], told: [['w1', 'https://push.example/made']] })
    expect(await change(null, null, wish(1))).toMatchObject({ keys: ['server-key'], told: [['w1', 'https://push.example/made']] })
  })

  it('is nobody\'s where nothing is wanted, or its person signed out', async () => {
    expect(await change(subscription('https://push.example/old'), null)).toMatchObject({ keys: [], told: [] })
    expect(await change(null, subscription('https://push.example/new'), wish(1, { signedOutAt: '2026-11-26T08:00:00.000Z' }))).toMatchObject({ keys: [], told: [] })
  })
})
