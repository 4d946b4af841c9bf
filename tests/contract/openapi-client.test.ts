import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import openapiTypescript from 'openapi-typescript'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { headers } from '../../src/protocol/headers.ts'
import { routesOf } from '../support/every-route.ts'
import { setupScript } from './rest-setup.ts'
import { setupAccount, setupServer, type Server } from './sync-api-setup.ts'

let server: Server
let origin: string
let token: string
beforeAll(async () => {
  server = await setupServer()
  await server.app.listen({ port: 0, host: '127.0.0.1' })
  origin = `http://127.0.0.1:${(server.app.server.address() as AddressInfo).port}`
  const person = setupScript(server, await setupAccount(server))
  token = (await person.call<{ token: string }>('POST', '/api/auth/tokens/make', { name: 'Client', scopes: ['*:write'] })).body.token
})
afterAll(() => server.close())

/** A program as somebody writes it against the generated types; what it does not spell as the document has it, does not compile. */
const program = `
import createClient from 'openapi-fetch'
import type { paths } from './api.ts'

export async function run(baseUrl: string, token: string) {
  const client = createClient<paths>({ baseUrl, headers: { authorization: \`Bearer \${token}\` } })
  const made = await client.POST('/api/contacts', { params: { header: { 'Idempotency-Key': 'one' } }, body: { firstName: 'Ana', emails: [{ value: 'ana@example.org', label: 'work' }] } })
  if (made.data === undefined) throw new Error(JSON.stringify(made.error))
  const { id, revision } = made.data
  const first: string | null | undefined = made.data.data.firstName
  const path = { id }
  const changed = await client.PATCH('/api/contacts/{id}', { params: { path, header: { 'If-Match': \`"\${revision}"\` } }, body: { title: 'Coach', tags: { $set: { add: ['vip'] } } } })
  const late = await client.PATCH('/api/contacts/{id}', { params: { path, header: { 'If-Match': \`"\${revision}"\` } }, body: { title: 'Boss' } })
  const broken = await client.POST('/api/contacts', { body: { title: 'Nobody' } })
  const note = await client.POST('/api/notes', { body: { contactId: id, body: 'Met in Porto' } })
  const listed = await client.GET('/api/contacts', { params: { query: { filter: JSON.stringify({ tags: 'vip' }), sort: '-lastName', limit: 10 } } })
  const gone = await client.DELETE('/api/contacts/{id}', { params: { path, header: { 'If-Match': '*' } } })
  const after = await client.GET('/api/contacts/{id}', { params: { path } })
  return {
    first, changed: changed.data, late: { status: late.response.status, error: late.error }, broken: { status: broken.response.status, error: broken.error }, note: note.data,
    listed: listed.data?.records.map((record) => record.data.firstName), nextCursor: listed.data?.nextCursor, gone: gone.response.status, after: after.response.status,
  }
}
`

