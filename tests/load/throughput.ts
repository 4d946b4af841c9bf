import { gzipSync } from 'node:zlib'
import { bodyHash } from '../../src/merge/canonical.ts'
import { createHlc } from '../../src/merge/clock.ts'
import { productModel } from '../../src/model/model.ts'
import type { Change } from '../../src/protocol/change.ts'
import type { PushResponse } from '../../src/protocol/push.ts'
import { createIdMaker, systemRandom } from '../../src/shared/random.ts'
import { startLoadServer, type Engine } from './load-server.ts'

export interface Throughput { changes: number; seconds: number; processorSeconds: number }

/**
 * How many changes the server takes in and merges over HTTP in batches of a hundred, with nobody listening: two devices a workspace write the same contacts in turn,
 * each without having seen the other's. The bodies are made beforehand, so that the machine is the server's meanwhile.
 */
export async function measureThroughput(engine: Engine, batches: number, profile?: string): Promise<Throughput> {
  const workspaces = 4, server = await startLoadServer({ engine, workspaces, devicesEach: 2, profile, env: { LIMIT_FACTOR: '0' } })
  try {
    const lines = server.workspaces.map(({ devices }) => {
      const ids = Array.from({ length: 500 }, () => newId()), writers = devices.map(({ accessToken }) => createWriter(accessToken))
      const first = Array.from({ length: 5 }, (_, lot) => writers[0]!(ids.slice(lot * 100, lot * 100 + 100), 'create'))
      // The first rounds only warm up what is compiled as it is used.
      return { first, warm: turns(writers, ids, 10), measured: turns(writers, ids, Math.ceil(batches / workspaces)) }
    })
    const pushAll = async (pick: (line: (typeof lines)[number]) => Body[]): Promise<number> =>
      (await Promise.all(lines.map(async (line) => {
        let written = 0
        for (const body of pick(line)) written += await send(server.origin, body)
        return written
      }))).reduce((sum, each) => sum + each, 0)
    await pushAll(({ first }) => first)
    await pushAll(({ warm }) => warm)
    const processor = await server.metric('satchel_processor_seconds_total'), begun = performance.now()
    const changes = await pushAll(({ measured }) => measured)
    const seconds = (performance.now() - begun) / 1_000
    const processorSeconds = await server.metric('satchel_processor_seconds_total') - processor
    await server.stop()
    return { changes, seconds, processorSeconds }
  } finally {
    await server.remove()
  }
}

export interface Body { token: string; bytes: Uint8Array<ArrayBuffer> }
export type Writer = (ids: readonly string[], op: 'create' | 'update') => Body

const newId = createIdMaker({ now: Date.now }, systemRandom)

function turns(writers: readonly Writer[], ids: readonly string[], count: number): Body[] {
  return Array.from({ length: count }, (_, turn) => writers[turn % 2]!(Array.from({ length: 100 }, (_, n) => ids[(turn * 37 + n * 5) % ids.length]!), 'update'))
}

/** A device as small as can be: bodies of pushes of these records, in its order. */
export function createWriter(token: string): Writer {
  const replicaId = newId(), hlc = createHlc({ clock: { now: Date.now }, replicaId })
  let seq = 0
  return (ids, op) => {
    const mutationId = newId()
    const changes = ids.map((recordId): Change => {
      seq += 1
      const patch = op === 'create'
        ? { firstName: 'Ana', lastName: `Silva ${seq}`, company: 'Onda', emails: [{ id: newId(), value: `ana${seq}@example.org`, label: 'work' }] }
        : seq % 2 === 0 ? { title: `Coach ${seq}` } : seq % 10 !== 1 ? { lastName: `Silva ${seq}`, title: `Guide ${seq}` } : { phones: { $set: { add: [{ id: newId(), value: `+351 ${seq}`, label: 'mobile' }], remove: [] } } }
      const change: Change = { id: newId(), mutationId, seq, entity: 'contacts', recordId, op, patch, baseRevision: op === 'create' ? null : 500, at: hlc.next(), schemaVersion: productModel.schemaVersion }
      return { ...change, bodyHash: bodyHash(change) }
    })
    return { token, bytes: new Uint8Array(gzipSync(JSON.stringify({ replicaId, sentAt: new Date().toISOString(), schemaVersion: productModel.schemaVersion, changes }))) }
  }
}

/** How many of its changes were written. Throws where not all of them were. */
export async function send(origin: string, { token, bytes }: Body): Promise<number> {
  const response = await fetch(`${origin}/api/sync/push`, {
    method: 'POST', headers: { 'content-type': 'application/json', 'content-encoding': 'gzip', authorization: `Bearer ${token}` }, body: bytes,
  })
  if (!response.ok) throw new Error(`A push was answered ${response.status}: ${await response.text()}`)
  const { results } = await response.json() as PushResponse
  const written = results.filter(({ status }) => status !== 'rejected' && status !== 'deferred').length
  if (written < results.length) throw new Error(`Not everything was taken: ${JSON.stringify(results.find(({ status }) => status === 'rejected'))}`)
  return written
}
