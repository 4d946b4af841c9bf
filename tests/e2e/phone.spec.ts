import { createMany, go } from './steps.ts'
import { expect, test } from './setup-satchel.ts'

/* That no screen scrolls sideways, accessibility.spec.ts sees on its way. */

test('on a phone targets are large, a contact is made from the bottom bar, and a finger that rests on one selects it', async ({ addDevice }) => {
  const device = await addDevice({ phone: true })
  const page = await device.open('/contacts')
  const bar = page.getByRole('navigation').last()
  for (const target of await bar.locator('a:visible, button:visible').all()) {
    const box = await target.boundingBox()
    expect(Math.min(box?.width ?? 0, box?.height ?? 0), await target.innerText()).toBeGreaterThanOrEqual(44)
  }
  await bar.getByRole('button').or(bar.getByRole('link')).filter({ hasText: /add|new/i }).or(bar.getByLabel(/add|new/i)).first().tap()
  const dialog = page.getByRole('dialog', { name: 'New contact' })
  await dialog.getByLabel('First name').fill('Jorge')
  await dialog.getByRole('button', { name: /^Save(?! and)/ }).tap()
  await expect(page.getByText('Jorge').first()).toBeVisible()

  // A tap then selects another, and none is opened.
  await createMany(page, 3)
  const row = page.getByRole('link', { name: /First 1/ })
  const box = (await row.boundingBox())!
  const touch = await device.cdp(page)
  await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x: box.x + 120, y: box.y + 20 }] })
  const checkbox = page.getByRole('checkbox', { name: 'Select First 1 Example' })
  await expect(checkbox).toBeChecked()
  await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
  await page.getByText('First 2 Example').tap()
  await expect(page.getByRole('checkbox', { name: 'Select First 2 Example' })).toBeChecked()
  await expect(checkbox).toBeChecked()
  await expect(page).toHaveURL(/\/contacts(\?|$)/)

  await page.evaluate(() => satchel.entity('projects').create({ name: 'Retreat', startsOn: '2026-11-01', endsOn: '2026-12-24' }))
  await go(page, '/projects?layout=timeline')
  expect((await page.getByRole('link', { name: /^Retreat, / }).boundingBox())?.height).toBeGreaterThanOrEqual(44)

  // A task with more in it than the screen has room for is scrolled to its end.
  const task = await page.evaluate(async () => {
    const { id } = await satchel.entity('tasks').create({ title: 'Prepare the retreat' })
    for (let i = 0; i < 15; i++) await satchel.entity('tasks').create({ title: `Step ${i}`, parentId: id })
    return id
  })
  await go(page, `/tasks?task=${task}`)
  await expect(page.getByText('Step 14')).toBeVisible()
  const notes = page.getByRole('complementary', { name: 'Task: Prepare the retreat' }).getByRole('textbox', { name: 'Notes' })
  await expect(notes).not.toBeInViewport()
  await notes.focus()
  await expect(notes).toBeInViewport({ ratio: 0.9 })

  // A window at twice its size is one, too: what rises from below is as wide as it.
  await page.setViewportSize({ width: 720, height: 450 })
  await go(page, '/lists')
  await page.getByRole('button', { name: 'New list' }).first().tap()
  await expect(page.getByRole('dialog', { name: 'New list' })).toBeVisible()
  expect(await page.getByRole('dialog', { name: 'New list' }).boundingBox()).toMatchObject({ x: 0, width: 720 })
})

