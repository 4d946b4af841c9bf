import { expect, test, type Page } from './setup-satchel.ts'

const go = async (page: Page, letter: string, heading: string): Promise<void> => {
  await page.keyboard.press('g')
  await page.keyboard.press(letter)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(heading)
  await expect(page).toHaveTitle(`${heading} · Satchel`)
}

test('a list that one leaves stays as it was, silent, and has what was written meanwhile; another address makes it anew', { tag: '@long' }, async ({ device }) => {
  const page = await device.open('/contacts')
  await page.evaluate(() => satchel.bulk((writer) => { for (let at = 0; at < 80; at++) writer.create('contacts', { firstName: `Contact ${String(at).padStart(2, '0')}` }) }, { label: 'Fill' }))
  const grid = page.getByRole('grid', { name: 'Contacts' }), scrolled = (): Promise<number> => grid.evaluate((element) => element.scrollTop)
  await expect(page.getByRole('row', { name: 'Contact 00' })).toBeVisible()
  await grid.evaluate((element) => { element.scrollTop = 1_200; Object.assign(element, { isTheFirst: true }) })
  await page.waitForURL(/at=\d+/)
  const isTheFirst = (): Promise<boolean> => grid.evaluate((element) => 'isTheFirst' in element)

  await go(page, 't', 'Today')
  await expect(grid, 'what is out of sight is nobody’s to find').toHaveCount(0)
  await page.keyboard.press('#')
  await page.keyboard.press('Control+a')
  await page.evaluate(() => satchel.entity('contacts').create({ firstName: 'Contact 30, written meanwhile' }))
  await page.keyboard.press('Tab')
  expect(await page.evaluate(() => document.activeElement?.checkVisibility()), 'Tab does not lead out of sight').toBe(true)
  await page.keyboard.press('Escape')

  await go(page, 'c', 'Contacts')
  expect([await isTheFirst(), await scrolled()]).toEqual([true, 1_200])
  await expect(page.getByRole('row', { name: 'Contact 30, written meanwhile' })).toBeVisible()
  await expect(grid, 'nothing was deleted, or selected, from Today').toHaveAttribute('aria-rowcount', '82')
  await expect(page.getByRole('row', { selected: true })).toHaveCount(0)
  await page.waitForURL(/at=\d+/)

  await page.getByRole('searchbox').fill('contact 07')
  await page.waitForURL(/q=/)
  await expect(page.getByRole('row', { name: 'Contact 07' })).toBeVisible()
  await page.getByRole('searchbox').blur()
  await go(page, 't', 'Today')
  await go(page, 'c', 'Contacts')
  await expect(page.getByRole('searchbox'), 'the address says nothing of a search').toHaveValue('')
  expect(await isTheFirst()).toBe(false)
  await page.goBack()
  await page.goBack()
  await expect(page.getByRole('searchbox'), 'and here it does').toHaveValue('contact 07')
})
