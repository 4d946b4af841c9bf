import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { OpenApiDocument } from '../../src/sync-api/http/operation.ts'
import { setupAccount, setupServer, type Account, type Server } from '../contract/sync-api-setup.ts'
import { openBrowser } from '../support/cookie-browser.ts'
import { everyRoute, requestWith, type Request, type Route } from '../support/every-route.ts'

/* What a browser is told, and what another site may have it do: for every route that the running server has. Check numbers are those of docs/security.md. */

let server: Server, own: Account, document: OpenApiDocument, routes: Route[], someId: string
const dist = mkdtempSync(join(tmpdir(), 'satchel-dist-'))
beforeAll(async () => {
  mkdirSync(join(dist, 'assets'))
  writeFileSync(join(dist, 'index.html'), '<!doctype html><title>Satchel</title>')
  writeFileSync(join(dist, 'service-worker.js'), '1')
  writeFileSync(join(dist, '.env'), 'SECRET')
  server = await setupServer({ staticDir: dist, publicUrl: 'https://satchel.example', trustProxy: 1 })
  own = await setupAccount(server)
  someId = own.session.user.id
  ;({ routes, document } = await everyRoute(server.app))
})
afterAll(async () => { await server.close(); rmSync(dist, { recursive: true }) })

const send = ({ method, url, headers, payload }: Request) => server.app.inject({ method, url, headers, ...(payload === undefined ? {} : { payload }) })
/** Every route's answer, signed in; and what stands for the app's own files. Ends no session: what would is asked as nobody. */
async function everyAnswer(headers: Record<string, string> = {}): Promise<{ name: string; answer: Awaited<ReturnType<typeof send>> }[]> {
  const ends = /logout|password$|revoke|wipe|refresh/
  const answers = []
  for (const route of routes) {
    const who = ends.test(route.path) ? {} : own.headers
    answers.push({ name: `${route.method} ${route.path}`, answer: await send(requestWith(route, document, someId, { ...who, host: 'localhost:4600', ...headers })) })
  }
  for (const url of ['/', '/contacts', '/service-worker.js', '/nothing.js', '/api/nothing/at/all']) answers.push({ name: `GET ${url}`, answer: await send({ method: 'GET', url, headers: { host: 'localhost:4600', ...headers } }) })
  return answers
}
const wrongOnes = (answers: Awaited<ReturnType<typeof everyAnswer>>, wrong: (headers: Record<string, unknown>, statusCode: number) => boolean): string[] =>
  answers.filter(({ answer }) => wrong(answer.headers, answer.statusCode)).map(({ name }) => name)

