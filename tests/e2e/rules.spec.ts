import { countContacts, createContact, getContact, signIn, signUp, updateContact, visit, waitUntilUpToDate } from './steps.ts'
import { expect, test } from './setup-satchel.ts'

const words = 'A contact needs a name, a company, an e-mail or a phone.'

test('[M5] a rule that is broken offline is said at once where it is broken, in the form and beside the field, and what was typed stays', { tag: '@long' }, async ({ device }) => {
  const page = await device.open('/contacts')
  const { id } = await createContact(page, { lastName: 'Silva' })
  await device.setOffline(true)

  await page.keyboard.press('c')
  const dialog = page.getByRole('dialog', { name: 'New contact' })
  await dialog.getByLabel('Title', { exact: true }).fill('Coach')
  await dialog.getByRole('button', { name: /^Save(?! and)/ }).click()
  await expect(dialog.getByText(words)).toBeVisible()
  await expect(dialog.getByLabel('Title', { exact: true })).toHaveValue('Coach')
  expect(await countContacts(page)).toBe(1)
  await page.keyboard.press('Escape')

  await visit(page, `/contacts/${id}`)
  const last = page.getByRole('textbox', { name: 'Last name' })
  await last.fill('')
  await last.press('Tab')
  await expect(page.getByText(words)).toBeVisible()
  expect(await getContact(page, id)).toMatchObject({ lastName: 'Silva' })
})

test('[M5, P4] a rule that only the server sees broken comes back by its name: the history says that it was not synced, and the failed list mends it', { tag: '@long' }, async ({ addDevice, account }) => {
  const [one, other] = [await addDevice(), await addDevice()]
  const page = await one.open('/contacts')
  await signUp(page, account)
  const { id } = await createContact(page, { firstName: 'Xena', lastName: 'Yarrow' })
  await waitUntilUpToDate(page)
  const away = await other.open('/contacts')
  await signIn(away, account)
  await other.setOffline(true)
  await updateContact(away, id, { lastName: null })
  await updateContact(away, id, { title: 'Written offline' })
  await updateContact(page, id, { firstName: null })
  await waitUntilUpToDate(page)
  other.expectErrors(/rejected|refused/)
  await other.setOffline(false)
  await expect.poll(() => away.evaluate(() => satchel.sync.status().failed)).toBe(1)

  await visit(away, `/contacts/${id}`)
  await expect(away.getByText('You emptied last name · could not be synced')).toBeVisible()
  await expect.poll(async () => getContact(page, id)).toMatchObject({ lastName: 'Yarrow', title: 'Written offline' })
  await visit(away, '/sync?tab=failed')
  const failed = away.getByRole('list', { name: 'Failed changes' })
  await expect(failed.getByText(words)).toBeVisible()
  // Refused again at once; what is said already is not said twice.
  for (let press = 0; press < 2; press++) await failed.getByRole('button', { name: 'Retry Xena' }).click()
  await expect(away.getByRole('status', { name: 'Messages' }).getByRole('alert')).toHaveCount(1)
  await failed.getByRole('button', { name: 'Edit Xena' }).click()
  await failed.getByRole('textbox', { name: 'Last name' }).fill('Zed')
  await failed.getByRole('button', { name: 'Save and retry' }).click()
  await waitUntilUpToDate(away)
  await expect.poll(async () => (await getContact(page, id))?.['lastName']).toBe('Zed')
  await visit(away, `/contacts/${id}`)
  await expect(away.getByText(/could not be synced/)).toHaveCount(0)
})

test('[M5] a project and a task whose name was emptied say so where it stood, and the field can still be seen', { tag: '@long' }, async ({ device }) => {
  const page = await device.open('/contacts')
  const [project, task] = await page.evaluate(async () => [(await satchel.entity('projects').create({ name: 'Harbour' })).id, (await satchel.entity('tasks').create({ title: 'Call' })).id])
  for (const [path, placeholder, said] of [[`/projects/${project!}`, 'Name of the project', 'Give the project a name.'], [`/tasks?view=all&task=${task!}`, 'What is to be done', 'Say what is to be done.']] as const) {
    await visit(page, path)
    const field = page.getByPlaceholder(placeholder)
    await field.fill('')
    await field.press('Tab')
    await expect(page.getByText(said)).toBeVisible()
    await expect(field).toHaveValue('')
  }
})
