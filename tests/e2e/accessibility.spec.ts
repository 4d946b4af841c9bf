import type { Locator } from '@playwright/test'
import { createContact, go, signIn, signUp, updateContact, waitUntilUpToDate } from './steps.ts'
import { expect, test, type Page } from './setup-satchel.ts'
import { violations } from './violations.ts'

/* Every screen, and what opens over it, in both themes: wide with a mouse, and as a phone. */

const screens = [
  '/welcome', '/today', '/contacts', '/contacts?q=ana', '/contacts?q=nobody', '/contacts?f=[["city","anyOf",["Bonn"]]]&sort=city,-name', '/contacts?sel=:id', '/contacts?peek=:id',
  '/contacts/:id', '/contacts/:id?edit=tags', '/contacts/none', '/import', '/duplicates', '/conflicts', '/conflicts?tab=settled', '/trash', '/history', '/history?at=2026-11-20T10:00', '/sync?tab=pending', '/sync?tab=failed',
  '/sync?tab=log', '/sync?tab=storage', '/settings', '/settings?tab=account', '/settings?tab=devices', '/settings?tab=programs', '/settings?tab=workspace', '/settings?tab=fields', '/settings?tab=data', '/account', '/print', '/print?id=:id', '/no-such-page',
  '/tasks', '/tasks?view=upcoming', '/tasks?view=all', '/tasks?view=board', '/tasks?view=calendar', '/companies', '/companies/:company', '/projects', '/projects/:project',
  '/projects?view=board', '/projects?view=timeline', '/lists', '/lists/:list',
]

/** The frame is the same on all screens; it is looked at on this one. */
const frame = 'nav[aria-label="Main"]', withFrame = '/today'

interface Overlay { name: string; on: string; only?: 'wide' | 'phone'; open: (page: Page, phone: boolean) => Promise<void> }

const overlays: Overlay[] = [
  { name: 'new contact, refused', on: '/contacts', open: async (page) => { await page.keyboard.press('c'); await page.keyboard.press('ControlOrMeta+Enter'); await page.getByRole('dialog').getByRole('alert').waitFor() } },
  { name: 'palette', on: '/today', open: async (page) => { await page.keyboard.press('ControlOrMeta+k'); await page.getByRole('combobox').fill('a') } },
  { name: 'help', on: '/contacts', open: (page) => page.keyboard.press('?') },
  { name: 'sync menu', on: '/today', open: (page, phone) => page.getByRole('button', { name: 'Saved on this device' }).nth(phone ? -1 : 0).click() },
  { name: 'filter, as a sheet', on: '/contacts', only: 'phone', open: async (page) => { await page.getByRole('button', { name: 'Filter', exact: true }).click(); await page.getByRole('dialog', { name: 'Filter', exact: true }).getByRole('combobox', { name: 'Field of condition 1' }).waitFor() } },
  { name: 'filter', on: '/contacts', only: 'wide', open: async (page) => { await page.getByRole('button', { name: 'Filter', exact: true }).click(); await page.getByRole('dialog', { name: 'Add a filter' }).getByRole('button', { name: 'Tags', exact: true }).click() } },
  { name: 'columns', on: '/contacts', only: 'wide', open: (page) => page.getByRole('button', { name: 'Columns and density' }).click() },
  { name: 'cell editor, refused', on: '/contacts?cols=name,birthday', only: 'wide', open: async (page) => {
    await page.getByRole('grid').focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('e')
    await page.keyboard.type('30 February')
    await page.keyboard.press('Enter')
    await page.getByRole('alert').waitFor()
  } },
  { name: 'bulk edit', on: '/contacts?sel=:id', open: async (page, phone) => {
    if (phone) await page.getByRole('button', { name: 'Actions', exact: true }).click()
    await page.getByRole(phone ? 'menuitem' : 'button', { name: 'Edit', exact: true }).click()
  } },
  { name: 'history of a field', on: '/contacts/:id', open: async (page) => { await page.getByRole('textbox', { name: 'Title' }).focus(); await page.getByRole('button', { name: 'History of Title' }).click() } },
  { name: 'menu of a contact', on: '/contacts/:id', open: (page) => page.getByRole('button', { name: 'More actions' }).click() },
  { name: 'columns of an import', on: '/import', open: async (page) => { await chooseFile(page); await page.getByRole('button', { name: /^How .* is read$/ }).waitFor() } },
  // These two go on from the file that was chosen above: the import waits where one left it.
  { name: 'rehearsal', on: '/import', open: async (page) => { await page.getByRole('button', { name: 'Rehearse' }).click(); await page.getByRole('tablist').waitFor() } },
  { name: 'result of an import', on: '/import', open: async (page) => { await page.getByRole('button', { name: /^Import \d/ }).click(); await page.getByText(/contacts? imported/).waitFor() } },
  { name: 'more', on: '/today', only: 'phone', open: (page) => page.getByRole('button', { name: 'More', exact: true }).click() },
]

