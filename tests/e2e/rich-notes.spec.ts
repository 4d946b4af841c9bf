import AxeBuilder from '@axe-core/playwright'
import { createContact, signIn, signUp, waitForServiceWorker, waitUntilUpToDate } from './steps.ts'
import { expect, test, type Page } from './setup-satchel.ts'

const shots = process.env['SATCHEL_SHOTS']
const shoot = async (page: Page, name: string): Promise<void> => { if (shots !== undefined) await page.screenshot({ path: `${shots}/${name}.png` }) }

const editor = (page: Page, name = 'Note') => page.locator('.ProseMirror').and(page.getByRole('textbox', { name, exact: true }))
const bodies = (page: Page): Promise<unknown[]> => page.evaluate(async () => (await satchel.entity('notes').list()).rows.map((note) => note['body']))

test('by keyboard alone: Markdown typed, the slash menu, a mention, a list and a box; a draft survives a reload; saved, it reads so without the editor', async ({ device }) => {
  const page = await device.open('/contacts')
  const { id } = await createContact(page, { firstName: 'Ana', lastName: 'Silva' })
  const ben = await createContact(page, { firstName: 'Ben', lastName: 'Okafor' })
  await device.open(`/contacts/${id}`)
  await page.getByRole('heading', { name: 'Ana Silva', level: 1 }).waitFor()
  expect(await page.evaluate(() => performance.getEntriesByType('resource').filter(({ name }) => /editor-/.test(name)).length), 'not before somebody writes').toBe(0)
  await page.keyboard.press('n')
  await expect(editor(page)).toBeFocused()
  await page.keyboard.type('## Plan for May')
  await page.keyboard.press('Enter')
  await page.keyboard.type('Met **in Porto** with @Ben')
  await expect(page.getByRole('option', { name: 'Ben Okafor' })).toBeVisible()
  await shoot(page, 'mention-menu')
  await page.keyboard.press('Enter')
  await page.keyboard.type('and agreed:')
  await page.keyboard.press('Enter')
  await page.keyboard.type('/check')
  await expect(page.getByRole('option', { name: 'Checklist' })).toBeVisible()
  await shoot(page, 'slash-menu')
  await page.keyboard.press('Enter')
  await page.keyboard.type('Send the offer')
  await page.keyboard.press('Enter')
  await page.keyboard.type('Call in *June*')
  await expect(page.getByText('Save note')).toBeVisible()

  // A reload, before it is saved.
  await device.open(`/contacts/${id}`)
  await expect(editor(page)).toContainText('Call in June')
  await expect(page.getByText('Your draft is still here.')).toBeVisible()
  await shoot(page, 'draft')
  await editor(page).focus()
  await page.keyboard.press('ControlOrMeta+Enter')
  const body = `## Plan for May\n\nMet **in Porto** with [@Ben Okafor](satchel:contacts/${ben.id}) and agreed:\n\n- [ ] Send the offer\n- [ ] Call in *June*`
  await expect.poll(() => bodies(page)).toEqual([body])
  const timeline = page.getByRole('region', { name: 'Timeline' })
  await expect(timeline.getByRole('heading', { name: 'Plan for May' })).toBeVisible()
  await expect(timeline.locator('strong', { hasText: 'in Porto' })).toBeVisible()
  await expect(timeline.getByRole('img', { name: 'Not done' })).toHaveCount(2)
  await shoot(page, 'saved')
  // The name it has now, and the way to it.
  await page.evaluate((id) => satchel.entity('contacts').update(id, { lastName: 'Okafor-Lima' }), ben.id)
  await timeline.getByRole('link', { name: '@Ben Okafor-Lima' }).click()
  await expect(page.getByRole('heading', { name: 'Ben Okafor-Lima', level: 1 })).toBeVisible()
  expect(await page.evaluate(async () => (await satchel.entity('notes').list({ search: 'agreed' })).total)).toBe(1)
})

test('what another device writes into a note comes into its editor while one types, and the caret stays', async ({ device, addDevice, account }) => {
  const a = await device.open('/contacts')
  await waitForServiceWorker(a)
  const { id } = await createContact(a, { firstName: 'Ana', lastName: 'Silva' })
  await a.evaluate((id) => satchel.entity('notes').create({ contactId: id, body: '# Call\n\nAsked for the offer today.\n\n- one\n- two' }), id)
  await signUp(a, account)
  await waitUntilUpToDate(a)
  const other = await addDevice()
  const b = await other.open('/contacts')
  await signIn(b, account)
  await waitUntilUpToDate(b)
  await device.open(`/contacts/${id}`)
  await a.getByRole('button', { name: 'Note actions' }).click()
  await a.getByRole('menuitem', { name: 'Edit' }).click()
  const writing = a.locator('ol .ProseMirror')
  await expect(writing).toBeFocused()
  // Into the middle of the paragraph: behind "offer".
  await writing.getByText('Asked for').evaluate((paragraph) => {
    const text = paragraph.firstChild!
    getSelection()!.collapse(text, 'Asked for the offer'.length)
  })
  await a.keyboard.type(' in two')
  await b.evaluate(async () => {
    const note = (await satchel.entity('notes').list()).rows[0]!
    await satchel.entity('notes').update(note.id, { body: '# Long call\n\nAna asked for the **offer** today.\n\n- one\n- two\n- three' })
  })
  await expect(writing.getByText('three')).toBeVisible()
  await expect(a.getByText('This note was changed elsewhere while you write. Both are in it.')).toBeVisible()
  await a.keyboard.type(' versions')
  await expect(writing).toContainText('in two versions')
  await shoot(a, 'joined')
  await a.keyboard.press('ControlOrMeta+Enter')
  const both = '# Long call\n\nAna asked for the **offer** in two versions today.\n\n- one\n- two\n- three'
  for (const page of [a, b]) await expect.poll(() => bodies(page), { timeout: 20_000 }).toEqual([both])
})
