import path from 'node:path'
import Database from 'libsql'
import { createMany, getContact, signUp, waitUntilUpToDate } from './steps.ts'
import { expect, test } from './setup-satchel.ts'

/* R7 as a person sees it: what differed from the server is downloaded again, and the sync screen says so in a line. */

for (const phone of [false, true]) {
  test(`[R7] records that came to differ from the server are downloaded again and told of${phone ? ', on a phone' : ''}`, { tag: '@long' }, async ({ server, addDevice, account }, info) => {
    const device = await addDevice({ phone })
    const page = await device.open('/sync')
    await createMany(page, 30)
    await signUp(page, account)
    const ids = await page.evaluate(async () => (await satchel.entity('contacts').list({ limit: 1_000, sort: ['id'] })).rows.map((row) => row.id))
    await expect(page.getByText('differed from the server')).toBeHidden()

    const database = new Database(path.join(server.dataDir, 'satchel.db'))
    // In one go, or a sync that falls between them tells of one and then of the other.
    database.exec(`UPDATE records SET data = '{"firstName":"Touched"}' WHERE entity = 'contacts' AND id IN ('${ids[0]!}', '${ids[1]!}')`)
    database.close()
    await page.getByRole('button', { name: 'Sync now' }).click()
    await expect(page.getByText(/^2 records differed from the server and were downloaded again, last on .+\.$/)).toBeVisible()
    await waitUntilUpToDate(page)
    expect((await getContact(page, ids[0]!))?.['firstName']).toBe('Touched')
    await page.getByRole('tab', { name: 'Log' }).click()
    await expect(page.getByRole('list', { name: 'Sync log' }).getByText('2 records differed from the server and were downloaded again.')).toBeVisible()
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await page.screenshot({ path: info.outputPath(`sync-${phone ? 'phone' : 'wide'}-${colorScheme}.png`) })
    }
  })
}
