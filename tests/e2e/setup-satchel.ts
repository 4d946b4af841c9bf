import { test as base, expect, type BrowserContext, type Page } from '@playwright/test'
import { existsSync } from 'node:fs'
import { startProxy, type FaultyProxy } from '../support/faulty-proxy.ts'
import { startServer, type ServerOptions, type TestServer } from '../support/start-server.ts'
import { openDevice, type Device, type DeviceOptions } from './device.ts'
import { createProfiles, type Profiles } from './profiles.ts'

export { expect }
export type { BrowserContext, Device, FaultyProxy, Page, TestServer }

interface Fixtures {
  /** A device with an empty profile that has opened nothing yet in this test. */
  device: Device
  /** One more device, of another person or the same. */
  addDevice(options?: DeviceOptions): Promise<Device>
  /** A server of this test's own, which it may stop and start. */
  addServer(options?: ServerOptions): Promise<TestServer>
  /** A faulty network before a server. */
  addProxy(server: TestServer): Promise<FaultyProxy>
  /** A fresh account's credentials. */
  account: { email: string; password: string; name: string; workspace: string }
}
interface WorkerFixtures {
  /** The server shared by the tests of one Playwright worker; each test registers its own account. */
  server: TestServer
  /** The browsers of one Playwright worker. */
  profiles: Profiles
}

/** Playwright's `test` with Satchel around it. At the end of each test, no device may have met an error that it did not expect. */
export const test = base.extend<Fixtures, WorkerFixtures>({
  server: [async ({}, use) => {
    if (!existsSync('dist/index.html')) throw new Error('There is no build to test: run `npm run build` first.')
    const server = await startServer()
    await use(server)
    await server.remove()
    // On a busy machine its start alone takes longer than most tests.
  }, { scope: 'worker', timeout: 120_000 }],

  profiles: [async ({ server }, use) => {
    const profiles = createProfiles(server.origin)
    await use(profiles)
    await profiles.close()
  }, { scope: 'worker' }],

  addDevice: async ({ server, profiles }, use) => {
    const devices: Device[] = []
    await use(async (options = {}) => {
      const device = await openDevice({ origin: server.origin, ...options }, profiles)
      devices.push(device)
      return device
    })
    for (const device of devices) await device.remove()
    expect(devices.flatMap((device) => device.problems()), 'nothing in any console, no violation of the content security policy').toEqual([])
  },

  device: async ({ addDevice }, use) => { await use(await addDevice()) },

  addServer: async ({}, use) => {
    const servers: TestServer[] = []
    await use(async (options = {}) => {
      const server = await startServer(options)
      servers.push(server)
      return server
    })
    for (const server of servers) await server.remove()
  },

  addProxy: async ({}, use) => {
    const proxies: FaultyProxy[] = []
    await use(async (server) => {
      const proxy = await startProxy(server.origin)
      proxies.push(proxy)
      return proxy
    })
    for (const proxy of proxies) await proxy.close()
  },

  account: async ({}, use, info) => {
    await use({
      email: `ana-${info.workerIndex}-${info.testId}@example.org`,
      password: 'correct horse battery staple',
      name: 'Ana Silva',
      workspace: 'Silva Coaching',
    })
  },
})
