import { createContact, signUp, updateContact, visit, waitUntilUpToDate } from './steps.ts'
import { expect, test } from './setup-satchel.ts'

interface Contacts {
  create(data: object): Promise<{ id: string; revision: number }>
  update(id: string, patch: object): Promise<{ title: string }>
  delete(id: string): Promise<void>
  restore(id: string): Promise<{ deletedAt: null }>
  get(id: string): Promise<{ lastName: string } | null>
  list(query?: object): Promise<{ rows: { id: string }[]; total: number }>
  import(source: string, options: object): Promise<{ created: number; skipped: number }>
  export(format: string, query?: object): Promise<string>
}

test('the console API does what the README says', async ({ device, account }) => {
  const page = await device.open('/settings')
  const seen = await page.evaluate(async () => {
    const contacts = satchel['contacts'] as Contacts
    const ana = await contacts.create({ firstName: 'Ana', lastName: 'Silva', emails: [{ value: 'ana@example.org', label: 'work' }], addresses: [{ city: 'Bonn' }] })
    const heard: number[] = []
    const stop = satchel.live('contacts', { search: 'silva' }, ({ total }) => { heard.push(total) })
    const { title } = await contacts.update(ana.id, { title: 'Coach' })
    const csv = `First Name,Last Name,City\n${Array.from({ length: 1_200 }, (_, i) => `Person,Number ${i},Porto`).join('\n')}\n`
    const [first, second] = [await contacts.import(csv, { format: 'csv', apply: true }), await contacts.import(csv, { format: 'csv', apply: true })]
    const acted = await satchel.bulk((writer) => {
      writer.update('contacts', ana.id, { company: 'Onda' })
      writer.create('notes', { contactId: ana.id, body: 'Met in Porto' })
    })
    const byNote = (await contacts.list({ search: 'met in por' })).total
    await satchel.undo()
    const undone = (await contacts.get(ana.id)) as Record<string, unknown> | null
    await satchel.redo()
    await contacts.delete(ana.id)
    const inTrash = (await contacts.list({ state: 'deleted' })).total
    const { deletedAt } = await contacts.restore(ana.id)
    const all = await contacts.list({ limit: 5_000, sort: ['lastName', '-updatedAt'] })
    const where = await contacts.list({ where: { or: [{ city: 'Bonn' }, { and: [{ lastName: { startsWith: 'number 11' } }, { city: { eq: 'porto' } }] }] }, limit: 1 })
    const rows = await satchel.sql('SELECT count(*) AS n FROM local_changes WHERE entity = ?', ['notes'])
    const files = [await contacts.export('csv'), await contacts.export('vcard'), await contacts.export('json')]
    const two = JSON.parse(await contacts.export('json', { sort: ['lastName'], offset: 1, limit: 2 })) as unknown[]
    const backup = await satchel.storage.backup()
    await contacts.delete(ana.id)
    await satchel.storage.restore(backup)
    const afterRestore = await contacts.get(ana.id)
    stop()
    return {
      title, created: first.created, again: second.created, skipped: second.skipped, acted: acted.changed, byNote, undone: undone?.['company'] ?? null, inTrash, deletedAt,
      all: [all.rows.length, all.total], where: where.total, notes: rows[0]?.['n'], heard: heard.length > 0, files: files.map((file) => file.includes('Silva')), two: two.length,
      back: afterRestore?.lastName, kind: (await satchel.storage.info()).kind, pending: (await satchel.sync.changes({ status: 'pending' })).total > 1_200,
    }
  })
  expect(seen).toEqual({
    title: 'Coach', created: 1_200, again: 0, skipped: 1_200, acted: 2, byNote: 1, undone: null, inTrash: 1, deletedAt: null, all: [1_201, 1_201],
    where: 112, notes: 3, heard: true, files: [true, true, true], two: 2, back: 'Silva', kind: 'opfs', pending: true,
  })

  // A new account takes in what is here, without a question.
  const result = await page.evaluate((account) => satchel.auth.register(account), account)
  expect(result.state).toBe('ready')
  await waitUntilUpToDate(page)
  const status = await page.evaluate(() => satchel.sync.now())
  expect(status).toMatchObject({ state: 'idle', pending: 0, failed: 0, conflicts: 0, upToDate: true })
  expect(await page.evaluate(() => satchel.contacts && (satchel['contacts'] as Contacts).list({ limit: 1 }).then(({ total }) => total))).toBe(1_201)
})

test('signing out with unsent changes asks; locked, they wait for the same account', { tag: '@long' }, async ({ device, account }) => {
  const page = await device.open('/contacts')
  const { id } = await createContact(page, { firstName: 'Ana', lastName: 'Silva' })
  await signUp(page, account)
  await device.open('/settings?tab=account')
  await device.setOffline(true)
  await updateContact(page, id, { title: 'Coach' })
  await page.getByRole('button', { name: 'Sign out' }).click()
  const dialog = page.getByRole('dialog', { name: '1 change exists only here' })
  for (const name of ['Sync', 'Export a backup file', 'Lock instead', 'Discard and sign out']) await expect(dialog.getByRole('button', { name })).toBeVisible()
  // Until it closes it says of which changes it was, whatever is counted of the database that opens behind it.
  const titles = await page.evaluateHandle(() => {
    const seen = new Set<string>()
    new MutationObserver(() => { for (const title of document.querySelectorAll('dialog[open] h2')) seen.add(title.textContent) }).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true })
    return seen
  })
  await dialog.getByRole('button', { name: 'Lock instead' }).click()
  await expect(page).toHaveURL(/\/welcome/)
  expect(await titles.evaluate((seen) => [...seen])).toEqual(['1 change exists only here'])
  await visit(page, '/settings?tab=account')
  await expect(page.getByText(`What belongs to ${account.email} is on this device, locked.`)).toBeVisible()
  await device.setOffline(false)
  const { state } = await page.evaluate(({ email, password }) => satchel.auth.login({ email, password }), account)
  expect(state).toBe('ready')
  await waitUntilUpToDate(page)
  expect((await page.evaluate((id) => satchel.entity('contacts').get(id), id))?.['title']).toBe('Coach')
})
