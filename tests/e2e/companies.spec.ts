import { createContact, visit } from './steps.ts'
import { expect, test, type Page } from './setup-satchel.ts'
import { violations } from './violations.ts'

const companies = (page: Page): Promise<string[]> => page.evaluate(async () => (await satchel.entity('companies').list({ sort: ['name'], limit: 100 })).rows.map((row) => String(row['name'])))

test('the names that contacts were given are companies: with their people, renamed, written anew, deleted and undone', { tag: '@long' }, async ({ device }) => {
  // What is looked at for everybody's eyes and ears takes its time on a busy machine.
  test.setTimeout(240_000)
  const page = await device.open('/contacts')
  for (const [firstName, company] of [['Ana', 'Onda'], ['Ben', 'ONDA '], ['Caio', 'Argo']] as const) await createContact(page, { firstName, lastName: 'Silva', company })
  expect(await companies(page)).toEqual([])

  await page.keyboard.press('g')
  await page.keyboard.press('o')
  const grid = page.getByRole('grid', { name: 'Companies' })
  await expect(grid.getByRole('link', { name: 'Argo' })).toBeVisible()
  await expect(page.getByText('2 companies')).toBeVisible()
  expect(await violations(page, 'list')).toEqual([])

  await grid.getByRole('link', { name: 'Onda', exact: true }).click()
  const people = page.getByRole('region', { name: 'People' })
  await expect(people.getByRole('link')).toHaveCount(2)
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Onda GmbH')
  await page.keyboard.press('Enter')
  await expect(page.getByText('Onda GmbH').first()).toBeVisible()
  await expect.poll(() => page.evaluate(async () => (await satchel.entity('contacts').list({ where: { company: 'Onda GmbH' } })).total)).toBe(2)
  // Whoever writes the former name means it too.
  await createContact(page, { firstName: 'Dora', lastName: 'Lima', company: 'onda' })
  await expect(people.getByRole('link')).toHaveCount(3)
  await page.getByRole('textbox', { name: 'Note' }).fill('Met at the fair')
  await page.getByRole('button', { name: 'Save note' }).click()
  await expect(page.getByRole('region', { name: 'Timeline' }).getByText('Met at the fair')).toBeVisible()
  expect(await violations(page, 'company')).toEqual([])

  // From a person: the way to the company, and another one by typing its name.
  await people.getByRole('link', { name: /Ana Silva/ }).click()
  await expect(page.getByRole('link', { name: 'Open Onda GmbH' })).toBeVisible()
  await page.getByRole('textbox', { name: 'Company' }).fill('Lumen')
  await page.keyboard.press('Enter')
  await page.getByRole('link', { name: 'Open Lumen' }).click()
  await expect(page.getByRole('region', { name: 'People' }).getByRole('link', { name: /Ana Silva/ })).toBeVisible()

  // Deleted, it asks, and its people stay.
  await page.keyboard.press('#')
  await page.getByRole('dialog', { name: 'Delete this company?' }).getByRole('button', { name: 'Delete company' }).click()
  await expect(page.getByText('1 company moved to the trash')).toBeVisible()
  expect(await companies(page)).toEqual(['Argo', 'Onda GmbH'])
  expect(await page.evaluate(async () => (await satchel.entity('contacts').list({ where: { company: 'Lumen' } })).total)).toBe(1)
  await page.keyboard.press('ControlOrMeta+z')
  await expect.poll(() => companies(page)).toEqual(['Argo', 'Lumen', 'Onda GmbH'])

  await page.keyboard.press('ControlOrMeta+k')
  await page.getByRole('combobox').fill('argo')
  await page.getByRole('group', { name: 'Companies' }).getByRole('option', { name: /Argo/ }).click()
  await expect(page).toHaveURL(/\/companies\/[0-9a-f-]{36}$/)
})

test('a company is made, edited in the table, filtered, merged with its double; on a phone too', { tag: '@long' }, async ({ device, addDevice }) => {
  test.setTimeout(240_000)
  const page = await device.open('/companies')
  await expect(page.getByText('No companies yet')).toBeVisible()
  await page.keyboard.press('c')
  const dialog = page.getByRole('dialog', { name: 'New company' })
  await dialog.getByLabel('Name').fill('Meridian')
  await dialog.getByLabel('Domain').fill('https://meridian.example/')
  await page.keyboard.press('ControlOrMeta+Enter')
  const grid = page.getByRole('grid', { name: 'Companies' })
  await expect(grid.getByText('meridian.example')).toBeVisible()
  await grid.focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('e')
  await page.keyboard.type('Consulting')
  await page.keyboard.press('Enter')
  await expect(grid.getByText('Consulting')).toBeVisible()

  await page.evaluate(async () => {
    const double = await satchel.entity('companies').create({ name: 'Meridian', tags: ['client'] })
    await satchel.entity('notes').create({ companyId: double.id, body: 'Renewal is due' })
    await satchel.entity('contacts').create({ lastName: 'Dee', company: 'Meridian', companyId: double.id })
  })
  await visit(page, '/duplicates')
  await page.getByRole('button', { name: /^Merge Meridian/ }).click()
  await expect(page.getByText('Meridian is one company now')).toBeVisible()
  const merged = await page.evaluate(async () => {
    const { rows } = await satchel.entity('companies').list()
    return { count: rows.length, tags: rows[0]?.['tags'], notes: (await satchel.entity('notes').list({ where: { companyId: rows[0]!.id } })).total, people: (await satchel.entity('contacts').list({ where: { companyId: rows[0]!.id } })).total }
  })
  expect(merged).toEqual({ count: 1, tags: ['client'], notes: 1, people: 1 })

  await visit(page, '/companies?f=[["industry","anyOf",["Consulting"]]]')
  await expect(page.getByText('1 of 1 company')).toBeVisible()

  const phone = await (await addDevice({ phone: true })).open('/companies')
  await phone.evaluate(() => satchel.entity('companies').create({ name: 'Lumen', industry: 'Media' }))
  await phone.getByRole('link', { name: /Lumen/ }).click()
  await expect(phone.getByRole('region', { name: 'People' })).toBeVisible()
  expect(await violations(phone, 'company on a phone')).toEqual([])
})
