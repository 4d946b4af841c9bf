import { readFileSync } from 'node:fs'
import { pause } from '../support/start-server.ts'
import { ready } from './device.ts'
import { createMany, pendingChanges, signIn, signUp, waitForServiceWorker, waitUntilUpToDate } from './steps.ts'
import { expect, test, type Page } from './setup-satchel.ts'
import { expectWhole } from './written-values.ts'

const day = 86_400_000
const contacts = 250
/** As many in an ordinary run; EDITS=5000, as in `npm run test:long`, for the whole month. */
const edits = Number(process.env['EDITS'] ?? 1_500)

/* The device's clock goes a day behind the server's, by a script that the test's proxy puts before the product's in page and workers. */

test(`[M2, M3, T1, P5] a month offline with ${edits.toLocaleString('en')} edits, a session that ended and a clock a day off: all arrives, every conflict is listed, nothing is lost`, async ({ server, addProxy, addDevice, account }) => {
  test.setTimeout(360_000)
  const proxy = await addProxy(server)
  proxy.scriptPrefix = readFileSync('tests/support/movable-clock.js', 'utf8')
  const device = await addDevice({ origin: proxy.origin, fresh: true }), other = await addDevice({ origin: server.origin })
  const away = await device.open('/contacts')
  await setClock(away, -31 * day)
  await createMany(away, contacts)
  await signUp(away, account)
  await waitForServiceWorker(away)
  const home = await other.open('/contacts')
  await signIn(home, account)
  await device.setOffline(true)

  // The month: a day, its edits, the next day.
  const written: string[] = []
  for (let n = 0; n < 25; n += 1) {
    await setClock(away, (-30 + (29 * n) / 24) * day)
    written.push(...await editMany(away, `away${n}`, edits / 25))
  }
  const [first, last] = await away.evaluate(async () => Object.values((await satchel.sql("SELECT min(at) AS first, max(at) AS last FROM local_changes WHERE op = 'update'"))[0]!).map((at) => Date.parse(String(at).slice(0, 24))))
  expect((last! - first!) / day, 'the db-worker has lived a month').toBeCloseTo(29, 1)
  await expect.poll(() => pendingChanges(away), { timeout: 20_000 }).toBeGreaterThanOrEqual(edits)
  // Meanwhile at home: companies and titles, many of them of the same contacts, and contacts deleted that are edited away.
  written.push(...await editMany(home, 'home', 300))
  const deleted = await home.evaluate(async () => {
    const ids = (await satchel.entity('contacts').ids({ sort: ['id'] })).slice(0, 5)
    await satchel.bulk((writer) => { for (const id of ids) writer.delete('contacts', id) })
    return ids
  })
  await waitUntilUpToDate(home)
  await device.context.clearCookies()

  await device.setOffline(false)
  const dialog = away.getByRole('dialog', { name: 'Your session has ended' })
  await dialog.getByLabel('Password').fill(account.password, { timeout: 60_000 })
  await away.keyboard.press('Enter')
  await expect(dialog).toBeHidden()
  await expect.poll(() => pendingChanges(away), { timeout: 240_000 }).toBe(0)
  for (const page of [away, home]) await expectWhole(page, written)

  expect(await home.evaluate(async (ids) => (await satchel.entity('contacts').list({ state: 'deleted' })).rows.filter(({ id }) => ids.includes(id)).length, deleted), 'an edit beats the deletion').toBe(0)

  // Each company that both wrote waits for a person, on both devices, and the screen lists them.
  const both = await away.evaluate(async () => new Set((await satchel.sql("SELECT data->>'$.recordId' AS id FROM history WHERE data->>'$.lost.company' IS NOT NULL")).map(({ id }) => id)).size)
  expect(both).toBeGreaterThan(20)
  for (const page of [away, home]) expect(await page.evaluate(() => satchel.sync.status().conflicts)).toBe(both)
  await away.goto(`${device.origin}/conflicts`)
  await ready(away)
  await expect(away.getByRole('tab', { name: `Open ${both}` })).toBeVisible()
})

/** The clock of the page, its workers and the service worker, off by `offset` ms. */
async function setClock(page: Page, offset: number): Promise<void> {
  await page.evaluate((offset) => { (globalThis as unknown as { movableClock: { set(offset: number): void } }).movableClock.set(offset) }, offset)
  // Its way to the other threads.
  await pause(50)
}

/** `count` edits as one act, companies and titles by turns; their values. */
const editMany = (page: Page, name: string, count: number): Promise<string[]> => page.evaluate(async ({ name, count }) => {
  const ids = await satchel.entity('contacts').ids({ sort: ['id'] })
  const start = Number(/\d+$/.exec(name)?.[0] ?? 0) * 37
  const values = Array.from({ length: count }, (_, n) => `w-${name}-${n}`)
  await satchel.bulk((writer) => {
    for (const [n, value] of values.entries()) writer.update('contacts', ids[(start + n * 3) % ids.length]!, n % 2 === 0 ? { company: value } : { title: value })
  })
  return values
}, { name, count })