test('on a phone New makes what the screen is of, the keyboard leaves what one writes and saves in sight, and the word of sync is there on every screen', async ({ addDevice }) => {
  const device = await addDevice({ phone: true })
  const page = await device.open('/tasks?layout=done')
  await page.evaluate(() => satchel.bulk((writer) => {
    for (let at = 0; at < 30; at++) writer.create('tasks', { title: `Step ${at}`, due: new Date().toLocaleDateString('sv') })
  }))
  const bar = page.getByRole('navigation', { name: 'Main' })
  const create = bar.getByRole('button', { name: 'New' })
  await create.tap()
  await expect(page).toHaveURL(/\/tasks$/)
  await expect(page.getByRole('textbox', { name: 'Add a task' })).toBeFocused()
  await expect(page.getByRole('button', { name: 'Step 20' })).toBeAttached()
  await expect(page.getByRole('button', { name: /^Sync: / })).toBeInViewport({ ratio: 0.9 })

  // What one types in has the room of what can wait.
  await page.setViewportSize({ width: 390, height: 450 })
  await expect(bar).toBeHidden()
  await page.setViewportSize({ width: 390, height: 844 })
  await expect(bar).toBeVisible()

  await page.getByRole('button', { name: 'Step 1', exact: true }).tap()
  const task = page.getByRole('complementary', { name: 'Task: Step 1' })
  expect((await task.getByRole('button', { name: /^Sync: / }).boundingBox())!.width).toBeGreaterThanOrEqual(44)
  await task.getByRole('button', { name: 'Due: Today' }).tap()
  const picker = page.getByRole('dialog', { name: 'Due' }), edge = (await picker.boundingBox())!
  for (const label of ['Date', 'Time', 'Repeats']) {
    const field = (await picker.getByLabel(label).boundingBox())!
    expect(field.x + field.width, label).toBeLessThan(edge.x + edge.width)
  }
  await page.keyboard.press('Escape')

  // Also where there is no contact yet.
  await go(page, '/today')
  await expect(page.getByRole('textbox', { name: 'Add a task' })).toBeVisible()
  await go(page, '/projects')
  await create.tap()
  await expect(page.getByRole('dialog', { name: 'New project' })).toBeVisible()
  await page.keyboard.press('Escape')
  await go(page, '/contacts')
  await create.tap()
  const dialog = page.getByRole('dialog', { name: 'New contact' })
  await dialog.getByLabel('First name').fill('Jorge')
  await page.setViewportSize({ width: 390, height: 450 })
  await expect(dialog.getByRole('button', { name: 'Save', exact: true })).toBeInViewport({ ratio: 1 })
  await page.setViewportSize({ width: 390, height: 844 })
  await page.keyboard.press('Escape')
  const id = await page.evaluate(async () => (await satchel.entity('contacts').create({ firstName: 'Ana', tags: ['client'] })).id)
  await go(page, `/contacts/${id}`)
  await page.getByRole('button', { name: 'Note', exact: true }).tap()
  await page.setViewportSize({ width: 390, height: 450 })
  await page.keyboard.type('Talked about the offer, and about much more that takes several lines: the retreat, the group, the book. ')
  await expect(page.getByRole('button', { name: 'Save note' })).toBeInViewport({ ratio: 1 })
  await page.setViewportSize({ width: 390, height: 844 })
  await go(page, '/contacts')
  await create.tap()

  await page.keyboard.press('Escape')
  await go(page, '/contacts?q=ana')
  await page.getByRole('button', { name: 'Filter' }).tap()
  await expect(page.getByRole('dialog', { name: 'Filter' })).toContainText('Of what the search “ana” finds.')
  await page.keyboard.press('Escape')
  await go(page, '/contacts')
  await create.tap()

  // A browser that lays its keyboard over the page says how much of it can still be seen.
  await page.evaluate(() => {
    Object.defineProperty(visualViewport!, 'height', { get: () => 500, configurable: true })
    visualViewport!.dispatchEvent(new Event('resize'))
  })
  await expect.poll(async () => { const box = (await dialog.getByRole('button', { name: 'Save', exact: true }).boundingBox())!; return box.y + box.height }).toBeLessThan(500)
})

test('on a phone one comes back to where one was: from a task to its list, board or project, from a record to another and to the history', async ({ addDevice }) => {
  const device = await addDevice({ phone: true })
  const page = await device.open('/tasks')
  const ids = await page.evaluate(async () => {
    const ids = { project: '', contact: '' }
    await satchel.bulk((writer) => {
      ids.project = writer.create('projects', { name: 'Retreat', status: 'active' })
      ids.contact = writer.create('contacts', { firstName: 'Ana', lastName: 'Silva', company: 'Onda' })
      for (let at = 0; at < 40; at++) writer.create('tasks', { title: `Step ${at}`, due: new Date().toLocaleDateString('sv'), projectId: ids.project, contactId: ids.contact })
    })
    return ids
  })
  /** Of what scrolls: scrolled so far, and how far it is. */
  const scrolled = (by = 0, of = '[data-scrolls]'): Promise<number> => page.evaluate(({ by, of }) => {
    const element = [...document.querySelectorAll(`#main ${of}`)].find((one) => one.closest('[data-away]') === null)
    if (element === undefined) return -1
    element.scrollTop += by
    return Math.round(element.scrollTop)
  }, { by, of })
  const openOne = async (selector = '[data-task-button]'): Promise<void> => {
    const at = await page.evaluate((selector) => {
      const seen = [...document.querySelectorAll(selector)].filter((one) => one.closest('[data-away]') === null).map((one) => one.getBoundingClientRect()).find(({ y }) => y > 250 && y < 650)!
      return { x: seen.x + 60, y: seen.y + 20 }
    }, selector)
    await page.touchscreen.tap(at.x, at.y)
    await expect(page.getByRole('complementary', { name: /^Task: / })).toBeVisible()
    await expect(page).toHaveTitle(/^Task/)
  }
  for (const [on, where, button] of [['/tasks', '[data-scrolls]', '[data-task-button]'], ['/tasks?layout=board', 'ul[data-column=todo]', '[data-card-button]'], [`/projects/${ids.project}`, '[data-scrolls]', '[data-task-button]']] as const) {
    await go(page, on)
    await expect(page.locator(button).filter({ visible: true }).first()).toBeVisible()
    const of = where.startsWith('ul') ? 'div:has(> [data-column=todo])' : where
    await expect.poll(() => scrolled(700, of)).toBeGreaterThan(600)
    const left = await scrolled(0, of)
    await openOne(button)
    await page.getByRole('button', { name: 'Back to the list' }).tap()
    await expect(page.getByRole('complementary', { name: /^Task: / })).toHaveCount(0)
    expect(await scrolled(0, of), on).toBe(left)
    await expect(page).not.toHaveTitle(/^Task ·/)
  }

  await go(page, `/contacts/${ids.contact}`)
  await expect(page.getByRole('button', { name: /^Step \d+/ }).first()).toBeAttached()
  await expect.poll(() => scrolled(500)).toBeGreaterThan(400)
  const left = await scrolled()
  await go(page, '/history')
  await expect(page.getByRole('heading', { name: 'History' })).toBeVisible()
  await page.goBack()
  await expect(page.getByRole('heading', { name: 'Ana Silva', level: 1 })).toBeVisible()
  await expect.poll(() => scrolled()).toBe(left)
})
