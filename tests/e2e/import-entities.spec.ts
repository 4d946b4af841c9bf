import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { readSharedFile } from '../support/shared-data.ts'
import { ready } from './device.ts'
import { integrity } from './steps.ts'
import { expect, test } from './setup-satchel.ts'

const todoist = { name: 'Website [2203306141].csv', mimeType: 'text/csv', buffer: readFileSync(new URL('../fixtures/import/tasks/Website [2203306141].csv', import.meta.url)) }
const count = (page: Page, entity: string): Promise<number> => page.evaluate(async (entity) => (await satchel.entity(entity).list({ limit: 1 })).total, entity)

test('[U1] tasks of a Todoist project: rehearsed, a failed row mended in place by keyboard and tried again, all of it undone; then 503 companies', { tag: '@long' }, async ({ device }) => {
  const page = await device.open('/import')
  await page.locator('input[type=file]').setInputFiles(todoist)
  await expect(page.getByLabel('What Website [2203306141].csv holds')).toHaveValue('tasks')
  await page.getByRole('button', { name: 'Rehearse' }).click()
  await expect(page.getByText('1 project that is not here yet is made too: Website.')).toBeVisible()
  await expect(page.getByRole('tab', { name: /Cannot be read/ })).toHaveAttribute('aria-selected', 'true')
  await page.getByRole('tab', { name: /New/ }).click()
  await expect(page.getByRole('row', { name: /Ask Ana for the texts/ })).toContainText('High')
  expect(await count(page, 'tasks'), 'nothing is written by a rehearsal').toBe(0)
  await page.getByRole('button', { name: 'Import 8 tasks' }).click()

  await expect(page.getByText('8 tasks imported')).toBeVisible()
  const result = page.url()
  const title = page.getByLabel('CONTENT, row 12')
  await expect(page.getByRole('row', { name: /No title/ })).toBeVisible()
  // What one began to mend is still there after a look elsewhere.
  await title.fill('Nobody knew')
  await page.getByRole('link', { name: 'See your tasks' }).click()
  await expect(page.getByText('Ask Ana for the texts').first()).toBeVisible()
  await page.goBack()
  await expect(title).toHaveValue('Nobody knew')
  await title.focus()
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText('9 tasks imported')).toBeVisible()
  await expect(page.getByRole('table', { name: 'Rows to mend' })).toHaveCount(0)
  expect(await page.evaluate(async () => (await satchel.entity('tasks').list({ search: 'nobody knew' })).rows.map((row) => row['notes']))).toEqual(['Nobody knows what'])

  await page.goto(result)
  await ready(page)
  await expect(page.getByText('9 tasks imported')).toBeVisible()
  await page.getByRole('button', { name: 'Undo import' }).first().click()
  await page.getByRole('dialog').getByRole('button', { name: 'Undo import' }).click()
  await expect.poll(() => count(page, 'tasks')).toBe(0)
  expect(await count(page, 'projects'), 'what it made beside is undone too').toBe(0)

  const constituents = readSharedFile('companies', 'sp500-constituents.csv')
  const csv = constituents?.toString() ?? `Symbol,Security,GICS Sector\n${Array.from({ length: 503 }, (_, i) => `S${i},Company ${i},Sector ${i % 11}`).join('\n')}\n`
  const importThem = (): Promise<unknown> => page.evaluate((csv) => satchel.entity('companies').import(csv, { apply: true }), csv)
  expect(await importThem()).toMatchObject({ created: 503, failed: 0 })
  expect(await importThem()).toMatchObject({ created: 0, updated: 0, skipped: 503 })
  expect(await page.evaluate(async () => (await satchel.entity('companies').export('csv')).split('\r\n').length)).toBe(505)
  expect(await integrity(page)).toBe('ok')
})
