import { createContact } from './steps.ts'
import { expect, test, type Page } from './setup-satchel.ts'

/* Whoever has rested on a row opens what is there already; what one does is asked once, and drawn with its answer (decision 0100). */

declare global {
  /** What the page asked of the database: the call, and of what entity. */
  var asked: string[]
  /** How often the table was drawn. */
  var drawn: number
  var firstSeen: string | null
}

/** What is asked from now on. */
async function listen(page: Page): Promise<void> {
  await page.evaluate(() => {
    globalThis.asked = []
    const post = MessagePort.prototype.postMessage
    MessagePort.prototype.postMessage = function (this: MessagePort, message: { type?: string; path?: string[]; argumentList?: { value?: unknown }[] } | null, more?: Transferable[] | StructuredSerializeOptions) {
      const first = message?.argumentList?.[0]?.value, options = typeof first === 'string' ? { entity: first } : first as { entity?: string; limit?: number } | undefined
      // The rows in sight of a table are 120.
      if (message?.type === 'APPLY') asked.push(`${options?.limit === 120 ? 'rows' : message.path!.join('.')} ${options?.entity ?? ''}`)
      post.call(this, message, more as StructuredSerializeOptions)
    }
  })
}
const heard = (page: Page): Promise<string[]> => page.evaluate(() => globalThis.asked.splice(0))

/** How often that was asked until nothing more is. */
async function heardWithin(page: Page, what: string): Promise<string[]> {
  const all: string[] = []
  await expect.poll(async () => {
    await page.waitForTimeout(500)
    const more = await heard(page)
    all.push(...more)
    return more.length
  }).toBe(0)
  return all.filter((each) => each === what)
}

/** What is asked until nothing more is, and `wanted` was: what is asked last. */
async function rested(page: Page, wanted?: string): Promise<string[]> {
  const all: string[] = []
  await expect.poll(async () => {
    await page.waitForTimeout(500)
    const more = await heard(page)
    all.push(...more)
    return more.length === 0 && (wanted === undefined || all.includes(wanted))
  }).toBe(true)
  // Tasks and birthdays are the bell's, which looks at them once the start is over.
  return all.filter((each) => each !== 'list tasks' && each !== 'list contacts')
}

const histories = (all: string[]): number => all.filter((each) => each === 'history contacts').length

test('the page and the panel of the row one rests on ask nothing more, and what others would be offered is asked by who writes @long', async ({ device }) => {
  const page = await device.open('/contacts')
  for (const firstName of ['Ana', 'Bo', 'Cid', 'Dan']) await createContact(page, { firstName, lastName: 'Lima', company: 'Onda' })
  await expect(page.getByRole('row')).toHaveCount(5)
  await listen(page)
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  expect(histories(await rested(page, 'list projects')), 'of the row one is on').toBe(1)

  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Bo Lima' })).toBeFocused()
  await expect(page.getByText('created this contact')).toBeVisible()
  expect(await rested(page), 'the page').toEqual([])
  await page.getByRole('combobox', { name: 'Tags' }).focus()
  expect(await rested(page, 'facets contacts'), 'who is about to write a tag').toEqual(['facets contacts'])

  await page.goBack()
  await rested(page)
  await page.keyboard.press('Space')
  await expect(page.getByRole('complementary', { name: 'Peek: Bo Lima' })).toBeVisible()
  expect(histories(await rested(page, 'history contacts')), 'of the rows beside, and not of this one').toBe(2)
  await page.keyboard.press('j')
  await expect(page.getByRole('complementary', { name: 'Peek: Cid Lima' })).toContainText('created this contact')
  expect(histories(await rested(page, 'list projects')), 'only of the next one').toBe(1)
  await page.evaluate(async () => { const { rows: [cid] } = await satchel.entity('contacts').list({ search: 'cid' }); await satchel.entity('contacts').update(cid!.id, { title: 'Coach' }) })
  await expect(page.getByRole('complementary', { name: 'Peek: Cid Lima' }).getByRole('textbox', { name: 'Title' })).toHaveValue('Coach')
})

