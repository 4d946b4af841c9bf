import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { matches, parseSearch } from '../../src/db-worker/search-terms.ts'
import { smtpPost } from '../../src/sync-api/auth/reset-links.ts'
import { setupScript, type Script } from '../contract/rest-setup.ts'
import { setupAccount, setupDevice, setupServer, type Account, type Server } from '../contract/sync-api-setup.ts'
import { createFakeImportDb } from '../support/fake-import-db.ts'
import { setupImport } from '../support/import-session.ts'

/* What is typed, sent and imported. Check numbers are those of docs/security.md; more of it is in sync-api-input.test.ts. */

let server: Server, own: Account, script: Script
const faults: string[] = []
beforeAll(async () => {
  server = await setupServer({ log: (level, event, facts) => { if (level === 'error') faults.push(`${event} ${JSON.stringify(facts)}`) } })
  own = await setupAccount(server)
  script = setupScript(server, own)
})
afterAll(async () => {
  expect(faults).toEqual([])
  await server.close()
})

/** Processor time, ms: what others on the machine do does not count. */
async function costOf(work: () => unknown): Promise<number> {
  const before = process.cpuUsage()
  await work()
  return process.cpuUsage(before).user / 1_000
}

describe('words for an interpreter', () => {
  const words = ["' OR '1'='1", "'; DROP TABLE users; --", '" OR ""="', '1; SELECT * FROM users', '\\', '%', '_', '$1', '?1', "') UNION SELECT value FROM secrets --", '{{7*7}}', '${7*7}', '$(id)', '`id`', '| id', '%s%s%n', '\r\nSet-Cookie: x=y', '<script>alert(1)</script>']

  it('[S34] are text like any other, in every field, filter, sort, cursor, id, key and prefix', async () => {
    const made = await Promise.all(words.map((word) => script.create('contacts', { firstName: word, tags: [word] })))
    for (const [index, word] of words.entries()) {
      expect((await script.call<{ data: { firstName: string } }>('GET', `/api/contacts/${made[index]!.id}`)).body.data.firstName).toBe(word)
      expect((await script.list('contacts', { filter: JSON.stringify({ firstName: word }) })).records.map(({ id }) => id)).toEqual([made[index]!.id])
      expect((await script.list('contacts', { filter: JSON.stringify({ firstName: { contains: word } }) })).records.map(({ id }) => id)).toContain(made[index]!.id)
      for (const query of [{ sort: word }, { filter: `{"${word.replaceAll(/["\\\r\n]/g, '')}x":1}` }, { cursor: word }, { state: word }, { limit: word }]) {
        expect([query, (await script.call('GET', `/api/contacts?${new URLSearchParams(query).toString()}`)).status]).toEqual([query, 400])
      }
      const encoded = encodeURIComponent(word)
      for (const url of [`/api/contacts/${encoded}`, `/api/${encoded}`]) expect([url, (await script.call('GET', url)).status]).toEqual([url, 404])
      expect((await script.call('GET', `/api/sync/digests?entity=${encoded}&prefix=${encoded}`)).status).toBeLessThan(500)
      const key = word.replaceAll(/[^\x20-\x7e]/g, ' ')
      const answer = await script.call<{ id: string }>('POST', '/api/contacts', { firstName: word }, { 'idempotency-key': key })
      expect([answer.status, (await script.call<{ id: string }>('POST', '/api/contacts', { firstName: word }, { 'idempotency-key': key })).body.id]).toEqual([201, answer.body.id])
      expect((await server.app.inject({ method: 'POST', url: '/api/auth/login', payload: { email: word, password: word } })).statusCode).toBe(401)
    }
    expect((await script.call('GET', '/api/auth/session')).status).toBe(200)
  })

  it('[S34] are no header of a mail and no other receiver, whatever an address says', async () => {
    for (const email of ['ana@example.org\r\nBcc: eve@example.org', 'ana@example.org,eve@example.org', 'ana@example.org%0ABcc:eve@example.org', '"a\r\nb"@example.org']) {
      expect([email, (await server.app.inject({ method: 'POST', url: '/api/auth/register', payload: { email, password: 'a long password', name: 'x' } })).statusCode]).toEqual([email, 400])
    }
    // Nothing listens there; that it is asked for at all shows in how it fails.
    await expect(smtpPost('smtp://127.0.0.1:9', 'Satchel <satchel@example.org>').send('ana@example.org', 'x')).rejects.toThrow(/ECONNREFUSED|connect/)
  })
})