describe('the OpenAPI document', () => {
  it('gives a public generator a client that compiles, strictly, and talks to the running server', async () => {
    const root = resolve(import.meta.dirname, '../..')
    mkdirSync(join(root, 'node_modules/.cache'), { recursive: true })
    // Inside the project, so that its packages are found.
    const folder = mkdtempSync(join(root, 'node_modules/.cache/satchel-client-'))
    try {
      const document = await (await fetch(`${origin}/api/openapi.json`)).json() as Parameters<typeof openapiTypescript>[0]
      writeFileSync(join(folder, 'api.ts'), await openapiTypescript(document))
      writeFileSync(join(folder, 'program.ts'), program)
      writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({
        compilerOptions: { strict: true, noEmit: true, module: 'esnext', moduleResolution: 'bundler', target: 'es2022', lib: ['es2022', 'dom'], types: [], allowImportingTsExtensions: true, skipLibCheck: true },
        files: ['program.ts'],
      }))
      const compiled = compile(root, folder)
      expect(compiled).toBe('')
      // A field that there is not is found by the compiler, not by the server.
      writeFileSync(join(folder, 'program.ts'), program.replace("firstName: 'Ana'", "forename: 'Ana'"))
      expect(compile(root, folder)).toContain('forename')
      writeFileSync(join(folder, 'program.ts'), program)

      const { run } = await import(pathToFileURL(join(folder, 'program.ts')).href) as { run(origin: string, token: string): Promise<Record<string, unknown>> }
      expect(await run(origin, token)).toMatchObject({
        first: 'Ana', changed: { data: { title: 'Coach', tags: ['vip'] } }, late: { status: 409, error: { error: 'conflict', serverData: { title: 'Coach' }, clientData: { title: 'Boss' } } },
        broken: { status: 422, error: { error: 'contact_needs_a_name' } }, note: { data: { body: 'Met in Porto' } }, listed: ['Ana'], nextCursor: null, gone: 204, after: 404,
      })
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('names every route that the server has, and none that it has not', () => {
    const { paths } = JSON.parse(JSON.stringify(documentOf(server))) as { paths: Record<string, Record<string, unknown>> }
    const entities = [...new Set(Object.keys(paths).filter((path) => path.endsWith('/{id}')).map((path) => path.split('/')[2]!))]
    const served = routesOf(server.app).flatMap(({ method, url }) => (url.includes(':entity') ? entities.map((name) => `${method} ${url.replace(':entity', name).replace(':id', '{id}')}`) : [`${method} ${url}`]))
    const named = Object.entries(paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`))
    // The page is for people; what the server alone writes or never deletes answers 403 there.
    const unnamed = served.filter((route) => !named.includes(route) && !/^(?:GET \/api\/docs|GET \/metrics|OPTIONS|HEAD)/.test(route))
    expect(unnamed.filter((route) => !/^(?:(?:POST|DELETE) \/api\/(?:history|conflicts|notices|settings)|DELETE \/api\/customFields)(?:\/\{id\})?$/.test(route))).toEqual([])
    expect(named.filter((route) => !served.includes(route))).toEqual([])
    const ids = Object.values(paths).flatMap((methods) => Object.values(methods).map((operation) => (operation as { operationId: string }).operationId))
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('says of every call about a workspace that it may name one, and of no other', () => {
    const { paths } = documentOf(server) as { paths: Record<string, Record<string, { parameters: { name: string; in: string }[] }>> }
    const may = (path: string, method: string): boolean => paths[path]![method]!.parameters.some((parameter) => parameter.in === 'header' && parameter.name === headers.workspace)
    for (const [path, method] of [['/api/sync/push', 'post'], ['/api/workspace/members', 'get'], ['/api/contacts', 'get'], ['/api/contacts/{id}', 'patch'], ['/api/auth/tokens/make', 'post'], ['/api/audit', 'get'], ['/api/audit/export', 'get'], ['/api/hints/subscribe', 'post'], ['/api/auth/session', 'get']] as const) {
      expect([path, may(path, method)]).toEqual([path, true])
    }
    for (const [path, method] of [['/api/auth/login', 'post'], ['/api/auth/logout', 'post'], ['/api/auth/password', 'post'], ['/api/auth/devices', 'get'], ['/api/auth/invitations/accept', 'post'], ['/api/health/live', 'get']] as const) {
      expect([path, may(path, method)]).toEqual([path, false])
    }
  })

  it('is a page to read, whole without a script and under the policy of the whole site', async () => {
    const page = await fetch(`${origin}/api/docs`), html = await page.text()
    expect(page.headers.get('content-type')).toContain('text/html')
    expect(page.headers.get('content-security-policy')).not.toContain('unsafe-inline')
    expect(html).not.toMatch(/<script|<style|\sstyle=|\son\w+=|https?:\/\/(?!satchel\.example)/)
    for (const wanted of ['/api/contacts/{id}', 'If-Match', 'Idempotency-Key', '/api/sync/push', 'listContacts']) expect(html).toContain(wanted)
    for (const [, href] of html.matchAll(/href="(\/[^"]+)"/g)) {
      const answer = await fetch(`${origin}${href!}`)
      await answer.arrayBuffer()
      expect([href, answer.status]).toEqual([href, 200])
    }
    for (const [, anchor] of html.matchAll(/href="#([^"]+)"/g)) expect(html).toContain(`id="${anchor!}"`)
  })
})

/** What the compiler objects to; empty: nothing. */
function compile(root: string, folder: string): string {
  try {
    return execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder], { encoding: 'utf8' })
  } catch (thrown) {
    return (thrown as { stdout?: string }).stdout ?? String(thrown)
  }
}

const documentOf = (of: Server): unknown => readDocuments.get(of)
const readDocuments = new Map<Server, unknown>()
beforeAll(async () => { readDocuments.set(server, await (await fetch(`${origin}/api/openapi.json`)).json()) })
