import * as Comlink from 'comlink'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Connection } from './connection.ts'
import { createImporter } from './importer.ts'

beforeEach(() => { vi.stubGlobal('navigator', { locks: { request: (_name: string, _options: LockOptions, work: () => unknown) => work() } }) })
afterEach(() => { vi.unstubAllGlobals() })

/** A database's name and the ports that were handed out to it. */
function connectionTo(database: string): Connection & { ports: MessagePort[] } {
  const ports: MessagePort[] = []
  return { database, ports, onCommit: () => () => undefined, port: () => { const { port1, port2 } = new MessageChannel(); ports.push(port1); return port2 } } as unknown as Connection & { ports: MessagePort[] }
}

/** Import workers that take everything and never finish an `apply`. */
function setupWorkers(): { ended: boolean }[] {
  const workers: { ended: boolean }[] = []
  vi.stubGlobal('Worker', function startWorker() {
    const { port1, port2 } = new MessageChannel(), worker = { ended: false }
    workers.push(worker)
    Comlink.expose({ connect: () => ({ ok: true }), inspect: () => ({ ok: true, value: {} }), apply: () => new Promise(() => undefined) }, port2)
    return Object.assign(port1, { terminate: () => { worker.ended = true; port1.close() } })
  })
  return workers
}

it('an import ends where another database is opened: it writes into none but its own', async () => {
  const workers = setupWorkers(), home = connectionTo('home'), other = connectionTo('other')
  let open = home
  const importer = createImporter(() => open, async () => [])
  await importer.inspect(new Blob(['x']), 'a.csv')
  const applying = importer.apply(() => undefined)
  // Another leader of the same database: it goes on there.
  open = { ...home }
  importer.reconnect()
  await vi.waitFor(() => { expect(home.ports).toHaveLength(2) })
  expect(workers).toEqual([{ ended: false }])

  open = other
  importer.reconnect()
  await expect(applying).rejects.toMatchObject({ code: 'leader_lost' })
  expect([workers[0]!.ended, other.ports.length]).toEqual([true, 0])
  // The next file is for the one that is open now.
  await importer.inspect(new Blob(['x']), 'b.csv')
  expect([workers.length, other.ports.length]).toEqual([2, 1])
})

it('what would pull the ground from under an import waits for none: it is refused while one is under way', async () => {
  setupWorkers()
  let held = false
  vi.stubGlobal('navigator', { locks: { request: async (_name: string, { ifAvailable }: LockOptions, work: (lock: unknown) => unknown) => {
    if (ifAvailable === true && held) return work(null)
    held = true
    try { return await work({}) } finally { held = false }
  } } })
  const home = connectionTo('home'), importer = createImporter(() => home, async () => []), restore = vi.fn(() => Promise.resolve('restored'))
  expect(await importer.whileNone(restore)).toBe('restored')
  importer.apply(() => undefined).catch(() => undefined)
  await expect(importer.whileNone(restore)).rejects.toMatchObject({ code: 'invalid', message: expect.stringContaining('import is under way') as string })
  expect(restore).toHaveBeenCalledTimes(1)
})

it('what was rehearsed before something was changed here is rehearsed once more, and not written where it would do something else', async () => {
  const counts = { create: 2, update: 0, skip: 0, lookalike: 0, error: 0, total: 2 }, rehearsal = { entities: ['contacts'], counts, warnings: [], alsoMade: [] }
  const called: string[] = []
  let now = rehearsal
  vi.stubGlobal('Worker', function startWorker() {
    const { port1, port2 } = new MessageChannel()
    const answer = (name: string, value: () => unknown) => () => { called.push(name); return { ok: true, value: value() } }
    Comlink.expose({ connect: () => ({ ok: true }), rehearse: answer('rehearse', () => rehearsal), again: answer('again', () => now), apply: answer('apply', () => ({ created: now.counts.create })) }, port2)
    return Object.assign(port1, { terminate: () => { port1.close() } })
  })
  let commit: (changed: { entities: string[] }) => void = () => undefined
  const home = { ...connectionTo('home'), onCommit: (callback: typeof commit) => { commit = callback; return () => undefined } } as unknown as Connection
  const importer = createImporter(() => home, async () => []), other = vi.fn()
  await importer.rehearse(['a'], () => undefined)
  commit({ entities: ['views'] })
  expect([await importer.apply(() => undefined, other), called]).toEqual([{ created: 2 }, ['rehearse', 'apply']])

  await importer.rehearse(['a'], () => undefined)
  commit({ entities: ['contacts'] })
  now = { ...rehearsal, counts: { ...counts, create: 0, skip: 2 } }
  expect([await importer.apply(() => undefined, other), other.mock.calls]).toEqual([null, [[now]]])
  // Seen, and wanted so.
  expect([await importer.apply(() => undefined, other), called]).toEqual([{ created: 0 }, ['rehearse', 'apply', 'rehearse', 'again', 'apply']])
  // Nobody is asked where it goes on by itself, as from the console.
  commit({ entities: ['contacts'] })
  expect(await importer.apply(() => undefined)).toEqual({ created: 0 })
})
