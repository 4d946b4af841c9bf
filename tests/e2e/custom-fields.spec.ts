import { createContact, signIn, signUp, visit, waitUntilUpToDate } from './steps.ts'
import { expect, test, type Page } from './setup-satchel.ts'
import { violations } from './violations.ts'

/* Fields that people make: in settings, on records, in the table, in files, and gone and back again. */

const focused = (page: Page): Promise<string> => page.evaluate(() => {
  const element = document.activeElement
  const labels = element instanceof HTMLInputElement || element instanceof HTMLSelectElement ? element.labels?.[0]?.textContent : null
  return element?.getAttribute('aria-label') ?? labels ?? element?.textContent.trim() ?? ''
})

/** With the Tab key alone. */
async function tabTo(page: Page, name: string | RegExp, key = 'Tab'): Promise<void> {
  for (let presses = 0; presses < 120; presses++) {
    const now = await focused(page)
    if (typeof name === 'string' ? now === name : name.test(now)) return
    await page.keyboard.press(key)
  }
  throw new Error(`Nobody comes to ${String(name)} by ${key}; the focus is at ${await focused(page)}`)
}
async function pressAll(page: Page, ...keys: string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key)
}
const columnOf = (page: Page, entity: string): Promise<string[]> =>
  page.evaluate(async (entity) => (await satchel.entity('customFields').list({ where: { entity }, sort: ['position'] })).rows.map((row) => `custom.${row.id}`), entity)

test('by keyboard alone: a field is made, filled, shown, filtered by, exported, renamed, deleted and restored with what stood in it', { tag: '@long' }, async ({ device }) => {
  test.setTimeout(120_000)
  const page = await device.open('/settings?tab=fields')
  const ana = await createContact(page, { firstName: 'Ana', lastName: 'Silva' })
  await createContact(page, { firstName: 'Ben', lastName: 'Weiss' })

  // A choice, its three choices typed line by line.
  await tabTo(page, 'Add a field to contacts')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('textbox', { name: 'Name' })).toBeFocused()
  await page.keyboard.type('Level')
  await tabTo(page, 'Kind')
  await page.keyboard.type('Choice')
  await tabTo(page, 'Choice 1')
  for (const choice of ['Gold', 'Silver', 'Bronze']) {
    await page.keyboard.type(choice)
    await page.keyboard.press('Enter')
  }
  await page.keyboard.press('ControlOrMeta+Enter')
  const list = page.getByRole('list', { name: 'Fields of contacts', exact: true })
  await expect(list).toContainText('Level')
  await expect(list).toContainText('Choice · Gold, Silver, Bronze')

  // An amount.
  await tabTo(page, 'Add a field to contacts', 'Shift+Tab')
  await page.keyboard.press('Enter')
  await page.keyboard.type('Budget')
  await tabTo(page, 'Kind')
  await page.keyboard.type('Money')
  await tabTo(page, 'Currency')
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('eur')
  await page.keyboard.press('Enter')
  await expect(list).toContainText('Money · EUR')

  // On the contact, beside what every contact has.
  await visit(page, `/contacts/${ana.id}`)
  await expect(page.getByRole('heading', { name: 'Ana Silva' })).toBeVisible()
  await tabTo(page, 'Budget')
  await page.keyboard.type('a lot')
  await page.keyboard.press('Enter')
  await expect(page.getByText('“a lot” is no amount.')).toBeVisible()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('1250,5')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('textbox', { name: 'Budget' })).toHaveValue('1250.50')
  await tabTo(page, 'Level', 'Shift+Tab')
  await page.keyboard.type('Gold')
  await expect(page.getByRole('combobox', { name: 'Level' })).toHaveValue(/./)
  await expect(page.getByRole('textbox', { name: 'Budget' }), 'as one reads it, once nobody writes in it').toHaveValue('€1,250.50')
  // The histories of all fields are one stop, after the last field.
  await tabTo(page, /^History of /)
  for (let step = 0; step < 40 && !(await page.getByRole('button', { name: 'History of Budget' }).evaluate((element) => element === document.activeElement)); step += 1) await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog', { name: 'History of budget' })).toContainText('€1,250.50')
  await page.keyboard.press('Escape')

  // In the table: the columns by the menu, then sorted and filtered by the head.
  const [level, budget] = await columnOf(page, 'contacts') as [string, string]
  await visit(page, '/contacts')
  await expect(page.getByRole('row')).toHaveCount(3)
  await tabTo(page, 'Columns and density')
  await page.keyboard.press('Enter')
  for (const column of ['Level', 'Budget']) {
    await tabTo(page, column)
    await page.keyboard.press('Space')
  }
  await page.keyboard.press('Escape')
  await expect(page.getByRole('gridcell', { name: '€1,250.50' })).toBeVisible()
  await visit(page, `/contacts?cols=name,${level},${budget}&sort=-${budget}`)
  await expect(page.getByRole('row').nth(1)).toContainText('Ana Silva')
  await page.keyboard.press('j')
  await pressAll(page, 'ArrowUp', 'ArrowUp', 'ArrowRight', 'f')
  await expect(page.getByRole('checkbox', { name: 'Gold' })).toBeVisible()
  await tabTo(page, 'Gold')
  await page.keyboard.press('Space')
  await pressAll(page, 'Enter')
  await expect(page.getByRole('row')).toHaveCount(2)
  await expect(page.getByRole('button', { name: 'Level is Gold', exact: true })).toBeVisible()

  // In files.
  const csv = await page.evaluate(() => satchel.entity('contacts').export('csv'))
  expect(csv).toContain('Field - Level')
  expect(csv).toContain('Field - Budget')
  expect(csv).toMatch(/Gold,1250\.50/)
  expect(await page.evaluate(() => satchel.entity('contacts').export('vcard'))).toMatch(/X-SATCHEL-FIELD[^:]*:Gold/)

  // Renamed: the same field, the same values.
  await visit(page, '/settings?tab=fields')
  await tabTo(page, 'More about Level')
  await pressAll(page, 'Enter', 'Enter')
  await expect(page.getByRole('dialog', { name: 'Edit the field Level' })).toBeVisible()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('Rank')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(list).toContainText('Rank')
  await visit(page, `/contacts?cols=name,${level}`)
  await expect(page.getByRole('columnheader', { name: 'Rank' })).toBeVisible()
  await expect(page.getByRole('gridcell', { name: 'Gold' })).toBeVisible()

  // Deleted: gone from everywhere, and nothing of it lost.
  await visit(page, '/settings?tab=fields')
  await tabTo(page, 'More about Rank')
  await pressAll(page, 'Enter', 'ArrowUp', 'Enter')
  await expect(page.getByText('Deleted the field Rank. What stands in it is kept.')).toBeVisible()
  await expect(list).not.toContainText('Rank')
  await visit(page, `/contacts/${ana.id}`)
  await expect(page.getByRole('textbox', { name: 'Budget' })).toBeVisible()
  await expect(page.getByRole('combobox', { name: 'Rank' })).toHaveCount(0)
  await visit(page, '/settings?tab=fields')
  await tabTo(page, '1 deleted field')
  await page.keyboard.press('Enter')
  await tabTo(page, 'Restore Rank')
  await page.keyboard.press('Enter')
  await expect(list).toContainText('Rank')
  await page.goto(`${device.origin}/contacts/${ana.id}`)
  const rank = page.getByRole('combobox', { name: 'Rank' })
  await expect(rank.locator('option:checked')).toHaveText('Gold')
})

