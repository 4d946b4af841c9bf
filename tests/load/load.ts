import { fork } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { seededRandom } from '../../src/shared/random.ts'
import { pause } from '../support/start-server.ts'
import { audit, isSound, type Findings, type Workplace } from './audit.ts'
import { createLedger } from './ledger.ts'
import { startLoadServer, type Engine, type LoadServer } from './load-server.ts'
import type { ProbeStart, ProbeTimes } from './probe.ts'
import { measureSnapshot } from './snapshot-speed.ts'
import { measureThroughput } from './throughput.ts'
import { createVirtualDevice, type Measures } from './virtual-device.ts'
import { startWorkload } from './workload.ts'

/*
 * `npm run load -- [--seconds 120] [--devices 200] [--workspaces 20] [--rate 3200] [--engine sqlite|postgres] [--batches 300] [--records 100000] [--profile folder]`
 *
 * Two hundred devices of twenty workspaces at a server in a process of its own, on SQLite and then on PostgreSQL: each edits, goes away and comes back. Ends with 1
 * where anything is lost or twice, or a device differs. `--rate` is how many changes a second the larger acts bring. docs/scaling.md has what came of it.
 */

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '120' }, devices: { type: 'string', default: '200' }, workspaces: { type: 'string', default: '20' }, rate: { type: 'string', default: '3200' },
    engine: { type: 'string' }, records: { type: 'string', default: '100000' }, batches: { type: 'string', default: '300' }, seed: { type: 'string', default: '1' }, profile: { type: 'string' },
  },
})
const seconds = Number(values.seconds), devices = Number(values.devices), workspaces = Number(values.workspaces)

let sound = true
for (const engine of ['sqlite', 'postgres'] as const) {
  if (values.engine !== undefined && values.engine !== engine) continue
  if (Number(values.batches) > 0) {
    console.log(`\n${engine}, pushes of 100 with nobody listening:`)
    for (const { kind, changes, seconds, processorSeconds } of await measureThroughput(engine, Number(values.batches))) {
      console.log(`  ${`${kind}:`.padEnd(24)} ${(changes / seconds).toFixed(0)} changes/s by the clock, ${(changes / processorSeconds).toFixed(0)} a processor second (it had ${(processorSeconds / seconds * 100).toFixed(0)} % of one)`)
    }
  }
  const run = await load(engine)
  sound &&= isSound(run)
  if (Number(values.records) > 0) {
    const { records, megabytes, seconds, processorSeconds, memoryBefore, memoryMost, push, pull } = await measureSnapshot(engine, Number(values.records))
    console.log(`  snapshot of ${records}: ${megabytes.toFixed(0)} MB, ${(megabytes / seconds).toFixed(0)} MB/s by the clock, ${(megabytes / processorSeconds).toFixed(0)} MB a processor second; memory ${mb(memoryBefore)} before, ${mb(memoryMost)} at most`)
    console.log(`  there a push of 100 new contacts costs ${push.toFixed(0)} ms of processor, a page of 200 rows ${pull.toFixed(0)} ms`)
  }
}
process.exit(sound ? 0 : 1)

