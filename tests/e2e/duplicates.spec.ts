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

test('three that look alike become one by one act, one of four is left out, and any that are selected can be merged; all by keyboard', { tag: '@long' }, async ({ device }) => {
  const page = await device.open('/duplicates')
  const ids = await page.evaluate(async () => {
    const made: string[] = []
    for (const title of ['Coach', 'Trainer', 'Mentor', 'Chef']) made.push((await satchel.entity('contacts').create({ firstName: 'Ana', lastName: 'Silva', title, tags: [title] })).id)
    const project = await satchel.entity('projects').create({ name: 'Retreat', people: made.slice(1, 3).map((id) => ({ id, value: 'Ana Silva' })) })
    for (const contactId of made) await satchel.entity('notes').create({ contactId, body: 'Met' })
    return [...made, project.id]
  })
  const [kept, , , apart, project] = ids as [string, string, string, string, string]
  const card = page.getByRole('region', { name: 'Same name' })
  await expect(card.getByRole('checkbox')).toHaveCount(4)
  expect(await violations(page, 'four duplicates')).toEqual([])
  await card.getByRole('checkbox').last().focus()
  await page.keyboard.press('Space')
  await card.getByRole('radio', { name: 'Coach' }).focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  await expect(card.getByRole('radio', { name: 'Mentor' })).toBeChecked()
  await card.getByRole('button', { name: /^Merge/ }).focus()
  await page.keyboard.press('Enter')
  await expect.poll(() => countContacts(page)).toBe(2)
  const stands = () => page.evaluate(async ([id, of]) => {
    const { title, tags } = (await satchel.entity('contacts').get(id!))!
    return { title, tags, notes: (await satchel.entity('notes').list({ where: { contactId: id! } })).total, people: ((await satchel.entity('projects').get(of!))!['people'] as { id: string }[]).map((person) => person.id) }
  }, [kept, project])
  expect(await stands()).toEqual({ title: 'Mentor', tags: ['Coach', 'Trainer', 'Mentor'], notes: 3, people: [kept] })
  // Whoever was left out still looks like it.
  await expect(card.getByRole('radio', { name: 'Chef' })).toBeVisible()
  await page.keyboard.press('ControlOrMeta+z')
  await expect.poll(() => countContacts(page)).toBe(4)
  expect(await stands()).toMatchObject({ title: 'Coach', notes: 1, people: ids.slice(1, 3) })

  await page.evaluate((id) => satchel.entity('contacts').update(id, { firstName: 'Zoe', lastName: 'Zander' }), apart)
  await page.goto(new URL('/contacts', page.url()).href)
  await page.getByRole('grid').focus()
  for (const key of ['j', 'x', 'j', 'j', 'j', 'x']) await page.keyboard.press(key)
  await page.getByRole('toolbar', { name: 'Selected contacts' }).getByRole('button', { name: 'Merge' }).focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Merge 2 contacts' })
  await expect(dialog.getByRole('radio', { name: 'Zoe' })).toBeVisible()
  expect(await violations(page, 'merging what was selected')).toEqual([])
  await page.keyboard.press('Escape')
  expect(await countContacts(page)).toBe(4)
  await page.getByRole('toolbar', { name: 'Selected contacts' }).getByRole('button', { name: 'Merge' }).focus()
  await page.keyboard.press('Enter')
  await dialog.getByRole('button', { name: 'Merge' }).focus()
  await page.keyboard.press('Enter')
  await expect.poll(() => countContacts(page)).toBe(3)
  expect(await page.evaluate((id) => satchel.entity('contacts').get(id), apart)).toMatchObject({ deletedAt: expect.stringMatching(/^20/) })
})
