import { pause } from '../support/start-server.ts'
import { createLedger } from './ledger.ts'
import { createVirtualDevice, type DeviceAccount, type Measures } from './virtual-device.ts'

/*
 * A process of its own beside a load run: two devices of a workspace that nobody else is in, one of which writes twice a second. The two hundred share one
 * thread, in which each waits for all the others to read their frames; real devices do not. What these two wait for is the server, and a processor.
 */

export interface ProbeStart { origin: string; accounts: DeviceAccount[] }
export type ProbeTimes = Pick<Measures, 'pushes' | 'toOthers'>

const everyMs = 500

process.once('message', (start: ProbeStart) => { void run(start) })

async function run({ origin, accounts }: ProbeStart): Promise<void> {
  const measures: Measures = { pushes: [], toOthers: [], errors: new Map(), merged: 0, duplicates: 0 }, ledger = createLedger()
  const [writer, reader] = accounts.map((account) => createVirtualDevice(origin, account, ledger, measures)) as [ReturnType<typeof createVirtualDevice>, ReturnType<typeof createVirtualDevice>]
  await writer.start()
  await reader.start()
  const recordId = writer.newId()
  let stopped = false, turn = 0
  process.once('message', () => { stopped = true })
  writer.act([{ op: 'create', recordId, patch: { firstName: 'Ana', lastName: 'Silva' } }])
  while (reader.ids().length === 0) await pause(50)
  await pause(1_000)
  Object.assign(measures, { pushes: [], toOthers: [] })
  process.send!('ready')
  while (!stopped) {
    turn += 1
    writer.act([{ op: 'update', recordId, patch: { title: `Coach ${turn}` } }])
    await pause(everyMs)
  }
  while (writer.waiting() > 0 || reader.reader.missing() > 0) await pause(50)
  const { pushes, toOthers } = measures
  process.send!({ pushes, toOthers } satisfies ProbeTimes, () => { process.exit(0) })
}
