import { describe, expect, it } from 'vitest'
import { err, ok } from '../shared/result.ts'
import { fakeChange, fakeSession, signedOut } from '../../tests/support/outbox-setup.ts'
import { setupChangesWorker, type FakeDb } from '../../tests/support/changes-setup.ts'

const withoutAccount = ({ db }: { db: FakeDb }): void => {
  db.identityNow = { ...db.identityNow, workspaceId: null, userId: null }
  db.sync.cursor = null
}

describe('accounts', () => {
  it('[J4] makes no request at all for a database without an account', async () => {
    const { db, transport, clock, worker, status, start } = setupChangesWorker(withoutAccount)
    let sessions = 0
    transport.reply.session = () => { sessions += 1; return ok(null) }
    await start()
    db.commit(fakeChange(1))
    await worker.api.syncNow()
    await worker.api.notify('focus')
    await clock.advance(3_600_000)
    expect([transport.pushes, transport.pulls, transport.snapshots, sessions]).toEqual([[], [], [], 0])
    expect(await status()).toMatchObject({ state: 'no_account', pending: 1, transport: 'none' })
  })

  it('where nobody ever signed in, nobody is told that a sign-in was lost', async () => {
    for (const [prepare, said] of [[withoutAccount, /^Sign in first/], [() => undefined, /lost your sign-in/]] as const) {
      const { transport, worker, start } = setupChangesWorker(prepare)
      await start()
      transport.auth.account = () => Promise.resolve(err({ kind: 'pause_signed_out', code: 'lost', message: 'Sign in.' }))
      expect(await worker.api.account('apiTokens', null)).toMatchObject({ ok: false, error: { code: 'signed_out', message: expect.stringMatching(said) as string } })
    }
  })

  it('[J4] an account’s backup that was put where there was no account is that account’s at once: what it has unsent waits for a sign-in, and says so', async () => {
    const { db, transport, clock, worker, status, start } = setupChangesWorker(withoutAccount)
    await start()
    transport.reply.session = () => ok(null)
    transport.reply.push = () => err(signedOut)
    transport.reply.pull = () => err(signedOut)
    db.identityNow = { ...db.identityNow, workspaceId: 'w1', userId: 'u1' }
    db.commit(fakeChange(1))
    expect(await status()).toMatchObject({ state: 'no_account' })
    await worker.api.notify('sync')
    await clock.advance(5_000)
    expect(await status()).toMatchObject({ state: 'signed_out', pending: 1 })
  })

  it('[J4] binds only when told to, then sends what is there', async () => {
    const { db, transport, clock, worker, status, start } = setupChangesWorker(withoutAccount)
    await start()
    db.commit(fakeChange(1))
    expect(await worker.api.register({ email: 'u1@example.org', password: 'long enough', name: 'Ana' })).toEqual(ok(fakeSession()))
    await clock.advance(10_000)
    expect(db.called('bindTo')).toEqual([])
    expect(await status()).toMatchObject({ state: 'no_account', account: { email: 'u1@example.org' } })
    expect(transport.pushes).toEqual([])

    expect(await worker.api.bindAccount({ userId: 'u1', workspaceId: 'w1' })).toEqual(ok(undefined))
    await clock.settle()
    expect(db.called('bindTo')).toEqual([['w1', 'u1', 'owner']])
    expect(transport.pushes).toHaveLength(1)
    expect(await status()).toMatchObject({ state: 'idle', pending: 0, account: { workspaceName: 'Team' } })
  })

  it('[J4] binds to nobody but the one the person was asked about', async () => {
    const { db, worker, start } = setupChangesWorker(withoutAccount)
    await start()
    await worker.api.register({ email: 'u1@example.org', password: 'long enough', name: 'Ana' })
    expect(await worker.api.bindAccount({ userId: 'u2', workspaceId: 'w2' })).toMatchObject({ ok: false, error: { code: 'wrong_account' } })
    expect(db.called('bindTo')).toEqual([])
  })

  it('[J4] refuses to bind without a session', async () => {
    const { transport, worker, start } = setupChangesWorker(withoutAccount)
    await start()
    transport.reply.session = () => ok(null)
    expect(await worker.api.bindAccount({ userId: 'u1', workspaceId: 'w1' })).toMatchObject({ ok: false, error: { code: 'signed_out' } })
  })

  it('[J4] does not let another account into a bound database', async () => {
    const { db, transport, clock, worker, status, start } = setupChangesWorker()
    await start()
    transport.reply.login = () => ok(fakeSession('u2', 'w2'))
    expect(await worker.api.login({ email: 'u2@example.org', password: 'x' })).toMatchObject({ ok: false, error: { code: 'wrong_account', details: { userId: 'u2', workspaceId: 'w2' } } })
    db.commit(fakeChange(1))
    await clock.advance(60_000)
    expect(transport.pushes).toEqual([])
    expect(await status()).toMatchObject({ state: 'blocked', pending: 1 })
    expect(await worker.api.register({ email: 'u3@example.org', password: 'long enough', name: 'X' })).toMatchObject({ ok: false, error: { code: 'wrong_account' } })
  })

  it('tells a wrong password from trouble with the network', async () => {
    const { transport, worker, start } = setupChangesWorker(withoutAccount)
    await start()
    transport.reply.login = () => err({ kind: 'refused', error: { code: 'signed_out', message: 'E-mail or password is wrong.' } })
    expect(await worker.api.login({ email: 'a', password: 'b' })).toEqual(err({ code: 'signed_out', message: 'E-mail or password is wrong.' }))
    transport.reply.login = () => err({ kind: 'offline' })
    expect(await worker.api.login({ email: 'a', password: 'b' })).toMatchObject({ error: { code: 'offline' } })
  })

  it('[P5] takes an ended access token for no end of the session', async () => {
    const { transport, worker, start } = setupChangesWorker()
    await start()
    transport.reply.session = () => ok(null)
    transport.reply.refresh = () => ok(fakeSession())
    expect(await worker.api.session()).toEqual(ok(fakeSession()))
    transport.reply.refresh = () => err({ kind: 'refused', error: { code: 'signed_out', message: '' } })
    expect(await worker.api.session()).toEqual(ok(null))
  })

  it('[P5] is not signed out again by the answer to a request from before signing in', async () => {
    const { db, transport, clock, worker, status, start } = setupChangesWorker()
    await start()
    const { push, pull } = transport.reply
    transport.reply.push = () => err(signedOut)
    let answerOldPull!: () => void
    transport.reply.pull = async () => {
      await new Promise<void>((resolve) => { answerOldPull = resolve })
      return err(signedOut)
    }
    db.commit(fakeChange(1))
    await worker.api.notify('focus')
    await clock.settle()
    expect((await status()).state).toBe('signed_out')
    transport.reply.push = push
    expect((await worker.api.login({ email: 'u1@example.org', password: 'x' })).ok).toBe(true)
    transport.reply.pull = pull
    answerOldPull()
    await clock.settle()
    expect(await status()).toMatchObject({ state: 'idle', pending: 0, upToDate: true })
  })

  it('[P5] is not signed in again by the answer to a request from before signing out', async () => {
    const { transport, clock, worker, status, start } = setupChangesWorker()
    await start()
    const { pull } = transport.reply
    let answerOldPull!: () => void
    transport.reply.pull = async (query) => {
      await new Promise<void>((resolve) => { answerOldPull = resolve })
      return pull(query)
    }
    await worker.api.notify('focus')
    await clock.settle()
    await worker.api.logout()
    answerOldPull()
    await clock.settle()
    expect((await status()).state).toBe('signed_out')
  })

  it('says that somebody signed out here, also where a pull was refused before the sign-out was answered', async () => {
    const { transport, clock, worker, status, start } = setupChangesWorker()
    await start()
    const { logout } = transport.auth
    transport.auth.logout = async () => {
      transport.reply.pull = () => err(signedOut)
      await worker.api.notify('focus')
      await clock.settle()
      expect(await status()).toMatchObject({ state: 'signed_out', error: { details: { why: 'left' } } })
      return logout()
    }
    expect(await worker.api.logout()).toEqual(ok(undefined))
    expect(await status()).toMatchObject({ state: 'signed_out', error: { details: { why: 'left' } } })
  })

  it('[P5] knows whose data it is also where it starts without a session or a network', async () => {
    const first = setupChangesWorker()
    await first.start()
    first.db.commit(fakeChange(1))
    await first.clock.advance(1_000)
    const second = setupChangesWorker(({ mirrors, transport }) => {
      mirrors.open = () => first.mirrors.open('satchel-test')
      transport.reply.session = () => ok(null)
      transport.reply.pull = () => err(signedOut)
    })
    await second.start()
    expect(await second.status()).toMatchObject({ state: 'signed_out', account: { email: 'u1@example.org' } })
  })

  it('keeps the binding and the changes after signing out', async () => {
    const { db, transport, clock, worker, status, start } = setupChangesWorker()
    await start()
    expect(await worker.api.logout()).toEqual(ok(undefined))
    db.commit(fakeChange(1))
    await clock.advance(60_000)
    expect(transport.pushes).toEqual([])
    expect(await status()).toMatchObject({ state: 'signed_out', pending: 1, account: { email: 'u1@example.org' } })
  })
})
