import { existsSync, readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { createContact, signUp, updateContact, waitUntilUpToDate } from './steps.ts'
import { expect, test } from './setup-satchel.ts'

const shot = async (page: Page, name: string): Promise<void> => {
  const folder = process.env['SHOTS']
  if (folder === undefined) return
  for (const [size, viewport] of Object.entries({ wide: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } })) {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.setViewportSize(viewport)
      await page.emulateMedia({ colorScheme })
      await page.screenshot({ path: `${folder}/${name}-${size}-${colorScheme}.png` })
    }
  }
  await page.setViewportSize({ width: 1280, height: 900 })
}

test('an admin reads who did what, filters it, downloads it and prints a report; what was exported offline arrives later', { tag: '@long' }, async ({ device, account }) => {
  const page = await device.open('/settings?tab=audit')
  // Nobody is signed in: there is no such tab.
  await expect(page.getByRole('tab', { name: 'App' })).toBeVisible()
  await expect(page.getByRole('tab', { name: 'Audit' })).toHaveCount(0)
  await signUp(page, account)
  const { id } = await createContact(page, { firstName: 'Zoë', company: 'Onda' })
  await updateContact(page, id, { company: 'Maré' })
  await page.evaluate((contactId) => satchel.entity('tasks').create({ title: 'Call', contactId }), id)
  await waitUntilUpToDate(page)

  await page.getByRole('tab', { name: 'Audit' }).click()
  const log = page.getByRole('list', { name: 'Audit log' })
  await expect(log.getByRole('button').filter({ hasText: 'made the workspace' })).toBeVisible()
  // It was opened with the page, and shows what had been done until then.
  await page.getByRole('button', { name: 'Refresh' }).click()
  await log.getByRole('button').filter({ hasText: 'changed a contact' }).click()
  await expect(log).toContainText('Onda → became Maré')
  await expect(log).toContainText('127.0.0.1')
  await shot(page, 'audit')
  await page.getByRole('button', { name: 'Only this record' }).first().click()
  await expect(log.getByRole('listitem')).toHaveCount(2)
  await page.getByRole('button', { name: 'Clear the filter' }).click()
  await page.getByRole('combobox', { name: 'What' }).selectOption({ label: 'Accounts and settings' })
  await expect(log.getByRole('listitem').filter({ hasText: 'a contact' })).toHaveCount(0)

  // Offline the log is not there; what is exported meanwhile is told afterwards.
  await device.setOffline(true)
  await expect(page.getByText('You are offline; it is here again when you are back.')).toBeVisible({ timeout: 30_000 })
  await page.evaluate(() => satchel.entity('contacts').export('csv'))
  await device.setOffline(false)
  await page.getByRole('combobox', { name: 'What' }).selectOption({ label: 'Access and exports' })
  await expect(async () => {
    await page.evaluate(() => satchel.sync.now())
    await page.getByRole('button', { name: 'Refresh' }).click()
    await expect(log).toContainText('exported 1 contact as csv', { timeout: 2_000 })
  }).toPass({ timeout: 30_000 })

  // Also after a quarter of an hour before the screen, when the token that a link is opened by is over.
  await device.context.clearCookies({ name: /satchel-access$/ })
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download', exact: true }).click()])
  const file = await download.path()
  expect(existsSync(file)).toBe(true)
  const lines = readFileSync(file, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as { kind?: string; end?: boolean })
  expect(lines.at(-1)).toMatchObject({ end: true })
  expect(lines.some(({ kind }) => kind === 'exported')).toBe(true)

  await page.evaluate(() => { window.print = () => { document.body.dataset['printed'] = 'yes' } })
  await page.getByRole('link', { name: 'Report' }).click()
  await expect(page.getByRole('heading', { name: 'Access and change report' })).toBeVisible()
  await expect(page.locator('body[data-printed]')).toBeVisible()
  const sheet = page.getByRole('article')
  await expect(sheet).toContainText('Company: Onda → Maré')
  await expect(sheet).toContainText('Contact: empty → Zoë')
  await expect(sheet).toContainText('127.0.0.1')
  await shot(page, 'audit-report')
  if (process.env['SHOTS'] !== undefined) await page.pdf({ path: `${process.env['SHOTS']}/audit-report.pdf`, preferCSSPageSize: true, format: 'A4' })
})
