import { ready } from './device.ts'
import { createContact, createMany, getContact, visit } from './steps.ts'
import { expect, test, type Page } from './setup-satchel.ts'

/* What a person does who has only a keyboard: the focus is always somewhere, and nothing typed is lost. */

const focused = (page: Page): Promise<string> => page.evaluate(() => {
  const element = document.activeElement
  return element === document.body ? 'nothing' : element?.getAttribute('aria-label') ?? element?.getAttribute('role') ?? element?.textContent.trim() ?? ''
})
const activeCell = (page: Page): Promise<string | undefined> => page.evaluate(() =>
  document.getElementById(document.querySelector('[role=grid]')?.getAttribute('aria-activedescendant') ?? '')?.textContent)

async function pressAll(page: Page, ...keys: string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key)
}

test('the table: open, peek, sort by several columns, filter, select and go on searching', async ({ device }) => {
  const page = await device.open('/contacts')
  await createContact(page, { firstName: 'Ana', lastName: 'Silva', company: 'Onda' })
  await createContact(page, { firstName: 'Jorge', lastName: 'Lima', company: 'Onda' })
  await createContact(page, { firstName: 'Mara', lastName: 'Weiss', company: 'Alma' })
  await expect(page.getByRole('row')).toHaveCount(4)

  // Nothing has the focus yet: the first key shows where one is.
  await page.keyboard.press('j')
  await expect.poll(() => activeCell(page)).toContain('Jorge Lima')
  await pressAll(page, 'ArrowDown', 'Space')
  await expect(page.getByRole('complementary', { name: 'Peek: Ana Silva' })).toBeVisible()
  await expect(page).toHaveURL(/peek=/)
  await page.reload()
  await ready(page)
  await expect(page.getByRole('complementary', { name: 'Peek: Ana Silva' }), 'an address shows whom it names').toBeVisible()
  await page.goto(`${device.origin}/contacts`)
  await ready(page)
  await expect(page.getByRole('row')).toHaveCount(4)

  // Rows are on the screen a moment before the screen hears keys.
  await page.keyboard.press('j')
  await expect.poll(() => activeCell(page)).toContain('Jorge Lima')
  await pressAll(page, 'ArrowDown', 'Enter')
  await expect(page.getByRole('heading', { name: 'Ana Silva' })).toBeFocused()
  await page.goBack()
  await expect(page.getByRole('heading', { name: 'Contacts' })).toBeFocused()
  expect(await activeCell(page), 'Back leads to the row one came from').toContain('Ana Silva')
  await pressAll(page, 'j', 'e')
  await expect(page.getByRole('textbox', { name: 'First name' }), 'what is no plain cell is edited on the page').toBeFocused()
  await page.goBack()

  await pressAll(page, 'j', 'ArrowUp', 'ArrowUp', 'ArrowUp', 'ArrowRight', 'Enter')
  await expect(page).toHaveURL(/sort=company(&|$)/)
  await pressAll(page, 'ArrowRight', 'Shift+Enter')
  await expect(page).toHaveURL(/sort=company%2Ctitle/)
  await pressAll(page, 'ArrowLeft', 'f')
  await expect(page.getByRole('textbox', { name: 'Find in Company' })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('grid')).toBeFocused()

  await pressAll(page, 'ArrowDown', 'x', '/')
  await page.keyboard.type('jorge')
  await expect(page.getByRole('row')).toHaveCount(2)
  await expect(page.getByRole('toolbar', { name: 'Selected contacts' })).toContainText('1 selected')
  await pressAll(page, 'Enter', 'x')
  await expect(page.getByRole('toolbar', { name: 'Selected contacts' })).toContainText('2 selected')
})

