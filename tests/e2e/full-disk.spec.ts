import { countContacts, createContact, createMany, integrity } from './steps.ts'
import { ready } from './device.ts'
import { expect, test } from './setup-satchel.ts'

test('a full disk: the screen says so, nothing saved is harmed, and writing goes on once there is room', async ({ addDevice }) => {
  const device = await addDevice({ fresh: true })
  device.expectErrors(/QuotaExceededError|storage quota|No space available/)
  const page = await device.open('/contacts')
  await createMany(page, 200, 'Saved')
  const cdp = await device.cdp()
  const { usage } = await cdp.send('Storage.getUsageAndQuota', { origin: device.origin })
  await cdp.send('Storage.overrideQuotaForOrigin', { origin: device.origin, quotaSize: usage + 300_000 })

  for (const size of [50, 1]) {
    const failure = await page.evaluate(async (size) => {
      for (let i = 0; i < 2_000; i++) {
        try {
          await satchel.bulk((writer) => {
            for (let j = 0; j < size; j++) writer.create('contacts', { firstName: 'Over', lastName: 'x'.repeat(900) })
          })
        } catch (error) {
          return { code: (error as { code?: string }).code, message: (error as Error).message }
        }
      }
      return null
    }, size)
    expect(failure).toMatchObject({ code: 'storage_full' })
  }
  const kept = await countContacts(page)
  expect(await integrity(page)).toBe('ok')

  // A person who writes one more is told, and what they typed stays where it is.
  await page.keyboard.press('c')
  const dialog = page.getByRole('dialog', { name: 'New contact' })
  await dialog.getByLabel('Last name').fill('y'.repeat(900))
  await dialog.getByRole('button', { name: /^Save(?! and)/ }).click()
  await expect(dialog.getByText(/full|space/i).first()).toBeVisible()
  await dialog.getByRole('button', { name: /^Save(?! and)/ }).click()
  await expect(dialog.getByLabel('Last name')).toHaveValue(/^y{900}$/)
  await expect(dialog.getByText(/full|space/i).first()).toBeVisible()
  expect(await countContacts(page)).toBe(kept)

  await page.goto(`${device.origin}/contacts`)
  await ready(page)
  expect(await countContacts(page)).toBe(kept)
  expect(await integrity(page)).toBe('ok')

  await cdp.send('Storage.overrideQuotaForOrigin', { origin: device.origin })
  await createContact(page, { firstName: 'Room', lastName: 'Again' })
  expect(await countContacts(page)).toBe(kept + 1)
  await device.reopen()
  await device.open()
  expect(await countContacts(device.page)).toBe(kept + 1)
  expect(await integrity(device.page)).toBe('ok')
})
