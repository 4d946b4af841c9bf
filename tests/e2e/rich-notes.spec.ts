import AxeBuilder from '@axe-core/playwright'
import { readFileSync } from 'node:fs'
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

test('calls, meetings and e-mails are logged by keyboard, told apart on the timeline, found, taken back and exported', async ({ device }) => {
  const page = await device.open('/contacts')
  const { id } = await createContact(page, { firstName: 'Ana', lastName: 'Silva' })
  await createContact(page, { firstName: 'Ben', lastName: 'Okafor' })
  const project = await page.evaluate(() => satchel.entity('projects').create({ name: 'Onboarding' }))
  await device.open(`/contacts/${id}`)
  await page.getByRole('heading', { name: 'Ana Silva', level: 1 }).waitFor()
  await page.keyboard.press('l')
  await page.keyboard.press('c')
  await expect(page.getByRole('radio', { name: 'Call' })).toBeChecked()
  await expect(editor(page)).toBeFocused()
  await page.keyboard.type('Asked about **May**')
  await page.getByLabel('Direction').selectOption('in')
  await page.getByLabel('Minutes').fill('25')
  await page.getByRole('button', { name: 'Who else' }).press('Enter')
  await page.keyboard.type('Ben')
  await expect(page.getByRole('dialog').getByRole('button', { name: 'Ben Okafor' })).toBeVisible()
  await page.keyboard.press('Enter')
  await shoot(page, 'log-call')
  // Half done, it survives a reload.
  await device.open(`/contacts/${id}`)
  await expect(page.getByLabel('Minutes')).toHaveValue('25')
  await expect(page.getByRole('button', { name: 'Take Ben Okafor out' })).toBeVisible()
  await page.getByRole('button', { name: 'Log call' }).click()
  const timeline = page.getByRole('region', { name: 'Timeline' })
  await expect(timeline.getByText('25 min')).toBeVisible()
  await expect(timeline.getByText('incoming')).toBeVisible()
  await expect(timeline.getByRole('link', { name: 'Ben Okafor' })).toBeVisible()
  // An e-mail needs no words.
  await expect(editor(page)).toBeFocused()
  await page.keyboard.press('Escape')
  await page.keyboard.press('l')
  await page.keyboard.press('e')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(timeline.getByText('sent')).toBeVisible()
  await shoot(page, 'timeline-wide')
  await timeline.getByRole('button', { name: 'Calls' }).click()
  await expect(timeline.locator('ol > li')).toHaveCount(1)
  await timeline.getByRole('button', { name: 'Everything' }).click()
  // Changed afterwards, and taken back.
  await timeline.getByRole('button', { name: 'Note actions' }).first().click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await expect(page.getByText('E-mail deleted')).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(timeline.getByText('sent')).toBeVisible()

  await device.open(`/projects/${project.id}`)
  await page.getByRole('heading', { name: 'Onboarding' }).first().waitFor()
  await page.keyboard.press('l')
  await page.keyboard.press('m')
  await expect(editor(page)).toBeFocused()
  await page.keyboard.type('Kick-off with the team')
  await page.getByLabel('Minutes').fill('60')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(page.getByRole('region', { name: 'Timeline' }).getByText('60 min')).toBeVisible()
  await shoot(page, 'project-timeline')
  const found = await page.evaluate(async () => {
    const { rows } = await satchel.entity('notes').list({ sort: ['kind'] })
    return { rows: rows.map(({ kind, body, direction, minutes, projectId }) => ({ kind, body, direction, minutes, onProject: projectId !== undefined })), searched: (await satchel.entity('notes').list({ search: 'okafor' })).total, csv: await satchel.entity('notes').export('csv'), withContact: await satchel.entity('contacts').export('json') }
  })
  expect(found.rows).toEqual([
    { kind: 'call', body: 'Asked about **May**', direction: 'in', minutes: 25, onProject: false },
    { kind: 'email', direction: 'out', onProject: false },
    { kind: 'meeting', body: 'Kick-off with the team', minutes: 60, onProject: true },
  ])
  expect(found.searched).toBe(1)
  expect(found.csv).toContain('Asked about **May**')
  expect(found.withContact).toContain('"minutes": 25')
})

for (const phone of [false, true]) {
  test(`pasted from Word, read and written on a ${phone ? 'phone' : 'wide screen'}: nothing is against the security policy, and axe finds nothing in either theme`, async ({ addDevice }) => {
    const device = await addDevice({ phone })
    const page = await device.open('/contacts')
    const { id } = await createContact(page, { firstName: 'Ana', lastName: 'Silva' })
    await page.evaluate((id) => satchel.entity('notes').create({ contactId: id, kind: 'meeting', minutes: 45, happenedAt: '2026-11-20T10:00:00.000Z', body: '## Where we are\n\n1. The offer is **out**, see https://onda.example/offer\n2. `May` is ~~free~~ full\n\n> Whatever it takes.\n\n- [x] Send it\n- [ ] Call\n\n```\nrate = 900\n```' }), id)
    await device.open(`/contacts/${id}`)
    const field = page.getByRole('textbox', { name: 'Note', exact: true })
    await field.focus()
    await expect(editor(page)).toBeFocused()
    await editor(page).evaluate((element, html) => {
      const data = new DataTransfer()
      data.setData('text/html', html)
      element.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
    }, readFileSync(new URL('../fixtures/paste/word.html', import.meta.url), 'utf8'))
    await expect(editor(page).getByRole('heading', { name: 'Plan for May' })).toBeVisible()
    await expect(editor(page).locator('li li')).toHaveText('with the long version')
    await page.keyboard.press('Enter')
    await page.keyboard.type('/')
    await expect(page.getByRole('listbox', { name: 'Insert' })).toBeVisible()
    for (const theme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: theme })
      await page.waitForTimeout(200)
      await shoot(page, `${phone ? 'phone' : 'wide'}-${theme}`)
      const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze()
      expect(violations.map(({ id: rule, nodes }) => `${theme} ${rule}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([])
    }
    await page.keyboard.press('Escape')
    await expect(page.getByRole('listbox', { name: 'Insert' })).toBeHidden()
    await expect(editor(page), 'Escape closes the menu alone').toBeFocused()
  })
}
