import { readFileSync } from 'node:fs'
import { parser } from '@prometheus-io/lezer-promql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse as parseYaml } from 'yaml'
import { z } from '../../src/shared/zod.ts'
import { StoreUnavailableError } from '../../src/sync-api/store/port.ts'
import { setupAccount, setupDevice, setupServer, type Account, type Device, type Server } from './sync-api-setup.ts'

/* What an operator sees: that the numbers move when something happens, and that dashboard and alerts name numbers that there are. */

let server: Server, ana: Account, phone: Device
const lines: { level: string; event: string; facts: Record<string, unknown> }[] = []
beforeAll(async () => {
  server = await setupServer({ dataDir: '.', log: (level, event, facts = {}) => { lines.push({ level, event, facts }) } })
  ana = await setupAccount(server)
  phone = setupDevice(server, ana)
})
afterAll(() => server.close())

const get = (url: string, headers: Record<string, string> = ana.headers) => server.app.inject({ url, headers })
const exported = async (): Promise<string> => (await get('/metrics', {})).body
/** The value of a line, by its name with its labels. */
const value = async (name: string): Promise<number> => Number((await exported()).split('\n').find((line) => line.startsWith(`${name} `))?.split(' ').at(-1) ?? NaN)

describe('the numbers', () => {
  it('count answers by status, and how long it took from the act to the commit', async () => {
    const id = phone.newId(), laptop = setupDevice(server, ana)
    await phone.act({ op: 'create', recordId: id, patch: { firstName: 'Bea', company: 'Acme' } })
    await phone.act({ op: 'update', recordId: id, patch: { company: 'Beta' }, baseRevision: 1 })
    await laptop.act({ op: 'update', recordId: id, patch: { company: 'Gamma' }, baseRevision: 1 })
    await phone.act({ op: 'create', patch: { birthday: 'soon', firstName: 'x' } })
    const late = phone.mutation({ op: 'create', patch: { firstName: 'Late' } })
    server.clock.advance(5_000)
    await phone.push(late)
    await phone.push(late)
    expect(await value('satchel_changes_total{status="applied"}')).toBe(3)
    expect(await value('satchel_changes_total{status="conflict"}')).toBe(1)
    expect(await value('satchel_changes_total{status="rejected"}')).toBe(1)
    expect(await value('satchel_changes_total{status="applied (duplicate)"}')).toBe(1)
    // Three at once and one five seconds old; neither the refused one nor the repeated one was committed.
    expect(await value('satchel_act_to_commit_seconds_count')).toBe(4)
    expect(await value('satchel_act_to_commit_seconds_bucket{le="0.05"}')).toBe(3)
    expect(await value('satchel_act_to_commit_seconds_sum')).toBeCloseTo(5, 1)
    expect(await value('satchel_push_seconds_count{sender="other"}')).toBe(6)
  })

  it('count calls by how they ended, snapshots by why, and digests that differed', async () => {
    await get('/api/sync/changes?since=nonsense')
    await get('/api/sync/changes')
    await get('/api/sync/changes', {})
    await get('/api/sync/snapshot')
    await get(`/api/sync/snapshot?seen=${phone.seen}`)
    await get('/api/sync/digests?entity=contacts')
    await get('/api/sync/digests?entity=contacts&prefix=0')
    await get('/api/sync/digests?entity=contacts&prefix=0&records=1')
    expect(await value('satchel_calls_total{call="changes",outcome="ok"}')).toBe(1)
    expect(await value('satchel_calls_total{call="changes",outcome="refused"}')).toBe(2)
    expect(await value('satchel_snapshots_total{kind="first"}')).toBe(1)
    expect(await value('satchel_snapshots_total{kind="fallback"}')).toBe(1)
    expect(await value('satchel_digest_differences_total{step="found"}')).toBe(1)
    expect(await value('satchel_digest_differences_total{step="repaired"}')).toBe(1)
    expect(await exported()).not.toContain(ana.session.workspace.id)
  })

  it('tell a store that cannot be reached, which is a failure, from too many calls, which are none; and say 0 of what never happened, so that a rate of it is one', async () => {
    let away = false
    const { read } = server.store
    const ours = await setupServer({ store: { ...server.store, read: async (...asked: Parameters<typeof read>) => { if (away) throw new StoreUnavailableError('away'); return read(...asked) } } as typeof server.store })
    const count = async (outcome: string): Promise<number> => Number(new RegExp(`^satchel_calls_total{call="changes",outcome="${outcome}"} (\\d+)$`, 'm').exec((await ours.app.inject('/metrics')).body)?.[1] ?? NaN)
    expect([await count('ok'), await count('failed'), await count('limited')]).toEqual([0, 0, NaN])
    away = true
    expect((await ours.app.inject({ url: '/api/sync/changes', headers: ana.headers })).statusCode).toBe(503)
    expect([await count('ok'), await count('failed'), await count('limited')]).toEqual([0, 1, NaN])
    await ours.app.close()
  })

  it('take what devices say of their queues, and no pull is refused for what they say', async () => {
    await get('/api/sync/changes?waiting=12&oldestMs=90000&failures=3')
    await get('/api/sync/changes?waiting=0&oldestMs=0&failures=0')
    for (const query of ['waiting=-1', 'waiting=1e99', 'oldestMs=5', 'waiting=1&oldestMs=x&failures=']) expect((await get(`/api/sync/changes?${query}`)).statusCode).toBe(200)
    expect(await value('satchel_device_queue_changes_sum')).toBe(13)
    expect(await value('satchel_device_queue_age_seconds_sum')).toBe(90)
    expect(await value('satchel_device_failures_in_a_row_total')).toBe(1)
  })

  it('time the way from a commit to another device\'s socket, and the store', async () => {
    await server.app.ready()
    const socket = await server.app.injectWS('/api/sync/events', { headers: ana.headers })
    await server.settled()
    expect(await value('satchel_sockets')).toBe(1)
    await phone.act({ op: 'create', patch: { firstName: 'Seen' } })
    await expect.poll(() => value('satchel_commit_to_device_seconds_count')).toBe(1)
    expect(await value('satchel_store_seconds_count{kind="write",part="work"}')).toBeGreaterThan(5)
    expect(await value('satchel_disk_free_bytes')).toBeGreaterThan(0)
    socket.terminate()
  })

  it('are for this machine and for who has the token, and are not there for anybody else', async () => {
    const guarded = await setupServer({ metricsToken: 'a token of some length' })
    const ask = (headers: Record<string, string>, remoteAddress = '127.0.0.1') => guarded.app.inject({ url: '/metrics', headers, remoteAddress }).then(({ statusCode }) => statusCode)
    expect(await ask({})).toBe(200)
    expect(await ask({}, '::1')).toBe(200)
    expect(await ask({}, '192.0.2.7')).toBe(404)
    expect(await ask({ authorization: 'Bearer a token of some length' }, '192.0.2.7')).toBe(200)
    expect(await ask({ authorization: 'Bearer a token of some lengtH' }, '192.0.2.7')).toBe(404)
    // A proxy on this machine is not this machine.
    expect(await ask({ 'x-forwarded-for': '192.0.2.7' })).toBe(404)
    await guarded.close()
    const behind = await setupServer({ trustProxy: 1 })
    expect((await behind.app.inject({ url: '/metrics', headers: { 'x-forwarded-for': '192.0.2.7' } })).statusCode).toBe(404)
    // A proxy that adds to what it was told, as most do by default, hands on what anybody says of themselves.
    expect((await behind.app.inject({ url: '/metrics', headers: { 'x-forwarded-for': '127.0.0.1, 192.0.2.7' } })).statusCode).toBe(404)
    await behind.close()
  })
})

