import { createContact, go, waitForServiceWorker } from './steps.ts'
import { expect, test } from './setup-satchel.ts'

const script = '<img src=x onerror="window.ran=1"><script>window.ran=1</script><svg onload="window.ran=1">'
const card = [
  'BEGIN:VCARD', 'VERSION:3.0', `FN:${script}`, `N:${script};Eve`, `ORG:${script}`, `NOTE:${script}`, `CATEGORIES:${script.replaceAll(/[,;]/g, '')}`,
  'URL:javascript:window.ran=1', 'URL:JaVaScRiPt:window.ran=1//https://example.org', 'URL:data:text/html,<script>window.opener.ran=1</script>', 'URL:vbscript:x', 'URL:blob:https://example.org/x', 'URL:file:///etc/passwd', 'URL:https://example.org/"onclick="window.ran=1',
  'EMAIL:"onclick=window.ran=1"@example.org', 'TEL:javascript:window.ran=1', 'END:VCARD', '',
].join('\r\n')

test('[S30] script in a name, a note, a link, a tag or a file\'s name is text: it never runs, and leads nowhere', async ({ device }) => {
  const page = await device.open('/import')
  await page.locator('input[type=file]').setInputFiles({ name: `${script.replaceAll('/', '∕')}.vcf`, mimeType: 'text/vcard', buffer: Buffer.from(card) })
  await page.getByRole('button', { name: 'Rehearse' }).click()
  await page.getByRole('button', { name: /^Import 1 contact/ }).click()
  await expect(page.getByText('1 contact imported')).toBeVisible()
  await createContact(page, { firstName: 'Second', company: script })
  const { id } = (await page.evaluate(async () => (await satchel.entity('contacts').list({ search: 'Eve', limit: 1 })).rows[0]))!

  for (const path of ['/contacts', `/contacts/${id}`, '/today', '/settings', '/sync']) {
    await go(page, path)
    if (path === `/contacts/${id}`) {
      // The words are there, as words.
      await expect(page.getByText('<script>window.ran=1</script>').filter({ visible: true }).first()).toBeVisible()
      const links = await page.locator('a[href]').evaluateAll((all) => all.map((link) => ({ href: (link as HTMLAnchorElement).href, target: (link as HTMLAnchorElement).target, rel: (link as HTMLAnchorElement).rel })))
      expect(links.filter(({ href }) => !/^(?:https?|mailto|tel):/.test(href))).toEqual([])
      const outside = links.filter(({ href }) => /^https?:/.test(href) && !href.startsWith(device.origin))
      expect(outside.length).toBeGreaterThan(0)
      expect(outside.filter(({ target, rel }) => target !== '_blank' || !/noreferrer|noopener/.test(rel))).toEqual([])
      for (const button of await page.getByRole('button', { name: /^Open / }).all()) await button.hover()
    }
    expect(await page.evaluate(() => [(window as { ran?: unknown }).ran ?? null, document.querySelectorAll('img[src="x"], svg[onload], [onerror], [onclick]').length])).toEqual([null, 0])
  }
  // A start that draws it, and the search that shows what it found in it, too.
  await device.open('/contacts')
  await page.getByRole('searchbox').first().fill('Second')
  await expect(page.getByText('Second').first()).toBeVisible()
  expect(await page.evaluate(() => (window as { ran?: unknown }).ran ?? null)).toBeNull()
})

test('[S39] the worker between app and network reaches no further than the app, and no source of it is served', async ({ device }) => {
  device.expectErrors(/404.*\.js\.map/)
  const page = await device.open('/contacts')
  await waitForServiceWorker(page)
  expect(await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).map(({ scope, active }) => [scope, active?.scriptURL]))).toEqual([[`${device.origin}/`, `${device.origin}/service-worker.js`]])
  const scripts = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name).filter((name) => /\.m?js$/.test(name)))
  expect(scripts.length).toBeGreaterThan(0)
  for (const url of scripts) {
    const [map, code] = await page.evaluate(async (url) => Promise.all([fetch(`${url}.map`).then((answer) => answer.status), fetch(url).then((answer) => answer.text())]), url)
    expect([url, map, /sourceMappingURL/.test(code)]).toEqual([url, 404, false])
  }
})
