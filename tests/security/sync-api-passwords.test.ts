import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { changedText, filePost, smtpPost } from '../../src/sync-api/auth/reset-links.ts'
import type { Passwords } from '../../src/sync-api/auth/passwords.ts'
import { openSqliteStore } from '../../src/sync-api/store/sqlite/sqlite-store.ts'
import { plainPasswords, setupServer, type Server } from '../contract/sync-api-setup.ts'
import { openBrowser } from '../support/cookie-browser.ts'
import { createVirtualAuthenticator } from '../support/virtual-authenticator.ts'

let server: Server, sent: { email: string; link: string }[], told: unknown[]
beforeAll(async () => {
  server = await setupServer({ resetPost: { send: async (email, link) => { sent.push({ email, link }) }, changed: async (...change) => { told.push(change) } }, publicUrl: 'https://satchel.example/', attempts: { perAddress: 10_000, perPerson: 5, perAccount: 10_000 } })
})
beforeEach(() => { sent = []; told = [] })
afterAll(() => server.close())

let people = 0
const person = () => ({ email: `forgetful${people += 1}@example.org`, password: 'a long password', name: 'Ana' })
async function signedUp() {
  const who = person(), laptop = openBrowser(server), phone = openBrowser(server)
  await laptop.post('/api/auth/register', who)
  await phone.post('/api/auth/login', who)
  return { who, laptop, phone }
}
const askForLink = async (email: string): Promise<string> => {
  await openBrowser(server).post('/api/auth/password/request-reset', { email })
  await expect.poll(() => sent.length).toBe(1)
  return sent.pop()!.link.split('#')[1]!
}
const reset = (token: string, newPassword = 'another password') => openBrowser(server).post('/api/auth/password/reset', { token, newPassword })

describe('another password', () => {
  it('asks for the one that holds, and ends every other session at once, sockets too', async () => {
    const { who, laptop, phone } = await signedUp()
    expect((await laptop.post('/api/auth/password', { password: 'not that one', newPassword: 'another password' })).json()).toMatchObject({ error: 'wrong_password' })
    expect((await phone.get('/api/auth/session')).statusCode).toBe(200)
    const closed: number[] = []
    const socket = await server.app.injectWS('/api/sync/events', { headers: phone.headers() })
    socket.on('close', (code) => closed.push(code))
    expect((await laptop.post('/api/auth/password', { password: who.password, newPassword: 'another password' })).json()).toEqual({ ended: 1 })
    await expect.poll(() => closed).toEqual([4401])
    expect((await laptop.get('/api/auth/session')).statusCode).toBe(200)
    expect((await phone.post('/api/auth/refresh', {})).json()).toMatchObject({ error: 'revoked' })
    expect((await phone.post('/api/auth/login', who)).statusCode).toBe(401)
    expect((await phone.post('/api/auth/login', { ...who, password: 'another password' })).statusCode).toBe(200)
  })

  it('[P5] ends what the old one was about to begin, and is not overtaken by who set another in its place at the same moment', async () => {
    // The first of the day that is looked at keeps everybody waiting: a slow hash, or a queue of them.
    let letGo = (): void => undefined, seen = (): void => undefined
    const looked = new Promise<void>((resolve) => { seen = resolve })
    let wait: Promise<void> | null = null
    const slow: Passwords = { hash: plainPasswords.hash, async verify(hash, password) {
      const right = await plainPasswords.verify(hash, password), turn = wait
      wait = null
      if (turn !== null) { seen(); await turn }
      return right
    } }
    const hold = (): void => { wait = new Promise((resolve) => { letGo = resolve }) }
    const held = await setupServer({ passwords: slow })
    try {
      const who = person(), laptop = openBrowser(held), phone = openBrowser(held), thief = openBrowser(held)
      await laptop.post('/api/auth/register', who)
      await phone.post('/api/auth/login', who)
      hold()
      const late = thief.post('/api/auth/login', who)
      await looked
      expect((await laptop.post('/api/auth/password', { password: who.password, newPassword: 'another password' })).statusCode).toBe(200)
      letGo()
      expect((await late).json()).toMatchObject({ error: 'wrong_credentials' })
      expect((await thief.get('/api/auth/session')).statusCode).toBe(401)

      const now = { ...who, password: 'another password' }
      await phone.post('/api/auth/login', now)
      hold()
      const theirs = phone.post('/api/auth/password', { password: now.password, newPassword: 'password of a thief' })
      await expect.poll(() => wait === null).toBe(true)
      expect((await laptop.post('/api/auth/password', { password: now.password, newPassword: 'the third password' })).statusCode).toBe(200)
      letGo()
      expect((await theirs).json()).toMatchObject({ error: 'wrong_password' })
      expect((await laptop.get('/api/auth/session')).statusCode).toBe(200)
      expect((await laptop.post('/api/auth/login', { ...who, password: 'the third password' })).statusCode).toBe(200)
    } finally {
      await held.close()
    }
  })

  it('cannot be guessed by who holds a session', async () => {
    const { who, laptop } = await signedUp()
    for (let i = 0; i < 5; i++) expect((await laptop.post('/api/auth/password', { password: `guess ${i}`, newPassword: 'another password' })).statusCode).toBe(403)
    expect((await laptop.post('/api/auth/password', { password: who.password, newPassword: 'another password' })).headers['retry-after']).toBe('900')
    server.clock.advance(15 * 60_000)
    await laptop.post('/api/auth/refresh', {})
    expect((await laptop.post('/api/auth/password', { password: who.password, newPassword: 'another password' })).statusCode).toBe(200)
  })

  it('is as long as the first one has to be', async () => {
    const { who, laptop } = await signedUp()
    expect((await laptop.post('/api/auth/password', { password: who.password, newPassword: 'short' })).statusCode).toBe(400)
    expect((await reset(await askForLink(who.email), 'short')).statusCode).toBe(400)
  })
})

