import { expect, test } from './setup-satchel.ts'

/* That no screen scrolls sideways, accessibility.spec.ts sees on its way. */

test('on a phone targets are large, and a contact is made from the bottom bar', async ({ addDevice }) => {
  const device = await addDevice({ phone: true })
  const page = await device.open('/contacts')
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
