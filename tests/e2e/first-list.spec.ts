import { expect, test, type Page } from './setup-satchel.ts'
import { waitForServiceWorker } from './steps.ts'

declare global {
  /** Lets the page go on to its first render by React. */
  var letReactBegin: (() => void) | undefined
}

/** Holds a start between its first list and React: what waits for a paint, or for a second to be over. */
const holdBeforeReact = (): void => {
  const held: (() => void)[] = []
  let holds = true
  const { requestAnimationFrame: soon, setTimeout: later } = globalThis
  globalThis.requestAnimationFrame = (callback) => { if (!holds) return soon(callback); held.push(() => { soon(callback) }); return 0 }
  globalThis.setTimeout = ((callback: () => void, ms?: number) => { if (!holds || ms !== 1_000) return later(callback, ms); held.push(callback); return 0 }) as typeof setTimeout
  globalThis.letReactBegin = () => { holds = false; for (const each of held.splice(0)) each() }
}

/** Its rows, element by element: names, attributes and words, but what is of the moment: the focus, and how long ago it was. */
const rowsOf = (page: Page): Promise<string[]> => page.evaluate(() => {
  const told = (element: Element): string => {
    const attributes = [...element.attributes].map(({ name, value }) => `${name}=${name === 'class' ? value.split(' ').filter((one) => !one.startsWith('in-focus-')).sort().join(' ') : value}`).sort()
    return `<${element.localName} ${attributes.join(' ')}>${element.localName === 'time' ? '' : [...element.childNodes].map((child) => (child instanceof Element ? told(child) : child.nodeValue ?? '')).join('')}`
  }
  return [...document.querySelectorAll('#root [data-rows] > [role="row"]')].map(told)
})

const isReactHere = (page: Page): Promise<boolean> => page.evaluate(() => Object.keys(document.getElementById('root')!).some((key) => key.startsWith('__reactContainer')))

test('a start draws the list from the database before React is there, as React then draws it, and does again what was done to it meanwhile', async ({ device }) => {
  const page = await device.open('/contacts')
  await page.evaluate(() => satchel.bulk((writer) => {
    writer.create('contacts', { firstName: 'Ana', lastName: 'Silva', company: 'Onda', emails: [{ id: 'a', value: 'ana@example.org', label: 'work' }, { id: 'b', value: 'a@example.org', label: 'home' }], tags: ['vip', 'press', 'new'], birthday: '--05-17' })
    writer.create('contacts', { firstName: 'Björn', phones: [{ id: 'a', value: '+49 151 234567', label: 'mobile' }], addresses: [{ id: 'a', city: 'Bonn' }] })
    writer.create('contacts', { firstName: '<img src=x onerror=alert(1)>', birthday: '1990-12-01' })
  }, { label: 'Seed' }))
  await expect(page.getByRole('gridcell', { name: 'Björn', exact: true })).toBeVisible()
  await expect.poll(() => page.evaluate(() => Object.entries(localStorage).some(([key, value]) => key.startsWith('satchel.firstList.') && value.includes('contacts')))).toBe(true)
  expect(await page.evaluate(() => Object.entries(localStorage).filter(([key, value]) => key.startsWith('satchel.firstList.') && value.includes('Björn')).length), 'no row is kept').toBe(0)

  await page.addInitScript(holdBeforeReact)
  await page.reload()
  await expect(page.getByRole('row', { name: 'Björn' })).toBeVisible()
  expect(await isReactHere(page)).toBe(false)
  const first = await rowsOf(page)
  expect(first).toHaveLength(3)
  await expect(page.getByRole('navigation', { name: 'Main' }), 'what is around it is a picture').toHaveCount(0)

  // Tab leads to the rows; keys and clicks wait.
  await page.getByRole('grid').focus()
  await page.keyboard.press('ArrowDown')
  const box = (await page.getByRole('row', { name: 'Björn' }).getByRole('checkbox').boundingBox())!
  await page.mouse.click(box.x + 4, box.y + 4)
  expect(await isReactHere(page)).toBe(false)
  await page.evaluate(() => { globalThis.letReactBegin?.() })
  await expect(page.getByRole('row', { name: 'Björn' })).toHaveAttribute('aria-selected', 'true')
  expect(await isReactHere(page)).toBe(true)
  await expect(page.getByRole('grid')).toBeFocused()
  await expect(page.getByRole('grid'), 'one row down').toHaveAttribute('aria-activedescendant', 'cell-contacts-1-0')
  await page.getByRole('row', { name: 'Björn' }).getByRole('checkbox').click()
  await page.keyboard.press('Escape')
  await expect.poll(() => rowsOf(page), 'drawn by React as they were drawn before it').toEqual(first)

  // A link is followed once the page is there.
  await page.goto(`${device.origin}/contacts`)
  await expect(page.getByRole('row', { name: 'Ana' })).toBeVisible()
  const link = (await page.getByRole('link', { name: 'Ana Silva' }).boundingBox())!
  await page.mouse.click(link.x + 10, link.y + 8)
  await page.evaluate(() => { globalThis.letReactBegin?.() })
  await expect(page).toHaveURL(/\/contacts\/[0-9a-f-]{36}/)
})

test('once they have been compiled in earlier starts, a start takes its large scripts compiled out of the service worker’s cache', async ({ device }) => {
  const page = await device.open('/contacts')
  await waitForServiceWorker(page)
  const cdp = await device.cdp(page)
  const taken = new Set<string>()
  cdp.on('Tracing.dataCollected', ({ value }) => {
    for (const { name, args } of value as unknown as { name: string; args: { fileName?: string; data?: { consumedCacheSize?: number } } }[]) {
      const [, script] = /\/assets\/(frame|line|thread)-/.exec(args.fileName ?? '') ?? []
      if (name === 'v8.compileModule' && script !== undefined && (args.data?.consumedCacheSize ?? 0) > 20_000) taken.add(script)
    }
  })
  const start = async (): Promise<string[]> => {
    taken.clear()
    await cdp.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig: { includedCategories: ['v8', 'devtools.timeline'] } })
    await page.reload()
    await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible()
    const ended = new Promise((resolve) => { cdp.once('Tracing.tracingComplete', resolve) })
    await cdp.send('Tracing.end')
    await ended
    return [...taken].sort()
  }
  // A script is worth keeping compiled when it has run before; the browser writes that down in a quiet moment.
  await expect.poll(start, { intervals: [500], timeout: 60_000 }).toEqual(['frame', 'line', 'thread'])
})