describe('a forgotten password', () => {
  it('is set anew by a link, once; every session ends', async () => {
    const { who, laptop } = await signedUp()
    const token = await askForLink(` ${who.email.toUpperCase()}`)
    expect((await reset(token)).statusCode).toBe(200)
    expect((await laptop.get('/api/auth/session')).json()).toMatchObject({ error: 'revoked' })
    expect((await reset(token)).json()).toMatchObject({ error: 'link_over' })
    expect((await laptop.post('/api/auth/login', who)).statusCode).toBe(401)
    expect((await laptop.post('/api/auth/login', { ...who, password: 'another password' })).statusCode).toBe(200)
  })

  it('leaves passkeys, and tells the person so; of a password that is only changed too', async () => {
    const { who, laptop } = await signedUp(), key = await createVirtualAuthenticator(), here = { origin: 'https://satchel.example', rpId: 'satchel.example' }
    const asked = (await laptop.post('/api/auth/passkeys/begin', { password: who.password })).json<{ ticket: string; options: { challenge: string } }>()
    expect((await laptop.post('/api/auth/passkeys/finish', { ticket: asked.ticket, name: 'Laptop', response: await key.make(asked.options, here) })).statusCode).toBe(200)
    await reset(await askForLink(who.email))
    await expect.poll(() => told).toEqual([[who.email, { by: 'link', passkeys: 1, authenticator: false }]])
    const { ticket, options } = (await laptop.post('/api/auth/passkeys/options', {})).json<{ ticket: string; options: { challenge: string } }>()
    expect((await laptop.post('/api/auth/passkey', { ticket, response: await key.use(options, here) })).statusCode).toBe(200)
    await laptop.post('/api/auth/password', { password: 'another password', newPassword: 'the third password' })
    await expect.poll(() => told.at(-1)).toEqual([who.email, { by: 'password', passkeys: 1, authenticator: false }])
    expect(changedText({ by: 'link', passkeys: 2, authenticator: true })).toContain('As before, 2 passkeys and your authenticator app can be used to sign in.')
    expect(changedText({ by: 'password', passkeys: 0, authenticator: false })).not.toContain('As before')
  })

  it('is set by no link that is an hour old, made up, or older than a new password', async () => {
    const { who, laptop } = await signedUp()
    const old = await askForLink(who.email)
    server.clock.advance(60 * 60_000)
    expect((await reset(old)).statusCode).toBe(400)
    expect((await reset('bWFkZSB1cA')).statusCode).toBe(400)
    const before = await askForLink(who.email)
    await laptop.post('/api/auth/refresh', {})
    await laptop.post('/api/auth/password', { password: who.password, newPassword: 'another password' })
    expect((await reset(before)).statusCode).toBe(400)
  })

  it('says nothing of who has an account, by word or by waiting', async () => {
    const { who } = await signedUp()
    const ask = (email: string) => openBrowser(server).post('/api/auth/password/request-reset', { email })
    const known = await ask(who.email), unknown = await ask('nobody@example.org')
    expect([unknown.statusCode, unknown.body]).toEqual([known.statusCode, known.body])
    await expect.poll(() => sent.map(({ email }) => email)).toEqual([who.email])
  })

  it('leads to the address the operator gave, whatever a request calls the host', async () => {
    const { who } = await signedUp()
    await server.app.inject({ method: 'POST', url: '/api/auth/password/request-reset', payload: { email: who.email }, headers: { host: 'evil.example' } })
    await expect.poll(() => sent[0]?.link).toMatch(/^https:\/\/satchel\.example\/reset-password#[\w-]{43}$/)
  })

  it('fills nobody\'s mailbox', async () => {
    const { who } = await signedUp()
    for (let i = 0; i < 9; i++) await openBrowser(server).post('/api/auth/password/request-reset', { email: who.email })
    await server.settled()
    expect(sent.length).toBeLessThanOrEqual(5)
  })
})

describe('the way of a link', () => {
  let folder: string
  beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'satchel-resets-')) })
  afterEach(() => { rmSync(folder, { recursive: true }) })

  it('is a file that only the operator reads, in no other folder whatever the address', async () => {
    const post = filePost(join(folder, 'resets'))
    await post.send('../../ana@example.org', 'https://satchel.example/reset-password#t')
    const file = join(folder, 'resets', readdirSync(join(folder, 'resets'))[0]!)
    expect(readdirSync(folder)).toEqual(['resets'])
    // Nor does one person's stand under the name of another's, who could then be handed it.
    for (const email of ['a_b@example.org', 'a!b@example.org', 'a#b@example.org', `${'a'.repeat(300)}!@example.org`, `${'a'.repeat(300)}#@example.org`]) await post.send(email, `https://satchel.example/reset-password#${email}`)
    expect(readdirSync(join(folder, 'resets'))).toHaveLength(6)
    expect(readFileSync(join(folder, 'resets', 'a_b@example.org.txt'), 'utf8')).toContain('#a_b@')
    expect(readFileSync(file, 'utf8')).toBe('https://satchel.example/reset-password#t\n')
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  it('is a mail, where there is a server for it', async () => {
    const { port, mails, close } = await fakeMailServer()
    await smtpPost(`smtp://127.0.0.1:${port}`, 'Satchel <satchel@example.org>').send('ana@example.org', 'https://satchel.example/reset-password#token')
    await smtpPost(`smtp://127.0.0.1:${port}`, 'Satchel <satchel@example.org>').changed!('ana@example.org', { by: 'link', passkeys: 1, authenticator: false })
    await close()
    expect(mails[1]!.replaceAll('=\r\n', '')).toContain('As before, a passkey can be used')
    expect(mails[0]).toContain('To: ana@example.org')
    expect(mails[0]!.replaceAll('=\r\n', '').replaceAll('=3D', '=')).toContain('https://satchel.example/reset-password#token')
  })

  it('leaves no token in what is stored', async () => {
    const file = join(folder, 'satchel.db'), store = openSqliteStore(file)
    const own = await setupServer({ store, resetPost: { send: async (email, link) => { sent.push({ email, link }) } } })
    const who = person()
    await own.app.inject({ method: 'POST', url: '/api/auth/register', payload: who })
    await own.app.inject({ method: 'POST', url: '/api/auth/password/request-reset', payload: { email: who.email } })
    await expect.poll(() => sent.length).toBe(1)
    await own.close()
    expect(readFileSync(file).includes(sent[0]!.link.split('#')[1]!)).toBe(false)
  })
})