describe('every answer', () => {
  it('[S27] carries a policy that lets no foreign script run and nobody frame it, the page of the API among them', async () => {
    const answers = await everyAnswer()
    expect(wrongOnes(answers, (headers) => {
      const policy = String(headers['content-security-policy'])
      return !["default-src 'self'", "script-src 'self' 'wasm-unsafe-eval'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"].every((part) => policy.split(';').includes(part))
        || /unsafe-inline|'unsafe-eval'|\*|https?:/.test(policy)
    })).toEqual([])
    const page = answers.find(({ name }) => name === 'GET /api/docs')!.answer
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8')
    expect(page.body).not.toMatch(/<script|<style|\sstyle=|\son\w+=|javascript:/)
  })

  it('[S28] says what it is, to whom it belongs, and that nothing is guessed or handed on; by https that it stays so', async () => {
    const answers = await everyAnswer(), secure = await everyAnswer({ 'x-forwarded-proto': 'https', 'x-forwarded-host': 'satchel.example' })
    expect(wrongOnes(answers, (headers) => headers['x-content-type-options'] !== 'nosniff' || headers['referrer-policy'] !== 'no-referrer' || headers['cross-origin-resource-policy'] !== 'same-origin'
      || headers['cross-origin-opener-policy'] !== 'same-origin' || !String(headers['permissions-policy']).includes('camera=(), microphone=(), geolocation=()'))).toEqual([])
    expect(wrongOnes(secure, (headers) => headers['strict-transport-security'] !== 'max-age=31536000; includeSubDomains')).toEqual([])
    const plain = await setupServer()
    expect((await plain.app.inject('/api/health/live')).headers['strict-transport-security']).toBeUndefined()
    await plain.close()
    expect(answers.filter(({ answer }) => answer.body !== '' && !/^(?:application\/json|application\/x-ndjson|text\/\w+|application\/javascript)/.test(String(answer.headers['content-type']))).map(({ name }) => name)).toEqual([])
    expect(answers.filter(({ answer }) => String(answer.headers['content-type']).startsWith('text/') && !/charset=utf-8/i.test(String(answer.headers['content-type']))).map(({ name }) => name)).toEqual([])
    expect(wrongOnes(answers, (headers) => 'server' in headers || 'x-powered-by' in headers)).toEqual([])
  })

  it('[S29] of the API is kept in no cache, of a browser or on the way', async () => {
    expect((await everyAnswer()).filter(({ name, answer }) => /\/(?:api|metrics)/.test(name) && answer.headers['cache-control'] !== 'no-store').map(({ name }) => name)).toEqual([])
  })

  it('[S25] lets no other site read it: no origin is allowed, whichever asks, nor a preflight answered', async () => {
    for (const origin of ['https://evil.example', 'null', 'http://localhost:4600']) {
      expect(wrongOnes(await everyAnswer({ origin }), (headers) => Object.keys(headers).some((name) => name.startsWith('access-control-')))).toEqual([])
    }
    for (const { path } of routes) {
      const answer = await server.app.inject({ method: 'OPTIONS', url: path, headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' } })
      expect([path, Object.keys(answer.headers).filter((name) => name.startsWith('access-control-'))]).toEqual([path, []])
    }
  })

  it('[S32] leads nowhere else: no address, query or header makes it a redirect', async () => {
    expect(wrongOnes(await everyAnswer({ 'x-forwarded-host': 'evil.example' }), (headers, status) => (status >= 300 && status < 400 && status !== 304) || (headers['location'] !== undefined && !/^\/api\/\w+\/[\w-]+$/.test(String(headers['location']))))).toEqual([])
    for (const url of ['//evil.example/', '/\\evil.example', '/%2f%2fevil.example/', '/account?next=https://evil.example', '/welcome?redirect=//evil.example', '/https://evil.example', '/contacts/', '/assets']) {
      const answer = await server.app.inject({ url, headers: { host: 'localhost:4600' } })
      expect([url, answer.statusCode < 300 || answer.statusCode >= 400, answer.headers['location'] ?? null]).toEqual([url, true, null])
    }
    // The worker that stands between the app and the network is the app's own, and of no wider scope than where it lies.
    expect((await server.app.inject('/service-worker.js')).headers['service-worker-allowed']).toBeUndefined()
  })
})

describe('a request that another site makes', () => {
  it('[S24] writes nothing, whichever route: by its origin, by where it is from, and by what a form can send', async () => {
    const browser = openBrowser(server)
    await browser.post('/api/auth/register', { email: 'csrf@example.org', password: 'a long password', name: 'Ana' })
    const cookies = { cookie: browser.headers()['cookie']!, host: 'localhost:4600' }, through: string[] = []
    for (const route of routes.filter(({ method }) => method !== 'GET')) {
      const request = requestWith(route, document, someId, cookies)
      for (const more of [{ origin: 'https://evil.example' }, { origin: 'null' }, { origin: 'http://localhost:4600.evil.example' }, { origin: 'http://localhost:9999' }, { 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }]) {
        const answer = await send({ ...request, headers: { ...request.headers, ...more } })
        if (answer.statusCode !== 403 || answer.json<{ error: string }>().error !== 'forbidden' || answer.cookies.length > 0) through.push(`${route.method} ${route.path} ${JSON.stringify(more)} ${answer.statusCode}`)
      }
      if (request.payload === undefined) continue
      for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
        const answer = await send({ ...request, headers: { ...request.headers, 'content-type': type } })
        if (answer.statusCode !== 415) through.push(`${route.method} ${route.path} ${type} ${answer.statusCode}`)
      }
    }
    expect(through).toEqual([])
    expect((await browser.get('/api/auth/session')).statusCode).toBe(200)
  })

  it('[S24] reads nothing by a method that writes: no route that is a GET changes what is there', async () => {
    const before = (await server.app.inject({ url: '/api/sync/changes?since=0', headers: own.headers })).json<{ changes: unknown[] }>().changes
    for (const route of routes.filter(({ method }) => method === 'GET')) await send(requestWith(route, document, someId, own.headers))
    expect((await server.app.inject({ url: '/api/sync/changes?since=0', headers: own.headers })).json<{ changes: unknown[] }>().changes).toEqual(before)
    expect((await server.app.inject({ url: '/api/auth/session', headers: own.headers })).statusCode).toBe(200)
  })
})

describe('cookies', () => {
  it('[S26] are of this host alone, by TLS, out of reach of scripts and of other sites\' forms, and small', async () => {
    const made = await server.app.inject({
      method: 'POST', url: '/api/auth/register', payload: { email: 'cookies@example.org', password: 'a long password', name: 'Ana' }, headers: { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'satchel.example' },
    })
    expect(made.cookies.map(({ name }) => name)).toEqual(['__Host-satchel-access', '__Host-satchel-refresh', '__Host-satchel-device'])
    for (const cookie of made.cookies) {
      expect(cookie).toMatchObject({ secure: true, httpOnly: true, sameSite: 'Lax', path: '/' })
      expect('domain' in cookie).toBe(false)
      expect(cookie.name.length + cookie.value.length).toBeLessThan(4_096)
    }
    // What is in them is nowhere else.
    for (const { value } of made.cookies) expect(made.body).not.toContain(value)
    expect((await everyAnswer()).filter(({ name, answer }) => answer.cookies.some(({ httpOnly }) => httpOnly !== true) || (answer.cookies.length > 0 && !/auth\//.test(name))).map(({ name }) => name)).toEqual([])
  })
})

describe('files', () => {
  it('[S39] are those of the built app alone: none above it, none that begin with a dot, no list of a folder, no map, no TRACE', async () => {
    for (const url of ['/../package.json', '/%2e%2e/package.json', '/..%2f..%2fpackage.json', '/assets/..%5c..%5cpackage.json', '/.env', '/.git/config', '/assets/', '/assets', '/assets/app-12345678.js.map', '/src/sync-api/main.ts', '/data/satchel.db', '/data/secret.key', '/secret.key', '/node_modules/', '/package.json']) {
      const { statusCode, body, headers } = await server.app.inject(url)
      expect([url, /SECRET|"dependencies"|createApp|SQLite format/.test(body)]).toEqual([url, false])
      if (statusCode === 200) expect([url, headers['content-type'], body.includes('<title>Satchel</title>')]).toEqual([url, expect.stringContaining('text/html'), true])
    }
    // Node's own parser knows TRACE and CONNECT; no route does.
    for (const method of ['TRACE', 'PUT', 'PROPFIND'] as const) expect([method, (await server.app.inject({ method: method as 'PUT', url: '/api/contacts', headers: own.headers })).statusCode]).toEqual([method, 404])
  })
})
