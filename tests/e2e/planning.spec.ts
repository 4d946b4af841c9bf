import { expect, test } from './setup-satchel.ts'
import { violations } from './violations.ts'

test('tasks on a board, by keys and by hand: done there makes the next of a repeating one, and undo takes it back', { tag: '@long' }, async ({ device }) => {
  const page = await device.open('/tasks?view=board')
  await page.evaluate(async () => {
    await satchel.entity('tasks').create({ title: 'Write the offer', status: 'todo', position: 1 })
    await satchel.entity('tasks').create({ title: 'Weekly review', status: 'todo', position: 2, due: '2026-11-27', repeat: 'FREQ=WEEKLY;BYDAY=FR' })
    await satchel.entity('tasks').create({ title: 'Call Ana', status: 'doing', position: 3 })
  })
  const column = (name: string) => page.getByRole('region', { name: new RegExp(`^${name}`) })
  await expect(column('To do').getByRole('listitem')).toHaveCount(2)
  expect(await violations(page, 'task board')).toEqual([])

  await page.keyboard.press('j')
  await expect(column('To do').getByRole('button', { name: /^Write the offer/ })).toBeFocused()
  await page.keyboard.press('Shift+ArrowRight')
  await expect(column('In progress').getByRole('button', { name: /^Write the offer/ })).toBeFocused()
  await expect(column('To do').getByRole('listitem')).toHaveCount(1)
  await page.keyboard.press('ArrowLeft')
  await expect(column('To do').getByRole('button', { name: /^Weekly review/ })).toBeFocused()

  // By its menu, as with a finger; what repeats goes on.
  await column('To do').getByRole('listitem').hover()
  await column('To do').getByRole('button', { name: 'Move Weekly review' }).click()
  await page.getByRole('menuitem', { name: 'Done' }).click()
  await expect(column('Done').getByRole('button', { name: /^Weekly review/ })).toBeVisible()
  await expect(column('To do').getByRole('button', { name: /^Weekly review/ })).toBeVisible()
  await page.keyboard.press('ControlOrMeta+z')
  await expect(column('Done').getByRole('listitem')).toHaveCount(0)
  await expect(column('To do').getByRole('listitem')).toHaveCount(1)

  await column('In progress').getByRole('listitem').filter({ hasText: 'Call Ana' }).dragTo(column('Done'))
  await expect(column('Done').getByRole('button', { name: /^Call Ana/ })).toBeVisible()
  expect(await page.evaluate(async () => (await satchel.entity('tasks').list({ where: { status: 'done' } })).rows.map((row) => [row['title'], typeof row['completedAt']]))).toEqual([['Call Ana', 'string']])

  await column('In progress').getByRole('button', { name: /^Write the offer/ }).click()
  await expect(page.getByRole('complementary', { name: 'Task: Write the offer' })).toBeVisible()
})

test('tasks in a calendar: a day by keys, a task made for it, and one moved to another day with its time', { tag: '@long' }, async ({ device }) => {
  const page = await device.open('/tasks?view=calendar&day=2027-02-10')
  await page.evaluate(() => satchel.entity('tasks').create({ title: 'Workshop', status: 'todo', due: '2027-02-12T14:00[Europe/Lisbon]' }))
  const day = (name: RegExp) => page.getByRole('gridcell', { name })
  await expect(day(/February 12, 1 task$/)).toBeVisible()
  expect(await violations(page, 'calendar')).toEqual([])

  await day(/February 10,/).focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  await expect(day(/February 12,/)).toBeFocused()
  await expect(page.getByRole('checkbox', { name: 'Complete Workshop' })).toBeVisible()
  await page.keyboard.press('PageDown')
  await expect(day(/March 12,/)).toBeFocused()
  await page.keyboard.press('PageUp')
  await page.keyboard.press('n')
  await page.keyboard.type('Print the handouts')
  await page.keyboard.press('Enter')
  await expect(day(/February 12, 2 tasks$/)).toBeVisible()

  await day(/February 12,/).getByRole('button', { name: /Workshop/ }).dragTo(day(/February 17,/))
  await expect(day(/February 17, 1 task$/)).toBeVisible()
  expect(await page.evaluate(async () => (await satchel.entity('tasks').list({ sort: ['title'] })).rows.map((row) => row['due']))).toEqual(['2027-02-12', '2027-02-17T14:00[Europe/Lisbon]'])
  await page.keyboard.press('ControlOrMeta+z')
  await expect(day(/February 12, 2 tasks$/)).toBeVisible()
})

test('projects on a board and along the months', { tag: '@long' }, async ({ device }) => {
  const page = await device.open('/projects?view=board')
  await page.evaluate(async () => {
    await satchel.entity('projects').create({ name: 'Spring retreat', status: 'planned', startsOn: '2027-03-01', endsOn: '2027-05-31' })
    await satchel.entity('projects').create({ name: 'Supervision', status: 'active', startsOn: '2026-09-01' })
    await satchel.entity('projects').create({ name: 'An idea', status: 'planned' })
    const daysAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10)
    await satchel.entity('projects').create({ name: 'Long ago', status: 'done', startsOn: daysAgo(500), endsOn: daysAgo(450) })
  })
  const column = (name: string) => page.getByRole('region', { name: new RegExp(`^${name}`) })
  await expect(column('Planned').getByRole('listitem')).toHaveCount(2)
  expect(await violations(page, 'project board')).toEqual([])
  await column('Planned').getByRole('button', { name: /^Spring retreat/ }).focus()
  await page.keyboard.press('Shift+ArrowRight')
  await expect(column('Active').getByRole('button', { name: /^Spring retreat/ })).toBeFocused()

  await page.getByRole('tab', { name: 'Timeline' }).click()
  await expect(page).toHaveURL(/layout=timeline/)
  await expect(page.getByRole('link', { name: /^Spring retreat, Active, / })).toBeVisible()
  await expect(page.getByRole('link', { name: 'An idea' })).toBeVisible()
  expect(await violations(page, 'timeline')).toEqual([])
  // What lies out of sight is pointed at, and brought into it.
  const longAgo = page.getByRole('link', { name: /^Long ago, Done, / }), pointer = page.getByRole('listitem').filter({ has: longAgo }).getByTitle('Show it')
  await expect(longAgo).not.toBeInViewport()
  await pointer.click()
  await expect(longAgo).toBeInViewport()
  await expect(pointer).toBeHidden()
  await page.getByRole('link', { name: /^Supervision, Active, from / }).click()
  await expect(page.getByRole('heading', { name: 'Supervision' })).toBeVisible()
})
