import { readFileSync } from 'node:fs'
import { pause } from '../support/start-server.ts'
import { ready } from './device.ts'
import { laterVersions } from './later-versions.ts'
import { copyProject } from './project-copy.ts'
import { createMany, pendingChanges, signIn, signUp, waitForServiceWorker, waitUntilUpToDate } from './steps.ts'
import { expect, test, type Page } from './setup-satchel.ts'
import { expectWhole } from './written-values.ts'

const day = 86_400_000
const contacts = 250
/** As many in an ordinary run; EDITS=5000, as in `npm run test:long`, for the whole month. */
const edits = Number(process.env['EDITS'] ?? 1_500)

/*
 * The device's clock goes a day behind the server's, by a script that the test's proxy puts before the product's in page and workers. Its app is of three versions:
 *
 *   first    made at home, online ────────── a third of the month
 *   second   fetched before, taken up offline ── the rest of it; knows a nickname
 *   third    the server's and the other device's meanwhile: quotes nicknames, knows hobbies ── taken up in the end
 */

test(`[M2, M3, T1, P5, K1, R4] a month offline with ${edits.toLocaleString('en')} edits by two versions of the app, a session that ended and a clock a day off, against a server of a third: all arrives, every conflict is listed, nothing is lost`, { tag: '@long' }, async ({ addServer, addProxy, addDevice, account }) => {
  test.setTimeout(480_000)
  const [second, third] = await laterVersions(), copy = copyProject()
  try {
    const server = await addServer({ root: copy.folder })
    const deploy = async ({ build, writeSources }: typeof second): Promise<void> => {
      await server.stop()
      copy.serve(build)
      writeSources(copy.folder)
      await server.start()
    }
    const proxy = await addProxy(server)
    proxy.scriptPrefix = readFileSync('tests/support/movable-clock.js', 'utf8')
    const device = await addDevice({ origin: proxy.origin, fresh: true }), other = await addDevice({ origin: server.origin, fresh: true })
    const away = await device.open('/contacts')
    await setClock(away, -31 * day)
    await createMany(away, contacts)
    await signUp(away, account)
    await waitForServiceWorker(away)
    const home = await other.open('/contacts')
    await signIn(home, account)
    await waitForServiceWorker(home)
    await deploy(second)
    await fetchUpdate(away)
    await device.setOffline(true)

    // The month: a day, its edits, the next day.
    const written: string[] = []
    for (let n = 0; n < 25; n += 1) {
      if (n === 8) await takeUpdate(away)
      await setClock(away, (-30 + (29 * n) / 24) * day)
      written.push(...await editMany(away, `away${n}`, edits / 25, n < 8 ? ['company', 'title'] : ['company', 'title', 'nickname']))
    }
    const [first, last] = await away.evaluate(async () => Object.values((await satchel.sql("SELECT min(at) AS first, max(at) AS last FROM local_changes WHERE op = 'update'"))[0]!).map((at) => Date.parse(String(at).slice(0, 24))))
    expect((last! - first!) / day, 'the db-worker has lived a month').toBeCloseTo(29, 1)
    expect(await versionsWritten(away), 'the journal holds edits of two versions').toEqual([3, 4])
    await expect.poll(() => pendingChanges(away), { timeout: 20_000 }).toBeGreaterThanOrEqual(edits)
    // Meanwhile at home, by the newest version: values of many of the same contacts, what nobody away has heard of, and contacts deleted that are edited away.
    await deploy(third)
    await fetchUpdate(home)
    await takeUpdate(home)
    written.push(...await editMany(home, 'home', 300, ['company', 'title', 'quoted nickname']))
    const withHobbies = await giveHobbies(home, 40)
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
    await expect.poll(() => pendingChanges(away), { timeout: 300_000 }).toBe(0)
    await fetchUpdate(away)
    await takeUpdate(away)
    written.push(...await editMany(away, 'after', 50, ['title', 'quoted nickname']))
    for (const page of [away, home]) await expectWhole(page, written)

    expect(await home.evaluate(async (ids) => (await satchel.entity('contacts').list({ state: 'deleted' })).rows.filter(({ id }) => ids.includes(id)).length, deleted), 'an edit beats the deletion').toBe(0)
    // What the second version wrote has the third's shape everywhere, and what the first two do not know has outlived their edits.
    for (const page of [away, home]) {
      expect(await page.evaluate(async () => Object.values((await satchel.sql("SELECT count(*) AS n, count(*) FILTER (WHERE data->>'$.nickname' LIKE '“%') AS quoted FROM contacts WHERE data->>'$.nickname' IS NOT NULL"))[0]!)).then(([all, quoted]) => Number(all) > 100 && all === quoted)).toBe(true)
      expect((await hobbiesOf(page)).sort()).toEqual(withHobbies.sort())
    }

    // Each company that both wrote waits for a person, on both devices, and the screen lists them.
    const both = await away.evaluate(async () => new Set((await satchel.sql("SELECT data->>'$.recordId' AS id FROM history WHERE data->>'$.lost.company' IS NOT NULL")).map(({ id }) => id)).size)
    expect(both).toBeGreaterThan(20)
    for (const page of [away, home]) expect(await page.evaluate(() => satchel.sync.status().conflicts)).toBe(both)
    await away.goto(`${device.origin}/conflicts`)
    await ready(away)
    await expect(away.getByRole('tab', { name: `Open ${both}` })).toBeVisible()
  } finally {
    copy.remove()
  }
})

