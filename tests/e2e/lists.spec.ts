import { readFileSync } from 'node:fs'
import { expect, test, type Page } from './setup-satchel.ts'
import { go } from './steps.ts'
import { violations } from './violations.ts'

/* Lists, filters of groups, and tables in groups: every flow by keyboard alone. */

const people = [
  ['Ana', 'Silva', 'Onda', 'Bonn', 'vip'], ['Ben', 'Okafor', 'Onda', 'Köln', ''], ['Cleo', 'Martin', 'Argo', 'Bonn', ''], ['Dan', 'Weber', 'Argo', 'Lyon', 'vip'], ['Eva', 'Costa', '', 'Porto', ''],
] as const
const fill = (page: Page): Promise<unknown> => page.evaluate((people) => satchel.bulk((writer) => {
  for (const [firstName, lastName, company, city, tag] of people) writer.create('contacts', { firstName, lastName, ...(company ? { company } : {}), addresses: [{ id: crypto.randomUUID(), city }], ...(tag ? { tags: [tag] } : {}) })
}), people)

const clean = async (page: Page, what: string): Promise<void> => {
  expect(await violations(page, what)).toEqual([])
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme })
    await shot(page, `${what}-${colorScheme}`)
  }
}
/** Looked at by people, where somebody says where to. */
const shot = async (page: Page, name: string): Promise<void> => {
  const folder = process.env['SHOTS']
  if (folder) await page.screenshot({ path: `${folder}/${name.replaceAll(' ', '-')}.png` })
}
const rows = (page: Page, name = 'Contacts') => page.getByRole('grid', { name }).getByRole('link')
/** Tab until the wanted control has the focus. */
async function tabTo(page: Page, name: string | RegExp, role: 'button' | 'combobox' | 'textbox' = 'button', most = 40): Promise<void> {
  const wanted = page.getByRole(role, { name, exact: true }).last()
  for (let i = 0; i < most; i += 1) {
    if (await wanted.evaluate((element) => element === document.activeElement).catch(() => false)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab does not reach ${String(name)}`)
}
/** Chooses in the select that has the focus. */
const choose = async (page: Page, label: string): Promise<void> => { await page.keyboard.type(label) }

test('a list by hand: made of a selection, added to, taken out of, renamed, deleted and undone, restored from the trash', { tag: '@long' }, async ({ device }) => {
  test.setTimeout(240_000)
  const page = await device.open('/contacts')
  await fill(page)
  await expect(rows(page)).toHaveCount(5)
  await page.keyboard.press('j')
  await page.keyboard.press('x')
  await page.keyboard.press('j')
  await page.keyboard.press('x')
  await page.keyboard.press('l')
  const dialog = page.getByRole('dialog', { name: 'Add to a list' })
  await expect(dialog.getByText('2 contacts selected')).toBeVisible()
  await page.keyboard.type('Key clients')
  await page.keyboard.press('Enter')
  await expect(page.getByText('List “Key clients” created')).toBeVisible()
  await page.keyboard.press('Escape')

  await page.keyboard.press('ControlOrMeta+k')
  await page.keyboard.type('key cl')
  await page.getByRole('option', { name: /Key clients/ }).waitFor()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/lists\/[0-9a-f-]{36}/)
  await expect(rows(page)).toHaveCount(2)
  await clean(page, 'list by hand')

  // One more, by name; one out.
  await page.keyboard.press('a')
  await page.keyboard.type('dan')
  // Enter means what was typed, though it may not be found yet.
  await page.keyboard.press('Enter')
  await expect(rows(page)).toHaveCount(3)
  await page.getByRole('grid').focus()
  await page.keyboard.press('x')
  await tabTo(page, 'Take out')
  await page.keyboard.press('Enter')
  await expect(rows(page)).toHaveCount(2)
  await expect(page.getByText('1 contact taken out of “Key clients”')).toBeVisible()
  await page.keyboard.press('ControlOrMeta+z')
  await expect(rows(page)).toHaveCount(3)

  await page.getByRole('grid').focus()
  await page.keyboard.press('r')
  await page.getByRole('dialog', { name: 'Rename list' }).waitFor()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('Best clients')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('navigation').getByRole('link', { name: 'Best clients' })).toBeVisible()

  // A member's page says which lists it is in, and takes it out.
  await page.getByRole('grid').focus()
  await page.keyboard.press('ControlOrMeta+Enter')
  const lists = page.getByRole('group', { name: 'Lists', exact: true })
  await expect(lists.getByRole('link', { name: 'Best clients' })).toBeVisible()
  await clean(page, 'contact in a list')
  await page.goBack()
  await expect(rows(page)).toHaveCount(3)

  // A member that is deleted is not in it any more; undone, it is.
  await page.getByRole('grid').focus()
  await page.keyboard.press('#')
  await expect(rows(page)).toHaveCount(2)
  await page.keyboard.press('ControlOrMeta+z')
  await expect(rows(page)).toHaveCount(3)

  await page.keyboard.press('ControlOrMeta+k')
  await page.keyboard.type('Delete the list')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/lists$/)
  await expect(page.getByText('No lists yet')).toBeVisible()
  await page.keyboard.press('ControlOrMeta+z')
  await expect(page.getByRole('list', { name: 'Lists', exact: true }).getByRole('link', { name: /Best clients/ })).toContainText('3 contacts')
  await page.evaluate(async () => { const [list] = (await satchel.entity('lists').list()).rows; await satchel.entity('lists').delete(list!.id) })
  await page.goto(new URL('/trash?of=lists', page.url()).href)
  await page.getByRole('button', { name: 'Restore Best clients' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'Restore Best clients' })).toHaveCount(0)
  await expect(page.getByRole('navigation').getByRole('link', { name: 'Best clients' })).toBeVisible()
  await page.getByRole('navigation').getByRole('link', { name: 'Lists', exact: true }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('list', { name: 'Lists', exact: true }).getByRole('link', { name: /Best clients/ })).toContainText('3 contacts')
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await expect(rows(page)).toHaveCount(3)
})

test('a live list: a filter of groups built by keyboard, kept as a list that follows, made one by hand', { tag: '@long' }, async ({ device }) => {
  test.setTimeout(240_000)
  const page = await device.open('/contacts')
  await fill(page)
  await expect(rows(page)).toHaveCount(5)
  await page.keyboard.press('f')
  const builder = page.getByRole('dialog', { name: 'Filter', exact: true })
  await builder.getByRole('combobox', { name: 'Field of condition 1' }).waitFor()
  // Company is Onda, or (city is Bonn and name contains cleo).
  await tabTo(page, 'Field of condition 1', 'combobox')
  await choose(page, 'Company')
  await tabTo(page, 'Operator of condition 1', 'combobox')
  await choose(page, 'is')
  await builder.getByRole('combobox', { name: 'Operator of condition 1' }).selectOption('is')
  await tabTo(page, 'Value of condition 1', 'textbox')
  await page.keyboard.type('Onda')
  await expect(builder.getByRole('status')).toHaveText('2 contacts match')
  await tabTo(page, 'Add group')
  await page.keyboard.press('Enter')
  await expect(builder.getByRole('combobox', { name: 'Field of condition 1' }).last()).toBeFocused()
  await choose(page, 'City')
  await builder.getByRole('combobox', { name: 'Operator of condition 1' }).last().selectOption('startsWith')
  await tabTo(page, 'Value of condition 1', 'textbox')
  await page.keyboard.type('bon')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await choose(page, 'Name')
  await builder.getByRole('combobox', { name: 'Operator of condition 2' }).last().selectOption('contains')
  await tabTo(page, 'Value of condition 2', 'textbox')
  await page.keyboard.type('cleo')
  await builder.getByRole('combobox', { name: 'Group 2 are joined by' }).selectOption('all')
  await builder.getByRole('combobox', { name: 'Conditions are joined by' }).selectOption('any')
  await expect(builder.getByRole('status')).toHaveText('3 contacts match')
  await clean(page, 'filter builder')
  await tabTo(page, 'Value of condition 2', 'textbox')
  await page.keyboard.press('Enter')
  await expect(builder).toBeHidden()
  await expect(rows(page)).toHaveCount(3)
  await clean(page, 'filter of groups')

  // The address holds all of it; and the list that is made of it follows.
  await page.reload()
  await expect(rows(page)).toHaveCount(3)
  await page.keyboard.press('ControlOrMeta+k')
  await page.keyboard.type('live list of this')
  await page.keyboard.press('Enter')
  await page.getByRole('dialog', { name: 'New live list' }).waitFor()
  await page.keyboard.type('Onda and Cleo')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/lists\/[0-9a-f-]{36}/)
  await expect(rows(page)).toHaveCount(3)
  await page.evaluate(() => satchel.entity('contacts').create({ firstName: 'Fay', lastName: 'Ode', company: 'Onda' }))
  await expect(rows(page)).toHaveCount(4)
  await clean(page, 'live list')
  await page.keyboard.press('g')
  await page.keyboard.press('l')
  await expect(page.getByRole('list', { name: 'Lists', exact: true }).getByRole('link', { name: /Onda and Cleo/ })).toContainText('4 contacts')
  await clean(page, 'lists')
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')

  await page.keyboard.press('ControlOrMeta+k')
  await page.keyboard.type('list by hand')
  await page.keyboard.press('Enter')
  await expect(page.getByText('holds who is in it now')).toBeVisible()
  await page.evaluate(() => satchel.entity('contacts').create({ firstName: 'Gus', lastName: 'Late', company: 'Onda' }))
  await expect(rows(page)).toHaveCount(4)
  await expect.poll(() => page.evaluate(async () => (await satchel.entity('contacts').list({ where: { company: 'Onda' } })).total)).toBe(4)
  await page.waitForTimeout(200)
  await expect(rows(page)).toHaveCount(4)

  // What is exported is who is in it, under the list's name.
  const asFile = async (downs: number): Promise<{ name: string; text: string }> => {
    const download = page.waitForEvent('download')
    await tabTo(page, 'Export or print this list')
    await page.keyboard.press('Enter')
    for (let i = 0; i < downs; i += 1) await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    const file = await download
    return { name: file.suggestedFilename(), text: readFileSync(await file.path(), 'utf8') }
  }
  const table = await asFile(0)
  expect(table.name).toMatch(/^Onda and Cleo-.*\.csv$/)
  expect(table.text).toContain('Cleo')
  expect(table.text).not.toContain('Gus')
  const cards = await asFile(1)
  expect(cards.name).toMatch(/\.vcf$/)
  expect(cards.text.match(/BEGIN:VCARD/g)).toHaveLength(4)
  expect(cards.text).toMatch(/FN:Cleo Martin/)
})

test('a list with a very long name leaves room for what one does with it, on a phone and beside the sidebar', { tag: '@long' }, async ({ device: { open } }) => {
  const page = await open('/lists')
  const id = await page.evaluate(async () => (await satchel.entity('lists').create({ name: 'Everybody whom we met in the year of the long names '.repeat(5), entity: 'contacts', kind: 'live', filter: { q: 'an' } })).id)
  for (const width of [390, 800, 1280]) {
    await page.setViewportSize({ width, height: 800 })
    await go(page, `/lists/${id}`)
    await expect(page.getByRole('button', { name: 'Edit filter' })).toBeInViewport({ ratio: 1 })
    await expect(page.getByRole('button', { name: 'List actions' })).toBeInViewport({ ratio: 1 })
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), `${width} wide`).toBeLessThanOrEqual(0)
  }
})

test('on a phone the filter is a sheet, and lists are under More', { tag: '@long' }, async ({ addDevice }) => {
  test.setTimeout(180_000)
  const page = await (await addDevice({ phone: true })).open('/contacts')
  await fill(page)
  await page.getByRole('button', { name: 'Filter', exact: true }).tap()
  const sheet = page.getByRole('dialog', { name: 'Filter', exact: true })
  await sheet.getByRole('combobox', { name: 'Field of condition 1' }).selectOption({ label: 'City' })
  await sheet.getByRole('button', { name: /Value of condition 1/ }).tap()
  await page.getByRole('checkbox', { name: /Bonn/ }).tap()
  await page.keyboard.press('Escape')
  await sheet.getByRole('button', { name: 'Add group' }).tap()
  await clean(page, 'phone filter')
  await sheet.getByRole('button', { name: 'Remove group 2' }).tap()
  await sheet.getByRole('button', { name: 'Apply' }).tap()
  await expect(page.getByRole('list', { name: 'Contacts' }).getByRole('listitem')).toHaveCount(2)
  await page.getByRole('button', { name: 'Make it a live list' }).tap()
  await page.getByRole('textbox', { name: 'Name' }).fill('Bonn')
  await page.getByRole('button', { name: 'Create' }).tap()
  await expect(page).toHaveURL(/\/lists\/[0-9a-f-]{36}/)
  await expect(page.getByRole('list', { name: 'Contacts' }).getByRole('listitem')).toHaveCount(2)
  await clean(page, 'phone live list')
  await page.getByRole('button', { name: 'More', exact: true }).tap()
  await page.getByRole('dialog', { name: 'More' }).getByRole('link', { name: 'Lists' }).tap()
  await expect(page.getByRole('list', { name: 'Lists', exact: true }).getByRole('link', { name: /Bonn/ })).toContainText('2 contacts')
  await clean(page, 'phone lists')
})

test('a table in groups, its columns moved and pinned by keyboard and by mouse, kept in a saved view', { tag: '@long' }, async ({ device }) => {
  test.setTimeout(240_000)
  const page = await device.open('/contacts')
  await fill(page)
  await expect(rows(page)).toHaveCount(5)
  await page.keyboard.press('ControlOrMeta+k')
  await page.keyboard.type('group by company')
  await page.keyboard.press('Enter')
  const grid = page.getByRole('grid', { name: 'Contacts' })
  const heads = grid.getByRole('gridcell', { expanded: true })
  await expect(heads).toHaveText(['Argo2', 'Onda2', 'No company1'])
  await expect(rows(page)).toHaveText(['Cleo Martin', 'Dan Weber', 'Ben Okafor', 'Ana Silva', 'Eva Costa'])
  await clean(page, 'groups')

  // The first line is Argo's head: closed, its rows are gone and its count stays; what is counted is all.
  await grid.focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('ControlOrMeta+Home')
  await page.keyboard.press('ArrowLeft')
  await expect(rows(page)).toHaveText(['Ben Okafor', 'Ana Silva', 'Eva Costa'])
  await expect(grid.getByRole('gridcell', { expanded: false })).toHaveText(['Argo2'])
  await expect(page.getByText('5 contacts', { exact: true })).toBeVisible()
  await page.reload()
  await expect(rows(page)).toHaveText(['Ben Okafor', 'Ana Silva', 'Eva Costa'])
  // A range over heads selects the rows between, and no others.
  await grid.focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('x')
  await page.keyboard.press('Shift+ArrowDown')
  await page.keyboard.press('Shift+ArrowDown')
  await page.keyboard.press('Shift+ArrowDown')
  await expect(page.getByText('3 selected')).toBeVisible()
  await page.keyboard.press('Escape')
  await page.keyboard.press('ControlOrMeta+k')
  await page.keyboard.type('open all groups')
  await page.keyboard.press('Enter')
  await expect(rows(page)).toHaveCount(5)
  // One that is written anew moves to its group at once.
  await page.evaluate(async () => { const { rows } = await satchel.entity('contacts').list({ where: { firstName: 'Eva' } }); await satchel.entity('contacts').update(rows[0]!.id, { company: 'Argo' }) })
  await expect(heads).toHaveText(['Argo3', 'Onda2'])

  // Columns: moved by keyboard, dragged, pinned.
  const names = () => grid.getByRole('columnheader').allInnerTexts().then((texts) => texts.map((text) => text.trim()).filter(Boolean))
  await expect.poll(async () => (await names()).slice(0, 3)).toEqual(['Name', 'Company', 'Title'])
  await grid.focus()
  await page.keyboard.press('ControlOrMeta+Home')
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Alt+Shift+ArrowRight')
  await expect.poll(async () => (await names()).slice(0, 3)).toEqual(['Name', 'Title', 'Company'])
  await page.keyboard.press('Alt+Shift+ArrowRight')
  await expect.poll(async () => (await names()).slice(0, 4)).toEqual(['Name', 'Title', 'E-mails', 'Company'])
  await page.keyboard.press('p')
  await expect.poll(async () => (await names()).slice(0, 3)).toEqual(['Name', 'Company', 'Title'])
  await grid.getByRole('columnheader', { name: 'City' }).getByRole('button', { name: 'City', exact: true }).dragTo(grid.getByRole('columnheader', { name: 'Title' }), { targetPosition: { x: 8, y: 10 } })
  await expect.poll(async () => (await names()).slice(0, 4)).toEqual(['Name', 'Company', 'City', 'Title'])
  await page.setViewportSize({ width: 900, height: 700 })
  await grid.evaluate((element) => { element.scrollLeft = 300 })
  // What is pinned stays in sight beside the name; the rest goes under it.
  const left = async (name: string) => (await grid.getByRole('columnheader', { name }).boundingBox())!.x
  expect(await left('Company')).toBeGreaterThan(await left('Name'))
  expect(await left('City')).toBeLessThan(await left('Company') + 200)
  await shot(page, 'pinned')
  await page.setViewportSize({ width: 1360, height: 860 })

  await tabTo(page, 'Save view')
  await page.keyboard.press('Enter')
  await page.getByRole('dialog', { name: 'Save view' }).waitFor()
  await page.keyboard.type('By company')
  await page.keyboard.press('Enter')
  await page.getByRole('navigation').getByRole('link', { name: 'Contacts', exact: true }).click()
  await expect(grid.getByRole('gridcell', { expanded: true })).toHaveCount(0)
  await page.getByRole('navigation').getByRole('link', { name: 'By company' }).click()
  await expect(heads).toHaveText(['Argo3', 'Onda2'])
  await expect.poll(async () => (await names()).slice(0, 4)).toEqual(['Name', 'Company', 'City', 'Title'])
})

test('what is made where a list by hand is looked at belongs in it, by one act; a live list takes in by itself', { tag: '@long' }, async ({ device }) => {
  const page = await device.open('/contacts')
  await fill(page)
  const [byHand, live] = await page.evaluate(async () => [
    (await satchel.entity('lists').create({ name: 'Key clients', entity: 'contacts', kind: 'manual' })).id,
    (await satchel.entity('lists').create({ name: 'Bonn', entity: 'contacts', kind: 'live', filter: { f: [['city', 'is', 'Bonn']] } })).id,
  ]) as [string, string]
  await page.goto(new URL(`/lists/${byHand}`, page.url()).href)
  await expect(page.getByText('Nobody is in this list yet')).toBeVisible()
  await page.keyboard.press('c')
  const dialog = page.getByRole('dialog', { name: 'New contact' })
  await expect(dialog.getByText('For the list “Key clients”.')).toBeVisible()
  await page.keyboard.type('Zoe')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(page.getByText('Zoe added to “Key clients”')).toBeVisible()
  await expect(rows(page)).toHaveText(['Zoe'])
  await page.keyboard.press('ControlOrMeta+z')
  await expect(rows(page)).toHaveCount(0)
  expect(await page.evaluate(() => satchel.entity('contacts').list({ limit: 0 }))).toMatchObject({ total: 5 })

  await page.goto(new URL(`/lists/${live}`, page.url()).href)
  await expect(rows(page)).toHaveCount(2)
  await page.keyboard.press('c')
  await expect(dialog).toBeVisible()
  await expect(dialog.getByText('For the list')).toHaveCount(0)
  await page.keyboard.press('Escape')
  // Its filter is said in words wherever its history is.
  await page.evaluate((id) => satchel.entity('lists').update(id, { filter: { f: [['city', 'is', 'Bonn'], ['company', 'is', 'Argo']] } }), live)
  await page.getByRole('button', { name: 'List actions' }).click()
  await page.getByRole('menuitem', { name: 'History of the list' }).click()
  await expect(page.getByRole('dialog').getByText('changed filter to City is Bonn, Company is Argo')).toBeVisible()
})

test('a view that is kept otherwise elsewhere is followed by whoever looks at it as it was, and not by whoever has changed something', { tag: '@long' }, async ({ device }) => {
  const page = await device.open('/contacts')
  await fill(page)
  const id = await page.evaluate(async () => (await satchel.entity('views').create({ name: 'Of Bonn', entity: 'contacts', query: { f: [['city', 'is', 'Bonn']] } })).id)
  await page.getByRole('navigation').getByRole('link', { name: 'Of Bonn' }).click()
  await expect(rows(page)).toHaveCount(2)
  const keep = (query: object): Promise<unknown> => page.evaluate(([view, next]) => satchel.entity('views').update(view, { query: next } as never), [id, query] as const)
  await keep({ f: [['city', 'is', 'Porto']] })
  await expect(rows(page)).toHaveText([/Eva Costa/])
  await expect(page.getByRole('button', { name: 'Update view' })).toHaveCount(0)
  await page.getByRole('button', { name: 'Clear all' }).click()
  await expect(rows(page)).toHaveCount(5)
  await keep({ f: [['city', 'is', 'Lyon']] })
  await expect(page.getByRole('button', { name: 'Update view' })).toBeVisible()
  await expect(rows(page)).toHaveCount(5)
})
