import { seededRandom } from '../../src/shared/random.ts'
import { seededFaults } from '../support/seeded-faults.ts'
import { pause } from '../support/start-server.ts'
import { ready } from './device.ts'
import { createMany, signIn, signUp, visit, waitForServiceWorker } from './steps.ts'
import { expect, test, type Device } from './setup-satchel.ts'
import { expectWhole, takenBack } from './written-values.ts'

/*
 * An hour of work of two profiles over a network that drops, delays and cuts, compressed: whoever works for an hour acts every few
 * seconds, here they do not wait. `MINUTES=10` makes it longer (npm run test:long), `SEED` another story.
 */
const minutes = Number(process.env['MINUTES'] ?? 1)
const seed = Number(process.env['SEED'] ?? 1)

test('[M2, M6, P3] two profiles at work over a network that drops, delays and cuts: nothing is lost, and all ends equal', async ({ server, addProxy, addDevice, account }) => {
  test.setTimeout((minutes + 3) * 60_000)
  const proxy = await addProxy(server)
  const devices = [await addDevice({ origin: proxy.origin }), await addDevice({ origin: proxy.origin })] as const
  for (const [index, device] of devices.entries()) {
    // What the network breaks, the browser logs.
    device.expectErrors(/ERR_|Failed to (load|fetch)|503/)
    const page = await device.open('/contacts')
    if (index === 0) {
      await createMany(page, 20)
      await signUp(page, account)
    } else await signIn(page, account)
    await waitForServiceWorker(page)
  }

  const until = Date.now() + minutes * 60_000
  const written: string[] = []
  // A busy machine does less in that time, and goes on until enough was done.
  const goesOn = (): boolean => Date.now() < until || written.length <= 100 || proxy.faults.length <= 20
  console.log(`The story of seed ${seed}, ${minutes} min`)
  proxy.fault = seededFaults(seed)
  const cuts = setInterval(() => { proxy.cutSockets() }, 3_000)
  const work = async (device: Device, name: string, random: () => number): Promise<void> => {
    for (let step = 0; goesOn(); step += 1) {
      const chance = random()
      if (chance < 0.06) {
        await device.setOffline(true)
        written.push(...await acts(device, `${name}${step}o`, Math.floor(random() * 1e9)))
        await device.setOffline(false)
      } else if (chance < 0.12) {
        await device.page.reload()
        await ready(device.page)
      } else if (chance < 0.15) {
        // The browser is closed with changes on their way, and opened again.
        await device.reopen()
        await device.open('/contacts')
      } else if (chance < 0.3) {
        written.push(await byHand(device, `w-${name}${step}h-1`, random()))
      } else {
        written.push(...await acts(device, `${name}${step}a`, Math.floor(random() * 1e9)))
      }
      await pause(random() * 600)
    }
  }
  await Promise.all(devices.map((device, index) => work(device, `${index}`, seededRandom(seed * 10 + index).next)))
  clearInterval(cuts)
  proxy.fault = () => null

  expect(proxy.faults.length, 'the network was bad').toBeGreaterThan(20)
  expect(written.length).toBeGreaterThan(100)
  for (const { page } of devices) await page.evaluate(() => satchel.sync.now())
  const undone = new Set((await Promise.all(devices.map(({ page }) => takenBack(page)))).flat())
  expect(undone.size, 'most stands').toBeLessThan(written.length / 2)
  for (const { page } of devices) await expectWhole(page, written.filter((value) => !undone.has(value)))
})

/** A few acts through the data API; the values that were acknowledged. */
const acts = ({ page }: Device, name: string, seed: number): Promise<string[]> => page.evaluate(async ({ name, seed }) => {
  let state = seed
  const random = (): number => { state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0; return state / 2 ** 32 }
  const written: string[] = []
  const contacts = satchel.entity('contacts')
  const fresh = (): string => `w-${name}-${written.length + 1}`
  for (let n = 0; n < 6; n += 1) {
    const { rows } = await contacts.list({ limit: 60, sort: ['id'] })
    const row = rows[Math.floor(random() * rows.length)], value = fresh(), chance = random()
    try {
      if (row === undefined || chance < 0.15) await contacts.create({ firstName: value })
      else if (chance < 0.35) await contacts.update(row.id, { company: value })
      else if (chance < 0.55) await contacts.update(row.id, { title: value })
      else if (chance < 0.65) await contacts.update(row.id, { tags: [...(row['tags'] as string[] | undefined ?? []), value] })
      else if (chance < 0.8) await satchel.entity('notes').create({ contactId: row.id, body: value })
      else if (chance < 0.9) await satchel.bulk((writer) => { for (const other of rows.slice(0, 15)) writer.update('contacts', other.id, { lastName: value }) })
      else {
        // Nothing of its own is written: a deletion, an undo or a restore.
        const which = random()
        if (which < 0.5) await contacts.delete(row.id)
        else if (which < 0.75) await satchel.undo()
        else {
          const [gone] = (await contacts.list({ state: 'deleted', limit: 1 })).rows
          if (gone !== undefined) await contacts.restore(gone.id)
        }
        continue
      }
      written.push(value)
    } catch (refused) {
      // The other device has deleted it since it was read here.
      if (!['deleted', 'reference_gone'].includes((refused as { code: string }).code)) throw refused
    }
  }
  return written
}, { name, seed })

/** A contact's title, typed on its page. */
async function byHand(device: Device, value: string, chance: number): Promise<string> {
  const { page } = device
  const ids = await page.evaluate(() => satchel.entity('contacts').ids({ sort: ['id'] }))
  await visit(page, `/contacts/${ids[Math.floor(chance * ids.length)]!}`)
  const title = page.getByRole('textbox', { name: 'Title' })
  await title.fill(value)
  await title.press('Enter')
  await expect.poll(() => page.evaluate(async (value) => (await satchel.sql('SELECT count(*) AS count FROM local_changes WHERE patch LIKE ?', [`%${value}"%`]))[0]!['count'], value)).toBeGreaterThan(0)
  return value
}
