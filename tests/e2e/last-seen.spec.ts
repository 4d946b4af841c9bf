import { expect, test, type Page } from './setup-satchel.ts'
import { createContact, signUp } from './steps.ts'

/** What a page saw of a picture before its own rows were there. */
interface Seen { words: string; inert: boolean; hidden: boolean; ownCells: number; wasStyled: boolean }

declare global {
  var seenPicture: Seen | undefined
  var letGo: (() => void) | undefined
}

/** Notes the picture at the moment it is in the page. */
const watch = (): void => {
  const look = (): void => {
    const picture = document.querySelector<HTMLElement>('body > [data-last-seen]')
    if (picture === null) return
    globalThis.seenPicture ??= {
      words: picture.textContent ?? '',
      inert: picture.inert,
      hidden: picture.ariaHidden === 'true',
      ownCells: document.querySelectorAll('#root [role="row"] [role="gridcell"]').length,
      wasStyled: picture.getBoundingClientRect().width === window.innerWidth,
    }
  }
  new MutationObserver(look).observe(document, { childList: true, subtree: true })
}

test('a start that takes long shows the list as it was last seen before the database is open, as a picture, and then the list', async ({ device }) => {
  await device.page.addInitScript(watch)
  const page = await device.open('/contacts')
  expect(await page.evaluate(() => globalThis.seenPicture), 'nothing was seen yet').toBeUndefined()
  await page.evaluate(() => satchel.bulk((writer) => {
    for (const name of ['Ana', 'Björn', '<img src=x onerror=alert(1)>']) writer.create('contacts', { firstName: name })
  }, { label: 'Seed' }))
  await expect(page.getByRole('gridcell', { name: 'Björn', exact: true })).toBeVisible()
  await pictureOf(page, 'Björn')

  const holder = await page.context().newPage()
  await holder.route('**/favicon.ico', (route) => route.fulfill({ status: 204 }))
  await holder.goto(`${device.origin}/api/health/live`)
  let start = await startLong(holder, page, () => page.reload())
  await expect.poll(() => page.evaluate(() => globalThis.seenPicture)).toMatchObject({ inert: true, hidden: true, ownCells: 0, wasStyled: true })
  const seen = await page.evaluate(() => globalThis.seenPicture)
  expect(seen?.words).toContain('Björn')
  expect(seen?.words, 'words stay words').toContain('<img src=x onerror=alert(1)>')
  await start.letGo()
  await expect(page.getByRole('gridcell', { name: 'Björn', exact: true })).toBeVisible()
  await expect(page.locator('[data-last-seen]')).toHaveCount(0)

  // Another address, and a picture that somebody spoilt, are not shown.
  start = await startLong(holder, page, () => page.goto(`${device.origin}/contacts?q=ana`))
  await start.letGo()
  expect(await page.evaluate(() => globalThis.seenPicture)).toBeUndefined()
  await page.evaluate(() => { for (const key of Object.keys(localStorage)) if (key.startsWith('satchel.lastSeen.')) localStorage.setItem(key, '{"picture":["script",{},"",["alert(1)"]]') })
  start = await startLong(holder, page, () => page.goto(`${device.origin}/contacts`))
  expect(await page.evaluate(() => globalThis.seenPicture)).toBeUndefined()
  await start.letGo()
  await expect(page.getByRole('gridcell', { name: 'Björn', exact: true })).toBeVisible()
})

test('what was last seen goes with the workspace it belongs to', { tag: '@long' }, async ({ device, account }) => {
  const page = await device.open('/contacts')
  await signUp(page, account)
  await createContact(page, { firstName: 'Björn' })
  await pictureOf(page, 'Björn')
  await page.evaluate(() => satchel.auth.logout('discard'))
  await expect.poll(() => page.evaluate(() => Object.entries(localStorage).filter(([key, value]) => key.startsWith('satchel.lastSeen.') && value.includes('Björn')).length)).toBe(0)
})

/** A picture would stand by then, where there is one; ms after the start began. */
const longStart = 2_000

/** Starts the page while another holds the lead of its database, as one does that is slow to close, until it lets go. */
async function startLong(holder: Page, page: Page, start: () => Promise<unknown>): Promise<{ letGo: () => Promise<void> }> {
  await holder.evaluate(() => { void navigator.locks.request('satchel-leader:satchel', () => new Promise<void>((resolve) => { globalThis.letGo = resolve })).catch(() => undefined) })
  await start()
  await page.waitForFunction((ms) => performance.now() > ms, longStart)
  return { letGo: () => holder.evaluate(() => { globalThis.letGo?.() }) }
}

/** Waits until a picture with these words was kept. */
async function pictureOf(page: Page, words: string): Promise<void> {
  await expect.poll(() => page.evaluate((words) => Object.entries(localStorage).some(([key, value]) => key.startsWith('satchel.lastSeen.') && value.includes(words)), words)).toBe(true)
}
