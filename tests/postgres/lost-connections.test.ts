import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest'
import { formatDigest, recordDigest, addDigest, emptyDigest } from '../../src/merge/digest.ts'
import { productModel } from '../../src/model/model.ts'
import { openPostgresRelay } from '../../src/sync-api/events/postgres-relay.ts'
import { openPostgresStore } from '../../src/sync-api/store/postgres/postgres-store.ts'
import type { SyncStore } from '../../src/sync-api/store/port.ts'
import { setupAccount, setupDevice, setupServer, type Account, type Device, type Server } from '../contract/sync-api-setup.ts'
import { borrowDatabase, type TestDatabase } from '../support/postgres-databases.ts'
import { startPostgresProxy, type PostgresProxy } from '../support/postgres-proxy.ts'
import { pause } from '../support/start-server.ts'

/* A connection may be lost at any moment. Whatever was acknowledged is there, and nothing is there twice. */

let database: TestDatabase, giveBack: () => Promise<void>, proxy: PostgresProxy, store: SyncStore, server: Server, ana: Account, phone: Device
beforeEach(async () => {
  ({ database, giveBack } = await borrowDatabase(inject('postgres')))
  proxy = await startPostgresProxy(database.url)
  store = await openPostgresStore({ url: proxy.through(database.url), connections: 4, answerMs: 700 })
  server = await setupServer({ store })
  ana = await setupAccount(server)
  phone = setupDevice(server, ana)
})
afterEach(async () => {
  await server.close()
  await proxy.close()
  await giveBack()
})

const killAll = (): Promise<unknown> => database.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'satchel'")
const create = (firstName: string) => ({ op: 'create' as const, recordId: phone.newId(), patch: { firstName } })
const revision = async (): Promise<number> => (await store.read(ana.session.workspace.id, (reader) => reader.state()))!.revision
/** One record and one history entry a change, and digests that say so too. */
async function expectOnce(names: string[]): Promise<void> {
  const contacts = await phone.all('contacts')
  expect(contacts.map(({ data }) => data!['firstName']).sort()).toEqual([...names].sort())
  expect((await phone.all('history')).length).toBe(names.length)
  expect(await revision()).toBe(2 * names.length)
  const sum = contacts.reduce((all, { entity, id, data }) => addDigest(all, recordDigest(productModel.entities.get(entity)!, id, data!)), emptyDigest)
  expect((await phone.pull('?entities=contacts')).body.digests).toEqual({ contacts: formatDigest(sum) })
}

