import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { createContact, getContact, pendingChanges, signUp, updateContact, visit, waitForServiceWorker } from './steps.ts'
import { ready } from './device.ts'
import { copyProject, type ProjectCopy } from './project-copy.ts'
import { expect, test } from './setup-satchel.ts'

test('a newer build, whole at the second try: "Update ready", applied on the person’s word, with data and draft kept', async ({ addServer, addDevice }) => {
  test.setTimeout(120_000)
  const { folder, serve, next, remove } = twoBuilds()
  try {
    const server = await addServer({ served: folder })
    const device = await addDevice({ origin: server.origin })
    const page = await device.open('/contacts')
    await waitForServiceWorker(page)
    const { id } = await createContact(page, { firstName: 'Ana', lastName: 'Silva' })
    const scripts = (): Promise<string[]> => page.evaluate(() => [...document.scripts].map((script) => script.src))
    const before = await scripts()

    await page.keyboard.press('c')
    await page.getByRole('dialog', { name: 'New contact' }).getByLabel('First name').fill('Half-typed')
    await page.keyboard.press('Escape')

    // Half of it lies there yet, so that it cannot be installed; the next time all of it.
    serve(next)
    rmSync(path.join(folder, 'dist', 'assets', 'index-newer.js'))
    await visit(page, '/settings')
    await page.getByRole('button', { name: 'Check for update' }).click()
    await expect(page.getByText('The server has not given the newer version')).toBeVisible()
    await expect(page.getByText(/Update ready/i)).toHaveCount(0)
    await page.getByRole('alert').getByRole('button', { name: 'Dismiss' }).click()
    await expect(page.getByText('The server has not given the newer version')).toBeHidden()
    // Being written, a file is there and empty for a moment.
    serve(next)
    writeFileSync(path.join(folder, 'dist', 'assets', 'index-newer.js'), '')
    await page.getByRole('button', { name: 'Check for update' }).click()
    await expect(page.getByText('The server has not given the newer version')).toBeVisible()
    await expect(page.getByText(/Update ready/i)).toHaveCount(0)
    serve(next)
    await page.getByRole('button', { name: 'Check for update' }).click()
    await expect(page.getByText(/Update ready/i).first()).toBeVisible()
    expect(await scripts(), 'nothing changes before the person says so').toEqual(before)

    const reloaded = page.waitForEvent('load')
    await page.getByRole('button', { name: 'Reload' }).first().click()
    await reloaded
    await ready(page)
    expect(await scripts()).not.toEqual(before)
    expect((await getContact(page, id))?.['firstName']).toBe('Ana')
    await page.keyboard.press('c')
    await expect(page.getByRole('dialog', { name: 'New contact' }).getByLabel('First name')).toHaveValue('Half-typed')
  } finally {
    remove()
  }
})

test('[K2] refused as too old, the app fetches the newer version by itself, goes over to it when nobody types, and sends what waited', { tag: '@long' }, async ({ addServer, addProxy, addDevice, account }) => {
  test.setTimeout(150_000)
  const { folder, serve, next, remove } = twoBuilds()
  try {
    const proxy = await addProxy(await addServer({ served: folder }))
    const device = await addDevice({ origin: proxy.origin })
    const page = await device.open('/contacts')
    await waitForServiceWorker(page)
    await signUp(page, account)
    const { id } = await createContact(page, { firstName: 'Ana', lastName: 'Silva' })
    // By what the server gave it: the count of what waits may not have heard of it yet.
    await expect.poll(async () => (await getContact(page, id))?.revision).toBeGreaterThan(0)
    await expect.poll(() => pendingChanges(page)).toBe(0)

    // The server was updated, and its app with it.
    serve(next)
    const refusal = JSON.stringify({ error: 'code_too_old', message: 'This app is older than the server understands.' })
    proxy.fault = (method, url) => (method === 'POST' && url.startsWith('/api/sync/push') ? { kind: 'answer', status: 426, type: 'application/json', body: refusal } : null)
    const search = page.getByRole('searchbox').first()
    await search.focus()
    const before = await page.evaluate(() => document.scripts[0]?.src)
    await updateContact(page, id, { title: 'Dr.' })
    await expect(page.getByText('Update to sync').first()).toBeVisible()
    await expect(page.getByText(/Update ready/i).first()).toBeVisible({ timeout: 20_000 })
    // In the middle of something, nobody is taken out of it.
    await page.waitForTimeout(5_000)
    expect(await page.evaluate(() => document.scripts[0]?.src)).toBe(before)
    expect(await pendingChanges(page)).toBe(1)

    const reloaded = page.waitForEvent('load')
    await search.blur()
    await reloaded
    await ready(page)
    // What it speaks now, the server understands.
    proxy.fault = () => null
    await page.evaluate(() => satchel.sync.now())
    await expect.poll(() => pendingChanges(page)).toBe(0)
    expect((await getContact(page, id))?.['title']).toBe('Dr.')
    expect(proxy.faults.some((line) => line.startsWith('POST /api/sync/push'))).toBe(true)
  } finally {
    remove()
  }
})

/** A copy of the project, and a newer build of it. */
function twoBuilds(): ProjectCopy & { next: string } {
  const copy = copyProject(['dist', 'package.json']), next = path.join(copy.folder, 'next')
  makeNewerBuild(next)
  return { ...copy, next }
}

/** What a build of changed code differs in: the entry has another name, in all that names it, the service worker's list of files too. */
function makeNewerBuild(folder: string): void {
  cpSync('dist', folder, { recursive: true })
  const entry = /assets\/(index-[\w-]+)\.js/.exec(readFileSync(path.join(folder, 'index.html'), 'utf8'))?.[1]
  if (entry === undefined) throw new Error('index.html names no entry.')
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const at = path.join(folder, file)
    if (/\.(br|gz)$/.test(file)) rmSync(at)
    else if (/\.(js|html|webmanifest)$/.test(file)) {
      const text = readFileSync(at, 'utf8').replaceAll(entry, 'index-newer')
      rmSync(at)
      writeFileSync(at.replace(entry, 'index-newer'), text)
    }
  }
  // The list knows a page by a hash of what is in it.
  const worker = path.join(folder, 'service-worker.js'), listed = readFileSync(worker, 'utf8')
  const changed = listed.replace(/("revision":")[0-9a-f]+(","url":"index\.html")/, '$1newer$2')
  if (changed === listed) throw new Error('The service worker lists no index.html.')
  writeFileSync(worker, changed)
}
