import { createContact, signIn, signUp, visit, waitUntilUpToDate } from './steps.ts'
import { expect, test, type Page } from './setup-satchel.ts'

const projectOf = (page: Page, id: string): Promise<unknown> => page.evaluate(async (id) => (await satchel.entity('tasks').get(id))?.['projectId'] ?? null, id)

test('[H1] a note says who wrote it and keeps its earlier words; a task has its history, which calls projects and people by their names', async ({ device, account }) => {
  const page = await device.open('/contacts')
  await signUp(page, account)
  const { id } = await createContact(page, { firstName: 'Mara', lastName: 'Kline' })
  await page.evaluate(async (contactId) => {
    const note = await satchel.entity('notes').create({ contactId, body: 'They want a **proposal**.' })
    await satchel.entity('notes').update(note.id, { body: 'Nothing to do.' })
  }, id)
  await waitUntilUpToDate(page)
  await visit(page, `/contacts/${id}`)
  const note = page.getByRole('listitem').filter({ hasText: 'Nothing to do.' })
  await expect(note.getByText(account.name, { exact: true })).toBeVisible()
  await expect(note.getByText(/^edited just now/)).toBeVisible()
  await note.getByRole('button', { name: 'Note actions' }).click()
  await page.getByRole('menuitem', { name: 'Earlier versions' }).click()
  const first = page.getByRole('dialog', { name: 'History of note' }).getByRole('listitem').filter({ hasText: 'They want a' })
  await expect(first.locator('strong'), 'as it read').toHaveText('proposal')
  await first.getByRole('button', { name: 'Restore' }).click()
  await expect.poll(() => page.evaluate(async () => (await satchel.entity('notes').list()).rows[0]?.['body'])).toBe('They want a **proposal**.')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect.poll(() => page.evaluate(async () => (await satchel.entity('notes').list()).rows[0]?.['body'])).toBe('Nothing to do.')

  const userId = await page.evaluate(() => satchel.sync.status().account!.userId)
  const task = await page.evaluate(async (assigneeId) => {
    const project = await satchel.entity('projects').create({ name: 'Website' })
    const task = await satchel.entity('tasks').create({ title: 'Prepare the offer' })
    await satchel.entity('tasks').update(task.id, { projectId: project.id })
    await satchel.entity('tasks').update(task.id, { assigneeId })
    return task.id
  }, userId)
  await visit(page, `/tasks?task=${task}`)
  const history = page.getByRole('region', { name: 'History' })
  await page.getByRole('button', { name: 'History', exact: true }).click()
  await expect(history.getByText(`changed assignee to ${account.name}`)).toBeVisible()
  await history.getByRole('button', { name: /changed project to Website/ }).click()
  await expect(history.getByText('Website')).toHaveCount(2)
  await history.getByRole('button', { name: 'Restore' }).click()
  await expect.poll(() => projectOf(page, task)).toBeNull()
  await visit(page, '/history')
  await page.getByRole('listitem').filter({ hasText: 'changed assignee of' }).getByRole('button', { name: /^Details/ }).click()
  await expect(page.getByRole('definition').filter({ hasText: account.name })).toBeVisible()
})

test('[M2, M3] what lost and what is to be decided is called by its name where it is a project', async ({ device, addDevice, account }) => {
  const page = await device.open('/tasks')
  await signUp(page, account)
  const ids = await page.evaluate(async () => {
    const ids: string[] = []
    for (const name of ['Website', 'Training']) ids.push((await satchel.entity('projects').create({ name })).id)
    ids.push((await satchel.entity('tasks').create({ title: 'Prepare the offer' })).id)
    return ids
  })
  const [website, training, task] = ids as [string, string, string]
  await waitUntilUpToDate(page)
  const other = await addDevice()
  const away = await other.open('/tasks')
  await signIn(away, account)
  const put = (tab: Page, projectId: string): Promise<unknown> => tab.evaluate(({ task, projectId }) => satchel.entity('tasks').update(task, { projectId }), { task, projectId })
  await other.setOffline(true)
  await put(away, training)
  await put(page, website)
  await waitUntilUpToDate(page)
  await other.setOffline(false)
  await waitUntilUpToDate(away)
  // Which of two that were written within a moment is the newer one, the server's estimate of their clocks says (T1).
  const stands = await projectOf(away, task), [loser, wanted] = stands === website ? [away, 'Training'] : [page, 'Website']
  await expect.poll(() => projectOf(page, task), { timeout: 20_000 }).toBe(stands)
  await visit(loser, `/tasks?task=${task}`)
  await expect(loser.getByText(`Yours: ${wanted}`)).toBeVisible()

  await page.evaluate(() => satchel.settings.set('policy:tasks.projectId', 'manual'))
  await waitUntilUpToDate(page)
  await expect.poll(() => away.evaluate(() => satchel.settings.get('policy:tasks.projectId'))).toBe('manual')
  await other.setOffline(true)
  await put(page, stands === website ? training : website)
  await away.evaluate((task) => satchel.entity('tasks').update(task, { projectId: null }), task)
  await waitUntilUpToDate(page)
  await other.setOffline(false)
  await expect.poll(() => away.evaluate(() => satchel.sync.status().conflicts), { timeout: 20_000 }).toBe(1)
  await visit(away, '/conflicts')
  const card = away.getByRole('region', { name: 'Project of Prepare the offer' })
  await expect(card.getByRole('radio', { name: new RegExp(wanted) })).toBeVisible()
  await expect(card.getByRole('radio', { name: /Own text/ }), 'a project is chosen, not written').toHaveCount(0)
  await card.getByRole('radio', { name: /^Original/ }).check()
  const former = stands === website ? 'Website' : 'Training'
  await expect(card.getByRole('definition').filter({ hasText: former }), 'the task as it will be').toContainText(wanted)
  await card.getByRole('button', { name: 'Settle', exact: true }).click()
  await expect(card).toBeHidden()
  await expect.poll(() => projectOf(page, task), { timeout: 20_000 }).toBe(stands)
  await away.getByRole('tab', { name: /Settled/ }).click()
  await expect(away.getByRole('listitem').filter({ hasText: 'Prepare the offer' })).toContainText(former)
})
