import { describe, expect, it } from 'vitest'
import { err, ok } from '../shared/result.ts'
import { account, createFakeTransport, fakeChange, fakeId, fakeSession, signedOut } from '../../tests/support/outbox-setup.ts'
import { sessionSchema } from '../protocol/auth.ts'
import { buildPush } from './build-push.ts'
import { failureToError } from './failure.ts'
import { createFakeLocks } from './fake-locks.ts'
import { readAnswer } from './read-answers.ts'
import { createRefreshingTransport } from './refreshing-transport.ts'

const request = buildPush({ replicaId: fakeId('replica', 1), schemaVersion: 1 }, [fakeChange(1)], null, 0)

function setupExpired() {
  const inner = createFakeTransport()
  let valid = false
  const { push, pull } = inner.reply
  inner.reply.push = (sent) => (valid ? push(sent) : err(signedOut))
  inner.reply.pull = (query) => (valid ? pull(query) : err(signedOut))
  inner.reply.refresh = () => { valid = true; return ok(fakeSession()) }
  return { inner, transport: createRefreshingTransport(inner, createFakeLocks()), expire: () => { valid = false } }
}

describe('an ended session', () => {
  it('[P5] is refreshed once and the same call made again', async () => {
    const { inner, transport } = setupExpired()
    expect((await transport.push(account, request)).ok).toBe(true)
    expect(inner.refreshes).toBe(1)
    expect(inner.pushes).toEqual([request, request])
  })

  it('[P5] is refreshed once for all calls that meet it', async () => {
    const { inner, transport } = setupExpired()
    const both = await Promise.all([transport.push(account, request), transport.pull(account, { since: '0', seen: null, limit: 1 })])
    expect(both.map((answer) => answer.ok)).toEqual([true, true])
    expect(inner.refreshes).toBe(1)
  })

  it('[P5] is refreshed under the lock of the browser profile, whoever asks for it', async () => {
    const { inner } = setupExpired()
    const held: [string, number][] = []
    let inside = false
    const transport = createRefreshingTransport(inner, {
      hold: async (name, stealAfterMs, work) => {
        held.push([name, stealAfterMs])
        inside = true
        try { return await work() } finally { inside = false }
      },
    })
    const { refresh } = inner.reply
    inner.reply.refresh = () => { expect(inside).toBe(true); return refresh() }
    await transport.push(account, request)
    await transport.auth.refresh()
    await Promise.all([transport.auth.refresh(), transport.auth.refresh()])
    expect(held).toEqual([['satchel-refresh', 30_000], ['satchel-refresh', 30_000], ['satchel-refresh', 30_000]])
    expect(inner.refreshes).toBe(3)
  })

  it('[P5] is over when the server refuses the refresh', async () => {
    const { inner, transport } = setupExpired()
    inner.reply.refresh = () => err({ kind: 'refused', error: { code: 'signed_out', message: 'gone' } })
    expect(await transport.push(account, request)).toEqual(err(signedOut))
    expect(inner.pushes).toHaveLength(1)
  })

  it('[P5] that the browser has lost is said as that, whatever the call before was told', async () => {
    const { inner, transport } = setupExpired()
    const answer = { status: 401, text: JSON.stringify({ error: 'signed_out', message: 'Sign in.', details: { why: 'no_session' } }), retryAfter: null }
    inner.reply.refresh = () => readAnswer(answer, sessionSchema, 'auth', 0)
    const lost = await transport.push(account, request)
    expect(lost).toMatchObject({ ok: false, error: { kind: 'pause_signed_out', code: 'lost' } })
    expect(lost.ok ? null : failureToError(lost.error)).toMatchObject({ code: 'signed_out', message: expect.stringMatching(/lost your sign-in.*saved on this device/) as unknown, details: { why: 'lost' } })
  })

  it('[P5] is not over because the network went away during the refresh', async () => {
    const { inner, transport } = setupExpired()
    inner.reply.refresh = () => err({ kind: 'offline' })
    expect(await transport.push(account, request)).toEqual(err({ kind: 'offline' }))
  })
})