describe('the log', () => {
  it('carries a mutation\'s id from the device to the revisions of its commit, with the request\'s own', async () => {
    const changes = phone.mutation({ op: 'create', patch: { firstName: 'Logged' } })
    const [result] = await phone.push(changes)
    const { facts } = lines.find(({ event, facts }) => event === 'push' && (facts['mutations'] as string[]).includes(changes[0]!.mutationId))!
    expect(facts).toMatchObject({ requestId: expect.stringMatching(/^[0-9a-f-]{36}$/), replicaId: phone.replicaId, mutations: [changes[0]!.mutationId], statuses: { applied: 1 } })
    // The history's entry is of the same commit.
    const { revision } = (result as { record: { revision: number } }).record
    expect(facts['from']).toBeLessThan(revision)
    expect(facts['revision']).toBeGreaterThanOrEqual(revision)
  })

  it('says it also of a push that failed', async () => {
    const broken = await setupServer({ log: (level, event, facts = {}) => { lines.push({ level, event, facts }) } }), ben = await setupAccount(broken, 'Ben'), his = setupDevice(broken, ben)
    const changes = his.mutation({ op: 'create', patch: { firstName: 'x' } })
    const { write } = broken.store
    broken.store.write = () => Promise.reject(Object.assign(new Error('disk'), { code: 'SQLITE_FULL' }))
    const failing = await setupServer({ store: broken.store, log: (level, event, facts = {}) => { lines.push({ level, event, facts }) } })
    const answer = await failing.app.inject({ method: 'POST', url: '/api/sync/push', headers: ben.headers, payload: { replicaId: his.replicaId, sentAt: new Date(failing.clock.now()).toISOString(), schemaVersion: 1, changes } })
    expect([answer.statusCode, answer.headers['retry-after'], answer.json<{ message: string }>().message]).toEqual([507, '30', expect.stringContaining('no room left on its disk')])
    expect(lines.find(({ event }) => event === 'push.failed')?.facts).toMatchObject({ mutations: [changes[0]!.mutationId], error: expect.stringContaining('disk') })
    expect((await failing.app.inject('/metrics')).body).toContain('satchel_calls_total{call="push",outcome="failed"} 1')
    broken.store.write = write
    await failing.app.close()
    await broken.close()
  })
})

