import { gzipSync } from 'node:zlib'
import { bodyHash } from '../../src/merge/canonical.ts'
import { createHlc } from '../../src/merge/clock.ts'
import { productModel } from '../../src/model/model.ts'
import type { Change } from '../../src/protocol/change.ts'
import type { PushResponse } from '../../src/protocol/push.ts'
import { createIdMaker, systemRandom } from '../../src/shared/random.ts'
import { startLoadServer, type Engine } from './load-server.ts'

/** What a run of pushes is about. The first is the dearest and the rarest. */
export type Kind = 'each meets another\'s' | 'nobody else wrote there' | 'new contacts'
const kinds: readonly Kind[] = ['each meets another\'s', 'nobody else wrote there', 'new contacts']

export interface Throughput { kind: Kind; changes: number; seconds: number; processorSeconds: number }

/**
 * How many changes the server takes in over HTTP in batches of a hundred, with nobody listening, one kind after the other: two devices a workspace write the same contacts in
 * turn, each without having seen the other's; each its own; and new ones. The bodies are made beforehand, so that the machine is the server's meanwhile.
 */
export async function measureThroughput(engine: Engine, batches: number, profile?: string): Promise<Throughput[]> {
  const workspaces = 4, server = await startLoadServer({ engine, workspaces, devicesEach: 2, profile, env: { LIMIT_FACTOR: '0' } })
  const ofEach = Math.ceil(batches / workspaces), found: Throughput[] = []
  try {
    const lines = server.workspaces.map(({ devices }) => {
      const writers = devices.map(({ accessToken }) => createWriter(accessToken))
      const [common, ...own] = Array.from({ length: 1 + writers.length }, () => Array.from({ length: 500 }, () => newId())) as [string[], ...string[][]]
      const made = (writer: Writer, ids: readonly string[]): Body[] => Array.from({ length: 5 }, (_, lot) => writer(ids.slice(lot * 100, lot * 100 + 100), 'create'))
      const first = [...made(writers[0]!, common), ...writers.flatMap((writer, at) => made(writer, own[at]!))]
      const bodies = (kind: Kind, count: number): Body[] => Array.from({ length: count }, (_, turn) => {
        const at = turn % 2, writer = writers[at]!
        if (kind === 'new contacts') return writer(Array.from({ length: 100 }, () => newId()), 'create')
        return writer(hundredOf(kind === 'nobody else wrote there' ? own[at]! : common, turn), 'update')
      })
      // The first rounds of each only warm up what is compiled as it is used.
      return { first, kinds: kinds.map((kind) => ({ warm: bodies(kind, 10), measured: bodies(kind, ofEach) })) }
    })
    const pushAll = async (pick: (line: (typeof lines)[number]) => Body[]): Promise<number> =>
      (await Promise.all(lines.map(async (line) => {
        let written = 0
        for (const body of pick(line)) written += await send(server.origin, body)
        return written
      }))).reduce((sum, each) => sum + each, 0)
    await pushAll(({ first }) => first)
    for (const [at, kind] of kinds.entries()) {
      await pushAll((line) => line.kinds[at]!.warm)
      const processor = await server.metric('satchel_processor_seconds_total'), begun = performance.now()
      const changes = await pushAll((line) => line.kinds[at]!.measured)
      const seconds = (performance.now() - begun) / 1_000
      found.push({ kind, changes, seconds, processorSeconds: await server.metric('satchel_processor_seconds_total') - processor })
    }
    await server.stop()
    return found
  } finally {
    await server.remove()
  }
}

export interface Body { token: string; bytes: Uint8Array<ArrayBuffer> }
export type Writer = (ids: readonly string[], op: 'create' | 'update') => Body

const newId = createIdMaker({ now: Date.now }, systemRandom)

/** A hundred of them, others with every turn. */
const hundredOf = (ids: readonly string[], turn: number): string[] => Array.from({ length: 100 }, (_, n) => ids[(turn * 37 + n * 5) % ids.length]!)

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
