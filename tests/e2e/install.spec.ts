import { waitForServiceWorker } from './steps.ts'
import { expect, test } from './setup-satchel.ts'

test('the browser finds nothing that stands against installing', async ({ device }) => {
  const page = await device.open('/contacts')
  await waitForServiceWorker(page)
  const cdp = await device.cdp()
  const { installabilityErrors } = await cdp.send('Page.getInstallabilityErrors')
  expect(installabilityErrors).toEqual([])
  const manifest = await cdp.send('Page.getAppManifest')
  expect(manifest.errors).toEqual([])
  expect(JSON.parse(manifest.data ?? '{}')).toMatchObject({ name: 'Satchel', display: 'standalone', start_url: '/' })
})