describe('guessing from one address', () => {
  it('ends before passwords are hashed, whatever addresses of accounts it names', async () => {
    let hashed = 0
    const counting: Passwords = { hash: plainPasswords.hash, verify: async (stored, password) => { hashed += 1; return plainPasswords.verify(stored, password) } }
    const own = await setupServer({ passwords: counting, attempts: { perAddress: 20, perPerson: 10, perAccount: 10_000 } })
    const answers = []
    for (let i = 0; i < 50; i++) answers.push(await own.app.inject({ method: 'POST', url: '/api/auth/login', payload: { email: `random${i}@example.org`, password: 'x' } }))
    expect(answers.filter(({ statusCode }) => statusCode === 401)).toHaveLength(20)
    const refused = answers.at(-1)!
    expect([refused.statusCode, refused.json()]).toMatchObject([429, { error: 'rate_limited' }])
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
    expect(hashed).toBe(20)
    own.clock.advance(60_000)
    expect((await own.app.inject({ method: 'POST', url: '/api/auth/login', payload: { email: 'random@example.org', password: 'x' } })).statusCode).toBe(401)
    await own.close()
  })
})

/** As much of a mail server as a client asks for. */
async function fakeMailServer(): Promise<{ port: number; mails: string[]; close(): Promise<void> }> {
  const mails: string[] = []
  const serve = (socket: Socket): void => {
    let data: string | null = null
    socket.write('220 test\r\n')
    socket.on('data', (chunk) => {
      const text = String(chunk)
      if (data !== null) {
        data += text
        if (!data.endsWith('\r\n.\r\n')) return
        mails.push(data)
        data = null
        socket.write('250 taken\r\n')
      } else if (text.startsWith('DATA')) { data = ''; socket.write('354 go on\r\n') }
      else if (text.startsWith('QUIT')) socket.end('221 bye\r\n')
      else socket.write('250 fine\r\n')
    })
    socket.on('error', () => undefined)
  }
  const listening = createServer(serve)
  await new Promise<void>((resolve) => { listening.listen(0, '127.0.0.1', resolve) })
  const address = listening.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0, mails,
    close: () => new Promise((resolve) => { listening.close(() => { resolve() }) }),
  }
}
