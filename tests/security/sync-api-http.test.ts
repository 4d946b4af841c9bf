import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { setupAccount, setupDevice, setupServer, type Account, type Server } from '../contract/sync-api-setup.ts'

let server: Server
let ana: Account
const dist = mkdtempSync(join(tmpdir(), 'satchel-dist-'))
const script = 'console.log(1);'.repeat(200)
/** The first script of every thread that the app starts, as the build names it. */
const threads = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file)).flatMap((file) => [...readFileSync(join('src', file), 'utf8').matchAll(/new (?:Shared)?Worker\(new URL\('[^']*?([\w-]+)\.tsx?'/g)].map(([, name]) => name!))
beforeAll(async () => {
  mkdirSync(join(dist, 'assets'))
  writeFileSync(join(dist, 'index.html'), '<!doctype html><title>Satchel</title>')
  writeFileSync(join(dist, 'service-worker.js'), script)
  writeFileSync(join(dist, 'manifest.webmanifest'), '{}')
  for (const name of ['frame', ...threads]) writeFileSync(join(dist, 'assets', `${name}-Ab3dEf9h.js`), script)
  writeFileSync(join(dist, 'assets', 'db-worker-Ab3dEf9h.js.br'), brotliCompressSync(script))
  writeFileSync(join(dist, 'assets', 'sqlite-Zz9_-123.wasm'), Buffer.alloc(4_000))
  server = await setupServer({ staticDir: dist })
  ana = await setupAccount(server)
})
afterAll(async () => {
  await server.close()
  rmSync(dist, { recursive: true })
})

const get = (url: string, headers: Record<string, string> = {}) => server.app.inject({ url, headers })

describe('every answer', () => {
  it('carries the content security policy, worker scripts and errors among them', async () => {
    for (const url of ['/', '/assets/db-worker-Ab3dEf9h.js', '/service-worker.js', '/api/health/live', '/api/nothing']) {
      const { headers } = await get(url)
      const policy = String(headers['content-security-policy'])
      expect(policy).toContain("default-src 'self'")
      expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval';")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).not.toMatch(/unsafe-inline|'unsafe-eval'|\*/)
      expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'permissions-policy': expect.stringContaining('camera=()') })
      expect(headers['cross-origin-embedder-policy']).toBeUndefined()
    }
  })

  it('that is an error names a code and says nothing of our insides', async () => {
    const answer = await get('/api/nothing')
    expect([answer.statusCode, Object.keys(answer.json()).sort()]).toEqual([404, ['error', 'message']])
    expect((await get('/api/%E0%A4%A')).json()).toEqual({ error: 'invalid', message: expect.any(String) })
  })
})

describe('a write', () => {
  const push = (headers: Record<string, string>, payload: string | Buffer = '{}') =>
    server.app.inject({ method: 'POST', url: '/api/sync/push', headers: { 'content-type': 'application/json', host: 'localhost:4600', ...ana.headers, ...headers }, payload })

  it('from another site is refused, by Origin and by Sec-Fetch-Site', async () => {
    expect((await push({ origin: 'https://evil.example' })).json()).toMatchObject({ error: 'forbidden' })
    expect((await push({ origin: 'http://localhost:9999' })).statusCode).toBe(403)
    expect((await push({ origin: 'null' })).statusCode).toBe(403)
    expect((await push({ 'sec-fetch-site': 'cross-site' })).statusCode).toBe(403)
    expect((await push({ 'sec-fetch-site': 'same-site' })).statusCode).toBe(403)
  })

  it('from our own pages and from programs is read', async () => {
    for (const headers of [{ origin: 'http://localhost:4600', 'sec-fetch-site': 'same-origin' }, {}]) {
      expect((await push(headers)).json()).toMatchObject({ error: 'invalid' })
    }
  })

  it('must be JSON: what a foreign form can send is 415', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
      expect((await push({ 'content-type': type }, 'a=b')).statusCode).toBe(415)
    }
  })

  it('may be gzipped, and is held to its size unpacked', async () => {
    const device = setupDevice(server, ana)
    const body = JSON.stringify({ replicaId: device.replicaId, sentAt: new Date(server.clock.now()).toISOString(), schemaVersion: 1, changes: device.mutation({ op: 'create', patch: { firstName: 'Packed' } }) })
    expect((await push({ 'content-encoding': 'gzip' }, gzipSync(body))).json()).toMatchObject({ results: [{ status: 'applied' }] })
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, ' '))
    expect(bomb.length).toBeLessThan(100_000)
    expect((await push({ 'content-encoding': 'gzip' }, bomb)).statusCode).toBe(413)
  })

  it('that is broken JSON, or too large, is refused in so many words', async () => {
    expect((await push({}, '{"replicaId":')).json()).toMatchObject({ error: 'invalid' })
    expect((await push({}, `"${'x'.repeat(5 * 1024 * 1024)}"`)).json()).toMatchObject({ error: 'too_large' })
    expect((await push({}, '{"__proto__":{"x":1}}')).statusCode).toBe(400)
  })

  it('without a session is 401 signed_out', async () => {
    expect((await push({ authorization: 'Bearer nonsense' })).json()).toMatchObject({ error: 'signed_out' })
    expect((await server.app.inject({ method: 'POST', url: '/api/sync/push', payload: {} })).statusCode).toBe(401)
  })
})

