import * as Comlink from 'comlink'
import { afterEach, describe, expect, it } from 'vitest'
import type { ImportApi, ImportProgress } from '../../src/import/contract.ts'
import type { ImportDb } from '../../src/import/import-db.ts'
import { createImporter } from '../../src/import/importer.ts'
import { createReconnectingDb } from '../../src/import/reconnecting-db.ts'
import { systemClock } from '../../src/shared/clock.ts'
import { silentLog } from '../../src/shared/log.ts'
import { systemRandom } from '../../src/shared/random.ts'
import type { Store } from '../../src/db-worker/store.ts'
import { importDbOf } from '../support/import-into-store.ts'
import { value } from '../support/import-session.ts'
import { openMemoryStore } from '../support/memory-db.ts'

const open: { close(): void }[] = []
afterEach(() => { for (const port of open.splice(0)) port.close() })

function channel(): { near: MessagePort; far: MessagePort } {
  const { port1, port2 } = new MessageChannel()
  open.push(port1, port2)
  return { near: port1, far: port2 }
}

/** The parts as import-worker.ts puts them together, behind a real port; every call and answer is cloned as between threads. */
function setupWorker(): Comlink.Remote<ImportApi> {
  const { near, far } = channel()
  const { db, connect } = createReconnectingDb(systemClock)
  Comlink.expose(createImporter({
    clock: systemClock, random: systemRandom, log: silentLog, db, connect: (port) => { open.push(port); connect(Comlink.wrap<ImportDb>(port)) },
  }), far)
  return Comlink.wrap<ImportApi>(near)
}

/** A port to the store as the leader hands it out. `mute`: the leader takes mutations and dies before it answers. */
function portTo(store: Store, mute = false): MessagePort {
  const { near, far } = channel()
  const db = importDbOf(store)
  Comlink.expose(mute ? { ...db, mutateGroup: async (inputs: Parameters<ImportDb['mutateGroup']>[0]) => { await db.mutateGroup(inputs); return new Promise(() => undefined) } } : db, far)
  return near
}

function progress(): { port: MessagePort; seen: ImportProgress[] } {
  const { near, far } = channel()
  const seen: ImportProgress[] = []
  near.onmessage = (event: MessageEvent<ImportProgress>) => { seen.push(event.data) }
  return { port: far, seen }
}
const csv = (count: number): Blob => new Blob([`First Name,Email\n${Array.from({ length: count }, (_, i) => `P${i},p${i}@example.org`).join('\n')}\n`])

describe('over ports, as between threads', () => {
  it('a file is inspected, rehearsed, shown and written', async () => {
    const store = await openMemoryStore(), api = setupWorker()
    const port = portTo(store)
    value(await api.connect(Comlink.transfer(port, [port])))
    const file = value(await api.inspect(csv(300), 'a.csv'))
    const first = progress(), second = progress()
    expect(value(await api.rehearse([file.fileId], Comlink.transfer(first.port, [first.port]))).counts.create).toBe(300)
    expect(value(await api.planned({ action: 'create', offset: 290, limit: 50 }))).toMatchObject({ total: 300, rows: { length: 10 } })
    expect(value(await api.apply(Comlink.transfer(second.port, [second.port])))).toMatchObject({ created: 300, failed: 0 })
    expect(store.data.list({ entity: 'contacts' }).total).toBe(300)
    await expect.poll(() => second.seen.at(-1)).toEqual({ phase: 'writing', done: 300, total: 300 })
  })

  it('an error arrives as itself', async () => {
    const api = setupWorker()
    expect(await api.inspect(new Blob(['']), 'nothing.csv')).toEqual({ ok: false, error: { code: 'file_empty', message: '"nothing.csv" is empty.' } })
    expect(await api.reinspect('unknown', {})).toMatchObject({ ok: false, error: { code: 'not_found' } })
  })

  it('cancel comes through while a large file is read', async () => {
    const api = setupWorker()
    const reading = api.inspect(csv(400_000), 'big.csv')
    await new Promise((resolve) => { setTimeout(resolve, 30) })
    value(await api.cancel())
    expect(await reading).toMatchObject({ ok: false, error: { code: 'cancelled' } })
  })

  it('a leader that dies with mutations written and not answered costs nothing: the next one gets them again under their ids', async () => {
    const store = await openMemoryStore(), api = setupWorker()
    const dying = portTo(store), next = portTo(store)
    value(await api.connect(Comlink.transfer(dying, [dying])))
    const file = value(await api.inspect(csv(250), 'a.csv'))
    const quiet = progress(), quiet2 = progress()
    value(await api.rehearse([file.fileId], Comlink.transfer(quiet.port, [quiet.port])))
    const mute = portTo(store, true)
    value(await api.connect(Comlink.transfer(mute, [mute])))
    const applying = api.apply(Comlink.transfer(quiet2.port, [quiet2.port]))
    await expect.poll(() => store.data.list({ entity: 'contacts' }).total).toBe(199)
    value(await api.connect(Comlink.transfer(next, [next])))
    expect(value(await applying)).toMatchObject({ created: 250, failed: 0 })
    expect(store.data.list({ entity: 'contacts' }).total).toBe(250)
    expect(store.data.list({ entity: 'imports' }).total).toBe(1)
  })
})
