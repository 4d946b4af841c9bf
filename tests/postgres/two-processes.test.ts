import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { WebSocket } from 'ws'
import { productModel } from '../../src/model/model.ts'
import type { Change } from '../../src/protocol/change.ts'
import type { PullResponse } from '../../src/protocol/pull.ts'
import type { PushResponse } from '../../src/protocol/push.ts'
import { createIdMaker, systemRandom } from '../../src/shared/random.ts'
import { checkStore } from '../../src/sync-api/maintenance/check.ts'
import { openPostgresTables } from '../../src/sync-api/maintenance/postgres-tables.ts'
import { borrowDatabase, type TestDatabase } from '../support/postgres-databases.ts'
import { startingFast } from '../support/server-program.ts'
import { pause } from '../support/start-server.ts'

/* Two servers on one PostgreSQL, as behind a proxy: what one does the other knows, and one may die. */

let database: TestDatabase, giveBack: () => Promise<void>, one: Process, other: Process
beforeAll(async () => {
  ({ database, giveBack } = await borrowDatabase(inject('postgres')))
  // At once, as a deployment starts them.
  ;[one, other] = await Promise.all([start(), start()])
}, 120_000)
afterAll(async () => {
  for (const { child } of [one, other]) child.kill('SIGKILL')
  await Promise.all([one, other].map(({ exited }) => exited))
  await giveBack()
})

interface Process { child: ChildProcess; url: string; exited: Promise<unknown>; output(): string }

async function start(): Promise<Process> {
  const child = spawn(process.execPath, await startingFast('main.ts'), { env: { ...process.env, PORT: '0', HOST: '127.0.0.1', SECRET_KEY: 'of these two processes, and no other', DATABASE_URL: database.url, DATABASE_OWNER_URL: database.ownerUrl, DATABASE_CONNECTIONS: '6' } })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => { text += String(chunk) })
  const exited = once(child, 'exit')
  for (const until = Date.now() + 110_000; Date.now() < until && !/Satchel is at|could not start/.test(text);) await pause(30)
  const url = /Satchel is at (http:\/\/\S+)/.exec(text)?.[1]
  if (url === undefined) throw new Error(text)
  return { child, url, exited, output: () => text }
}

const json = { 'content-type': 'application/json' }
const newId = createIdMaker({ now: Date.now }, systemRandom)
async function register(at: Process, name: string): Promise<{ authorization: string }> {
  const answer = await fetch(`${at.url}/api/auth/register`, { method: 'POST', headers: json, body: JSON.stringify({ email: `${name}@example.org`, password: 'a long password', name, transport: 'bearer' }) })
  return { authorization: `Bearer ${((await answer.json()) as { accessToken: string }).accessToken}` }
}

/** A device that pushes act after act, and goes to the other server when one does not answer. */
function device(session: { authorization: string }) {
  const replicaId = newId()
  let seq = 0
  const change = (firstName: string): Change => {
    seq += 1
    return { id: newId(), mutationId: newId(), seq, entity: 'contacts', recordId: newId(), op: 'create', patch: { firstName }, baseRevision: null, at: `${new Date().toISOString()}-0000-${replicaId}`, schemaVersion: 1 }
  }
  const pushTo = async (at: Process, changes: Change[]): Promise<PushResponse> => {
    const body = JSON.stringify({ replicaId, sentAt: new Date().toISOString(), schemaVersion: 1, changes })
    const answer = await fetch(`${at.url}/api/sync/push`, { method: 'POST', headers: { ...json, ...session }, body })
    if (!answer.ok) throw new Error(await answer.text())
    return await answer.json() as PushResponse
  }
  return { replicaId, change, pushTo }
}

async function listen(at: Process, session: { authorization: string }): Promise<{ socket: WebSocket; frames: { type: string; events?: { id: string }[]; data?: unknown }[]; closed: Promise<unknown[]> }> {
  const socket = new WebSocket(`${at.url.replace('http', 'ws')}/api/sync/events`, { headers: session })
  const frames: { type: string; events?: { id: string }[]; data?: unknown }[] = []
  socket.on('message', (raw: Buffer) => { frames.push(JSON.parse(raw.toString()) as never) })
  const closed = once(socket, 'close')
  await once(socket, 'open')
  return { socket, frames, closed }
}

