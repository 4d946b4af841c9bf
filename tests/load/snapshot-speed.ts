import { createIdMaker, systemRandom } from '../../src/shared/random.ts'
import type { SyncStore } from '../../src/sync-api/store/port.ts'
import { startLoadServer, type Engine, type LoadServer } from './load-server.ts'
import { createWriter, send } from './throughput.ts'

/** `push` and `pull`: processor ms of the server for a push of 100 new contacts, and for the page of them, in a workspace as large as that. */
export interface SnapshotSpeed { records: number; megabytes: number; seconds: number; processorSeconds: number; memoryBefore: number; memoryMost: number; push: number; pull: number }

/** Takes a snapshot of one large workspace over HTTP, uncompressed, and looks at the server's memory meanwhile. */
export async function measureSnapshot(engine: Engine, records: number): Promise<SnapshotSpeed> {
  const server = await startLoadServer({ engine, workspaces: 1, devicesEach: 1, env: { LIMIT_FACTOR: '0' }, prepare: (store, [workspaceId]) => fill(store, workspaceId!, records) })
  try {
    const token = server.workspaces[0]!.devices[0]!.accessToken
    const read = async (): Promise<{ bytes: number; lines: number }> => {
      const response = await fetch(`${server.origin}/api/sync/snapshot`, { headers: { authorization: `Bearer ${token}`, 'accept-encoding': 'identity' } })
      let bytes = 0, lines = 0
      for await (const chunk of response.body!) {
        bytes += (chunk as Uint8Array).byteLength
        for (const byte of chunk as Uint8Array) if (byte === 10) lines += 1
      }
      return { bytes, lines }
    }
    // Once for what is compiled and cached at first.
    await read()
    const memoryBefore = await server.metric('satchel_memory_bytes'), processor = await server.metric('satchel_processor_seconds_total')
    let memoryMost = memoryBefore, over = false
    const watching = (async () => {
      while (!over) {
        memoryMost = Math.max(memoryMost, await server.metric('satchel_memory_bytes'))
        await new Promise((resolve) => { setTimeout(resolve, 100) })
      }
    })()
    const begun = performance.now(), { bytes, lines } = await read(), seconds = (performance.now() - begun) / 1_000
    over = true
    await watching
    if (lines < records) throw new Error(`The snapshot has ${lines} lines`)
    const processorSeconds = await server.metric('satchel_processor_seconds_total') - processor
    return { records, megabytes: bytes / 1e6, seconds, processorSeconds, memoryBefore, memoryMost, ...await measureOne(server, token) }
  } finally {
    await server.remove()
  }
}

/** Of forty each, after as many to warm up. */
async function measureOne(server: LoadServer, token: string): Promise<{ push: number; pull: number }> {
  const newId = createIdMaker({ now: Date.now }, systemRandom), writer = createWriter(token), rounds = 40
  const bodies = Array.from({ length: 2 * rounds }, () => writer(Array.from({ length: 100 }, () => newId()), 'create'))
  const headers = { authorization: `Bearer ${token}`, 'accept-encoding': 'identity' }
  const spent = async (work: (round: number) => Promise<unknown>, from: number): Promise<number> => {
    const before = await server.metric('satchel_processor_seconds_total')
    for (let round = from; round < from + rounds; round += 1) await work(round)
    return (await server.metric('satchel_processor_seconds_total') - before) * 1_000 / rounds
  }
  const push = (round: number): Promise<number> => send(server.origin, bodies[round]!)
  await spent(push, 0)
  // Where the workspace stands now: from there on each pull brings what the next pushes make.
  const since = await firstCursor(server, headers), pushes = await spent(push, rounds)
  const pull = async (): Promise<unknown> => (await fetch(`${server.origin}/api/sync/changes?since=${encodeURIComponent(since)}&limit=200`, { headers })).json()
  await spent(pull, 0)
  return { push: pushes, pull: await spent(pull, 0) }
}

/** That of a snapshot's header; the rest of it is not waited for. */
async function firstCursor(server: LoadServer, headers: Record<string, string>): Promise<string> {
  const stream = (await fetch(`${server.origin}/api/sync/snapshot`, { headers })).body!.getReader()
  let text = ''
  while (!text.includes('\n')) text += Buffer.from((await stream.read()).value!).toString()
  await stream.cancel()
  return (JSON.parse(text.slice(0, text.indexOf('\n'))) as { cursor: string }).cursor
}

async function fill(store: SyncStore, workspaceId: string, records: number): Promise<void> {
  const newId = createIdMaker({ now: Date.now }, systemRandom), at = new Date().toISOString(), inOneGo = 1_000
  for (let done = 0; done < records; done += inOneGo) {
    await store.write(workspaceId, (writer) => writer.save({
      commit: { revision: done + inOneGo, mark: `m${done}`, at }, answers: [], links: [], derived: [], openedConflicts: [], closedConflicts: [],
      records: Array.from({ length: inOneGo }, (_, n) => ({
        entity: 'contacts', id: newId(), revision: done + n + 1, createdRevision: done + n + 1, deletedAt: null, updatedAt: at, updatedBy: 'load', meta: {}, removed: {},
        data: {
          firstName: `Ana ${n}`, lastName: `Silva ${done}`, company: 'Onda Outdoor', title: 'Coach', tags: ['vip', 'porto'],
          emails: [{ id: newId(), value: `ana.${done + n}@example.org`, label: 'work' }], phones: [{ id: newId(), value: '+351 912 345 678', label: 'mobile' }],
          addresses: [{ id: newId(), label: 'home', street: 'Rua do Almada 12', city: 'Porto', postalCode: '4050-030', country: 'Portugal' }],
        },
      })),
    }))
  }
}
