import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'libsql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { productModel } from '../../src/model/model.ts'
import { ok } from '../../src/shared/result.ts'
import { drained, setupNetwork, type NetworkDevice, type NetworkSetup } from '../support/network-setup.ts'

/* R7 with everything real but the browser and the disk: rows are damaged behind the engine's back, here and at the server. */

/** Records on both devices. */
const many = 600

let folder: string, network: NetworkSetup, first: NetworkDevice, second: NetworkDevice
// One after the other on the same two devices: what they found before is counted out.
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'satchel-digests-'))
  network = await setupNetwork(productModel, join(folder, 'satchel.db'))
  first = await network.device()
  await first.worker.start()
  expect(await first.signUp()).toEqual(ok(undefined))
  for (let made = 0; made < many; made += 100) {
    const changes = Array.from({ length: 100 }, (_, at) =>
      ({ entity: 'contacts', recordId: first.store.core.makeId(), op: 'create' as const, patch: { firstName: 'Ana', lastName: `Silva ${made + at}`, tags: ['b', 'a'] } }))
    first.store.data.mutate({ mutationId: first.store.core.makeId(), label: 'Create', changes })
  }
  await first.until(drained, 60_000)
  second = await network.device()
  await second.worker.start()
  expect(await second.signIn()).toEqual(ok(undefined))
  await second.until(drained, 60_000)
})
afterAll(async () => {
  await network.close()
  rmSync(folder, { recursive: true })
})

const ids = (): string[] => second.store.core.db.values<string>('SELECT id FROM contacts ORDER BY id')
const dump = ({ store }: NetworkDevice): unknown => store.core.db.all('SELECT id, revision, deleted_at, data FROM contacts ORDER BY id')
const asked = (device: NetworkDevice): number => device.network.asked.filter((call) => call.includes('/digests')).length
const healed = ({ store }: NetworkDevice): number => store.sync.state().healed?.records ?? 0
const logOf = ({ store }: NetworkDevice): string[] => store.data.syncLog(100).map(({ text }) => text)

describe('a device that has not what the server has', () => {
  it('[R7] finds a damaged, a vanished and a foreign row by ranges, in few requests, and is the same again', async () => {
    expect([asked(first), asked(second)]).toEqual([0, 0])
    const { core } = second.store, all = ids()
    core.db.run("UPDATE contacts SET data = json_set(data, '$.lastName', 'rotten') WHERE id = ?", [all[400]!])
    core.db.run('DELETE FROM contacts WHERE id = ?', [all[500]!])
    const { lastName: _, ...stray } = second.store.data.get('contacts', all[0]!)!.data
    core.write(() => { core.records.put(core.table('contacts'), { id: core.makeId(), revision: 1, epoch: core.meta.get('epochNumber')!, gen: core.meta.get('generation')!, deletedAt: null, updatedAt: 1, data: stray }) })
    expect(await second.worker.api.syncNow()).toMatchObject({ ok: true, value: { upToDate: true } })
    expect(healed(second)).toBe(3)
    expect(dump(second)).toEqual(dump(first))
    expect(second.store.data.list({ entity: 'contacts', limit: 1 }).total).toBe(many)
    expect(logOf(second)).toContain('3 records differed from the server and were downloaded again.')
    // Of records made within a second or two: the range that holds them all, its sub-ranges, and three times some records.
    console.log(`3 of ${many} records were found in ${asked(second)} requests`)
    expect(asked(second)).toBeLessThanOrEqual(14)
    expect((await second.status()).healed).toMatchObject({ records: 3 })

    // And it stays so: nothing is asked for or told again.
    const before = asked(second)
    await second.worker.api.syncNow()
    expect([asked(second), healed(second)]).toEqual([before, 3])
  })

  it('[R7, R3] keeps the edits that wait over a damaged record, and sends them', async () => {
    const [id] = ids()
    await second.goOffline()
    second.store.data.mutate({ mutationId: second.store.core.makeId(), label: 'Edit', changes: [{ entity: 'contacts', recordId: id!, op: 'update', patch: { title: 'Dr' } }] })
    second.store.core.db.run("UPDATE base_records SET data = json_set(data, '$.lastName', 'rotten') WHERE id = ?", [id!])
    await second.goOnline()
    await second.worker.api.syncNow()
    await second.until(drained)
    await first.until(() => first.store.data.get('contacts', id!)?.data['title'] === 'Dr')
    expect(second.store.data.get('contacts', id!)?.data).toMatchObject({ firstName: 'Ana', title: 'Dr' })
    expect(second.store.data.get('contacts', id!)?.data['lastName']).toMatch(/^Silva/)
    await second.until(() => JSON.stringify(dump(second)) === JSON.stringify(dump(first)))
  })

  it('[R7] has what the server has also where it was the server whose rows were touched', async () => {
    const all = ids(), before = [first, second].map((device) => ({ asked: asked(device), healed: healed(device) }))
    const database = new Database(join(folder, 'satchel.db'))
    database.exec(`UPDATE records SET data = '{"firstName":"Touched"}' WHERE entity = 'contacts' AND id = '${all[7]!}'`)
    database.exec(`DELETE FROM records WHERE entity = 'contacts' AND id = '${all[550]!}'`)
    database.close()
    for (const [at, device] of [first, second].entries()) {
      await device.worker.api.syncNow()
      await device.until(drained)
      expect(device.store.data.get('contacts', all[7]!)?.data).toEqual({ firstName: 'Touched' })
      expect(device.store.data.get('contacts', all[550]!)).toBeNull()
      expect(healed(device) - before[at]!.healed).toBe(2)
      expect(asked(device) - before[at]!.asked).toBeLessThanOrEqual(10)
    }
  })
})
