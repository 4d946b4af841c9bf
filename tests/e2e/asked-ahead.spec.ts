import { createContact } from './steps.ts'
import { expect, test, type Page } from './setup-satchel.ts'

/* Whoever has rested on a row opens what is there already (decision 0100). */

declare global {
  /** What the page asked of the database: the call, and of what entity. */
  var asked: string[]
}

/** What is asked from now on. */
async function listen(page: Page): Promise<void> {
  await page.evaluate(() => {
    globalThis.asked = []
    const post = MessagePort.prototype.postMessage
    MessagePort.prototype.postMessage = function (this: MessagePort, message: { type?: string; path?: string[]; argumentList?: { value?: unknown }[] } | null, more?: Transferable[] | StructuredSerializeOptions) {
      const first = message?.argumentList?.[0]?.value
      if (message?.type === 'APPLY') asked.push(`${message.path!.join('.')} ${typeof first === 'string' ? first : (first as { entity?: string } | undefined)?.entity ?? ''}`)
      post.call(this, message, more as StructuredSerializeOptions)
    }
  })
}
const heard = (page: Page): Promise<string[]> => page.evaluate(() => globalThis.asked.splice(0))

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