describe('a lost connection', () => {
  it('[P2, P3] in the middle of a transaction: it is done again from its start', async () => {
    let runs = 0
    const epoch = await store.write(ana.session.workspace.id, async (writer) => {
      runs += 1
      if (runs === 1) await killAll()
      return (await writer.state()).epoch
    })
    expect(runs).toBe(2)
    expect(epoch).toBe((await store.read(ana.session.workspace.id, (reader) => reader.state()))!.epoch)
    expect(await phone.act(create('Ana'))).toMatchObject([{ status: 'applied' }])
    await expectOnce(['Ana'])
  })

  /** Whether the workspace asks for a second factor has been read, and is remembered: the next commit is the push's. */
  const letIn = async (): Promise<void> => { expect((await phone.pull('?since=0')).status).toBe(200) }

  it('[P2, P3] while the database commits, which undoes it: a push is applied once', async () => {
    // Terminates its own backend from within the first commit.
    await database.sql(`
      CREATE SEQUENCE public.commits_seen; GRANT USAGE ON SEQUENCE public.commits_seen TO PUBLIC;
      CREATE FUNCTION public.die_once() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
        BEGIN IF nextval('public.commits_seen') = 1 THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF; RETURN NULL; END $$;
      CREATE CONSTRAINT TRIGGER die_once AFTER INSERT ON satchel.commits DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.die_once()`)
    try {
      expect(await phone.act(create('Ana'))).toMatchObject([{ status: 'applied' }])
      expect(await database.sql('SELECT last_value::int FROM public.commits_seen')).toEqual([{ last_value: 2 }])
      await expectOnce(['Ana'])
    } finally {
      await database.sql('DROP TRIGGER die_once ON satchel.commits; DROP FUNCTION public.die_once; DROP SEQUENCE public.commits_seen')
    }
  })

  it('[P2, P3] on the way to the commit: a push is applied once', async () => {
    await letIn()
    proxy.loseNextCommit()
    const [result] = await phone.act(create('Ana'))
    expect(result).toMatchObject({ status: 'applied' })
    expect(result).not.toHaveProperty('duplicate')
    expect(proxy.cuts()).toBe(1)
    await expectOnce(['Ana'])
  })

  it('[P2, P3] after the commit, before its answer: the push finds what it did, and says so', async () => {
    await letIn()
    proxy.loseNextCommitsAnswer()
    expect(await phone.act(create('Ana'))).toMatchObject([{ status: 'applied', duplicate: true, record: { data: { firstName: 'Ana' } } }])
    expect(proxy.cuts()).toBe(1)
    await expectOnce(['Ana'])
    // The place it was given is the commit's that happened.
    expect((await phone.pull(`?seen=${phone.seen!}`)).status).toBe(200)
  })

  it('[P3] at a registration\'s commit: the person is registered once, and may sign in', async () => {
    proxy.loseNextCommitsAnswer()
    const ben = await setupAccount(server, 'Ben')
    expect(proxy.cuts()).toBe(1)
    expect(await setupDevice(server, ben).act(create('Bea'))).toMatchObject([{ status: 'applied' }])
    expect(await database.sql("SELECT count(*)::int AS n FROM satchel.users WHERE name = 'Ben'")).toEqual([{ n: 1 }])
  })

  it('[P2, P3] again and again, at whatever moment, with several devices pushing: nothing is lost, nothing twice', async () => {
    const names: string[] = []
    let over = false, kills = 0
    const killer = (async () => {
      while (!over) {
        await pause(Math.random() * 60)
        await killAll()
        kills += 1
        // Something gets through between two, however slow the machine is today.
        for (const before = names.length; names.length === before && !over;) await pause(5)
      }
    })()
    try {
      await Promise.all(Array.from({ length: 3 }, async (_, index) => {
        const device = setupDevice(server, ana)
        // Until it was enough, however fast the machine is today.
        for (let push = 0; push < 12 || (kills <= 10 && push < 1_000); push += 1) {
          const drafts = Array.from({ length: 3 }, (_unused, at) => create(`${index}-${push}-${at}`))
          const changes = device.mutation(...drafts)
          for (;;) {
            // As a device does with a 503: the same ids, later.
            const results = await device.push(changes).catch((thrown: unknown) => { if ((thrown as { status?: number }).status === 503) return null; throw thrown })
            if (results === null) continue
            expect(results.every(({ status }) => status === 'applied')).toBe(true)
            break
          }
          names.push(...drafts.map(({ patch }) => patch.firstName))
        }
      }))
    } finally {
      over = true
      await killer
    }
    expect(kills).toBeGreaterThan(10)
    await expectOnce(names)
  })

  it('[P2, P3] whose machine fell silent, without a word: a push goes through on another, once; so does what processes tell each other', async () => {
    await letIn()
    const relays = [openPostgresRelay(proxy.through(database.url), undefined, 400), openPostgresRelay(database.url)], heard: unknown[] = []
    relays[1]!.listen((message) => { heard.push(message) })
    await expect.poll(() => { relays[0]!.tell({ type: 'commit', workspaceId: 'w', revision: 1 }); return heard.length }).toBeGreaterThan(0)
    proxy.fallSilent()
    relays[0]!.tell({ type: 'commit', workspaceId: 'w', revision: 2 })
    expect(await phone.act(create('Ana'))).toMatchObject([{ status: 'applied' }])
    await expectOnce(['Ana'])
    await expect.poll(() => heard, { timeout: 5_000 }).toContainEqual({ type: 'commit', workspaceId: 'w', revision: 2 })
    await Promise.all(relays.map((relay) => relay.close()))
  }, 20_000)

  it('that stays lost is told as such, with a time to come again, and the server goes on', async () => {
    await proxy.close()
    const answer = await server.app.inject({ method: 'GET', url: '/api/sync/changes', headers: ana.headers })
    expect([answer.statusCode, answer.headers['retry-after'], answer.json<{ error: string }>().error]).toEqual([503, '5', 'unavailable'])
    expect((await server.app.inject('/api/health/live')).statusCode).toBe(200)
    expect((await server.app.inject('/api/health/ready')).statusCode).toBe(503)
  })
})

it('[P2] a failed statement that the work swallowed commits nothing', async () => {
  await expect(store.write(ana.session.workspace.id, async (writer) => {
    await writer.saveReplica({ id: 'p1', userId: 'u', deviceName: 'd', clock: null, lastSeenAt: '' })
    await writer.beginEpoch(null as unknown as string, '').catch(() => undefined)
    return 'done'
  })).rejects.toThrow('null value')
  expect(await store.write(ana.session.workspace.id, (writer) => writer.replicas(['p1']))).toEqual([])
})
