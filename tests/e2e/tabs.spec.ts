import type { Page } from '@playwright/test'
import { countContacts, createContact, integrity } from './steps.ts'
import { ready } from './device.ts'
import { expect, test, type Device } from './setup-satchel.ts'

test('all tabs show the same data at once', async ({ device }) => {
  const first = await device.open('/contacts')
  const second = await device.newTab('/contacts')
  await createContact(second, { firstName: 'Ana', lastName: 'Silva' })
  await expect(first.getByText('Ana Silva').first()).toBeVisible()
  await createContact(first, { firstName: 'Jorge', lastName: 'Lima' })
  await expect(second.getByText('Jorge Lima').first()).toBeVisible()
})

test('the leading tab crashes while another writes: it takes over, and every write is there once', async ({ addDevice }) => {
  const device = await addDevice({ fresh: true })
  const leader = await device.open('/contacts')
  await createContact(leader, { firstName: 'Before', lastName: 'Crash' })
  const heir = await device.newTab('/contacts')
  const third = await device.newTab('/contacts')
  expect(await leads(device)).toBe(1)
  const writing = heir.evaluate(async () => {
    const ids: string[] = []
    for (let i = 0; i < 150; i++) ids.push((await satchel.entity('contacts').create({ firstName: 'Through', lastName: `Crash ${i}` })).id)
    return ids
  })
  await expect.poll(() => countContacts(third)).toBeGreaterThan(10)
  await crash(device, leader)
  const ids = await writing
  expect(await countContacts(heir)).toBe(151)
  expect(new Set(ids).size).toBe(150)
  expect(await countContacts(third)).toBe(151)
  expect(await leads(device, heir)).toBe(1)
  expect(await integrity(third)).toBe('ok')

  // The crash may have taken the port broker along. Another is there, knows who lives, and leads a new tab to the heir.
  await expect.poll(() => tabsKnown(third)).toEqual({ alive: 2, waitedFor: 2 })
  const began = Date.now()
  const fourth = await device.newTab('/contacts')
  expect(await countContacts(fourth)).toBe(151)
  // Sooner than by robbing a leader that it cannot reach.
  expect(Date.now() - began).toBeLessThan(6_500)
  expect(await countContacts(heir)).toBe(151)
})

test('the leading tab is closed: the next one leads', { tag: '@long' }, async ({ device }) => {
  const leader = await device.open('/contacts')
  const heir = await device.newTab('/contacts')
  await createContact(leader, { firstName: 'Ana', lastName: 'Silva' })
  await leader.close()
  await createContact(heir, { firstName: 'Jorge', lastName: 'Lima' })
  expect(await countContacts(heir)).toBe(2)
  await heir.reload()
  await ready(heir)
  expect(await countContacts(heir)).toBe(2)
})

test('the leading tab is frozen while another writes: it lets go, and follows when it is awake again', { tag: '@long' }, async ({ addDevice }) => {
  const device = await addDevice({ tabsHide: true })
  const leader = await device.open('/contacts')
  const heir = await device.newTab('/contacts')
  const writing = writeOn(heir)
  await expect.poll(() => countContacts(heir)).toBeGreaterThan(20)
  const wake = await freeze(device, leader)
  const before = await countContacts(heir)
  await expect.poll(() => countContacts(heir)).toBeGreaterThan(before + 20)
  const written = await writing.stop()
  expect(await leads(device, heir)).toBe(1)

  await wake()
  await createContact(leader, { firstName: 'Awake', lastName: 'Again' })
  await expectAll(heir, [...written, 'Awake'])
  expect(await leads(device, heir)).toBe(1)
  expect(await integrity(heir)).toBe('ok')
})

test('a frozen tab is not given the lead: the next one that is awake takes it', { tag: '@long' }, async ({ addDevice }) => {
  const device = await addDevice({ tabsHide: true })
  const leader = await device.open('/contacts')
  const sleeper = await device.newTab('/contacts')
  const heir = await device.newTab('/contacts')
  const wake = await freeze(device, sleeper)
  await leader.close()
  const began = Date.now()
  await createContact(heir, { firstName: 'Ana', lastName: 'Silva' })
  // Sooner than a tab that does not answer would be robbed.
  expect(Date.now() - began).toBeLessThan(5_000)
  await wake()
  await createContact(sleeper, { firstName: 'Jorge', lastName: 'Lima' })
  await expectAll(heir, ['Ana', 'Jorge'])
})

test('the leading tab hangs: its lead is stolen while others write, and it follows when it goes on', { tag: '@long' }, async ({ addDevice }) => {
  test.setTimeout(90_000)
  const device = await addDevice({ tabsHide: true })
  const leader = await device.open('/contacts')
  const other = await device.newTab('/contacts')
  const writing = writeOn(other)
  await expect.poll(() => countContacts(other)).toBeGreaterThan(20)
  const goOn = await hang(device, leader)
  // A new tab gets no line through a page that hangs.
  const thief = await device.newTab('/contacts')
  const before = await countContacts(thief)
  await expect.poll(() => countContacts(thief)).toBeGreaterThan(before + 20)
  const written = await writing.stop()
  await expectAll(thief, written)
  expect(await leads(device, thief)).toBe(1)

  await goOn()
  await createContact(leader, { firstName: 'Going', lastName: 'On' })
  await expectAll(other, [...written, 'Going'])
  expect(await integrity(other)).toBe('ok')

  // The thief waited for the lead before it stole it. That request must be gone, or it gets the lead again, now asleep.
  await other.bringToFront()
  await freeze(device, thief)
  await createContact(other, { firstName: 'After', lastName: 'All' })
  await leader.bringToFront()
  await other.close()
  const began = Date.now()
  await createContact(leader, { firstName: 'The', lastName: 'Last' })
  expect(Date.now() - began).toBeLessThan(5_000)
  await expectAll(leader, [...written, 'Going', 'After', 'The'])
})