describe('expressions that read text', () => {
  const long = 20_000
  const evil = ['a'.repeat(long), '@'.repeat(long), '.'.repeat(long), ' '.repeat(long), '-'.repeat(long), '0'.repeat(long), `${'a.'.repeat(long / 2)}@`, `a@${'a-'.repeat(long / 2)}`, `a@${'a.'.repeat(long / 2)}`, '('.repeat(long), '"'.repeat(long), `${'\\'.repeat(long)}x`, '\t\r\n'.repeat(long / 3), 'é'.repeat(long), '/'.repeat(long), '=?'.repeat(long / 2), '1/'.repeat(long / 2)]

  it('[S37] of the server take no longer for what is made to hold them up', async () => {
    const cost = await costOf(async () => {
      for (const text of evil) {
        for (const [url, payload] of [
          ['/api/auth/register', { email: text, password: text, name: text }], ['/api/auth/login', { email: text, password: text }], ['/api/auth/password/request-reset', { email: text }], ['/api/contacts', { firstName: text, emails: [{ value: text }], birthday: text }],
          ['/api/workspace/webhooks/add', { url: `https://${text}`, topics: [text.slice(0, 100)] }], ['/api/auth/tokens/make', { name: text, scopes: [text] }],
        ] as const) expect((await script.call('POST', url, payload)).status).toBeLessThan(500)
        for (const header of ['if-match', 'if-none-match', 'idempotency-key', 'cookie', 'user-agent', 'accept-encoding', 'authorization']) {
          expect((await server.app.inject({ method: 'GET', url: '/api/contacts', headers: { ...own.headers, [header]: text.replaceAll(/[^\x20-\x7e]/g, 'x').slice(0, 8_000) } })).statusCode).toBeLessThan(500)
        }
        expect((await server.app.inject({ url: `/api/contacts?filter=${encodeURIComponent(JSON.stringify({ firstName: { contains: text } })).slice(0, 60_000)}`, headers: own.headers })).statusCode).toBeLessThan(500)
      }
    })
    // Some 240 requests; what goes up by the square takes a second each at this length.
    expect(cost).toBeLessThan(15_000)
  })

  it('[S37] of search and import take no longer either', async () => {
    const cost = await costOf(async () => {
      for (const text of evil) {
        matches(text, parseSearch(text.slice(0, 2_000)))
        const cell = text.replaceAll(/[\r\n"]/g, ' ')
        await setupImport(createFakeImportDb().db).run(`First name,E-mail,Phone,Birthday,Website,Address\r\n"x","${cell}","${cell}","${cell}","${cell}","${cell}"\r\n`, 'evil.csv')
        await setupImport(createFakeImportDb().db).run(['BEGIN:VCARD', 'VERSION:3.0', `FN:${cell}`, `N:${cell}`, `EMAIL;TYPE=${cell.slice(0, 5_000)}:${cell}`, `TEL:${cell}`, `BDAY:${cell}`, `URL:${cell}`, `ADR:${cell}`, `NOTE:${cell}`, `${cell.slice(0, 5_000)}:x`, 'END:VCARD', ''].join('\r\n'), 'evil.vcf')
      }
    })
    expect(cost).toBeLessThan(15_000)
  })
})

describe('what is not of the kind that is meant', () => {
  it('[S38] is refused: a list, an object or a number where a text is, a parameter or header twice, a body where none belongs', async () => {
    const odd = [[], ['x'], {}, { $ne: null }, { $gt: '' }, 0, true, null, [['x']]]
    for (const value of odd) {
      for (const [url, payload] of [
        ['/api/auth/login', { email: value, password: 'a long password' }], ['/api/auth/login', { email: own.session.user.email, password: value }], ['/api/auth/password/reset', { token: value, newPassword: 'a long password' }],
        ['/api/auth/devices/revoke', { id: value }], ['/api/auth/tokens/revoke', { id: value }], ['/api/workspace/webhooks/remove', { id: value }],
      ] as const) expect([url, value, (await script.call('POST', url, payload)).status]).toEqual([url, value, 400])
      // A number or a list is no token, and opens nothing.
      expect([value, (await script.call('POST', '/api/auth/refresh', { refreshToken: value })).status]).toEqual([value, 401])
      expect([value, (await script.call('POST', '/api/contacts', { firstName: value === null ? ['x'] : value })).status]).toEqual([value, 422])
    }
    for (const query of ['limit=1&limit=2', 'sort=id&sort=-id', 'filter={}&filter={}', 'cursor=a&cursor=b', 'state=all&state=live', 'filter[firstName]=x', 'limit[]=1']) expect([query, (await script.call('GET', `/api/contacts?${query}`)).status]).toEqual([query, 400])
    // Of two names for the workspace none is believed but the session's own.
    const twice = await server.app.inject({ url: `/api/sync/health?workspace=${own.session.workspace.id}&workspace=other`, headers: { authorization: own.headers['authorization']! } })
    expect(twice.statusCode === 400 || twice.json<{ workspace: { id: string } }>().workspace.id === own.session.workspace.id).toBe(true)
    expect((await setupDevice(server, own).pushRaw([])).status).toBe(400)
  })

  it('[S38] and what a proxy would say is believed of no one: address, host and protocol are the connection\'s own', async () => {
    const strict = await setupServer({ attempts: { perAddress: 3, perPerson: 100, perAccount: 10_000 } })
    const attempt = (ip: string) => strict.app.inject({ method: 'POST', url: '/api/auth/login', payload: { email: 'x@example.org', password: 'x' }, headers: { 'x-forwarded-for': ip, 'x-real-ip': ip, forwarded: `for=${ip}` } })
    const statuses = []
    for (let n = 0; n < 5; n += 1) statuses.push((await attempt(`198.51.100.${n}`)).statusCode)
    expect(statuses).toEqual([401, 401, 401, 429, 429])
    const { cookies } = await strict.app.inject({ method: 'POST', url: '/api/auth/register', payload: { email: 'plain@example.org', password: 'a long password', name: 'x' }, headers: { host: '192.168.0.7', 'x-forwarded-proto': 'https' }, remoteAddress: '192.0.2.9' })
    expect(cookies.every(({ secure }) => secure !== true)).toBe(true)
    // Nor are the numbers given to who says that they are of this machine.
    expect((await strict.app.inject({ url: '/metrics', remoteAddress: '192.0.2.9', headers: { 'x-forwarded-for': '127.0.0.1', host: 'localhost' } })).statusCode).toBe(404)
    await strict.close()
  })
})
