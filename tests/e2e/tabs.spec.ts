import type { Page } from '@playwright/test'
import { countContacts, createContact, integrity } from './steps.ts'
import { ready } from './device.ts'
import { expect, test, type Device } from './setup-satchel.ts'

test('all tabs show the same data at once', async ({ device }) => {
  const first = await device.open('/contacts')
  const second = await device.newTab('/contacts')
  await createContact(second, { firstName: 'Ana', lastName: 'Silva' })
  await expect(first.getByText('Ana Silva').first()).toBeVisible()
  await createContact(first, { firstName: 'Jorge', lastName: 'Lima' })
  await expect(second.getByText('Jorge Lima').first()).toBeVisible()
})

test('the leading tab crashes while another writes: it takes over, and every write is there once', async ({ device }) => {
  const leader = await device.open('/contacts')
  await createContact(leader, { firstName: 'Before', lastName: 'Crash' })
  const heir = await device.newTab('/contacts')
  const third = await device.newTab('/contacts')
  expect(await leads(device)).toBe(1)
  const writing = heir.evaluate(async () => {
    const ids: string[] = []
    for (let i = 0; i < 150; i++) ids.push((await satchel.entity('contacts').create({ firstName: 'Through', lastName: `Crash ${i}` })).id)
    return ids
  })
  await expect.poll(() => countContacts(third)).toBeGreaterThan(10)
  await crash(device, leader)
  const ids = await writing
  expect(await countContacts(heir)).toBe(151)
  expect(new Set(ids).size).toBe(150)
  expect(await countContacts(third)).toBe(151)
  expect(await leads(device, heir)).toBe(1)
  expect(await integrity(third)).toBe('ok')
})

test('the leading tab is closed: the next one leads', async ({ device }) => {
  const leader = await device.open('/contacts')
  const heir = await device.newTab('/contacts')
  await createContact(leader, { firstName: 'Ana', lastName: 'Silva' })
  await leader.close()
  await createContact(heir, { firstName: 'Jorge', lastName: 'Lima' })
  expect(await countContacts(heir)).toBe(2)
  await heir.reload()
  await ready(heir)
  expect(await countContacts(heir)).toBe(2)
})

/** How many leader locks are held in this profile. */
const leads = (device: Device, page: Page = device.page): Promise<number> =>
  page.evaluate(async () => ((await navigator.locks.query()).held ?? []).filter((lock) => lock.name?.startsWith('satchel-leader:')).length)

/** Page.crash answers nobody. */
async function crash(device: Device, page: Page): Promise<void> {
  const session = await device.cdp(page)
  const crashed = page.waitForEvent('crash')
  session.send('Page.crash').catch(() => { /* The page is gone, and its answer with it. */ })
  await crashed
}
