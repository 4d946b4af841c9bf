import type { Page } from '@playwright/test'
import { waitForServiceWorker } from './steps.ts'
import { expect, test } from './setup-satchel.ts'
import { violations } from './violations.ts'

/* The page's clock is moved; what it reminds of, the database, the browser's notifications and the service worker are real. */

const start = new Date('2026-11-27T08:00:00Z')

/** Waits for it while the stopped clock goes on second by second. */
const passing = (page: Page, holds: () => Promise<void>): Promise<void> => expect(async () => {
  await page.clock.runFor(1_000)
  await holds()
}).toPass({ timeout: 30_000 })

const shown = (page: Page): Promise<{ title: string; body: string }[]> => page.evaluate(async () =>
  (await (await navigator.serviceWorker.ready).getNotifications()).map(({ title, body }) => ({ title, body })))

test('tasks and birthdays are told of while the app is open, and what came up while it was closed when it starts', { tag: '@long' }, async ({ addDevice }) => {
  // Of its own: the clock would go on standing still for whoever has the profile next.
  const device = await addDevice({ fresh: true })
  let page = await device.open('/today')
  await page.clock.install({ time: start })
  await page.reload()
  await waitForServiceWorker(page)
  await page.evaluate(async () => {
    await satchel.entity('contacts').create({ firstName: 'Ana', lastName: 'Silva', birthday: '1986-11-27' })
    await satchel.entity('tasks').create({ title: 'Call the bank', due: '2026-11-27T08:30[UTC]' })
    await satchel.entity('tasks').create({ title: 'Send the offer', due: '2026-11-27T11:00[UTC]' })
    await satchel.entity('tasks').create({ title: 'Was done', due: '2026-11-27T08:30[UTC]', status: 'done' })
    for (const title of ['Pack', 'Water the plants']) await satchel.entity('tasks').create({ title, due: '2026-11-27' })
  })
  // The start is over, and its reminders with it.
  await expect.poll(() => page.evaluate(() => Object.keys(localStorage).some((key) => key.startsWith('satchel.reminders.')))).toBe(true)

  // Nobody allowed notifications: they stand on the page.
  await page.clock.pauseAt(new Date('2026-11-27T08:29:55Z'))
  await passing(page, async () => { await expect(page.getByText('Call the bank · Due at')).toBeVisible({ timeout: 500 }) })
  await expect(page.getByText('Was done')).toHaveCount(0)

  // Allowed, the browser shows them.
  await device.context.grantPermissions(['notifications'], { origin: device.origin })
  await page.clock.pauseAt(new Date('2026-11-27T08:59:55Z'))
  await passing(page, async () => {
    expect(await shown(page)).toEqual(expect.arrayContaining([{ title: '2 tasks are due', body: 'Pack and Water the plants' }, { title: 'Ana Silva has a birthday', body: 'Turns 40' }]))
  })
  expect(await shown(page)).toHaveLength(2)

  // Closed over what was to come, and opened again.
  await page.close()
  page = device.page = await device.context.newPage()
  await page.clock.setSystemTime(new Date('2026-11-27T14:00:00Z'))
  await page.clock.resume()
  await device.open('/today')
  await expect(page.getByText('1 reminder came up while Satchel was closed')).toBeVisible()
  const missed = page.locator('section', { has: page.getByRole('heading', { name: /^While Satchel was closed/ }) })
  await expect(missed.getByRole('link', { name: /Send the offer/ })).toBeVisible()
  await expect(missed.getByRole('link')).toHaveCount(1)
  expect(await violations(page, 'today with a missed reminder')).toEqual([])
  // Told once: another start tells nothing new.
  await page.reload()
  await expect(missed.getByRole('link')).toHaveCount(1)
  await page.clock.fastForward(20_000)
  await expect(missed.getByRole('link')).toHaveCount(1)
  await missed.getByRole('link').click()
  await expect(page.getByRole('complementary', { name: 'Task: Send the offer' })).toBeVisible()
  await page.goto(new URL('/today', page.url()).href)
  await expect(page.getByRole('heading', { name: 'Today', exact: true })).toBeVisible()
  await expect(missed).toHaveCount(0)
})

test('reminders are chosen in Settings, which says what a browser can do', { tag: '@long' }, async ({ device }) => {
  const page = await device.open('/settings?tab=devices')
  await page.getByRole('switch', { name: 'Remind of tasks' }).click()
  await expect(page.getByRole('switch', { name: 'Remind of tasks' })).not.toBeChecked()
  await page.getByLabel('Time of the morning reminders').fill('07:15')
  await expect(page.getByRole('button', { name: 'Allow notifications' })).toBeVisible()
  await page.reload()
  await expect(page.getByRole('switch', { name: 'Remind of tasks' })).not.toBeChecked()
  await expect(page.getByLabel('Time of the morning reminders')).toHaveValue('07:15')
  expect(await violations(page, 'reminders')).toEqual([])
})

test('what comes up while nobody looks, and the browser may not ring, is kept and said to whoever comes back; what is done since is not', { tag: '@long' }, async ({ addDevice }) => {
  const device = await addDevice({ fresh: true })
  const page = await device.open('/today')
  await page.clock.install({ time: start })
  await page.reload()
  await page.evaluate(async () => {
    for (const title of ['Call the bank', 'Send the offer']) await satchel.entity('tasks').create({ title, due: '2026-11-27T08:30[UTC]' })
  })
  await expect.poll(() => page.evaluate(() => Object.keys(localStorage).some((key) => key.startsWith('satchel.reminders.')))).toBe(true)
  const look = (state: 'hidden' | 'visible'): Promise<void> => page.evaluate((state) => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => state })
    document.dispatchEvent(new Event('visibilitychange'))
  }, state)
  await look('hidden')
  await page.clock.pauseAt(new Date('2026-11-27T08:29:55Z'))
  await passing(page, async () => { expect(await page.evaluate(() => JSON.stringify(localStorage))).toContain('Call the bank') })
  await page.clock.runFor(60_000)
  await expect(page.getByText('Call the bank · Due at')).toHaveCount(0)
  await look('visible')
  await expect(page.getByText('2 reminders came up while you were away')).toBeVisible()
  const missed = page.locator('section', { has: page.getByRole('heading', { name: /^While you were away/ }) })
  await expect(missed.getByRole('link')).toHaveCount(2)
  await page.clock.resume()
  expect(await violations(page, 'today with reminders that nobody saw')).toEqual([])
  await page.evaluate(async () => {
    const { rows } = await satchel.entity('tasks').list({ where: { title: 'Send the offer' } })
    await satchel.entity('tasks').update(rows[0]!.id, { status: 'done' })
  })
  await expect(missed.getByRole('link')).toHaveText([/Call the bank/])
})