describe('two processes on one database', () => {
  it('know each other\'s sessions and commits: a socket at one hears at once what was pushed to the other, and where a caret is', async () => {
    const session = await register(one, 'listening'), phone = device(session)
    const here = await listen(one, session), there = await listen(other, session)
    // The socket stands where the workspace stood when it came.
    await expect.poll(async () => {
      const change = phone.change('Ana')
      await phone.pushTo(one, [change])
      return pause(300).then(() => there.frames.some(({ events }) => events?.some(({ id }) => id === change.recordId)))
    }, { timeout: 20_000 }).toBe(true)
    const change = phone.change('Bea')
    const started = performance.now()
    await phone.pushTo(other, [change])
    await expect.poll(() => here.frames.some(({ events }) => events?.some(({ id }) => id === change.recordId)), { interval: 5, timeout: 10_000 }).toBe(true)
    // By notification: looking around would take twenty seconds.
    expect(performance.now() - started).toBeLessThan(10_000)

    there.socket.send(JSON.stringify({ type: 'awareness', data: { caret: 7 } }))
    await expect.poll(() => here.frames.find(({ type }) => type === 'awareness')?.data, { timeout: 10_000 }).toEqual({ caret: 7 })
    for (const { socket } of [here, there]) socket.terminate()
  })

  it('share their limits: what was tried at one counts at the other', async () => {
    const statuses: number[] = []
    for (let tries = 0; tries < 11; tries += 1) {
      const at = tries % 2 === 0 ? one : other
      statuses.push((await fetch(`${at.url}/api/auth/login`, { method: 'POST', headers: json, body: JSON.stringify({ email: 'ana@example.org', password: 'a wrong password' }) })).status)
    }
    expect(statuses).toEqual([...Array<number>(10).fill(401), 429])
  })

  it('let their sockets go in order on SIGTERM, and the devices come to the other', async () => {
    const session = await register(one, 'draining')
    const { closed } = await listen(one, session)
    one.child.kill('SIGTERM')
    expect((await closed)[0]).toBe(1012)
    expect(await one.exited).toEqual([0, null])
    const again = await listen(other, session)
    again.socket.terminate()
    one = await start()
  })

  it('[P2, P3] one is killed in the middle of pushes: its devices go on with the other, nothing is lost, nothing twice', async () => {
    const session = await register(one, 'pushing'), devices = Array.from({ length: 4 }, () => device(session))
    const acknowledged: string[] = []
    let killed = false, lost = 0, duplicates = 0
    await Promise.all(devices.map(async (each, index) => {
      let at = index % 2 === 0 ? one : other
      for (let push = 0; push < 25; push += 1) {
        const changes = Array.from({ length: 4 }, (_, n) => each.change(`${index}-${push}-${n}`))
        for (;;) {
          try {
            const { results } = await each.pushTo(at, changes)
            expect(results.every(({ status }) => status === 'applied')).toBe(true)
            duplicates += results.filter(({ duplicate }) => duplicate).length
            break
          } catch (thrown) {
            if (!killed) throw thrown
            lost += 1
            at = other
          }
        }
        acknowledged.push(...changes.map(({ recordId }) => recordId))
        if (!killed && acknowledged.length > 120) { killed = true; one.child.kill('SIGKILL') }
      }
    }))
    expect(killed && lost > 0).toBe(true)

    const records: PullResponse['changes'] = []
    for (let since = '0', more = true; more;) {
      const page = await (await fetch(`${other.url}/api/sync/changes?limit=2000&since=${since}`, { headers: session })).json() as PullResponse
      records.push(...page.changes)
      ;({ cursor: since, hasMore: more } = page)
    }
    const contacts = records.filter(({ entity }) => entity === 'contacts'), history = records.filter(({ entity }) => entity === 'history')
    expect(contacts.map(({ id }) => id).sort()).toEqual([...acknowledged].sort())
    // Each change has its one entry, also those that were answered as duplicates.
    expect(history.map(({ data }) => data!['recordId']).sort()).toEqual([...acknowledged].sort())
    expect(Math.max(...records.map(({ revision }) => revision))).toBe(2 * acknowledged.length)
    expect(duplicates % 4).toBe(0)
    const tables = await openPostgresTables(database.ownerUrl)
    try { expect(await checkStore(tables, productModel)).toEqual([]) } finally { await tables.close() }
  })
})