test('an act on a list asks once and draws it for the act and for its answer; the address that follows draws nothing @long', async ({ device }) => {
  const page = await device.open('/contacts')
  await page.evaluate(async () => {
    for (const [firstName, city] of [['Ana', 'Bonn'], ['Bo', 'Porto'], ['Cid', 'Bonn']] as const) await satchel.entity('contacts').create({ firstName, lastName: 'Lima', addresses: [{ city, label: 'work' }] })
  })
  await expect(page.getByRole('row')).toHaveCount(4)
  await listen(page)
  await page.evaluate(() => {
    globalThis.drawn = 0
    // React writes an input's type whenever it renders it: the box over the rows is rendered with the table.
    new MutationObserver((records) => { if (records.some(({ target }) => (target as Element).matches('[role=columnheader] input'))) drawn += 1 })
      .observe(document.querySelector('[role=grid]')!, { subtree: true, attributeFilter: ['type'] })
  })
  const act = async (what: () => Promise<void>, address: RegExp): Promise<{ lists: number; drawn: number }> => {
    await rested(page)
    await page.evaluate(() => { globalThis.drawn = 0 })
    await what()
    await expect(page).toHaveURL(address)
    const lists = (await heardWithin(page, 'rows contacts')).length
    return { lists, drawn: await page.evaluate(() => drawn) }
  }
  const sorted = await act(() => page.getByRole('button', { name: 'Company', exact: true }).click(), /sort=company/)
  expect(sorted.lists).toBe(1)
  expect(sorted.drawn).toBeLessThanOrEqual(2)
  await page.getByRole('button', { name: 'Filter', exact: true }).click()
  await page.getByRole('listitem').getByRole('button', { name: 'City', exact: true }).click()
  await page.getByRole('combobox', { name: 'Condition' }).selectOption('anyOf')
  const filtered = await act(() => page.getByRole('checkbox', { name: /^Bonn/ }).click(), /Bonn/)
  expect(filtered.lists).toBe(1)
  expect(filtered.drawn).toBeLessThanOrEqual(2)
  await expect(page.getByRole('row')).toHaveCount(3)
})

test('a row comes with what it says of other records @long', async ({ device }) => {
  const page = await device.open('/tasks')
  await page.getByRole('tab', { name: /^All/ }).click()
  await page.evaluate(async () => {
    const tasks = satchel.entity('tasks'), whole = await tasks.create({ title: 'Retreat', status: 'done' })
    await tasks.create({ title: 'Book the room', status: 'todo', parentId: whole.id })
    await tasks.create({ title: 'Write to Ana', status: 'todo' })
  })
  await expect(page.getByRole('row', { name: /Write to Ana/ })).toBeVisible()
  await page.evaluate(() => {
    globalThis.firstSeen = null
    new MutationObserver(() => { globalThis.firstSeen ??= [...document.querySelectorAll('[role=row]')].map(({ textContent }) => textContent).find((text) => text.includes('Book the room')) ?? null })
      .observe(document.querySelector('main')!, { subtree: true, childList: true, characterData: true })
  })
  await page.getByRole('searchbox').fill('book')
  await expect(page.getByRole('row', { name: /Book the room/ })).toBeVisible()
  expect(await page.evaluate(() => globalThis.firstSeen)).toContain('of Retreat')
})

test('what ⌘K looks for is asked with the letter, and what stands there stays as it is until the answer @long', async ({ device }) => {
  const page = await device.open('/contacts')
  for (const firstName of ['Ana', 'Bo']) await createContact(page, { firstName, lastName: 'Lima' })
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('option', { name: /Ana Lima/ })).toBeVisible()
  await listen(page)
  const { askedAtOnce, marked } = await page.evaluate(async () => {
    const input = document.querySelector<HTMLInputElement>('[role=combobox][cmdk-input]')!
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!.call(input, 'an')
    input.dispatchEvent(new Event('input', { bubbles: true }))
    // What follows from a letter without another task.
    for (let at = 0; at < 20; at++) await Promise.resolve()
    return { askedAtOnce: globalThis.asked.splice(0), marked: document.querySelectorAll('[role=option] mark').length }
  })
  expect(askedAtOnce).toContain('list contacts')
  expect(marked).toBe(0)
  await expect(page.getByRole('option', { name: /Bo Lima/ })).toHaveCount(0)
  await expect(page.getByRole('option', { name: /Ana Lima/ }).locator('mark')).toHaveText('An')
})