test('a field made on one device is on the other, for a task and a project, and what is written there comes back', { tag: '@long' }, async ({ addDevice, account }) => {
  const [one, other] = [await addDevice(), await addDevice()]
  const page = await one.open('/settings?tab=fields')
  await signUp(page, account)
  await page.getByRole('button', { name: 'Add a field to tasks' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill('Room')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await page.getByRole('button', { name: 'Add a field to projects' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill('Phases')
  await page.getByRole('combobox', { name: 'Kind' }).selectOption('Several choices')
  await page.getByRole('textbox', { name: 'Choice 1' }).fill('Plan')
  await page.keyboard.press('Enter')
  await page.keyboard.type('Build')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(page.getByRole('list', { name: 'Fields of projects' })).toContainText('Plan, Build')
  const [task, project] = await page.evaluate(async () => [await satchel.entity('tasks').create({ title: 'Paint' }), await satchel.entity('projects').create({ name: 'House' })])
  await waitUntilUpToDate(page)

  const there = await other.open('/tasks')
  await signIn(there, account)
  await there.goto(`${other.origin}/tasks?task=${task!.id}`)
  await there.getByRole('textbox', { name: 'Room' }).fill('Attic')
  await there.keyboard.press('Enter')
  await there.goto(`${other.origin}/projects/${project!.id}`)
  await there.getByRole('button', { name: 'Phases: none' }).click()
  await there.getByRole('checkbox', { name: 'Build' }).click()
  await there.keyboard.press('Escape')
  await expect(there.getByRole('button', { name: 'Phases: Build' })).toBeVisible()
  await waitUntilUpToDate(there)
  await page.goto(`${one.origin}/tasks?task=${task!.id}`)
  await expect(page.getByRole('textbox', { name: 'Room' })).toHaveValue('Attic')
  await page.goto(`${one.origin}/projects/${project!.id}`)
  await expect(page.getByRole('button', { name: 'Phases: Build' })).toBeVisible()
})

test('a new contact takes values in its form, many take one at once, and a file brings theirs by the name of the field', { tag: '@long' }, async ({ device }) => {
  const page = await device.open('/contacts')
  const field = await page.evaluate(async () => {
    const make = satchel.entity('customFields')
    await make.create({ entity: 'contacts', kind: 'date', label: 'Client since', position: 2, removed: false })
    return (await make.create({ entity: 'contacts', kind: 'choice', label: 'Level', position: 1, removed: false, choices: [{ id: 'gold', value: 'Gold' }, { id: 'tin', value: 'Tin' }] })).id
  })
  await page.keyboard.press('c')
  const dialog = page.getByRole('dialog', { name: 'New contact' })
  await dialog.getByRole('textbox', { name: 'First name' }).fill('Ana')
  await dialog.getByRole('combobox', { name: 'Level' }).selectOption('Tin')
  await dialog.getByRole('textbox', { name: 'Client since' }).fill('2024-03-01')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(page.getByText('Ana added')).toBeVisible()
  await createContact(page, { firstName: 'Ben' })
  const levels = (): Promise<unknown[]> => page.evaluate(async (field) =>
    (await satchel.entity('contacts').list({ sort: ['name'] })).rows.map((row) => ((row['custom'] ?? []) as Record<string, unknown>[]).find(({ id }) => id === field)?.['choice'] ?? null), field)
  expect(await levels()).toEqual(['tin', null])

  // The database is asked for their ids.
  await page.getByRole('checkbox', { name: 'Select all' }).click()
  await page.getByRole('toolbar', { name: 'Selected contacts' }).getByRole('button', { name: 'Edit' }).click()
  await page.getByRole('combobox', { name: 'Field' }).selectOption('Level')
  await page.getByRole('combobox', { name: 'New value' }).selectOption('Gold')
  await page.getByRole('button', { name: 'Apply' }).click()
  await expect(page.getByText('Level changed on 2 contacts')).toBeVisible()
  expect(await levels()).toEqual(['gold', 'gold'])
  await page.getByRole('button', { name: 'Undo' }).last().click()
  await expect.poll(levels).toEqual(['tin', null])

  await page.goto(`${device.origin}/import`)
  const text = 'First Name,Last Name,E-mail,Level,Client since\nCara,Lima,cara@example.org,gold,5.6.2023\nDan,Weiss,dan@example.org,Platinum,\n'
  await page.locator('input[type=file]').setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })
  await expect(page.getByRole('combobox', { name: 'Level' })).toHaveValue(`custom:${field}`)
  const report = await page.evaluate((text) => satchel.entity('contacts').import(text, { format: 'csv', apply: true }), text)
  expect(report).toMatchObject({ created: 2, failed: 0 })
  expect(await levels()).toEqual(['tin', null, 'gold', null])
  expect(await page.evaluate(async () => (await satchel.entity('notes').list()).rows.map((row) => row['body']))).toEqual(['Level: Platinum'])
})

test('a choice that people made is a board, whose cards go by keyboard, and groups a table; a person is chosen in a cell and for many', { tag: '@long' }, async ({ device }) => {
  test.setTimeout(120_000)
  const page = await device.open('/contacts')
  const { level, who } = await page.evaluate(async () => {
    const fields = satchel.entity('customFields')
    const level = await fields.create({ entity: 'contacts', kind: 'choice', label: 'Level', position: 1, removed: false, choices: [{ id: 'gold', value: 'Gold', position: 1 }, { id: 'silver', value: 'Silver', position: 2 }, { id: 'tin', value: 'Tin', position: 3, removed: true }] })
    const who = await fields.create({ entity: 'contacts', kind: 'person', label: 'Advisor', position: 2, removed: false })
    for (const [firstName, choice] of [['Ana', 'gold'], ['Ben', 'tin'], ['Cleo', null]] as const) await satchel.entity('contacts').create({ firstName, ...(choice === null ? {} : { custom: [{ id: level.id, choice }] }) })
    return { level: level.id, who: who.id }
  })
  const levels = (): Promise<unknown[]> => page.evaluate(async (level) =>
    (await satchel.entity('contacts').list({ sort: ['name'] })).rows.map((row) => ((row['custom'] ?? []) as Record<string, unknown>[]).find(({ id }) => id === level)?.['choice'] ?? null), level)

  // A board, by the list's own menu; what is no longer offered is there where somebody has it.
  await page.getByRole('button', { name: 'Columns and density' }).click()
  await page.getByRole('combobox', { name: 'Layout' }).selectOption('Board')
  const board = page.getByRole('group', { name: 'Contacts, as a board' })
  await expect(board.getByRole('heading')).toHaveText(['Gold1', 'Silver0', 'Tin (no longer offered)1', 'No level1'])
  await page.keyboard.press('Escape')
  await board.getByRole('button', { name: 'Cleo', exact: true }).focus()
  // Past the one that is no longer offered.
  await page.keyboard.press('Shift+ArrowLeft')
  await expect.poll(levels).toEqual(['gold', 'tin', 'silver'])
  await board.getByRole('button', { name: 'Ana', exact: true }).focus()
  await page.keyboard.press('Shift+ArrowRight')
  await expect(board.getByRole('heading')).toHaveText(['Gold0', 'Silver2', 'Tin (no longer offered)1', 'No level0'])
  expect(await violations(page, 'a board of a choice')).toEqual([])
  await page.keyboard.press('ControlOrMeta+z')
  await expect.poll(levels).toEqual(['gold', 'tin', 'silver'])

  // The table, in groups of it.
  await page.goto(`${device.origin}/contacts?cols=name,custom.${level},custom.${who}&group=custom.${level}`)
  const heads = page.locator('[role=gridcell][aria-expanded]')
  await expect(heads).toHaveText(['Gold1', 'Silver1', 'Tin1'])
  await heads.first().click()
  await expect(page.getByRole('grid').getByRole('link')).toHaveText(['Cleo', 'Ben'])
  await heads.first().click()

  // A person: in the cell by keyboard, then for all at once.
  await page.goto(`${device.origin}/contacts?cols=name,custom.${who}`)
  await expect(page.getByRole('grid').getByRole('link')).toHaveText(['Ana', 'Ben', 'Cleo'])
  await page.getByRole('gridcell').nth(2).click()
  await page.keyboard.press('e')
  await expect(page.getByRole('textbox', { name: 'Find a contact' })).toBeFocused()
  await page.keyboard.type('Cleo')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('textbox', { name: 'Find a contact' })).toBeHidden()
  await expect(page.getByRole('gridcell').nth(2)).toHaveText('Cleo')
  await page.getByRole('checkbox', { name: 'Select all' }).click()
  await page.getByRole('toolbar', { name: 'Selected contacts' }).getByRole('button', { name: 'Edit' }).click()
  await page.getByRole('combobox', { name: 'Field' }).selectOption('Advisor')
  await page.getByRole('dialog', { name: 'Edit 3 contacts' }).getByRole('button', { name: 'Advisor', exact: true }).click()
  await page.getByRole('textbox', { name: 'Find a contact' }).fill('Ben')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Apply' }).click()
  await expect(page.getByText('Advisor changed on 3 contacts')).toBeVisible()
  expect(await page.evaluate(async (who) => (await satchel.entity('contacts').list()).rows.map((row) => ((row['custom'] ?? []) as Record<string, unknown>[]).find(({ id }) => id === who)?.['name']), who)).toEqual(['Ben', 'Ben', 'Ben'])

  // Taken away, it groups nothing, and the address that names it is a table as ever.
  await page.evaluate((level) => satchel.entity('customFields').update(level, { removed: true }), level)
  await page.goto(`${device.origin}/contacts?layout=board&group=custom.${level}`)
  await expect(page.getByRole('grid').getByRole('link')).toHaveText(['Ana', 'Ben', 'Cleo'])
})

test('axe finds nothing in the settings of fields, their dialog, a record and a table with some, in both themes, wide and as a phone', { tag: '@long' }, async ({ addDevice }) => {
  test.setTimeout(180_000)
  for (const phone of [false, true]) {
    const device = await addDevice(phone ? { phone: true } : {})
    const page = await device.open('/settings?tab=fields')
    const { id, columns } = await page.evaluate(async () => {
      const fields = satchel.entity('customFields')
      const level = await fields.create({ entity: 'contacts', kind: 'choice', label: 'Level', position: 1, removed: false, choices: [{ id: 'gold', value: 'Gold' }, { id: 'tin', value: 'Tin', removed: true }] })
      const likes = await fields.create({ entity: 'contacts', kind: 'choices', label: 'Interests', position: 2, removed: false, choices: [{ id: 'golf', value: 'Golf' }, { id: 'chess', value: 'Chess' }] })
      const budget = await fields.create({ entity: 'contacts', kind: 'money', label: 'Budget', currency: 'EUR', position: 3, removed: false })
      const since = await fields.create({ entity: 'contacts', kind: 'date', label: 'Client since', position: 4, removed: false })
      const folder = await fields.create({ entity: 'contacts', kind: 'link', label: 'Folder', position: 5, removed: false })
      const advisor = await fields.create({ entity: 'contacts', kind: 'person', label: 'Advisor', position: 6, removed: false })
      await fields.create({ entity: 'contacts', kind: 'text', label: 'Old one', position: 7, removed: true })
      await fields.create({ entity: 'tasks', kind: 'number', label: 'Hours', position: 1, removed: false })
      const ben = await satchel.entity('contacts').create({ firstName: 'Ben', lastName: 'Weiss' })
      const ana = await satchel.entity('contacts').create({ firstName: 'Ana', lastName: 'Silva', emails: [{ value: 'ana@example.org' }], custom: [
        { id: level.id, choice: 'gold' }, { id: likes.id, golf: true, chess: true }, { id: budget.id, money: 125050 }, { id: since.id, date: '2024-03-01' }, { id: folder.id, link: 'https://example.org/ana' }, { id: advisor.id, person: ben.id, name: 'Ben Weiss' },
      ] })
      return { id: ana.id, columns: [level, likes, budget, since, advisor].map((field) => `custom.${field.id}`).join(',') }
    })
    const places = ['/settings?tab=fields', `/contacts/${id}`, `/contacts?cols=name,${columns}`, 'dialog'] as const
    for (const place of places) {
      await page.goto(device.origin + (place === 'dialog' ? '/settings?tab=fields' : place))
      await expect(page.getByText(place.startsWith('/contacts') ? 'Ana Silva' : 'Client since').first()).toBeVisible()
      if (place === 'dialog') {
        await page.getByRole('button', { name: 'More about Level' }).click()
        await page.getByRole('menuitem', { name: 'Edit…' }).click()
        await page.getByRole('textbox', { name: 'Choice 1' }).waitFor()
      }
      expect(await violations(page, `${place}${phone ? ', phone' : ''}`)).toEqual([])
    }
  }
})

test('what is typed for a new field or a new list outlives a reload, and a person is chosen where a record is made', { tag: '@long' }, async ({ device }) => {
  const page = await device.open('/settings?tab=fields')
  const ana = await createContact(page, { firstName: 'Ana', lastName: 'Silva' })
  const add = page.getByRole('button', { name: 'Add a field to contacts' })
  await add.click()
  await page.keyboard.type('Introduced by')
  await page.getByRole('dialog').getByRole('combobox', { name: 'Kind' }).selectOption('Person')
  await page.reload()
  await add.click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('textbox', { name: 'Name' })).toHaveValue('Introduced by')
  await expect(dialog.getByRole('combobox', { name: 'Kind' })).toHaveValue('person')
  await page.keyboard.press('Enter')
  await expect(dialog).toBeHidden()
  await add.click()
  await expect(dialog.getByRole('textbox', { name: 'Name' }), 'the next one begins anew').toHaveValue('')
  await page.keyboard.press('Escape')

  await page.goto(new URL('/lists', page.url()).href)
  await page.getByText('No lists yet').waitFor()
  await page.keyboard.press('n')
  await expect(dialog.getByRole('textbox', { name: 'Name' })).toBeFocused()
  await page.keyboard.type('Key clients')
  await page.reload()
  await page.getByText('No lists yet').waitFor()
  await page.keyboard.press('n')
  await expect(dialog.getByRole('textbox', { name: 'Name' })).toHaveValue('Key clients')
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await page.keyboard.press('n')
  await expect(dialog.getByRole('textbox', { name: 'Name' })).toHaveValue('')
  await page.keyboard.press('Escape')

  await page.goto(new URL('/contacts', page.url()).href)
  await page.getByRole('grid').waitFor()
  await page.keyboard.press('c')
  await page.keyboard.type('Ben')
  await tabTo(page, 'Introduced by: nobody')
  await page.keyboard.press('Enter')
  await page.keyboard.type('silva')
  await page.keyboard.press('Enter')
  await expect(dialog.getByRole('button', { name: 'Introduced by: Ana Silva' })).toBeVisible()
  expect(await violations(page, 'a person in the form')).toEqual([])
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(page.getByText('Ben added')).toBeVisible()
  const [field] = await columnOf(page, 'contacts')
  expect(await page.evaluate(async () => (await satchel.entity('contacts').list({ search: 'ben' })).rows[0]!['custom'])).toEqual([{ id: field!.slice('custom.'.length), person: ana.id, name: 'Ana Silva' }])
})
