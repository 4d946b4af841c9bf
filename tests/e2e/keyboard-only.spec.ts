import { expect, test, type Page } from './setup-satchel.ts'

/* A day's work without a mouse, from the first visit on: nothing is clicked, and after every step the focus is somewhere and in sight. */

const press = async (page: Page, ...keys: string[]): Promise<void> => { for (const key of keys) await page.keyboard.press(key) }
const column = (page: Page, name: string) => page.getByRole('region', { name: new RegExp(`^${name}`) })
const grid = (page: Page) => page.getByRole('grid', { name: 'Contacts' })
const activeCell = (page: Page): Promise<string | undefined> => page.evaluate(() =>
  document.getElementById(document.querySelector('[role=grid]')?.getAttribute('aria-activedescendant') ?? '')?.textContent)

/** What the eye finds the focus by: a ring on it, on the cell it is at, or on what it is in. */
const hasRing = (page: Page): Promise<boolean> => page.evaluate(() => {
  const active = document.activeElement, cell = document.getElementById(active?.getAttribute('aria-activedescendant') ?? '')
  for (let each: Element | null = cell ?? active; each !== null && each !== document.body; each = each.parentElement) {
    const { outlineStyle, outlineWidth } = getComputedStyle(each)
    if (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1) return true
  }
  return false
})

test('a day’s work by keyboard alone', async ({ addDevice }) => {
  const device = await addDevice({ fresh: true })
  const page = await device.open('/')

  // The first visit; the tour is one key away, and gone, the screen has the focus.
  await press(page, 'Tab', 'Tab')
  await expect(page.getByRole('button', { name: /Start now/ })).toBeFocused()
  await press(page, 'Enter')
  await expect(page.getByRole('region', { name: 'Tour' })).toBeVisible()
  await press(page, 'F6')
  await expect(page.getByRole('button', { name: 'Skip the tour' })).toBeFocused()
  expect(await hasRing(page)).toBe(true)
  await press(page, 'Enter')
  await expect(page.getByRole('region', { name: 'Tour' })).toHaveCount(0)
  await expect(page.getByRole('heading', { name: 'Contacts' })).toBeFocused()

  for (const [first, last] of [['Ana', 'Silva'], ['Ben', 'Okafor'], ['Cleo', 'Martin']] as const) {
    await press(page, 'c')
    await page.keyboard.type(first)
    await press(page, 'Tab')
    await page.keyboard.type(last)
    await press(page, 'ControlOrMeta+Enter')
    await expect(page.getByRole('dialog')).toHaveCount(0)
  }
  await expect(grid(page).getByRole('link')).toHaveCount(3)

  // To the trash and back; "#" as a Spanish keyboard writes it.
  await press(page, 'j')
  await expect.poll(() => activeCell(page)).toContain('Cleo Martin')
  expect(await hasRing(page)).toBe(true)
  await page.evaluate(() => document.activeElement!.dispatchEvent(new KeyboardEvent('keydown', { key: '#', code: 'Digit3', ctrlKey: true, altKey: true, modifierAltGraph: true, bubbles: true, cancelable: true })))
  await expect(grid(page).getByRole('link')).toHaveCount(2)
  await press(page, 'ControlOrMeta+z')
  await expect(grid(page).getByRole('link')).toHaveCount(3)

  // What is done with two, and the bar that goes with its work.
  await press(page, 'x', 'Shift+ArrowDown')
  const bar = page.getByRole('toolbar', { name: 'Selected contacts' })
  await expect(bar).toContainText('2 selected')
  await press(page, 'Tab')
  await expect(bar.getByRole('button', { name: 'Select none' })).toBeFocused()
  await press(page, 'Enter')
  await expect(bar).toHaveCount(0)
  await expect(grid(page)).toBeFocused()

  // Beside the list: there and back, and Escape in a field that was not changed closes it.
  await press(page, 'Control+Home', 'Space')
  const peek = page.getByRole('complementary', { name: /^Peek/ })
  await expect(peek).toBeVisible()
  await press(page, 'F6')
  await expect(peek.getByRole('link', { name: 'Open the page' })).toBeFocused()
  await press(page, 'Tab', 'Shift+F6')
  await expect(grid(page)).toBeFocused()
  await press(page, 'F6')
  await expect(peek.getByRole('button', { name: 'Close' }), 'where one was in it').toBeFocused()
  await press(page, 'Escape')
  await expect(peek).toHaveCount(0)
  await expect(grid(page)).toBeFocused()

  // A contact's page: a field, a follow-up, a note.
  await press(page, 'Enter')
  await expect(page.getByRole('heading', { name: 'Cleo Martin' })).toBeFocused()
  await press(page, 'e')
  const firstName = page.getByRole('textbox', { name: 'First name' })
  await expect(firstName).toBeFocused()
  await page.keyboard.type('X')
  await press(page, 'Escape')
  await expect(firstName).toHaveValue('Cleo')
  await press(page, 'Escape')
  await expect(firstName).not.toBeFocused()
  await press(page, 't')
  await page.keyboard.type('Call about the offer tomorrow 10:00 !high')
  await press(page, 'Enter')
  await expect(page.getByRole('checkbox', { name: 'Complete Call about the offer' })).toBeVisible()
  await press(page, 'Escape', 'n')
  await page.keyboard.type('Met **in Porto**')
  await press(page, 'ControlOrMeta+Enter')
  await expect(page.getByRole('region', { name: 'Timeline' }).locator('strong', { hasText: 'in Porto' })).toBeVisible()
  await press(page, 'Escape')

  // Tasks: made, dated, done and undone, moved on the board.
  await press(page, 'g', 'k')
  await expect(page.getByRole('heading', { name: 'Tasks', level: 1 })).toBeFocused()
  const line = page.getByRole('textbox', { name: 'Add a task' })
  await expect(line).toBeVisible()
  await press(page, 'n')
  await expect(line).toBeFocused()
  await page.keyboard.type('Write the offer')
  await press(page, 'Enter')
  await expect(page.getByRole('checkbox', { name: 'Complete Write the offer' })).toBeVisible()
  await press(page, 'Escape', 'j')
  const row = page.getByRole('button', { name: /^Write the offer/ })
  await expect(row).toBeFocused()
  expect(await hasRing(page)).toBe(true)
  await press(page, 'd')
  await page.keyboard.type('today 16:00')
  await expect(page.getByRole('status').filter({ hasText: /(16|4):00/ })).toBeVisible()
  await press(page, 'Enter')
  await expect(row, 'the row has the focus again').toBeFocused()
  await press(page, 'p', 'ArrowDown')
  expect(await hasRing(page)).toBe(true)
  await press(page, 'Tab')
  await expect(page.getByRole('menu'), 'Tab leaves a menu, and closes it').toHaveCount(0)
  await press(page, 'x')
  await expect(page.getByRole('checkbox', { name: 'Complete Write the offer' })).toHaveCount(0)
  const messages = page.getByRole('status', { name: 'Messages' })
  await expect(messages).toContainText('Done: Write the offer')
  await press(page, 'ControlOrMeta+z')
  await expect(page.getByRole('checkbox', { name: 'Complete Write the offer' })).toBeVisible()
  await expect(messages).toContainText('Undid: Complete Write the offer')
  await expect(messages, 'there is nothing left that it could undo').not.toContainText('Done: Write the offer')
  await press(page, 'ControlOrMeta+k')
  await page.keyboard.type('go to projects')
  await press(page, 'Enter')
  await expect(page.getByRole('heading', { name: 'Projects', level: 1 }), 'what was typed, though its answer comes later').toBeFocused()
  await press(page, 'g', 'k')
  await expect(page.getByRole('heading', { name: 'Tasks', level: 1 })).toBeFocused()
  await press(page, 'Tab')
  await expect(page.getByRole('tab', { name: /My day/ })).toBeFocused()
  await press(page, 'ArrowRight', 'ArrowRight', 'ArrowRight')
  await expect(column(page, 'To do').getByRole('listitem')).toHaveCount(2)
  await press(page, 'j')
  await expect.poll(() => column(page, 'To do').evaluate((element) => element.contains(document.activeElement))).toBe(true)
  await press(page, 'Shift+ArrowRight')
  await expect(column(page, 'In progress').getByRole('listitem')).toHaveCount(1)
  await expect.poll(() => column(page, 'In progress').evaluate((element) => element.contains(document.activeElement))).toBe(true)

  // A screen scrolls with nothing in it that has the focus.
  await press(page, 'g', 'h')
  await expect(page.getByRole('heading', { name: 'History' })).toBeFocused()
  await page.setViewportSize({ width: 1100, height: 320 })
  await press(page, 'PageDown')
  await expect.poll(() => page.evaluate(() => [...document.querySelectorAll('#main [data-scrolls]')].find((screen) => screen.checkVisibility())!.scrollTop)).toBeGreaterThan(0)
})

