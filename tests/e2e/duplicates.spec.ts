import { ready } from './device.ts'
import { countContacts } from './steps.ts'
import { expect, test } from './setup-satchel.ts'
import { violations } from './violations.ts'

test('contacts that look alike are merged with their notes, undone, and kept apart for good', { tag: '@long' }, async ({ device }) => {
  const page = await device.open('/duplicates')
  await expect(page.getByText('All clean')).toBeVisible()
  const [kept, other] = await page.evaluate(async () => {
    const one = await satchel.entity('contacts').create({ firstName: 'Ana', lastName: 'Silva', title: 'Coach', phones: [{ value: '+49 151 2345678', label: 'work' }] })
    const two = await satchel.entity('contacts').create({ firstName: 'ANA', lastName: 'Silva', title: 'Trainer', emails: [{ value: 'ana@example.org', label: 'home' }] })
    await satchel.entity('notes').create({ contactId: two.id, body: 'Met in Lisbon' })
    return [one.id, two.id]
  }) as [string, string]

  const card = page.getByRole('region', { name: 'Same name' })
  await expect(card).toBeVisible()
  expect(await violations(page, 'duplicates')).toEqual([])
  await card.getByRole('radio', { name: 'Trainer' }).check()
  await card.getByRole('button', { name: 'Merge' }).click()
  await expect(page.getByText('All clean')).toBeVisible()
  expect(await countContacts(page)).toBe(1)
  const merged = await page.evaluate(async (id) => ({ ...(await satchel.entity('contacts').get(id)), notes: (await satchel.entity('notes').list({ where: { contactId: id } })).rows.map((note) => note['body']) }), kept)
  expect(merged).toMatchObject({ firstName: 'Ana', title: 'Trainer', emails: [{ value: 'ana@example.org' }], phones: [{ value: '+49 151 2345678' }], notes: ['Met in Lisbon'] })

  await page.keyboard.press('Control+z')
  await expect(card).toBeVisible()
  expect(await page.evaluate(async (id) => (await satchel.entity('notes').list({ where: { contactId: id } })).total, other)).toBe(1)

  await card.getByRole('button', { name: 'Not the same' }).click()
  await expect(page.getByText('All clean')).toBeVisible()
  await page.reload()
  await ready(page)
  await expect(page.getByText('All clean')).toBeVisible()
  expect(await countContacts(page)).toBe(2)
})
