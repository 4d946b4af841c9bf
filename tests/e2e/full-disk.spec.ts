import { countContacts, createContact, createMany, integrity } from './steps.ts'
import { ready } from './device.ts'
import { expect, test } from './setup-satchel.ts'

test('a full disk: the screen says so, nothing saved is harmed, and writing goes on once there is room', async ({ device }) => {
  device.expectErrors(/QuotaExceededError|storage quota|No space available/)
  const page = await device.open('/contacts')
  await createMany(page, 200, 'Saved')
  const cdp = await device.cdp()
  const { usage } = await cdp.send('Storage.getUsageAndQuota', { origin: device.origin })
  await cdp.send('Storage.overrideQuotaForOrigin', { origin: device.origin, quotaSize: usage + 300_000 })

  const failure = await page.evaluate(async () => {
    for (let i = 0; i < 400; i++) {
      try {
        await satchel.bulk((writer) => {
          for (let j = 0; j < 50; j++) writer.create('contacts', { firstName: 'Over', lastName: 'x'.repeat(900) })
        })
      } catch (error) {
        return { code: (error as { code?: string }).code, message: (error as Error).message, batches: i }
      }
    }
    return null
  })
  expect(failure).toMatchObject({ code: 'storage_full' })
  const afterFailure = await countContacts(page)

  // A person meets it in the dialog for a new contact.
  await page.goto(`${device.origin}/contacts`)
  await ready(page)
  expect(await countContacts(page)).toBe(afterFailure)
  expect(await integrity(page)).toBe('ok')

  await cdp.send('Storage.overrideQuotaForOrigin', { origin: device.origin })
  await createContact(page, { firstName: 'Room', lastName: 'Again' })
  expect(await countContacts(page)).toBe(afterFailure + 1)
  await device.reopen()
  await device.open()
  expect(await countContacts(device.page)).toBe(afterFailure + 1)
  expect(await integrity(device.page)).toBe('ok')
})
