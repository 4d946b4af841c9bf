import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { canonicalJson, sha256Hex } from '../../src/merge/canonical.ts'
import { accountCalls } from '../../src/protocol/account.ts'
import * as auth from '../../src/protocol/auth.ts'
import * as change from '../../src/protocol/change.ts'
import * as digests from '../../src/protocol/digests.ts'
import * as error from '../../src/protocol/error.ts'
import * as giveBack from '../../src/protocol/give-back.ts'
import { headers } from '../../src/protocol/headers.ts'
import * as pull from '../../src/protocol/pull.ts'
import * as push from '../../src/protocol/push.ts'
import { z } from '../../src/shared/zod.ts'
import { openApiDocument } from '../../src/sync-api/http/openapi.ts'
import { setupAccount, setupDevice, setupServer, type Server } from '../contract/sync-api-setup.ts'

/** Every zod schema of the wire by its exported name, as canonical JSON Schema. */
function wireShapes(): Record<string, unknown> {
  const shapes: Record<string, unknown> = {}
  for (const exported of [auth, change, digests, error, giveBack, pull, push]) {
    for (const [name, value] of Object.entries(exported)) {
      if (value instanceof z.ZodMiniType) shapes[name] = z.toJSONSchema(value, { unrepresentable: 'any' })
    }
  }
  // Of calls about the account, by their names.
  for (const [name, call] of Object.entries(accountCalls)) {
    shapes[`account ${name}`] = { path: call.path, answer: z.toJSONSchema(call.answer, { unrepresentable: 'any' }), ...('request' in call ? { request: z.toJSONSchema(call.request, { unrepresentable: 'any' }) } : {}) }
  }
  return shapes
}

describe('the wire', () => {
  it('[K3] has the shapes that devices in the field know; a change of one is a decision, with a record of why', () => {
    const shapes = wireShapes()
    expect(Object.keys(shapes).filter((name) => !name.startsWith('account ')).sort()).toEqual([
      'changeSchema', 'digestRangesSchema', 'epochChangedSchema', 'eventFrameSchema', 'giveBackRequestSchema', 'giveBackResponseSchema', 'loginRequestSchema', 'opSchema', 'passkeyRequestSchema', 'passkeyResponse', 'pullResponseSchema', 'pulledChangeSchema',
      'pushRequestSchema', 'pushResponseSchema', 'pushResultSchema', 'rangeRecordsSchema', 'registerRequestSchema', 'resetRequiredSchema', 'sessionSchema',
      'setPatchSchema', 'snapshotLineSchema', 'syncEventFrameSchema', 'syncRecordSchema', 'uuid', 'wireErrorSchema',
    ])
    // Devices that were not opened for a year still speak this. Change the hash only together with a record in docs/decisions.
    expect(sha256Hex(canonicalJson(shapes))).toBe('4ee4e4ff3e483573afd36ab281357209634fe9907afc063c70549950be17e2e6')
    expect(headers).toEqual({ workspace: 'Satchel-Workspace', user: 'Satchel-User', sender: 'Satchel-Sender', signature: 'Satchel-Signature' })
    expect(change.wireLimits).toEqual({ changesPerBatch: 100, batchBytes: 1_048_576 })
  })
})

describe('what the server answers', () => {
  let server: Server
  beforeAll(async () => { server = await setupServer() })
  afterAll(() => server.close())

  it('[K3] is what the schemas say, for every kind of result', async () => {
    const ana = await setupAccount(server)
    expect(auth.sessionSchema.safeParse(ana.session).error).toBeUndefined()
    const phone = setupDevice(server, ana), laptop = setupDevice(server, ana)
    const id = phone.newId()
    await phone.act({ op: 'create', recordId: id, patch: { firstName: 'Bea', company: 'Acme' } })
    await phone.act({ op: 'update', recordId: id, patch: { company: 'Beta' }, baseRevision: 1 })
    const mixed = [
      ...laptop.mutation({ op: 'update', recordId: id, patch: { company: 'Gamma' }, baseRevision: 1 }),
      ...laptop.mutation({ op: 'create', patch: { birthday: 'soon', firstName: 'x' } }),
      ...laptop.mutation({ op: 'update', recordId: phone.newId(), patch: { title: 'x' } }),
      ...laptop.mutation({ op: 'delete', recordId: id, baseRevision: 1 }),
      ...laptop.mutation({ op: 'create', patch: { firstName: 'Cea' } }),
    ]
    const { body } = await laptop.pushRaw({ replicaId: laptop.replicaId, sentAt: new Date(server.clock.now()).toISOString(), schemaVersion: 1, changes: mixed })
    const parsed = push.pushResponseSchema.parse(body)
    expect(parsed.results.map((result) => result.status)).toEqual(['conflict', 'rejected', 'deferred', 'merged', 'applied'])
    // Nothing is sent that the schema does not name.
    expect(parsed).toEqual(body)

    const { body: page } = await laptop.pull()
    expect(pull.pullResponseSchema.parse(page)).toEqual(page)
    const ranges = (await server.app.inject({ url: '/api/sync/digests?entity=contacts', headers: ana.headers })).json<unknown>()
    expect(digests.digestRangesSchema.parse(ranges)).toEqual(ranges)
    const range = (await server.app.inject({ url: '/api/sync/digests?entity=contacts&records=1', headers: ana.headers })).json<unknown>()
    expect(digests.rangeRecordsSchema.parse(range)).toEqual(range)
    const snapshot = await server.app.inject({ url: '/api/sync/snapshot', headers: ana.headers })
    for (const line of snapshot.body.trim().split('\n')) expect(pull.snapshotLineSchema.parse(JSON.parse(line))).toEqual(JSON.parse(line))
  })

  it('is described by an OpenAPI document whose references all resolve', async () => {
    const answer = await server.app.inject('/api/openapi.json')
    expect(answer.json()).toEqual(JSON.parse(JSON.stringify(openApiDocument())))
    const document = answer.json<{ openapi: string; paths: object; components: { schemas: object } }>()
    expect(document.openapi).toBe('3.1.0')
    const references = [...answer.body.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map((match) => match[1]!)
    expect(references.length).toBeGreaterThan(10)
    // A reference to anywhere else would be one into nothing.
    expect(answer.body.match(/"\$ref":/g)).toHaveLength(references.length)
    for (const name of references) expect(Object.keys(document.components.schemas)).toContain(name)
    for (const [path, operations] of Object.entries(document.paths)) {
      for (const method of Object.keys(operations as object)) expect(server.app.hasRoute({ method: method.toUpperCase(), url: servedAs(path) })).toBe(true)
    }
  })
})

/** REST has one route for all entities, of which the document names each. */
const servedAs = (path: string): string => path.replace('{id}', ':id').replace(/^\/api\/(?:\w+)(?=$|\/:id$)/, '/api/:entity')