test('⌘K, a word and ⏎ before the palette’s script is there: they wait for it', { tag: '@long' }, async ({ addDevice }) => {
  const device = await addDevice({ fresh: true })
  const page = await device.open('/contacts')
  const asked = page.waitForRequest(/\/command-palette-[^/]*\.js$/)
  let load = (): void => undefined
  const wanted = new Promise<void>((resolve) => { load = resolve })
  await page.route(/\/command-palette-[^/]*\.js$/, async (route) => { await wanted; await route.continue() })
  await page.keyboard.press('ControlOrMeta+k')
  await page.keyboard.type('keyboard shortcuts')
  await page.keyboard.press('Enter')
  await asked
  await expect(page.getByRole('dialog', { name: 'Search and commands' }).getByRole('textbox')).toHaveValue('keyboard shortcuts')
  load()
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
  await page.keyboard.press('Escape')
  // What was pressed then is done: the next palette waits for its own.
  await page.keyboard.press('ControlOrMeta+k')
  await expect(page.getByRole('dialog', { name: 'Search and commands' }).getByRole('option').first()).toBeVisible()
  await expect(page.getByRole('dialog', { name: 'Search and commands' }).getByRole('combobox')).toHaveValue('')
})

test('a filter is made step by step, and each step has the focus', { tag: '@long' }, async ({ device }) => {
  const page = await device.open('/contacts')
  await createContact(page, { firstName: 'Ana', lastName: 'Silva', company: 'Onda' })
  await createContact(page, { firstName: 'Mara', lastName: 'Weiss', company: 'Alma' })
  await page.getByRole('button', { name: 'Filter', exact: true }).focus()
  await page.keyboard.press('Enter')
  await pressAll(page, 'ArrowDown', 'ArrowDown', 'ArrowDown')
  expect(await focused(page)).toBe('Company')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('textbox', { name: 'Find in Company' })).toBeFocused()
  await page.keyboard.type('on')
  await expect(page.getByRole('checkbox', { name: /Onda/ })).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('row')).toHaveCount(2)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: 'Filter', exact: true })).toBeFocused()
  await page.keyboard.press('Enter')
  expect(await focused(page), 'the next filter begins with its column').toBe('Name')
})

test('what is typed into a cell outlives scrolling, Back and a reload', { tag: '@long' }, async ({ device }) => {
  const page = await device.open('/today')
  await createMany(page, 200)
  const { id } = await createContact(page, { firstName: 'Aa', lastName: 'Aa', company: 'Before' })
  await pressAll(page, 'g', 'c')
  const editCompany = async (text: string): Promise<void> => {
    await expect(page.getByRole('row').filter({ hasText: 'Aa Aa' })).toBeVisible()
    await page.getByRole('grid').focus()
    await pressAll(page, 'Control+Home', 'ArrowRight', 'F2')
    await page.getByRole('textbox', { name: 'Company' }).fill(text)
  }
  await editCompany('Scrolled away')
  await page.mouse.move(700, 500)
  await page.mouse.wheel(0, 5_000)
  await expect(page.getByRole('grid')).toBeFocused()
  await expect.poll(async () => (await getContact(page, id))?.['company']).toBe('Scrolled away')
  await page.mouse.wheel(0, -5_000)
  await editCompany('Gone back')
  await page.goBack()
  await expect(page).toHaveURL(/today/)
  await expect.poll(async () => (await getContact(page, id))?.['company']).toBe('Gone back')
  await page.goto(`${device.origin}/contacts`)
  await ready(page)
  await editCompany('Cut short')
  await page.goto(`${device.origin}/contacts/${id}`)
  await ready(page)
  await expect(page.getByRole('textbox', { name: 'Company' })).toHaveValue('Cut short')
  await expect(page.getByText('Not saved yet.')).toBeVisible()
  expect((await getContact(page, id))?.['company']).toBe('Gone back')
})

test('a row is filled in from cell to cell, lists and tags too', { tag: '@long' }, async ({ device }) => {
  const page = await device.open('/contacts')
  const { id } = await createContact(page, { firstName: 'Ana', lastName: 'Silva' })
  await expect(page.getByRole('row').filter({ hasText: 'Ana Silva' })).toBeVisible()
  await page.getByRole('grid').focus()
  await pressAll(page, 'Control+Home', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'F2')
  for (const [name, text] of [['E-mails', 'ana@example.org'], ['Phones', '+351 21 1234567'], ['City', 'Porto']] as const) {
    await expect(page.getByRole('textbox', { name, exact: true })).toBeFocused()
    await page.keyboard.type(text)
    await page.keyboard.press('Tab')
    await expect(page.getByRole('textbox', { name, exact: true })).toBeHidden()
    await page.keyboard.press('F2')
  }
  await page.keyboard.type('vip, lisbon')
  await page.keyboard.press('Enter')
  await expect.poll(() => getContact(page, id)).toMatchObject({
    emails: [{ value: 'ana@example.org' }], phones: [{ value: '+351 21 1234567' }], addresses: [{ city: 'Porto' }], tags: ['vip', 'lisbon'],
  })
})