test('restored from the trash, the next row has the focus; single keys switched off leave Escape and the arrows', { tag: '@long' }, async ({ device }) => {
  const page = await device.open('/trash')
  await page.evaluate(async () => {
    for (const firstName of ['One', 'Two', 'Three']) {
      const { id } = await satchel.entity('contacts').create({ firstName })
      await satchel.entity('contacts').delete(id)
    }
  })
  const rows = page.getByRole('list', { name: 'Deleted contacts' }).getByRole('listitem')
  await expect(rows).toHaveCount(3)
  await rows.nth(1).getByRole('button').focus()
  await press(page, 'Enter')
  await expect(rows).toHaveCount(2)
  await expect(rows.nth(1).getByRole('button'), 'what stands in its place').toBeFocused()
  await press(page, 'Enter')
  await expect(rows).toHaveCount(1)
  await expect(rows.first().getByRole('button')).toBeFocused()

  await press(page, 'g', 'c')
  await expect(grid(page).getByRole('link')).toHaveCount(2)
  await press(page, 'j')
  await expect.poll(() => activeCell(page)).toBeTruthy()
  await expect(grid(page)).toBeFocused()
  await press(page, 'Space')
  await expect(page.getByRole('complementary', { name: /^Peek/ })).toBeVisible()
  await expect(page).toHaveURL(/peek=/)
  await page.evaluate(() => { localStorage.setItem('satchel.preferences', JSON.stringify({ ...JSON.parse(localStorage.getItem('satchel.preferences') ?? '{}'), singleKeys: false })) })
  await page.reload()
  await expect(page.getByRole('complementary', { name: /^Peek/ })).toBeVisible()
  await press(page, 'Escape')
  await expect(page.getByRole('complementary', { name: /^Peek/ })).toHaveCount(0)
  await press(page, 'c')
  await expect(page.getByRole('dialog')).toHaveCount(0)
})
