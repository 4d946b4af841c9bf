import { createContact, getContact, go, pendingChanges, signIn, signUp, updateContact, waitUntilUpToDate, type Account } from './steps.ts'
import { expect, test, type Page } from './setup-satchel.ts'

const days = 86_400_000

/* Runs in the server before its first line: its clock is so far ahead, and what it does ten minutes after its start it does at once. */
const later = (ms: number): string => `--import data:text/javascript,${encodeURIComponent(`
  const RealDate = Date, wait = setTimeout
  globalThis.Date = class extends RealDate {
    constructor(...given) { super(...(given.length === 0 ? [RealDate.now() + ${ms}] : given)) }
    static now() { return RealDate.now() + ${ms} }
  }
  globalThis.setTimeout = (act, ms, ...more) => wait(act, ms === 600_000 ? 200 : ms, ...more)
`)}`

test('[R5] what was edited by a device that was away while it was deleted for good is kept, named, and restored as a new record that everybody gets', { tag: '@long' }, async ({ addServer, addDevice, account }) => {
  const env: Record<string, string> = {}, server = await addServer({ env })
  const first = await addDevice({ origin: server.origin, fresh: true }), second = await addDevice({ origin: server.origin, fresh: true })
  const home = await first.open('/contacts')
  await signUp(home, account)
  const gone = await createContact(home, { firstName: 'Ana', lastName: 'Silva', title: 'Coach' }), stays = await createContact(home, { firstName: 'Ben' })
  await waitUntilUpToDate(home)
  const away = await second.open('/contacts')
  await signIn(away, account)

  await second.setOffline(true)
  await updateContact(away, gone.id, { title: 'Partner' })
  await updateContact(away, stays.id, { title: 'Partner' })
  await home.evaluate((id) => satchel.entity('contacts').delete(id), gone.id)
  await waitUntilUpToDate(home)

  await server.stop()
  env['NODE_OPTIONS'] = later(100 * days)
  await server.start()
  await server.waitForLog(({ msg, purged }) => msg === 'purge' && Number(purged) > 0)
  await second.setOffline(false)
  second.expectErrors(/rejected .*deleted for good/)
  await signInAgain(away, account)
  await expect.poll(() => pendingChanges(away), { timeout: 30_000 }).toBe(0)
  await expect.poll(() => away.evaluate(() => satchel.sync.status().failed)).toBe(1)
  await go(away, '/sync?tab=failed')
  await expect(away.getByText('It was deleted for good elsewhere.')).toBeVisible()
  await away.getByRole('button', { name: /^Restore as new/ }).click()
  await expect(away.getByText('Restored as a new record', { exact: true })).toBeVisible()
  await expect(away.getByText('Nothing failed')).toBeVisible()
  await waitUntilUpToDate(away)

  await signInAgain(home, account)
  await waitUntilUpToDate(home)
  for (const page of [home, away]) {
    expect(await getContact(page, stays.id)).toMatchObject({ firstName: 'Ben', title: 'Partner' })
    const { rows } = await page.evaluate(() => satchel.entity('contacts').list({ search: 'Silva' }))
    expect(rows).toMatchObject([{ firstName: 'Ana', lastName: 'Silva', title: 'Partner' }])
    // Its place is free since, so that links to it lead there again.
    expect(rows[0]!.id).toBe(gone.id)
  }
})

/** After so long no session lasts. */
async function signInAgain(page: Page, { password }: Account): Promise<void> {
  const dialog = page.getByRole('dialog', { name: 'Your session has ended' })
  await dialog.getByLabel('Password').fill(password, { timeout: 60_000 })
  await page.keyboard.press('Enter')
  await expect(dialog).toBeHidden()
}
