import { createContact } from './steps.ts'
import { ready } from './device.ts'
import { expect, test } from './setup-satchel.ts'

test('on a phone nothing scrolls sideways, targets are large, and a contact is made from the bottom bar', async ({ addDevice }) => {
  const device = await addDevice({ phone: true })
  const page = await device.open('/contacts')
  const { id } = await createContact(page, { firstName: 'Ana', lastName: 'Silva', company: 'Silva Coaching' })
  for (const screen of ['/welcome', '/today', '/contacts', `/contacts/${id}`, '/import', '/duplicates', '/conflicts', '/trash', '/history', '/sync', '/settings', '/account']) {
    await page.goto(device.origin + screen)
    await ready(page)
    await page.locator('h1, #screen-heading').first().waitFor()
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    expect(overflow, `${screen} is no wider than the phone`).toBeLessThanOrEqual(0)
  }
  await page.goto(`${device.origin}/contacts`)
  const bar = page.getByRole('navigation').last()
  for (const target of await bar.locator('a:visible, button:visible').all()) {
    const box = await target.boundingBox()
    expect(Math.min(box?.width ?? 0, box?.height ?? 0), await target.innerText()).toBeGreaterThanOrEqual(44)
  }
  await bar.getByRole('button').or(bar.getByRole('link')).filter({ hasText: /add|new/i }).or(bar.getByLabel(/add|new/i)).first().tap()
  const dialog = page.getByRole('dialog', { name: 'New contact' })
  await dialog.getByLabel('First name').fill('Jorge')
  await dialog.getByRole('button', { name: /^Save(?! and)/ }).tap()
  await expect(page.getByText('Jorge').first()).toBeVisible()
})
