import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import type { Log } from '../../src/shared/log.ts'
import { openTls } from '../../src/sync-api/http/tls-files.ts'
import { setupAccount, setupServer, type Server } from './sync-api-setup.ts'

let server: Server | null = null
afterEach(async () => {
  await server?.close()
  server = null
})

const person = { email: 'ana@example.org', password: 'a long password', name: 'Ana' }

describe('PUBLIC_URL, where a proxy hands requests on as plain http and under its own name', () => {
  const behind = { host: '10.0.0.7:4600' }, page = { ...behind, origin: 'https://satchel.example' }
  const register = (headers: Record<string, string>) => server!.app.inject({ method: 'POST', url: '/api/auth/register', headers, payload: person })

  it('makes cookies Secure and HSTS said, and its pages ours; others\' stay others\'', async () => {
    server = await setupServer({ publicUrl: 'https://satchel.example' })
    expect((await register({ ...behind, origin: 'https://evil.example' })).statusCode).toBe(403)
    expect((await register({ ...behind, origin: 'http://satchel.example' })).statusCode).toBe(403)
    const answer = await register(page)
    expect(answer.statusCode).toBe(201)
    const cookies = answer.headers['set-cookie'] as string[]
    for (const cookie of cookies) expect(cookie).toMatch(/^__Host-satchel-.*; Secure/)
    expect(answer.headers['strict-transport-security']).toMatch(/max-age/)

    const cookie = cookies.map((one) => one.split(';')[0]).join('; ')
    const socket = await server.app.injectWS('/api/sync/events', { headers: { ...page, cookie } })
    socket.terminate()
    await expect(server.app.injectWS('/api/sync/events', { headers: { ...behind, cookie, origin: 'https://evil.example' } })).rejects.toThrow('403')
  })

  it('is what passkeys are made for', async () => {
    server = await setupServer({ publicUrl: 'https://satchel.example' })
    const { options } = (await server.app.inject({ method: 'POST', url: '/api/auth/passkeys/options', headers: page, payload: {} })).json<{ options: { rpId: string } }>()
    expect(options.rpId).toBe('satchel.example')
  })

  it('not said, each request counts for itself', async () => {
    server = await setupServer()
    expect((await register(page)).statusCode).toBe(403)
    const answer = await register({ host: 'satchel.test', origin: 'http://satchel.test' })
    expect(answer.statusCode).toBe(201)
    expect(String(answer.headers['set-cookie'])).not.toMatch(/Secure/)
  })
})

describe('TLS by files', () => {
  it('serves https, takes a renewed certificate without a restart, and keeps the one it has where the new ones do not fit', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'satchel-tls-'))
    const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') }
    const put = (name: 'first' | 'second', kinds: readonly ('cert' | 'key')[] = ['cert', 'key']): void => {
      for (const kind of kinds) copyFileSync(`tests/fixtures/tls/${name}.${kind}.pem`, files[kind])
    }
    put('first')
    const logged: string[] = [], log: Log = (_level, name) => { logged.push(name) }
    const tls = openTls(files, log, 20)
    try {
      server = await setupServer({ tls })
      await server.app.listen({ port: 0, host: '127.0.0.1' })
      const address = server.app.server.address(), port = typeof address === 'object' ? address!.port : 0
      expect(await certificateAt(port)).toBe('first.satchel.test')
      const { session } = await setupAccount(server)
      const socket = new WebSocket(`wss://127.0.0.1:${port}/api/sync/events`, { headers: { authorization: `Bearer ${session.accessToken}` }, rejectUnauthorized: false })
      await new Promise<void>((resolve, reject) => { socket.once('open', () => { resolve() }).once('error', reject) })
      socket.terminate()

      put('second', ['cert'])
      tls.reload()
      expect(logged).toContain('tls.kept')
      expect(await certificateAt(port)).toBe('first.satchel.test')
      // Nobody says so: the change of the file does.
      put('second', ['key'])
      for (let tries = 0; tries < 500 && await certificateAt(port) !== 'second.satchel.test'; tries += 1) await new Promise((resolve) => { setTimeout(resolve, 20) })
      expect(await certificateAt(port)).toBe('second.satchel.test')

      writeFileSync(files.key, 'nonsense')
      tls.reload()
      expect(await certificateAt(port)).toBe('second.satchel.test')
      expect(() => openTls(files, log)).toThrow('TLS_KEY')
    } finally {
      tls.stop()
      rmSync(folder, { recursive: true, force: true })
    }
  })
})

/** Whose certificate a new connection is shown; it speaks http to it as well. */
function certificateAt(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    let name = '', answer = ''
    const socket = connect({ port, host: '127.0.0.1', servername: 'localhost', rejectUnauthorized: false }, () => {
      name = String(socket.getPeerCertificate().subject.CN)
      socket.write('GET /api/health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
    })
    socket.on('data', (piece: Buffer) => { answer += String(piece) }).on('error', reject)
    socket.on('close', () => { if (answer.startsWith('HTTP/1.1 200') && /strict-transport-security/i.test(answer)) resolve(name); else reject(new Error(`No answer by https: ${answer}`)) })
  })
}