async function load(engine: Engine): Promise<Findings> {
  const measures: Measures = { pushes: [], toOthers: [], errors: new Map(), merged: 0, duplicates: 0 }
  const devicesEach = Math.max(2, Math.ceil(devices / workspaces)), server = await startLoadServer({ engine, workspaces: workspaces + 1, devicesEach, profile: values.profile })
  try {
    const workplaces: Workplace[] = server.workspaces.slice(1).map(({ id, devices }) => {
      const ledger = createLedger()
      return { id, token: devices[0]!.accessToken, ledger, devices: devices.map((account) => createVirtualDevice(server.origin, account, ledger, measures)) }
    })
    const all = workplaces.flatMap((each) => each.devices)
    console.log(`\n${engine}: ${all.length} devices, ${workspaces} workspaces, ${seconds} s`)
    for (const device of all) await device.start()
    // Contacts to work on, before anything is measured.
    for (const { devices: [first] } of workplaces) {
      for (let n = 0; n < 3; n += 1) first!.act(Array.from({ length: 100 }, (_, at) => ({ op: 'create' as const, recordId: first!.newId(), patch: { firstName: `Ana ${n}`, lastName: `Silva ${at}`, company: 'Onda', emails: [{ id: first!.newId(), value: `ana${at}@example.org`, label: 'work' }] } })))
    }
    while (all.some((device) => device.waiting() > 0 || device.ids().length < 300)) await pause(100)
    const probe = await startProbe(server)
    await pause(1_000)

    Object.assign(measures, { pushes: [], toOthers: [], errors: new Map(), merged: 0, duplicates: 0 })
    const random = seededRandom(Number(values.seed)), processor = await server.metric('satchel_processor_seconds_total'), own = process.cpuUsage(), begun = performance.now()
    const workload = startWorkload(workplaces.map((each) => each.devices), { bulkRate: Number(values.rate), editEvery: 4, awayEvery: 30, awayFor: 4 }, random)
    let memory = 0
    while (performance.now() - begun < seconds * 1_000) {
      memory = Math.max(memory, await server.metric('satchel_memory_bytes'))
      await pause(1_000)
    }
    const took = (performance.now() - begun) / 1_000, used = await server.metric('satchel_processor_seconds_total') - processor, driver = process.cpuUsage(own), { merged } = measures
    const probed = await probe.stop()
    await workload.stop()
    for (const device of all) if (!device.online()) await device.back()
    const errorsOf = (): string => [...measures.errors].map(([what, count]) => `${what} ${count}`).join(', ') || 'none'
    const findings = await audit(server, workplaces).catch((thrown: unknown) => {
      console.log(`  errors: ${errorsOf()}`)
      throw thrown
    })
    memory = Math.max(memory, await server.metric('satchel_memory_bytes'))

    const [pushes, toOthers] = [measures.pushes, measures.toOthers].map(percentiles)
    console.log(`  changes/s ${(merged / took).toFixed(0)} by the clock, ${(merged / used).toFixed(0)} a processor second of the server (${(used / took * 100).toFixed(0)} % of one; the devices ${((driver.user + driver.system) / 1e4 / took).toFixed(0)} %)`)
    console.log(`  push, ms       ${pushes}`)
    console.log(`  act to others  ${toOthers}`)
    console.log(`  of two devices in a process of their own: push ${percentiles(probed.pushes)}; act to the other ${percentiles(probed.toOthers)}`)
    console.log(`  memory ${mb(memory)} at most; errors: ${errorsOf()}; sent twice and answered once: ${measures.duplicates}`)
    console.log(`  written ${findings.written}, in the history ${findings.entries}; lost ${findings.lost}, twice ${findings.twice}, unanswered ${findings.unanswered}, devices that differ ${findings.differing}, never given ${findings.neverGiven}`)
    for (const device of all) device.stop()
    await server.stop()
    return findings
  } finally {
    await server.remove()
  }
}

/** Two devices more, of a workspace and in a process of their own (probe.ts). */
async function startProbe({ origin, workspaces: [first] }: LoadServer): Promise<{ stop(): Promise<ProbeTimes> }> {
  const child = fork(path.join(import.meta.dirname, 'probe.ts')), heard = async (): Promise<unknown> => (await once(child, 'message') as unknown[])[0]
  child.send({ origin, accounts: first!.devices.slice(0, 2) } satisfies ProbeStart)
  await heard()
  return {
    stop: async () => {
      child.send('stop')
      return await heard() as ProbeTimes
    },
  }
}

function percentiles(times: number[]): string {
  const sorted = times.toSorted((a, b) => a - b), at = (part: number): string => (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN).toFixed(0)
  return `p50 ${at(0.5)}, p95 ${at(0.95)}, p99 ${at(0.99)} (${sorted.length})`
}

function mb(bytes: number): string { return `${(bytes / 1e6).toFixed(0)} MB` }
