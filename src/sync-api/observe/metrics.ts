import { statfsSync } from 'node:fs'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { PushResult } from '../../protocol/push.ts'
import type { DeviceReport } from './device-report.ts'

/** Numbers of this process for Prometheus; sums only, nothing about anybody. */
export interface Metrics {
  /**
   * A push was answered.
   * @param ages how long before the answer each mutation was made, by its device's own clock, s
   */
  pushed(push: { sender: string; statuses: Readonly<Record<string, number>>; seconds: number; ages: readonly number[] }): void
  /** A call of the API was answered, or not (0); 500 also where our data could not be reached, whatever status that was told by. */
  answered(call: string, status: number): void
  /** There is such a call. */
  willAnswer(call: string): void
  /** A commit's frame is on its way to another device, so long after the commit. */
  delivered(seconds: number): void
  reported(report: DeviceReport): void
  snapshotBegun(kind: 'first' | 'fallback' | 'continued'): void
  /** A device found its records to differ from ours and looks where (`found`), and downloads a range again (`repaired`). */
  digestsDiffered(step: 'found' | 'repaired'): void
  /** A transaction of the store: how long it waited for its turn, and how long it took, s. */
  stored(kind: 'read' | 'write', waited: number, worked: number): void
  /** In Prometheus' text format. */
  text(): Promise<string>
  readonly contentType: string
}

export interface MetricsSources {
  sockets(): number
  pushesInHand(): number
  pushesSentAway(): number
  /** The folder that the data is in; null: it is elsewhere. */
  dataDir: string | null
}

const upToSeconds = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10]
const upToDays = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60, 600, 3_600, 86_400, 604_800]

export function createMetrics(sources: MetricsSources): Metrics {
  // A registry of one's own: several servers may live in one process, as in tests.
  const registry = new Registry(), registers = [registry]
  const pushes = new Histogram({ name: 'satchel_push_seconds', help: 'How long pushes took', labelNames: ['sender'], buckets: upToSeconds, registers })
  const changes = new Counter({ name: 'satchel_changes_total', help: 'Changes answered, by status', labelNames: ['status'], registers })
  const calls = new Counter({ name: 'satchel_calls_total', help: 'Calls of the API, by how they ended: ok, refused (4xx), limited (429, 503 where there was too much), failed (other 5xx, and 503 where the store was away)', labelNames: ['call', 'outcome'], registers })
  const toCommit = new Histogram({ name: 'satchel_act_to_commit_seconds', help: 'From the act on a device to the answer after its commit, a mutation; by the clock of the device', buckets: upToDays, registers })
  const toDevice = new Histogram({ name: 'satchel_commit_to_device_seconds', help: 'From a commit to its frame being written to another device\'s socket', buckets: upToSeconds, registers })
  const queueAge = new Histogram({ name: 'satchel_device_queue_age_seconds', help: 'Age of the oldest change that waits on a device, as it says when it pulls', buckets: upToDays, registers })
  const queueLength = new Histogram({ name: 'satchel_device_queue_changes', help: 'Changes that wait on a device, as it says when it pulls', buckets: [0, 1, 10, 100, 1_000, 10_000], registers })
  const failing = new Counter({ name: 'satchel_device_failures_in_a_row_total', help: 'Pulls of devices that had failed three times or more in a row, as they say', registers })
  const snapshots = new Counter({ name: 'satchel_snapshots_total', help: 'Snapshots begun: first of a device, fallback of one that had lost its place, continued', labelNames: ['kind'], registers })
  const digests = new Counter({ name: 'satchel_digest_differences_total', help: 'Differences that devices found (found), and ranges they downloaded again (repaired)', labelNames: ['step'], registers })
  const store = new Histogram({ name: 'satchel_store_seconds', help: 'Transactions of the store: waiting for their turn (wait) and at work (work)', labelNames: ['kind', 'part'], buckets: upToSeconds, registers })
  for (const kind of ['first', 'fallback', 'continued']) snapshots.inc({ kind }, 0)
  for (const step of ['found', 'repaired']) digests.inc({ step }, 0)

  const gauge = (name: string, help: string, read: () => number): void => { void new Gauge({ name, help, registers, collect() { this.set(read()) } }) }
  gauge('satchel_sockets', 'Open event sockets', sources.sockets)
  gauge('satchel_pushes_in_hand', 'Pushes that wait or are worked on', sources.pushesInHand)
  gauge('satchel_memory_bytes', 'Resident memory', () => process.memoryUsage.rss())
  const grows = (name: string, help: string, read: () => number): void => {
    void new Counter({ name, help, registers, collect() { this.reset(); this.inc(read()) } })
  }
  grows('satchel_pushes_sent_away_total', 'Pushes answered 503 because the queue was full', sources.pushesSentAway)
  grows('satchel_processor_seconds_total', 'Processor time of this process', () => { const { user, system } = process.cpuUsage(); return (user + system) / 1e6 })
  if (sources.dataDir !== null) {
    const { dataDir } = sources
    gauge('satchel_disk_free_bytes', 'Free room where the data is', () => freeBytes(dataDir) ?? Number.NaN)
  }

  return {
    pushed({ sender, statuses, seconds, ages }) {
      pushes.observe({ sender }, seconds)
      for (const [status, count] of Object.entries(statuses)) changes.inc({ status }, count)
      for (const age of ages) toCommit.observe(Math.max(0, age))
    },
    answered: (call, status) => { calls.inc({ call, outcome: outcomeOf(status) }) },
    willAnswer: (call) => { for (const outcome of ['ok', 'failed']) calls.inc({ call, outcome }, 0) },
    delivered: (seconds) => { toDevice.observe(seconds) },
    reported({ waiting, oldestMs, failures }) {
      queueLength.observe(waiting)
      if (waiting > 0) queueAge.observe(oldestMs / 1_000)
      if (failures >= 3) failing.inc()
    },
    snapshotBegun: (kind) => { snapshots.inc({ kind }) },
    digestsDiffered: (step) => { digests.inc({ step }) },
    stored(kind, waited, worked) {
      store.observe({ kind, part: 'wait' }, waited)
      store.observe({ kind, part: 'work' }, worked)
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  }
}

/** How many answers of each status; a repeated one is told apart, as it is no change of anything. */
export function countStatuses(results: readonly PushResult[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { status, duplicate } of results) {
    const name = duplicate === true ? `${status} (duplicate)` : status
    counts[name] = (counts[name] ?? 0) + 1
  }
  return counts
}

/** Of the file system that holds a folder; null where it cannot be asked. */
export function freeBytes(folder: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize
  } catch {
    return null
  }
}

function outcomeOf(status: number): 'ok' | 'refused' | 'limited' | 'failed' {
  if (status >= 100 && status < 400) return 'ok'
  if (status === 429 || status === 503) return 'limited'
  return status >= 400 && status < 500 ? 'refused' : 'failed'
}
