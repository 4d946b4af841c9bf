import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { createVirtualClock, type VirtualClock } from '../../tests/support/virtual-clock.ts'
import { account, applied, fakeChange, fakeId, fakeSession } from '../../tests/support/outbox-setup.ts'
import type { Result } from '../shared/result.ts'
import type { SnapshotLine } from '../protocol/pull.ts'
import { buildPush } from './build-push.ts'
import type { Failure } from './failure.ts'
import type { Fetch } from './http.ts'
import { createPushTransport } from './push-transport.ts'
import type { SyncTransport } from './sync-transport.ts'

interface Seen { url: string; init: RequestInit }
function setupTransport(respond: (seen: Seen) => Promise<Response> | Response, bearer = false): { transport: SyncTransport; seen: Seen[]; clock: VirtualClock; tokens: (string | null)[] } {
  const seen: Seen[] = []
  const tokens: (string | null)[] = []
  const clock = createVirtualClock()
  const fetch: Fetch = async (url, init) => {
    seen.push({ url, init })
    return respond({ url, init })
  }
  const transport = createPushTransport({ origin: 'https://satchel.example', fetch, clock, sender: 'service-worker', ...(bearer ? { bearer: (token: string | null) => { tokens.push(token) } } : {}) })
  return { transport, seen, clock, tokens }
}
const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Response => new Response(JSON.stringify(body), { status, headers })
const request = (n: number): ReturnType<typeof buildPush> => buildPush({ replicaId: fakeId('replica', 1), schemaVersion: 1 }, Array.from({ length: n }, (_, i) => fakeChange(i + 1)), 'seen-0', 0)
const answer = { results: [applied(fakeChange(1))], seen: 's', serverTime: 't' }

