import { registerElsewhere, waitUntilUpToDate } from './steps.ts'
import { expect, test } from './setup-satchel.ts'

test('a server that is closed says so before anybody types, lets in who has an account, and by invitation who has a link', { tag: '@long' }, async ({ addServer, addDevice, account }) => {
  const env: Record<string, string> = {}, server = await addServer({ env })
  await registerElsewhere(server.origin, account)
  env['REGISTRATION'] = 'closed'
  await server.stop()
  await server.start()

  const owner = await addDevice({ origin: server.origin }), a = await owner.open('/settings?tab=account')
  await expect(a.getByText('This server takes no new accounts.')).toBeVisible()
  await expect(a.getByRole('button', { name: 'Create an account' })).toHaveCount(0)
  await a.getByRole('button', { name: 'Sign in', exact: true }).click()
  const dialog = a.getByRole('dialog')
  await expect(dialog).toContainText('This server takes no new accounts')
  await expect(dialog.getByRole('button', { name: 'Create an account' })).toHaveCount(0)
  await dialog.getByLabel('E-mail').fill(account.email)
  await dialog.getByLabel('Password').fill(account.password)
  await dialog.getByRole('button', { name: 'Sign in', exact: true }).click()
  await waitUntilUpToDate(a)
  await a.goto(`${server.origin}/settings?tab=workspace`)
  await a.getByRole('button', { name: 'Invite…' }).click()
  await expect(a.getByRole('dialog')).toContainText('only who has one already can come in by it')
  const { link } = await a.evaluate(() => satchel.team.invite({ role: 'member' })), { pathname, hash } = new URL(link)

  const other = await addDevice({ origin: server.origin }), b = await other.open(pathname + hash)
  await expect(b.getByText('Who has one already signs in, and comes in by this link.')).toBeVisible()
  await b.getByRole('button', { name: 'I have an account' }).click()
  await expect(b.getByRole('textbox', { name: 'E-mail' })).toBeVisible()

  // The same link, as the operator lets people in by it.
  for (const device of [owner, other]) device.expectErrors(/ERR_CONNECTION_REFUSED|Failed to load resource|WebSocket/)
  env['REGISTRATION'] = 'invited'
  await server.stop()
  await server.start()
  await b.goto(server.origin + pathname + hash)
  await b.reload()
  await b.getByRole('textbox', { name: 'Name' }).fill('Bo')
  await b.getByRole('textbox', { name: 'E-mail' }).fill(`bo-${account.email}`)
  await b.getByLabel('Password').fill(account.password)
  await b.getByRole('button', { name: 'Create account' }).click()
  await expect(b).toHaveURL(/\/contacts/)
  await waitUntilUpToDate(b)
})