const chooseFile = (page: Page): Promise<void> =>
  page.getByLabel('Files to import').setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from('Name,Mail,Odd\nAna Silva,ana@example.org,1\nJorge Lima,jorge@example.org,2\n,,3\n') })

for (const phone of [false, true]) {
  test(`no accessibility violations, ${phone ? 'phone' : 'wide'}, light and dark`, { tag: phone ? ['@long'] : [] }, async ({ addDevice }) => {
    test.setTimeout(480_000)
    const device = await addDevice({ phone })
    const page = await device.open('/contacts')
    const { id } = await page.evaluate(() => satchel.entity('contacts').create({
      firstName: 'Ana', lastName: 'Silva', company: 'Silva Coaching', title: 'Coach', birthday: '--05-17', tags: ['client', 'press'],
      emails: [{ value: 'ana@example.org', label: 'work' }], phones: [{ value: '+49 151 2345678', label: 'mobile' }],
      addresses: [{ label: 'home', street: 'Am Markt 1', city: 'Bonn', postalCode: '53111', country: 'Germany' }],
      links: [{ value: 'https://example.org/ana', label: 'website' }],
    }))
    await updateContact(page, id, { title: 'Head coach' })
    await page.evaluate(async (contactId) => {
      await satchel.entity('notes').create({ contactId, body: 'Met in Porto.' })
      await satchel.entity('views').create({ name: 'In Bonn', entity: 'contacts', query: { q: 'bonn' }, position: 0 })
    }, id)
    const ids = await page.evaluate(async (contactId) => {
      const company = await satchel.entity('companies').create({ name: 'Silva Coaching' })
      const project = await satchel.entity('projects').create({ name: 'Retreat', status: 'active', companyId: company.id, startsOn: '2026-11-02', endsOn: '2026-12-18' })
      for (const [title, more] of [['Find a house', { priority: 'high', projectId: project.id, due: '2026-11-27T10:00[UTC]' }], ['Call Ana', { contactId, repeat: 'FREQ=WEEKLY', due: '2026-11-30' }]] as const) await satchel.entity('tasks').create({ title, status: 'todo', ...more })
      const list = await satchel.entity('lists').create({ name: 'Christmas cards', entity: 'contacts' })
      // Two who may be one, for the duplicates.
      for (const phone of ['1', '2']) await satchel.entity('contacts').create({ firstName: 'Mara', lastName: 'Weiss', phones: [{ value: `+49 151 000000${phone}`, label: 'work' }] })
      return { id: contactId, company: company.id, project: project.id, list: list.id }
    }, id)
    const gone = await createContact(page, { firstName: 'Jorge', lastName: 'Lima' })
    await page.evaluate((id) => satchel.entity('contacts').delete(id), gone.id)

    const found: string[] = []
    for (const screen of screens) {
      if (phone && screen.includes('peek')) continue
      await go(page, Object.entries(ids).reduce((path, [which, id]) => path.replace(`:${which}`, id), screen))
      if (phone) expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), `${screen} is no wider than the phone`).toBeLessThanOrEqual(0)
      found.push(...await violations(page, screen, screen === withFrame ? [] : [frame]))
    }
    for (const { name, on, only, open } of overlays) {
      if (only !== undefined && (only === 'phone') !== phone) continue
      // What opened over the screen before goes with its screen.
      await page.keyboard.press('Escape')
      await page.keyboard.press('Escape')
      await go(page, '/trash')
      await go(page, on.replace(':id', id))
      await open(page, phone)
      found.push(...await violations(page, name, name === 'more' ? [] : [frame]))
    }
    expect(found).toEqual([])
  })
}

