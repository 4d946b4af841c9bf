import type { Page } from '@playwright/test'
import type { Rec, SignInResult } from '../../src/data-api/types.ts'
import { expect } from './setup-satchel.ts'

/* What tests do again and again, through the console API; the screens are driven in the tests themselves. */

export interface Account { email: string; password: string; name: string; workspace: string }

export const createContact = (page: Page, data: Record<string, string>): Promise<Rec> =>
  page.evaluate((data) => satchel.entity('contacts').create(data), data)

/** `count` contacts as one act: First 0, First 1, … */
export const createMany = (page: Page, count: number, first = 'First'): Promise<{ changed: number }> =>
  page.evaluate(({ count, first }) => satchel.bulk((writer) => {
    for (let i = 0; i < count; i++) writer.create('contacts', { firstName: `${first} ${i}`, lastName: 'Example' })
  }), { count, first })

export const updateContact = (page: Page, id: string, patch: Record<string, string | null>): Promise<Rec> =>
  page.evaluate(({ id, patch }) => satchel.entity('contacts').update(id, patch), { id, patch })

export const getContact = (page: Page, id: string): Promise<Rec | null> => page.evaluate((id) => satchel.entity('contacts').get(id), id)

export const countContacts = (page: Page): Promise<number> =>
  page.evaluate(async () => (await satchel.entity('contacts').list({ limit: 1 })).total)

export const firstNames = (page: Page): Promise<unknown[]> =>
  page.evaluate(async () => (await satchel.entity('contacts').list({ limit: 1000, sort: ['firstName'] })).rows.map((row) => row['firstName']))

export async function signUp(page: Page, account: Account): Promise<void> {
  const result = await page.evaluate((account) => satchel.auth.register(account), account)
  await settle(page, result)
  await waitUntilUpToDate(page)
}

/** An account that was made elsewhere, without a browser of its own. */
export async function registerElsewhere(origin: string, account: Account): Promise<void> {
  const answer = await fetch(`${origin}/api/auth/register`, { method: 'POST', headers: { 'content-type': 'application/json', origin }, body: JSON.stringify(account) })
  if (!answer.ok) throw new Error(`The account was not made: ${answer.status} ${await answer.text()}`)
}

export async function signIn(page: Page, account: Account): Promise<void> {
  const result = await page.evaluate(({ email, password }) => satchel.auth.login({ email, password }), account)
  await settle(page, result)
  await waitUntilUpToDate(page)
}

const settle = (page: Page, result: SignInResult): Promise<void> =>
  result.state === 'choose' ? page.evaluate(() => satchel.auth.settleSignIn('add')) : Promise.resolve()

/** Nothing pending, and at the server's newest. The status is as last heard, so right after a write it may be that of before: the journal is asked too. */
export async function waitUntilUpToDate(page: Page): Promise<void> {
  await expect.poll(() => page.evaluate(async () => {
    const { total } = await satchel.sync.changes({ status: ['pending', 'pushing', 'deferred'], limit: 1 }), { pending, upToDate, error } = satchel.sync.status()
    return upToDate && pending + total === 0 ? 'up to date' : `pending ${pending}, up to date ${upToDate}, ${error?.code ?? 'no error'}`
  }), { timeout: 20_000, intervals: [50, 100, 200] }).toBe('up to date')
}

export const pendingChanges = (page: Page): Promise<number> => page.evaluate(() => satchel.sync.status().pending)

/** SQLite's own word on the file. */
export const integrity = (page: Page): Promise<unknown> =>
  page.evaluate(async () => Object.values((await satchel.sql('PRAGMA integrity_check'))[0] ?? {})[0])

/** To a screen as a link leads there: the page stays. */
export const visit = (page: Page, path: string): Promise<void> => page.evaluate((path) => {
  history.pushState({}, '', path)
  dispatchEvent(new PopStateEvent('popstate', { state: {} }))
}, path)

/** As `visit`, and until the screen is drawn. */
export async function go(page: Page, path: string): Promise<void> {
  const former = await page.evaluateHandle((path) => {
    const heading = [...document.querySelectorAll('h1, #screen-heading')].find((one) => one.closest('[data-away]') === null) ?? null
    const stays = new URL(path, location.href).pathname === location.pathname
    history.pushState({}, '', path)
    dispatchEvent(new PopStateEvent('popstate', { state: {} }))
    return stays ? null : heading
  }, path)
  // Screens of one kind share their heading: then there is nothing to see it by. Those out of sight keep theirs.
  await page.waitForFunction((former) => {
    const seen = [...document.querySelectorAll('h1, #screen-heading')].filter((one) => one.closest('[data-away]') === null)
    return seen.length > 0 && (former === null || !seen.includes(former))
  }, former, { timeout: 1_000 }).catch(() => null)
  await page.evaluate(async () => { for (let frame = 0; frame < 2; frame += 1) await new Promise((resolve) => { requestAnimationFrame(resolve) }) })
  await former.dispose()
}

/** Until the service worker controls the page: from then on the app starts without a network. */
export async function waitForServiceWorker(page: Page): Promise<void> {
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null)
}
