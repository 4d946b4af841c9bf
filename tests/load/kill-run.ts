import { seededRandom } from '../../src/shared/random.ts'
import { pause } from '../support/start-server.ts'
import { audit, type Findings, type Workplace } from './audit.ts'
import { createLedger } from './ledger.ts'
import { startLoadServer, type Engine } from './load-server.ts'
import { createVirtualDevice, type Measures } from './virtual-device.ts'
import { startWorkload } from './workload.ts'

/** `underWay`: pushes that broke off because the server was killed; `repeated`: changes that it had committed without saying so, and was sent again. */
export interface KillRun { findings: Findings; acknowledged: number[]; underWay: number; repeated: number }

/**
 * Kills the server with SIGKILL again and again, while six devices of two workspaces push as fast as they are answered, and starts it again; then audits it.
 * @param admin where a PostgreSQL's superuser logs in
 */
export async function killUnderLoad(engine: Engine, kills: number, seed: number, admin?: string): Promise<KillRun> {
  const measures: Measures = { pushes: [], toOthers: [], errors: new Map(), merged: 0, duplicates: 0 }, random = seededRandom(seed)
  const server = await startLoadServer({ engine, workspaces: 2, devicesEach: 3, admin, env: { LIMIT_FACTOR: '0', LOG_LEVEL: 'warn' } })
  try {
    const workplaces: Workplace[] = server.workspaces.map(({ id, devices }) => {
      const ledger = createLedger()
      return { id, token: devices[0]!.accessToken, ledger, devices: devices.map((account) => createVirtualDevice(server.origin, account, ledger, measures)) }
    })
    const all = workplaces.flatMap((each) => each.devices), acknowledged: number[] = []
    for (const device of all) await device.start()
    const workload = startWorkload(workplaces.map((each) => each.devices), { bulkRate: 2_000, editEvery: 0.1, awayEvery: 3_600, awayFor: 1 }, random)
    for (let kill = 0; kill < kills; kill += 1) {
      const before = measures.pushes.length
      // It has to be at work, not starting.
      while (measures.pushes.length < before + 10) await pause(5)
      await pause(random.next() * 100)
      await server.kill()
      acknowledged.push(workplaces.reduce((sum, { ledger }) => sum + ledger.written(), 0))
      await server.start()
      for (const device of all) await device.back()
    }
    await workload.stop()
    for (const device of all) await device.back()
    const findings = await audit(server, workplaces)
    for (const device of all) device.stop()
    await server.stop()
    return { findings, acknowledged, underWay: measures.errors.get('/api/sync/push broke off') ?? 0, repeated: measures.duplicates }
  } finally {
    await server.remove()
  }
}
