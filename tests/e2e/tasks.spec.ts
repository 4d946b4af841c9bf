import AxeBuilder from '@axe-core/playwright'
import type { Rec } from '../../src/data-api/types.ts'
import { signIn, signUp, waitUntilUpToDate } from './steps.ts'
import { expect, test, type Page } from './setup-satchel.ts'

const tasksOf = (page: Page): Promise<Rec[]> => page.evaluate(async () => (await satchel.entity('tasks').list({ limit: 100, sort: ['createdAt'] })).rows)
const openTitles = (page: Page): Promise<unknown[]> => page.evaluate(async () => (await satchel.entity('tasks').list({ where: { state: 'open' }, sort: ['position'] })).rows.map((row) => row['title']))
const axeTags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

async function violations(page: Page, name: string): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(axeTags).analyze()
  return violations.map(({ id, nodes }) => `${name}: ${id} ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)
}

test('a day with tasks, by keyboard alone: written in one line, done, undone, moved, planned; then on another device', async ({ addDevice, account }) => {
  test.setTimeout(180_000)
  const device = await addDevice()
  const page = await device.open('/today')
  await page.evaluate(async () => {
    await satchel.entity('contacts').create({ firstName: 'Ana', lastName: 'Silva' })
    await satchel.entity('projects').create({ name: 'Onboarding', status: 'active' })
  })
  await page.keyboard.press('g')
  await page.keyboard.press('k')
  await page.getByText('Write what is to be done and when').waitFor()
  expect(await violations(page, 'empty')).toEqual([])

  await page.keyboard.press('n')
  await page.keyboard.type('call Ana tomorrow 10:00 !high #onboarding')
  const chips = page.getByRole('list', { name: 'Read from what you typed' })
  await expect(chips.getByRole('listitem')).toHaveText(['Ana Silva', /^Tomorrow 10:00/, 'High', 'Onboarding'])
  expect(await violations(page, 'quick add')).toEqual([])
  // Backspace behind a part takes that back, and its words stay.
  await page.keyboard.press('Backspace')
  await expect(chips.getByRole('listitem')).toHaveText(['Ana Silva', /^Tomorrow 10:00/, 'High'])
  await page.keyboard.type(' #onboarding')
  await page.keyboard.press('Enter')
  await expect(page.getByText('Added to Tomorrow')).toBeVisible()
  const [call] = await tasksOf(page)
  expect(call).toMatchObject({ title: 'call Ana #onboarding', priority: 'high', due: expect.stringMatching(/T10:00\[.+\]$/) })
  expect(call!['projectId']).toEqual(expect.any(String))
  expect(call!['contactId']).toEqual(expect.any(String))

  for (const line of ['Water the plants every day', 'Write the report', 'Send the offer !low']) {
    await page.keyboard.type(line)
    await page.keyboard.press('Enter')
    await expect(page.getByRole('textbox', { name: 'Add a task' })).toHaveValue('')
  }
  await page.keyboard.press('Escape')
  const row = (title: string) => page.getByRole('listitem').filter({ has: page.getByRole('button', { name: title, exact: true }) })
  await expect(page.getByRole('heading', { name: /Today/ })).toBeVisible()
  // Completed, a repeating task has its next one; undone, none.
  await page.getByRole('button', { name: 'Water the plants' }).focus()
  await page.keyboard.press('x')
  await expect(page.getByText('Done. Next tomorrow')).toBeVisible()
  await expect.poll(() => openTitles(page).then((titles) => titles.length)).toBe(4)
  await page.getByRole('button', { name: 'Undo' }).last().click()
  await expect(page.getByText('Undid: Complete Water the plants')).toBeVisible()
  expect((await tasksOf(page)).filter((task) => task['title'] === 'Water the plants')).toHaveLength(1)

  // E renames, P sets the priority, D the due, Alt and an arrow the order, Space opens it beside the list.
  await page.getByRole('button', { name: 'Write the report', exact: true }).focus()
  await page.keyboard.press('e')
  await page.keyboard.type(' of May')
  await page.keyboard.press('Enter')
  await expect(row('Write the report of May')).toBeVisible()
  await page.getByRole('button', { name: 'Write the report of May', exact: true }).focus()
  await page.keyboard.press('p')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(row('Write the report of May').getByRole('button', { name: 'Priority: medium' })).toBeAttached()
  await page.getByRole('button', { name: 'Send the offer', exact: true }).focus()
  await page.keyboard.press('Alt+ArrowUp')
  await expect.poll(async () => (await openTitles(page)).slice(0, 3)).toEqual(['Water the plants', 'Send the offer', 'Write the report of May'])
  await page.getByRole('button', { name: 'Send the offer', exact: true }).focus()
  await page.keyboard.press('d')
  await page.keyboard.type('in 2 weeks')
  await expect(page.getByRole('dialog', { name: 'Due' }).getByRole('status')).toContainText('⏎')
  expect(await violations(page, 'due')).toEqual([])
  await page.keyboard.press('Enter')
  await expect(row('Send the offer')).toHaveCount(0)
  await page.getByRole('button', { name: 'Write the report of May', exact: true }).focus()
  await page.keyboard.press('Space')
  const panel = page.getByRole('complementary', { name: /^Task: Write the report/ })
  await panel.getByRole('textbox', { name: 'Add a subtask' }).fill('Collect the numbers')
  await page.keyboard.press('Enter')
  await expect(panel.getByRole('checkbox', { name: 'Complete Collect the numbers' })).toBeVisible()
  await panel.getByRole('textbox', { name: 'Notes' }).fill('On one page.')
  await panel.getByRole('textbox', { name: 'Title' }).focus()
  await expect.poll(async () => (await tasksOf(page)).find((task) => task['title'] === 'Write the report of May')?.['notes']).toBe('On one page.')
  expect(await violations(page, 'panel')).toEqual([])
  await page.keyboard.press('Escape')
  await expect(panel).toHaveCount(0)
  await page.keyboard.press('#')
  await expect(page.getByText('Deleted: Write the report of May')).toBeVisible()
  await page.keyboard.press('ControlOrMeta+z')
  await expect(row('Write the report of May')).toBeVisible()

  await signUp(page, account)
  const other = await addDevice({ phone: true })
  const phone = await other.open('/welcome')
  await signIn(phone, account)
  await phone.goto(new URL('/tasks?view=all', phone.url()).href)
  await phone.getByRole('link', { name: /Write the report of May/ }).click()
  await expect(phone.getByRole('checkbox', { name: 'Complete Collect the numbers' })).toBeVisible()
  expect(await violations(phone, 'phone, task')).toEqual([])
  await phone.getByRole('checkbox', { name: 'Complete Write the report of May' }).click()
  await phone.getByRole('button', { name: 'Back to the list' }).click()
  await waitUntilUpToDate(phone)
  await page.goto(new URL('/tasks?view=done', page.url()).href)
  await expect(page.getByRole('checkbox', { name: 'Reopen Write the report of May' })).toBeChecked()
})

test('a project with its people and tasks; ⌘K, the trash and the history know it; every screen accessible in both themes', async ({ addDevice }) => {
  test.setTimeout(240_000)
  const device = await addDevice()
  const page = await device.open('/projects')
  await page.evaluate(() => satchel.entity('contacts').create({ firstName: 'Ana', lastName: 'Silva' }))
  await page.keyboard.press('n')
  await page.getByRole('textbox', { name: 'Name' }).fill('Spring retreat')
  await page.keyboard.press('ControlOrMeta+Enter')
  await page.waitForURL('**/projects/*')
  await page.getByRole('button', { name: 'Add people' }).click()
  await page.keyboard.type('ana')
  await page.getByRole('button', { name: 'Ana Silva' }).waitFor()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('link', { name: 'Ana Silva' })).toBeVisible()
  await page.getByRole('textbox', { name: 'Add a task' }).fill('Compare houses today')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'Compare houses' })).toBeVisible()
  const id = page.url().split('/').at(-1)!

  await page.keyboard.press('Escape')
  await page.keyboard.press('ControlOrMeta+k')
  await page.keyboard.type('house')
  await page.getByRole('option', { name: /Compare houses/ }).click()
  await expect(page.getByRole('complementary', { name: 'Task: Compare houses' })).toBeVisible()

  const found: string[] = []
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme })
    for (const screen of ['/projects', `/projects/${id}`, '/tasks', '/tasks?view=upcoming', '/tasks?view=all', '/tasks?view=done', '/today']) {
      await page.goto(new URL(screen, page.url()).href)
      await expect(page.locator('#screen-heading')).toBeAttached()
      await page.waitForFunction(() => document.querySelectorAll('main li, main p, main [role=gridcell]').length > 0)
      found.push(...await violations(page, `${screen} ${scheme}`))
    }
  }
  expect(found).toEqual([])

  await page.getByRole('checkbox', { name: 'Complete Compare houses' }).click()
  await page.goto(new URL(`/projects/${id}`, page.url()).href)
  await expect(page.getByRole('checkbox', { name: 'Reopen Compare houses' })).toBeChecked()
  await page.getByRole('button', { name: 'Move to trash' }).click()
  await expect(page.getByText('Deleted: Spring retreat. Its tasks stay.')).toBeVisible()
  await page.goto(new URL('/trash?of=projects', page.url()).href)
  await page.getByRole('button', { name: 'Restore Spring retreat' }).click()
  await expect(page.getByText('Spring retreat is back')).toBeVisible()
  await page.goto(new URL('/history', page.url()).href)
  await expect(page.getByText(/Spring retreat/).first()).toBeVisible()
  await expect.poll(() => page.evaluate(async () => (await satchel.entity('tasks').list()).rows.map((row) => typeof row['projectId']))).toEqual(['string'])
  expect(await page.evaluate(() => satchel.entity('tasks').export('csv'))).toContain('Compare houses')
})