describe('health', () => {
  it('is ready where the store can be written, its shape is ours and the disk has room, and says which is not', async () => {
    expect((await get('/api/health/ready', {})).json()).toEqual({ status: 'ok', checks: { store: 'ok', migrations: 'ok', disk: 'ok' } })
    const other = await setupServer()
    const answers: unknown[] = []
    for (const health of [() => Promise.reject(new Error('read-only')), async () => ({ migrated: false })]) {
      const app = await setupServer({ store: { ...other.store, health } })
      const answer = await app.app.inject('/api/health/ready')
      answers.push([answer.statusCode, answer.json<{ checks: unknown }>().checks])
      expect((await app.app.inject('/api/health/live')).statusCode).toBe(200)
      await app.app.close()
    }
    expect(answers).toEqual([[503, { store: 'cannot be written', migrations: 'ok', disk: 'ok' }], [503, { store: 'ok', migrations: 'not current', disk: 'ok' }]])
    await other.close()
  })

  it('is told within seconds where the store says nothing at all', async () => {
    const silent = await setupServer({ store: { ...server.store, health: () => new Promise<never>(() => undefined) } })
    const asked = silent.app.inject('/api/health/ready')
    await new Promise((resolve) => { setTimeout(resolve, 50) })
    silent.clock.advance(5_000)
    expect((await asked).json()).toMatchObject({ error: 'unavailable', checks: { store: 'cannot be written' } })
    expect((await asked).headers['retry-after']).toBe('5')
    await silent.app.close()
  })
})

const rulesSchema = z.object({
  groups: z.array(z.object({
    name: z.string(),
    rules: z.array(z.object({
      alert: z.string(), expr: z.string(), for: z.string().check(z.regex(/^\d+[smhd]$/)),
      labels: z.object({ severity: z.enum(['page', 'ticket']) }), annotations: z.object({ summary: z.string(), action: z.string() }),
    })),
  })),
})
const dashboardSchema = z.object({
  title: z.string(), uid: z.string(),
  panels: z.array(z.object({ id: z.int(), title: z.string(), targets: z.array(z.object({ expr: z.string() })).check(z.minLength(1)) })),
})

/** The names of the numbers in a PromQL expression. Throws where it is none. */
function metricsIn(expr: string): string[] {
  const text = expr.replaceAll('$__rate_interval', '5m'), names: string[] = []
  parser.parse(text).iterate({
    enter: ({ type, from, to, node }) => {
      if (type.isError) throw new Error(`No PromQL at ${from}: ${expr}`)
      if (type.name === 'Identifier' && node.parent?.name === 'VectorSelector') names.push(text.slice(from, to))
    },
  })
  return names
}

describe('docs/ops', () => {
  const alerts = rulesSchema.parse(parseYaml(readFileSync('docs/ops/alerts.yml', 'utf8'))).groups.flatMap(({ rules }) => rules)
  const dashboard = dashboardSchema.parse(JSON.parse(readFileSync('docs/ops/grafana-dashboard.json', 'utf8')))

  it('is PromQL throughout, and every number in it is one that the server gives', async () => {
    expect(() => metricsIn('sum(rate(x[5m])')).toThrow('No PromQL')
    const given = new Set([...(await exported()).matchAll(/^([a-z_]+)(?:\{| )/gm)].map(([, name]) => name))
    const used = [...alerts.map(({ expr }) => expr), ...dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr))].flatMap(metricsIn)
    expect(used.length).toBeGreaterThan(30)
    for (const name of used) expect(given).toContain(name)
    // Nothing is counted that nobody looks at.
    for (const name of given) expect(used.some((each) => each.replace(/_bucket$/, '') === name?.replace(/_(?:bucket|sum|count)$/, ''))).toBe(true)
  })

  it('names only labels that are given', async () => {
    const text = await exported()
    for (const [, label] of alerts.map(({ expr }) => expr).join(' ').matchAll(/[{,](\w+)=/g)) expect(text).toContain(`${label}="`)
  })

  it('wakes somebody for each of what may not be', () => {
    expect(alerts.map(({ alert }) => alert)).toEqual(expect.arrayContaining(['SatchelSyncFails', 'SatchelConflicts', 'SatchelPushSlow', 'SatchelOthersSlow', 'SatchelDevicesFail', 'SatchelDigestsDiffer']))
  })
})
