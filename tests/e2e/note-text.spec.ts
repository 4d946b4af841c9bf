import { createContact, signIn, signUp, waitForServiceWorker, waitUntilUpToDate } from './steps.ts'
import { expect, test, type Page } from './setup-satchel.ts'

const shots = process.env['SATCHEL_SHOTS']
const shoot = async (page: Page, name: string): Promise<void> => { if (shots !== undefined) await page.screenshot({ path: `${shots}/${name}.png` }) }

const first = 'Met for coffee near the station. Two children, the younger one starts school.'
const bodyOn = (page: Page): Promise<unknown> => page.evaluate(async () => (await satchel.entity('notes').list()).rows[0]?.['body'])

async function edit(page: Page, text: string): Promise<void> {
  await page.getByRole('button', { name: 'Note actions' }).click()
  await page.getByRole('menuitem', { name: 'Edit' }).click()
  await editor(page).fill(text)
}
// The composer above has the same name, and no text.
const editor = (page: Page) => page.locator('ol .ProseMirror')

test('[M2, M4] a note edited on two devices without a network keeps what both wrote, and so does one that is edited, or deleted, while it is being edited', { tag: '@long' }, async ({ device, addDevice, account }) => {
  const a = await device.open('/contacts')
  await waitForServiceWorker(a)
  const { id } = await createContact(a, { firstName: 'Ana', lastName: 'Silva' })
  await a.evaluate(({ id, first }) => satchel.entity('notes').create({ contactId: id, body: first, happenedAt: new Date().toISOString() }), { id, first })
  await signUp(a, account)
  const other = await addDevice({ phone: true })
  await other.page.emulateMedia({ colorScheme: 'dark' })
  const b = await other.open(`/contacts/${id}`)
  await waitForServiceWorker(b)
  await signIn(b, account)
  await device.open(`/contacts/${id}`)
  await other.open(`/contacts/${id}`)

  await device.setOffline(true)
  await other.setOffline(true)
  await edit(a, first.replace('coffee', 'strong coffee'))
  await a.getByRole('button', { name: 'Save', exact: true }).click()
  await edit(b, `${first} Call in May.`)
  await b.getByRole('button', { name: 'Save', exact: true }).click()
  await device.setOffline(false)
  await other.setOffline(false)
  await waitUntilUpToDate(a)
  await waitUntilUpToDate(b)
  const both = `${first.replace('coffee', 'strong coffee')} Call in May.`
  for (const page of [a, b]) {
    await page.evaluate(() => satchel.sync.now())
    await expect.poll(() => bodyOn(page)).toBe(both)
    await expect(page.getByText(both)).toBeVisible()
    expect(await page.evaluate(() => [satchel.sync.status().conflicts, satchel.sync.status().notices])).toEqual([0, 0])
  }
  await shoot(a, 'both-words-light-wide')
  await shoot(b, 'both-words-dark-phone')

  // While A's editor is open, B's edit arrives.
  await edit(a, `Coffee person. ${both}`)
  await b.evaluate(async (text) => {
    const note = (await satchel.entity('notes').list()).rows[0]!
    await satchel.entity('notes').update(note.id, { body: text })
  }, both.replace('May', 'June'))
  await expect(a.getByText('This note was changed elsewhere while you write. Both are in it.')).toBeVisible()
  await shoot(a, 'changed-elsewhere-light-wide')
  await a.getByRole('button', { name: 'Save', exact: true }).click()
  await waitUntilUpToDate(a)
  for (const page of [a, b]) await expect.poll(() => bodyOn(page)).toBe(`Coffee person. ${both.replace('May', 'June')}`)

  // The same the other way round, on the phone.
  await edit(b, `${`Coffee person. ${both.replace('May', 'June')}`} Likes cake.`)
  await a.evaluate(async () => {
    const note = (await satchel.entity('notes').list()).rows[0]!
    await satchel.entity('notes').update(note.id, { body: `First: ${String(note['body'])}` })
  })
  await expect(b.getByText('This note was changed elsewhere while you write. Both are in it.')).toBeVisible()
  await b.getByRole('button', { name: 'Save', exact: true }).scrollIntoViewIfNeeded()
  await shoot(b, 'changed-elsewhere-dark-phone')
  await b.getByRole('button', { name: 'Save', exact: true }).click()
  for (const page of [a, b]) await expect.poll(() => bodyOn(page)).toBe(`First: Coffee person. ${both.replace('May', 'June')} Likes cake.`)

  // Undone by who wrote it, without what the other wrote.
  await b.evaluate(() => satchel.undo())
  const undone = `First: Coffee person. ${both.replace('May', 'June')}`
  for (const page of [a, b]) await expect.poll(() => bodyOn(page)).toBe(undone)

  // Deleted while it is being edited: the words stay in sight, and saving brings the note back with them.
  await edit(b, `${undone} Likes tea.`)
  await a.evaluate(async () => { await satchel.entity('notes').delete((await satchel.entity('notes').list()).rows[0]!.id) })
  await expect(b.getByText('This note was deleted elsewhere while you write. Saving brings it back with your words.')).toBeVisible()
  await expect(editor(b)).toHaveText(`${undone} Likes tea.`)
  await shoot(b, 'deleted-elsewhere-dark-phone')
  await b.getByRole('button', { name: 'Save', exact: true }).click()
  for (const page of [a, b]) await expect.poll(() => bodyOn(page)).toBe(`${undone} Likes tea.`)
  expect(await a.evaluate(async () => JSON.stringify([(await satchel.recentHistory(100)), await satchel.entity('contacts').export('json')])), 'documents are nobody’s reading').not.toContain('$text')
})