describe('the app', () => {
  it('is served for its own addresses, and asked for again each time', async () => {
    for (const url of ['/', '/contacts', '/contacts/0191?view=1', '/welcome']) {
      const answer = await get(url)
      expect([answer.statusCode, answer.headers['cache-control'], answer.body.includes('Satchel')]).toEqual([200, 'no-cache', true])
      expect(answer.headers['content-type']).toContain('text/html')
    }
  })

  it('keeps hashed assets for ever, and nothing else', async () => {
    expect((await get('/assets/db-worker-Ab3dEf9h.js')).headers['cache-control']).toBe('public, max-age=31536000, immutable')
    expect((await get('/assets/sqlite-Zz9_-123.wasm')).headers).toMatchObject({ 'content-type': 'application/wasm', 'cache-control': expect.stringContaining('immutable') })
    expect((await get('/service-worker.js')).headers['cache-control']).toBe('no-cache')
    expect((await get('/manifest.webmanifest')).headers).toMatchObject({ 'cache-control': 'no-cache', 'content-type': expect.stringContaining('manifest+json') })
  })

  it('is not served in place of what is missing', async () => {
    for (const url of ['/assets/gone-12345678.js', '/gone.js', '/api/gone', '/api']) {
      const answer = await get(url)
      expect([answer.statusCode, answer.headers['content-type']]).toEqual([404, 'application/json; charset=utf-8'])
    }
    expect((await server.app.inject({ method: 'POST', url: '/contacts', payload: {} })).statusCode).toBe(404)
  })

  it('sends the packed file that stands beside an asset, and packs what has none', async () => {
    const packed = await get('/assets/db-worker-Ab3dEf9h.js', { 'accept-encoding': 'br, gzip' })
    expect([packed.headers['content-encoding'], packed.rawPayload.length]).toEqual(['br', brotliCompressSync(script).length])
    expect((await get('/service-worker.js', { 'accept-encoding': 'gzip' })).headers['content-encoding']).toBe('gzip')
  })

  it('says of modules a charset that has Chromium take them compiled, and of no thread’s first script, which it reads by that (decision 0090)', async () => {
    expect((await get('/assets/frame-Ab3dEf9h.js')).headers['content-type']).toBe('text/javascript; charset=iso-8859-15')
    expect(threads).toContain('import-worker')
    for (const thread of threads) expect((await get(`/assets/${thread}-Ab3dEf9h.js`)).headers['content-type'], thread).toBe('application/javascript; charset=utf-8')
  })

  it('gives no file outside its folder', async () => {
    for (const url of ['/../package.json', '/%2e%2e/package.json', '/assets/..%2f..%2fpackage.json']) {
      expect((await get(url)).body).not.toContain('"dependencies"')
    }
  })
})

describe('health', () => {
  it('says whether the process runs, whether it can serve, and how a workspace\'s sync is', async () => {
    expect((await get('/api/health/live')).json()).toEqual({ status: 'ok' })
    expect((await get('/api/health/ready')).json()).toMatchObject({ status: 'ok' })
    expect((await get('/api/sync/health', ana.headers)).json()).toMatchObject({ status: 'ok', workspace: { id: ana.session.workspace.id }, records: { contacts: expect.any(Number) } })
    expect((await get('/api/sync/health')).statusCode).toBe(401)
  })

  it('counts what it does for Prometheus, in sums', async () => {
    await setupDevice(server, ana).act({ op: 'create', patch: { firstName: 'Counted' } })
    const { body, headers } = await get('/metrics')
    expect(headers['content-type']).toContain('text/plain')
    expect(body).toMatch(/satchel_changes_total\{status="applied"\} [1-9]/)
    expect(body).toContain('satchel_sockets 0')
    expect(body).not.toContain(ana.session.user.id)
  })

  it('says 503 where the store cannot be read', async () => {
    const broken = await setupServer()
    await broken.store.close()
    expect((await broken.app.inject('/api/health/ready')).statusCode).toBe(503)
    expect((await broken.app.inject('/api/health/live')).statusCode).toBe(200)
    await broken.app.close()
  })
})
