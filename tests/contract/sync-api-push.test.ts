import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { setupAccount, setupDevice, setupServer, type Account, type Server } from './sync-api-setup.ts'

let server: Server
let account: Account
beforeAll(async () => { server = await setupServer(); account = await setupAccount(server) })
afterAll(() => server.close())

describe('push', () => {
  it('[P2] applies a create, and gives the record with its revision', async () => {
    const device = setupDevice(server, account)
    const [result] = await device.act({ op: 'create', patch: { firstName: 'Bea' } })
    expect(result).toMatchObject({ status: 'applied', record: { entity: 'contacts', data: { firstName: 'Bea' }, deletedAt: null, updatedBy: account.session.user.id } })
  })
})
