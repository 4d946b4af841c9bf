import type { Ledger } from './ledger.ts'
import type { LoadServer } from './load-server.ts'
import type { VirtualDevice } from './virtual-device.ts'
import { pause } from '../support/start-server.ts'

export interface Workplace { id: string; token: string; ledger: Ledger; devices: VirtualDevice[] }

/** What a run came to: everything nought where nothing is lost and nothing twice. */
export interface Findings {
  /** Written changes, as answered; and history entries on the server, each the mark of one change. */
  written: number
  entries: number
  /** Answered as written, and not in the server's history. */
  lost: number
  /** In the history more than once, or made by nobody. */
  twice: number
  /** Never answered. */
  unanswered: number
  /** Devices whose records are not, by digest, the server's; and entries that devices were never given. */
  differing: number
  neverGiven: number
}

/**
 * Everybody is back and drained; then the server's history is read whole and counted against what devices were answered, and every device compares digests.
 * @throws where a device does not get drained
 */
export async function audit(server: LoadServer, workplaces: readonly Workplace[], ms = 180_000): Promise<Findings> {
  const deadline = Date.now() + ms, devices = workplaces.flatMap((each) => each.devices)
  for (const device of devices) {
    while (device.waiting() > 0 && Date.now() < deadline) await pause(50)
    if (device.waiting() > 0) throw new Error(`A device did not get its changes answered: ${device.waiting()} wait, ${JSON.stringify(await device.status())}; ${devices.filter((each) => each.waiting() > 0).length} devices wait`)
  }
  const findings: Findings = { written: 0, entries: 0, lost: 0, twice: 0, unanswered: 0, differing: 0, neverGiven: 0 }
  for (const { token, ledger, devices } of workplaces) {
    const seen = new Set<string>(), reader = ledger.reader()
    let entries = 0
    for await (const id of historyOf(server.origin, token)) {
      entries += 1
      seen.add(id)
      reader.received(id)
    }
    findings.written += ledger.written()
    findings.entries += entries
    findings.unanswered += ledger.open()
    findings.lost += reader.missing()
    findings.twice += entries - seen.size + reader.foreign()
    const agreeing = await Promise.all(devices.map((device) => agrees(device, deadline)))
    findings.differing += agreeing.filter((equal) => !equal).length
    for (const device of devices) findings.neverGiven += device.reader.missing()
  }
  return findings
}

export const isSound = ({ written, entries, lost, twice, unanswered, differing, neverGiven }: Findings): boolean =>
  written === entries && lost + twice + unanswered + differing + neverGiven === 0

async function agrees(device: VirtualDevice, deadline: number): Promise<boolean> {
  for (;;) {
    await device.compare()
    if ((await device.status()).upToDate && device.reader.missing() === 0) return true
    if (Date.now() > deadline) return false
    await pause(100)
  }
}

async function* historyOf(origin: string, token: string): AsyncGenerator<string> {
  const response = await fetch(`${origin}/api/sync/snapshot?entities=history`, { headers: { authorization: `Bearer ${token}` } })
  if (!response.ok || response.body === null) throw new Error(`The snapshot was answered ${response.status}`)
  let rest = '', ended = false
  const decoder = new TextDecoder()
  for await (const chunk of response.body) {
    const lines = (rest + decoder.decode(chunk as Uint8Array, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      const read = JSON.parse(line) as { entity?: string; id?: string; end?: true }
      if (read.entity === 'history') yield read.id!
      if (read.end === true) ended = true
    }
  }
  if (!ended && !rest.includes('"end":true')) throw new Error('The snapshot broke off')
}
