import { readFileSync } from 'node:fs'
import path from 'node:path'
import { createTestDatabase } from '../support/postgres-databases.ts'
import { runCli } from '../support/run-cli.ts'
import { startPostgres } from '../support/start-postgres.ts'
import { startServer } from '../support/start-server.ts'
import { countContacts, createContact, createMany, pendingChanges, signIn, signUp, waitUntilUpToDate } from './steps.ts'
import { expect, test } from './setup-satchel.ts'

test('[R1, P4] the server is moved from its file to PostgreSQL with browsers open: they only wait, and what was written meanwhile arrives', { tag: '@long' }, async ({ addServer, addDevice, account }) => {
  test.setTimeout(180_000)
  const server = await addServer(), postgres = await startPostgres(), database = await createTestDatabase(postgres.url)
  const laptop = await addDevice({ origin: server.origin, fresh: true }), phone = await addDevice({ origin: server.origin, fresh: true, phone: true })
  for (const device of [laptop, phone]) device.expectErrors(/ERR_|Failed to (load|fetch)|WebSocket/)
  const a = await laptop.open('/contacts')
  await signUp(a, account)
  await createMany(a, 300)
  await waitUntilUpToDate(a)
  const b = await phone.open('/contacts')
  await signIn(b, account)
  const log = await a.evaluate(async () => (await satchel.sync.log(100)).length)

  await server.stop()
  await createContact(a, { firstName: 'Written on the laptop' })
  await createContact(b, { firstName: 'Written on the phone' })
  await expect.poll(() => pendingChanges(a)).toBe(1)
  const moved = await runCli(['move', '--from', `file:${path.join(server.dataDir, 'satchel.db')}`, '--to', database.ownerUrl], { DATA_DIR: server.dataDir })
  expect(moved).toMatchObject({ code: 0, said: expect.stringContaining('Moved 1 accounts, 1 workspaces') })
  const next = await startServer({ port: server.port, env: { DATABASE_URL: database.url, DATABASE_OWNER_URL: database.ownerUrl, SECRET_KEY: readFileSync(path.join(server.dataDir, 'secret.key'), 'utf8').trim() } })
  try {
    for (const page of [a, b]) {
      await waitUntilUpToDate(page)
      await expect.poll(() => countContacts(page), { timeout: 20_000 }).toBe(302)
    }
    // Nobody signed in anew, took a snapshot or began another history.
    expect((await a.evaluate(() => satchel.sync.log(100))).slice(0, -log)).toEqual([])
  } finally {
    await next.remove()
    await postgres.stop()
  }
})
