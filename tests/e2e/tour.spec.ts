import { expect, test } from './setup-satchel.ts'
import { violations } from './violations.ts'

test('whoever begins is shown around in five steps beside the work, goes on after a reload, and skips it for good', { tag: '@long' }, async ({ addDevice }) => {
  const device = await addDevice({ fresh: true })
  const page = await device.open('/')
  const tour = page.getByRole('region', { name: 'Tour' })
  await expect(tour).toHaveCount(0)
  await page.getByRole('button', { name: /Start now/ }).click()
  await expect(tour.getByRole('heading', { name: 'It is on this device first' })).toBeVisible()

  // It is in nobody's way: a contact is made while it stands there.
  await page.keyboard.press('c')
  await page.getByRole('dialog', { name: 'New contact' }).getByLabel('First name').fill('José')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(page.getByRole('gridcell', { name: 'José', exact: true })).toBeVisible()
  expect(await violations(page, 'tour')).toEqual([])

  const next = tour.getByRole('button', { name: 'Next' })
  await next.focus()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  await expect(tour.getByText('3 of 5')).toBeVisible()
  await page.reload()
  await expect(tour.getByText('3 of 5')).toBeVisible()
  await expect(tour.getByRole('button', { name: 'Sign up' })).toBeVisible()
  await next.click()
  await next.click()
  await expect(tour.getByRole('link', { name: 'Import' })).toBeVisible()
  await tour.getByRole('button', { name: 'Back' }).click()
  await tour.getByRole('button', { name: 'Skip the tour' }).click()
  await page.reload()
  await expect(page.getByRole('gridcell', { name: 'José', exact: true })).toBeVisible()
  await expect(tour).toHaveCount(0)

  await page.keyboard.press('ControlOrMeta+k')
  await page.keyboard.type('tour')
  await page.keyboard.press('Enter')
  await expect(tour.getByText('1 of 5')).toBeVisible()
})
