import { expect, test, type Page } from './setup-satchel.ts'
import { createContact, signUp } from './steps.ts'

/** What a page saw of a picture before its own rows were there. */
interface Seen { words: string; inert: boolean; hidden: boolean; ownRows: number; wasStyled: boolean }

declare global {
  var seenPicture: Seen | undefined
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
      ownRows: document.querySelectorAll('#root [role="row"]').length,
      wasStyled: picture.getBoundingClientRect().width === window.innerWidth,
    }
  }
  new MutationObserver(look).observe(document, { childList: true, subtree: true })
}

test('a start shows the list as it was last seen before the database is open, as a picture, and then the list', async ({ device }) => {
  await device.page.addInitScript(watch)
  const page = await device.open('/contacts')
  expect(await page.evaluate(() => globalThis.seenPicture), 'nothing was seen yet').toBeUndefined()
  await page.evaluate(() => satchel.bulk((writer) => {
    for (const name of ['Ana', 'Björn', '<img src=x onerror=alert(1)>']) writer.create('contacts', { firstName: name })
  }, { label: 'Seed' }))
  await expect(page.getByRole('gridcell', { name: 'Björn', exact: true })).toBeVisible()
  await pictureOf(page, 'Björn')

  await page.reload()
  const seen = await page.evaluate(() => globalThis.seenPicture)
  expect(seen).toMatchObject({ inert: true, hidden: true, ownRows: 0, wasStyled: true })
  expect(seen?.words).toContain('Björn')
  expect(seen?.words, 'words stay words').toContain('<img src=x onerror=alert(1)>')
  await expect(page.getByRole('gridcell', { name: 'Björn', exact: true })).toBeVisible()
  await expect(page.locator('[data-last-seen]')).toHaveCount(0)

  // Another address, and a picture that somebody spoilt, are not shown.
  await page.goto(`${device.origin}/contacts?q=ana`)
  expect(await page.evaluate(() => globalThis.seenPicture)).toBeUndefined()
  await page.evaluate(() => { for (const key of Object.keys(localStorage)) if (key.startsWith('satchel.lastSeen.')) localStorage.setItem(key, '{"picture":["script",{},"",["alert(1)"]]') })
  await page.goto(`${device.origin}/contacts`)
  expect(await page.evaluate(() => globalThis.seenPicture)).toBeUndefined()
  await expect(page.getByRole('gridcell', { name: 'Björn', exact: true })).toBeVisible()
})

test('what was last seen goes with the workspace it belongs to', async ({ device, account }) => {
  const page = await device.open('/contacts')
  await signUp(page, account)
  await createContact(page, { firstName: 'Björn' })
  await pictureOf(page, 'Björn')
  await page.evaluate(() => satchel.auth.logout('discard'))
  await expect.poll(() => page.evaluate(() => Object.entries(localStorage).filter(([key, value]) => key.startsWith('satchel.lastSeen.') && value.includes('Björn')).length)).toBe(0)
})

/** Waits until a picture with these words was kept. */
async function pictureOf(page: Page, words: string): Promise<void> {
  await expect.poll(() => page.evaluate((words) => Object.entries(localStorage).some(([key, value]) => key.startsWith('satchel.lastSeen.') && value.includes(words)), words)).toBe(true)
}