/** The clock of the page, its workers and the service worker, off by `offset` ms. */
async function setClock(page: Page, offset: number): Promise<void> {
  await page.evaluate((offset) => { (globalThis as unknown as { movableClock: { set(offset: number): void } }).movableClock.set(offset) }, offset)
  // Its way to the other threads.
  await pause(50)
}

/** Has the service worker look for the next version and fetch it; one whose installation breaks off is fetched again, as at the next start. */
async function fetchUpdate(page: Page): Promise<void> {
  const ends = await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready, ends: string[] = []
    while (ends.length < 3 && !ends.includes('installed')) {
      // "Update ready" may already be said of the version before this one: what is installing now tells.
      const { installing } = await registration.update().then(() => registration)
      while (installing?.state === 'installing') await new Promise((resolve) => { setTimeout(resolve, 50) })
      ends.push(installing?.state ?? registration.waiting?.state ?? 'none')
    }
    return ends
  })
  expect(ends, 'how each fetching ended').toContain('installed')
  await expect(page.getByText('Update ready').first()).toBeVisible({ timeout: 60_000 })
}

/** Goes over to the version that lies there, with or without a network. */
async function takeUpdate(page: Page): Promise<void> {
  const reloaded = page.waitForEvent('load')
  await page.getByRole('button', { name: 'Reload' }).first().click()
  await reloaded
  await ready(page)
}

/** By which versions of the entity what waits was written. */
const versionsWritten = (page: Page): Promise<unknown[]> =>
  page.evaluate(async () => (await satchel.sql("SELECT DISTINCT schema_version AS version FROM local_changes WHERE entity = 'contacts' AND op = 'update' ORDER BY 1")).map(({ version }) => version))

/** Of so many contacts, their ids: what only the newest version knows. */
const giveHobbies = (page: Page, count: number): Promise<string[]> => page.evaluate(async (count) => {
  const ids = (await satchel.entity('contacts').ids({ sort: ['id'] })).slice(-count)
  await satchel.bulk((writer) => { for (const id of ids) writer.update('contacts', id, { hobbies: [{ value: 'Chess' }] }) })
  return ids
}, count)

const hobbiesOf = (page: Page): Promise<string[]> =>
  page.evaluate(async () => (await satchel.sql("SELECT id FROM contacts WHERE data->>'$.hobbies[0].value' = 'Chess'")).map(({ id }) => String(id)))

/** `count` edits as one act, of the fields by turns; their values. A quoted nickname is one in the shape of the third version. */
const editMany = (page: Page, name: string, count: number, fields: readonly string[]): Promise<string[]> => page.evaluate(async ({ name, count, fields }) => {
  const ids = await satchel.entity('contacts').ids({ sort: ['id'] })
  const start = Number(/\d+$/.exec(name)?.[0] ?? 0) * 37
  const values = Array.from({ length: count }, (_, n) => `w-${name}-${n}`)
  await satchel.bulk((writer) => {
    for (const [n, value] of values.entries()) {
      const field = fields[n % fields.length]!
      writer.update('contacts', ids[(start + n * 3) % ids.length]!, field === 'quoted nickname' ? { nickname: `“${value}”` } : { [field]: value })
    }
  })
  return values
}, { name, count, fields })