describe('the transport over fetch', () => {
  it('names workspace, account and sender on every sync call', async () => {
    const { transport, seen } = setupTransport(() => json(answer))
    expect(await transport.push(account, request(1))).toEqual({ ok: true, value: answer })
    expect(seen[0]?.url).toBe('https://satchel.example/api/sync/push')
    expect(seen[0]?.init.headers).toMatchObject({ 'Satchel-Workspace': 'w1', 'Satchel-User': 'u1', 'Satchel-Sender': 'service-worker', 'Content-Type': 'application/json' })
    expect(JSON.parse(seen[0]?.init.body as string)).toEqual(request(1))
  })

  it('gzips what is large', async () => {
    const { transport, seen } = setupTransport(() => json(answer))
    await transport.push(account, request(100))
    expect(seen[0]?.init.headers).toMatchObject({ 'Content-Encoding': 'gzip' })
    const body = Buffer.from(seen[0]?.init.body as ArrayBuffer)
    expect(JSON.parse(gunzipSync(body).toString())).toEqual(request(100))
    expect(body.byteLength).toBeLessThan(JSON.stringify(request(100)).length / 5)
  })

  it('[P4] tells the network being away from a server that is silent for 30 s', async () => {
    const away = setupTransport(() => Promise.reject(new TypeError('Failed to fetch')))
    expect(await away.transport.push(account, request(1))).toEqual({ ok: false, error: { kind: 'offline' } })

    const silent = setupTransport(({ init }) => new Promise((_, reject) => { init.signal?.addEventListener('abort', () => { reject(init.signal?.reason as Error) }) }))
    const pushed = silent.transport.push(account, request(1))
    await silent.clock.advance(29_999)
    expect(await Promise.race([pushed, Promise.resolve('waiting')])).toBe('waiting')
    await silent.clock.advance(1)
    expect(await pushed).toMatchObject({ ok: false, error: { kind: 'retry', code: 'timeout' } })
  })

  it('[R1] sends what it has seen along with every pull and socket', async () => {
    const page = { changes: [], cursor: 'c2', seen: 's2', hasMore: false }
    const { transport, seen } = setupTransport(() => json(page))
    expect(await transport.pull(account, { since: 'c1', seen: 's1', limit: 1_000 })).toEqual({ ok: true, value: page })
    expect(seen[0]?.url).toBe('https://satchel.example/api/sync/changes?since=c1&limit=1000&seen=s1')
    expect(transport.eventsUrl(account, { since: 'c 1', seen: null })).toBe('wss://satchel.example/api/sync/events?since=c+1&workspace=w1&user=u1')
    expect(transport.eventsUrl(account, { since: 'c1', seen: 's1' })).toBe('wss://satchel.example/api/sync/events?since=c1&seen=s1&workspace=w1&user=u1')
  })

  it('[R6] reads a snapshot as it arrives, cut anywhere, even within a character', async () => {
    const lines: SnapshotLine[] = [{ cursor: 'c', seen: 's', counts: { contacts: 1 } }, { ...recordOf(1), data: { lastName: 'Žižkov' } }, { checkpoint: 'k' }, { end: true }]
    const bytes = new TextEncoder().encode(lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
    for (const size of [1, 7, 64, bytes.length]) {
      const { transport } = setupTransport(() => new Response(new ReadableStream({
        start: (controller) => {
          for (let at = 0; at < bytes.length; at += size) controller.enqueue(bytes.slice(at, at + size))
          controller.close()
        },
      })))
      expect(await collect(transport)).toEqual(lines.map((value) => ({ ok: true, value })))
    }
  })

  it('[R6] ends with a failure where a snapshot breaks off', async () => {
    const header = new TextEncoder().encode('{"cursor":"c","seen":"s","counts":{}}\n{"checkp')
    const { transport } = setupTransport(() => {
      const pieces = [header]
      return new Response(new ReadableStream({
        pull: (controller) => {
          const piece = pieces.shift()
          if (piece) controller.enqueue(piece)
          else controller.error(new TypeError('network error'))
        },
      }))
    })
    expect(await collect(transport)).toEqual([{ ok: true, value: { cursor: 'c', seen: 's', counts: {} } }, { ok: false, error: { kind: 'offline' } }])
  })

  it('takes a line that is no JSON for garbage', async () => {
    const { transport } = setupTransport(() => new Response('<html>\n'))
    expect(await collect(transport)).toMatchObject([{ ok: false, error: { kind: 'garbage' } }])
  })

  it('keeps tokens in memory for replicas without cookies', async () => {
    const { transport, seen, tokens } = setupTransport(({ url }) => json(url.endsWith('changes') ? answer : { ...fakeSession(), accessToken: `token-${seen.length}`, refreshToken: 'r' }), true)
    await transport.auth.login({ email: 'a@example.org', password: 'secret' })
    await transport.auth.refresh()
    expect(JSON.parse(seen[0]?.init.body as string)).toMatchObject({ transport: 'bearer' })
    expect(JSON.parse(seen[1]?.init.body as string)).toMatchObject({ refreshToken: 'r' })
    expect(tokens).toEqual(['token-1', 'token-2'])
    await transport.push(account, request(1))
    expect(seen[2]?.init.headers).toMatchObject({ Authorization: 'Bearer token-2' })
  })

  it('says null, not a failure, where nobody is signed in', async () => {
    const { transport } = setupTransport(() => json({ error: 'signed_out', message: 'no' }, 401))
    expect(await transport.auth.session()).toEqual({ ok: true, value: null })
    expect(await transport.auth.logout()).toEqual({ ok: true, value: null })
  })
})

const recordOf = (n: number): Extract<SnapshotLine, { entity: string }> =>
  ({ entity: 'contacts', id: fakeId('record', n), revision: n, data: {}, deletedAt: null, updatedAt: 't', updatedBy: 'u1' })

async function collect(transport: SyncTransport): Promise<Result<SnapshotLine, Failure>[]> {
  const opened = await transport.snapshot(account, { after: null, seen: null })
  if (!opened.ok) return [opened]
  const all: Result<SnapshotLine, Failure>[] = []
  for await (const line of opened.value) all.push(line)
  return all
}