test('two tabs write a new contact: each finds its own words again, and saving one leaves the other', { tag: '@long' }, async ({ device }) => {
  const one = await device.open('/contacts'), two = await device.newTab('/contacts')
  const begin = async (page: Page): Promise<void> => { await page.getByRole('button', { name: 'New contact' }).first().click() }
  const first = (page: Page) => page.getByRole('dialog').getByRole('textbox', { name: 'First name' })
  for (const [page, name] of [[one, 'Ana'], [two, 'Bea'], [one, 'Anabel']] as const) {
    await page.bringToFront()
    if (!await first(page).isVisible()) await begin(page)
    await first(page).fill(name)
  }
  // Goes on in the draft of another tab, which has it in sight still.
  const three = await device.newTab('/contacts')
  await begin(three)
  await expect(first(three)).toHaveValue('Bea')
  await first(three).fill('Cleo')
  await expect.poll(() => one.evaluate(() => Object.entries(localStorage).filter(([key]) => key.includes('contacts.create')).map(([, text]) => (JSON.parse(text as string) as { firstName: string }).firstName).sort()))
    .toEqual(['Anabel', 'Bea', 'Cleo'])
  await one.bringToFront()
  await one.reload()
  await ready(one)
  await two.bringToFront()
  await first(two).press('Enter')
  await expect(two.getByText('Bea added')).toBeVisible()
  await begin(two)
  await expect(first(two)).toHaveValue('Cleo')
  await first(two).press('Enter')
  await expect(two.getByText('Cleo added')).toBeVisible()
  await begin(two)
  await expect(first(two), 'and nothing that was typed is gone').toHaveValue('Anabel')
})

/** Writes on the page, several at a time so that some are always in flight, until it is stopped; then it answers what was acknowledged. */
function writeOn(page: Page): { stop(): Promise<string[]> } {
  const written = page.evaluate(async () => {
    const names: string[] = []
    const state = globalThis as unknown as { stopWriting: boolean }
    state.stopWriting = false
    const write = async (writer: number): Promise<void> => {
      for (let i = 0; !state.stopWriting; i += 1) {
        await satchel.entity('contacts').create({ firstName: `W${writer}-${i}`, lastName: 'Written' })
        names.push(`W${writer}-${i}`)
        await new Promise((resolve) => { setTimeout(resolve, 20) })
      }
    }
    await Promise.all([0, 1, 2, 3].map(write))
    return names
  })
  return {
    stop: async () => {
      await page.evaluate(() => { (globalThis as unknown as { stopWriting: boolean }).stopWriting = true })
      return written
    },
  }
}

/** Exactly these contacts are there, each once. */
async function expectAll(page: Page, names: readonly string[]): Promise<void> {
  const found = await page.evaluate(async () => {
    const first: string[] = []
    for (;;) {
      const { rows, total } = await satchel.entity('contacts').list({ offset: first.length, limit: 1000 })
      first.push(...rows.map((row) => String(row['firstName'])))
      if (first.length >= total) return first
    }
  })
  expect(found.sort()).toEqual([...names].sort())
}

/** What a browser does to a tab that was long in the background; the answer wakes it. */
async function freeze(device: Device, page: Page): Promise<() => Promise<void>> {
  const cdp = await device.cdp(page)
  // Only a hidden page is frozen.
  await expect.poll(() => page.evaluate(() => document.visibilityState)).toBe('hidden')
  await page.evaluate(() => { document.addEventListener('freeze', () => { document.title = 'frozen' }) })
  await cdp.send('Page.setWebLifecycleState', { state: 'frozen' })
  await expect.poll(() => page.title()).toBe('frozen')
  return async () => { await cdp.send('Page.setWebLifecycleState', { state: 'active' }) }
}

/** Its scripts stand still, as in an endless loop, but cost nothing; its workers go on. The answer lets it go on. */
async function hang(device: Device, page: Page): Promise<() => Promise<void>> {
  const cdp = await device.cdp(page)
  await cdp.send('Debugger.enable')
  const paused = new Promise<void>((resolve) => { cdp.once('Debugger.paused', () => { resolve() }) })
  void cdp.send('Runtime.evaluate', { expression: 'debugger' })
  await paused
  return async () => {
    await cdp.send('Debugger.resume')
    await cdp.detach()
  }
}

/** How many leader locks are held in this profile. */
const leads = (device: Device, page: Page = device.page): Promise<number> =>
  page.evaluate(async () => ((await navigator.locks.query()).held ?? []).filter((lock) => lock.name?.startsWith('satchel-leader:')).length)

/** Tabs that hold their own lock, and tabs whose end the broker waits for. */
const tabsKnown = (page: Page): Promise<{ alive: number; waitedFor: number }> =>
  page.evaluate(async () => {
    const { held = [], pending = [] } = await navigator.locks.query()
    const count = (locks: LockInfo[]): number => locks.filter((lock) => lock.name?.startsWith('satchel-tab:')).length
    return { alive: count(held), waitedFor: count(pending) }
  })

/** Page.crash answers nobody. */
async function crash(device: Device, page: Page): Promise<void> {
  const session = await device.cdp(page)
  const crashed = page.waitForEvent('crash')
  session.send('Page.crash').catch(() => { /* The page is gone, and its answer with it. */ })
  await crashed
}
