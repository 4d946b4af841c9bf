import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { findProgram, whySkipped } from '../support/debian-programs.ts'
import { freePort, pause } from '../support/start-server.ts'
import { setupServer } from './sync-api-setup.ts'

const caddy = findProgram('caddy')

describe('docs/ops/Caddyfile', () => {
  it.skipIf(caddy === null && whySkipped('caddy'))('puts TLS in front: cookies, sockets and people\'s own addresses go through', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'satchel-caddy-'))
    const httpsPort = await freePort(), origin = `https://localhost:${httpsPort}`
    const server = await setupServer({ publicUrl: origin, trustProxy: 1 }), arrived: IncomingHttpHeaders[] = []
    server.app.server.on('request', ({ headers }: IncomingMessage) => { arrived.push(headers) })
    await server.app.listen({ port: 0, host: '127.0.0.1' })
    const address = server.app.server.address(), upstream = `127.0.0.1:${typeof address === 'object' ? address!.port : 0}`
    // What is of this machine's test alone: other ports, nobody to administer it, and its own authority in nobody's trust.
    const file = path.join(folder, 'Caddyfile')
    writeFileSync(file, `{\n\tadmin off\n\thttp_port ${await freePort()}\n\thttps_port ${httpsPort}\n\tskip_install_trust\n\tlog {\n\t\tlevel ERROR\n\t}\n}\nimport ${path.resolve('docs/ops/Caddyfile')}\n`)
    const running = spawn(caddy!, ['run', '--config', file, '--adapter', 'caddyfile'], {
      env: { PATH: process.env['PATH'], HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder, SATCHEL_ADDRESS: 'localhost', SATCHEL_UPSTREAMS: upstream }, stdio: ['ignore', 'ignore', 'pipe'],
    })
    let said = ''
    running.stderr.on('data', (piece: Buffer) => { said = (said + String(piece)).slice(-3_000) })
    const ended = new Promise((resolve) => { running.once('exit', resolve) })
    try {
      let live = 0
      for (let tries = 0; tries < 600 && live !== 200 && running.exitCode === null; tries += 1) {
        live = await call(`${origin}/api/health/live`, 'GET').then(({ status }) => status, () => 0)
        if (live !== 200) await pause(50)
      }
      expect([live, said]).toEqual([200, expect.any(String)])

      const registered = await call(`${origin}/api/auth/register`, 'POST', { email: 'ana@example.org', password: 'a long password', name: 'Ana' }, { origin, 'x-forwarded-for': '203.0.113.9' })
      expect(registered.status).toBe(201)
      expect(registered.cookies.length).toBeGreaterThan(1)
      for (const cookie of registered.cookies) expect(cookie).toMatch(/^__Host-.*; Secure/)
      // What somebody claims to have come by is not believed: the proxy says where they are.
      expect(arrived.at(-1)).toMatchObject({ 'x-forwarded-proto': 'https', 'x-forwarded-for': expect.stringMatching(/^(?:127\.0\.0\.1|::1)$/) })

      const cookie = registered.cookies.map((one) => one.split(';')[0]).join('; ')
      const socket = new WebSocket(`${origin.replace('https', 'wss')}/api/sync/events`, { headers: { cookie, origin }, rejectUnauthorized: false })
      await new Promise<void>((resolve, reject) => { socket.once('open', () => { resolve() }).once('error', reject) })
      socket.terminate()
      const foreign = await call(`${origin}/api/auth/logout`, 'POST', {}, { cookie, origin: 'https://evil.example' })
      expect(foreign.status).toBe(403)
    } finally {
      running.kill('SIGKILL')
      await ended
      await server.close()
      rmSync(folder, { recursive: true, force: true })
    }
  })
})

/** Caddy's own authority signed it, which nobody trusts. */
function call(url: string, method: string, body?: object, headers: Record<string, string> = {}): Promise<{ status: number; cookies: string[] }> {
  return new Promise((resolve, reject) => {
    const sending = request(url, { method, rejectUnauthorized: false, agent: false, headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) } }, (answer) => {
      answer.resume().on('end', () => { resolve({ status: answer.statusCode ?? 0, cookies: answer.headers['set-cookie'] ?? [] }) })
    })
    sending.on('error', reject)
    sending.end(body === undefined ? undefined : JSON.stringify(body))
  })
}
