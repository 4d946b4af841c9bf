import { countContacts, integrity } from './steps.ts'
import { expect, test } from './setup-satchel.ts'

// One after the other in one profile: `npm run test:long` cuts more often.
const cuts = Number(process.env['CUTS'] ?? 2)

test(`[J1] the whole browser killed in a write loop, ${cuts} times: nothing acknowledged is lost`, async ({ addDevice }) => {
  test.setTimeout(240_000)
  const device = await addDevice({ killable: true })
  const acknowledged: string[] = []
  for (let round = 0; round < cuts; round++) {
    await device.open()
    const before = acknowledged.length
    device.context.on('console', (message) => {
      const id = /^acknowledged (\S+)$/.exec(message.text())?.[1]
      if (id !== undefined) acknowledged.push(id)
    })
    await device.page.evaluate((round) => {
      const write = async (): Promise<void> => {
        for (let i = 0; ; i++) {
          const { id } = await satchel.entity('contacts').create({ firstName: `Round ${round}`, lastName: `Write ${i}` })
          console.log(`acknowledged ${id}`)
        }
      }
      void write()
    }, round)
    await expect.poll(() => acknowledged.length - before, { timeout: 60_000 }).toBeGreaterThan(20 + 17 * round)
    await device.kill()
    await device.reopen()
  }
  await device.open()
  const kept = new Set(await device.page.evaluate(() => satchel.entity('contacts').ids({ limit: 1000 })))
  expect(acknowledged.filter((id) => !kept.has(id))).toEqual([])
  expect(await integrity(device.page)).toBe('ok')
  const journaled = await device.page.evaluate(() => satchel.sync.changes({ status: 'pending', limit: 1 }))
  expect(journaled.total).toBe(await countContacts(device.page))
})
