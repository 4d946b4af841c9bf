import type { Page } from 'playwright'
import type { Frames } from './probe.ts'

/** Pixels a second, as a hand that looks for something turns the wheel, and for how long. */
const speed = 3_000
const seconds = 3

/** Where a list is scrolled: the keys that lead there, the view, and which of its scrollers. */
const places: { name: string; keys: string; tab?: RegExp }[] = [
  { name: 'Contacts', keys: 'gc' }, { name: 'Companies', keys: 'go' }, { name: 'Tasks, my day', keys: 'gk', tab: /^My day/ },
  { name: 'Tasks, all', keys: 'gk', tab: /^(All|Table)/ }, { name: 'Tasks, board', keys: 'gk', tab: /^Board/ },
  { name: 'Projects', keys: 'gp', tab: /^(List|Table|All)/ }, { name: 'Projects, board', keys: 'gp', tab: /^Board/ }, { name: 'Projects, timeline', keys: 'gp', tab: /^Timeline/ },
]

/** Frames while the wheel turns over each list, from its top. */
export async function measureScroll(page: Page, only: string | undefined): Promise<Map<string, Frames>> {
  const found = new Map<string, Frames>()
  for (const { name, keys, tab } of places) {
    if (only !== undefined && !'scroll'.includes(only)) continue
    for (const key of keys) await page.keyboard.press(key)
    await page.waitForTimeout(700)
    if (tab !== undefined) {
      const button = page.getByRole('tab', { name: tab })
      if (await button.count() === 0) continue
      await button.first().click()
      await page.waitForTimeout(700)
    }
    const frames = await turnWheel(page)
    if (frames !== null) found.set(name, frames)
  }
  return found
}

/** The same over a page of plain lines that are all there: what of the figures is the browser's and the machine's own. */
export async function measurePlainScroll(page: Page): Promise<Frames | null> {
  await page.evaluate(() => {
    document.body.innerHTML = `<ul style="height: 90vh; margin: 0; overflow: auto">${Array.from({ length: 2_000 }, (_, at) => `<li style="height: 40px">Line ${at}</li>`).join('')}</ul>`
  })
  return turnWheel(page)
}

/** Null: all of it is in sight. */
async function turnWheel(page: Page): Promise<Frames | null> {
  const place = await page.evaluate(() => {
    const tall = [...document.querySelectorAll<HTMLElement>('main, main *, body > ul')].filter((element) => element.scrollHeight > element.clientHeight + 50 && element.clientHeight > 200 && /auto|scroll/.test(getComputedStyle(element).overflowY))
    const box = tall.sort((one, other) => other.scrollHeight - one.scrollHeight)[0]?.getBoundingClientRect()
    return box === undefined ? null : { x: box.left + Math.min(200, box.width / 2), y: box.top + box.height / 2 }
  })
  if (place === null) return null
  const session = await page.context().newCDPSession(page)
  try {
    await page.evaluate(({ x, y }) => { keyProbe.startFrames(x, y) }, place)
    await session.send('Input.synthesizeScrollGesture', { ...place, yDistance: -speed * seconds, speed, gestureSourceType: 'mouse', preventFling: true })
    return await page.evaluate(() => keyProbe.stopFrames())
  } finally {
    await session.detach()
  }
}