test('a contact’s lists: added, refused, removed, and what is not saved says so', { tag: '@long' }, async ({ device }) => {
  const page = await device.open('/contacts')
  const { id } = await createContact(page, { firstName: 'Ana', lastName: 'Silva' })
  await visit(page, `/contacts/${id}`)
  const add = page.getByRole('button', { name: 'Add e-mail' })
  await add.focus()
  await page.keyboard.press('Enter')
  await page.keyboard.type('ana@example.org')
  // Both ask for the same write, which must not be made twice.
  await pressAll(page, 'Enter', 'Tab')
  await expect(page.getByRole('textbox', { name: 'e-mail, work' })).toHaveCount(1)
  await expect(add).toBeVisible()
  expect((await getContact(page, id))?.['emails']).toHaveLength(1)

  await add.focus()
  await page.keyboard.press('Enter')
  await page.keyboard.type('half')
  await page.reload()
  await ready(page)
  await expect(page.getByRole('textbox', { name: 'e-mail, work' }).last()).toHaveValue('half')
  await expect(page.getByText('Not saved yet.')).toBeVisible()
  await page.getByRole('textbox', { name: 'e-mail, work' }).last().focus()
  await page.keyboard.press('Escape')
  await expect(add).toBeFocused()

  await page.getByRole('button', { name: 'Remove this e-mail' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('textbox', { name: 'e-mail, work' })).toHaveCount(0)
  await expect(add).toBeFocused()
})

test('the help names the keys of the screen, also in a window enlarged to 200 %', { tag: '@long' }, async ({ addDevice }) => {
  const device = await addDevice()
  await device.page.setViewportSize({ width: 680, height: 430 })
  const page = await device.open('/contacts')
  await createMany(page, 5)
  await expect(page.getByRole('list', { name: 'Contacts' }).getByRole('link')).toHaveCount(5)
  await pressAll(page, 'j', 'j', 'x')
  await expect(page.getByRole('toolbar', { name: 'Selected contacts' })).toContainText('1 selected')
  await pressAll(page, 'Escape', '?')
  const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  for (const row of [/Next contact\s*J\s*or\s*↓/, /Open the contact\s*⏎/, /Select from there to here\s*(⇧|Shift)\s*X/, /Save what is being written/, /Move to trash\s*#/]) await expect(help).toContainText(row)
  await expect(help.getByText('J', { exact: true })).toBeVisible()
  const top = await help.getByText('Next contact').boundingBox()
  await pressAll(page, 'PageDown')
  await expect.poll(async () => (await help.getByText('Next contact').boundingBox())?.y, 'it scrolls by keys').not.toBe(top?.y)
})

test('dialogs give the focus back, also when they close themselves', { tag: '@long' }, async ({ device }) => {
  const page = await device.open('/contacts')
  await createContact(page, { firstName: 'Ana', lastName: 'Silva' })
  await page.getByRole('button', { name: 'New contact' }).focus()
  await page.keyboard.press('Enter')
  await page.keyboard.type('Jorge')
  await pressAll(page, 'ControlOrMeta+Enter')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'New contact' })).toBeFocused()
  // The toast's Undo takes back what it says, whatever was done since.
  await createContact(page, { firstName: 'Later', lastName: 'Lima' })
  await page.getByRole('status', { name: 'Messages' }).getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByRole('row').filter({ hasText: 'Jorge' })).toHaveCount(0)
  await expect(page.getByRole('row').filter({ hasText: 'Later Lima' })).toHaveCount(1)
})