test('no accessibility violations where two edits wait for a decision', { tag: '@long' }, async ({ addDevice, account }) => {
  test.setTimeout(120_000)
  const [one, other] = [await addDevice(), await addDevice({ phone: true })]
  const page = await one.open('/contacts')
  await signUp(page, account)
  const { id } = await createContact(page, { firstName: 'Jorge', lastName: 'Lima', company: 'Lima' })
  await waitUntilUpToDate(page)
  const second = await other.open('/contacts')
  await signIn(second, account)
  await one.setOffline(true)
  await updateContact(second, id, { company: 'Lima Consulting' })
  await waitUntilUpToDate(second)
  await updateContact(page, id, { company: 'Lima e Filhos' })
  await one.setOffline(false)
  await expect.poll(() => page.evaluate(() => satchel.sync.status().conflicts), { timeout: 20_000 }).toBe(1)
  await expect.poll(() => second.evaluate(() => satchel.sync.status().conflicts), { timeout: 20_000 }).toBe(1)
  const found: string[] = []
  for (const tab of [page, second]) {
    for (const screen of ['/conflicts', '/today', `/contacts/${id}`, '/sync', '/account']) {
      await go(tab, screen)
      if (screen === '/conflicts') await tab.getByRole('radio').last().check()
      found.push(...await violations(tab, screen))
    }
  }
  expect(found).toEqual([])
})

test('in a contrast theme what is chosen and where something ends is drawn by lines; counts and columns are read out as words apart', { tag: '@long' }, async ({ device }) => {
  const page = await device.open('/contacts')
  const { id } = await createContact(page, { firstName: 'Jorge', lastName: 'Lima' })
  await page.evaluate((contactId) => satchel.bulk((writer) => {
    const start = new Date(Date.now() - 864e5 * 9).toISOString().slice(0, 10), end = new Date(Date.now() + 864e5 * 9).toISOString().slice(0, 10)
    writer.create('projects', { name: 'Retreat', status: 'active', startsOn: start, endsOn: end })
    writer.create('tasks', { title: 'Call', contactId })
  }), id)
  await page.emulateMedia({ forcedColors: 'active' })
  const outline = (of: Locator): Promise<string> => of.evaluate((element) => getComputedStyle(element).outlineStyle)
  await go(page, `/contacts/${id}`)
  await expect(page.getByRole('heading', { name: 'Tasks 1' })).toBeVisible()
  await page.keyboard.press('n')
  expect(await outline(page.getByRole('radio', { name: 'Note' }))).toBe('solid')
  expect(await outline(page.getByRole('radio', { name: 'Call' }))).toBe('none')
  await go(page, '/projects?layout=timeline')
  expect(await outline(page.getByRole('link', { name: /^Retreat, Active/ }).locator('> span'))).toBe('solid')
  await go(page, '/projects?layout=board')
  expect(await page.getByRole('region', { name: /^Active/ }).evaluate((element) => getComputedStyle(element).borderStyle)).toBe('solid')
  await expect(page.getByRole('list', { name: /^Active/ })).toBeVisible()
})
