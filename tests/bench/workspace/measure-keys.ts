import type { Page } from 'playwright'
import { median } from '../statistics.ts'
import type { Answer } from './probe.ts'

/** The answers, by what the key is for; and what could not be measured, in the words of why. */
export interface KeyAnswers { answers: Map<string, Answer[]>; failed: string[] }

/** Nothing has changed for this long: it was the last frame, ms. */
const quiet = 250
/** The first time a database is asked for something it may make an index for it, once and for good; that is not what is measured. ms. */
const first = 3_000
const words = ['winters', 'marg', 'bonn', 'zoll', 'gold', 'offer']

/** Every key of the list below, at least `times` each, in a page that shows the app and has been through each screen once. */
export async function measureKeys(page: Page, times: number, only: string | undefined): Promise<KeyAnswers> {
  const answers = new Map<string, Answer[]>(), failed: string[] = []
  let told = 0
  const note = (what: string, answer: Answer): void => { answers.set(what, [...answers.get(what) ?? [], answer]) }
  for (const [name, measure] of Object.entries(kinds)) {
    if (only !== undefined && !name.includes(only)) continue
    console.log(`  ${name}`)
    // Screens change; one that is not as it was must not cost the figures of the others.
    await measure(page, times, note).catch((error: unknown) => { failed.push(`${name}: ${String(error).split('\n')[0]}`) })
    await page.keyboard.press('Escape')
    for (const [what, each] of [...answers].slice(told)) console.log(`    ${what}: ${median(each.map(({ last }) => last)).toFixed(0)} ms of ${each.length}`)
    told = answers.size
  }
  for (const why of failed) console.log(`    not measured: ${why}`)
  return { answers, failed }
}

type Note = (what: string, answer: Answer) => void
const kinds: Record<string, (page: Page, times: number, note: Note) => Promise<void>> = { go, tabs, search, palette, sort, filter, step, open, peek }

/** The screens by the letter after G; the words that stand for them in the address. */
const screens = { t: ['Today', '/today'], c: ['Contacts', '/contacts'], o: ['Companies', '/companies'], k: ['Tasks', '/tasks'], p: ['Projects', '/projects'], l: ['Lists', '/lists'] } as const

async function go(page: Page, times: number, note: Note): Promise<void> {
  for (let round = -1; round < times; round++) {
    for (const [key, [name, path]] of Object.entries(screens)) {
      const answer = await press(page, 'g', key)
      if (!new URL(page.url()).pathname.startsWith(path)) throw new Error(`G ${key} led to ${page.url()}.`)
      // The first time a screen's script is loaded, as it is once after each start.
      if (round >= 0) note(`G ${key.toUpperCase()}: ${name}`, answer)
    }
  }
}

/** The views of tasks and projects, by the arrows. */
async function tabs(page: Page, times: number, note: Note): Promise<void> {
  for (const key of ['k', 'p'] as const) {
    await goTo(page, key)
    const all = page.getByRole('tab'), count = await all.count()
    if (count === 0) continue
    await all.first().click()
    await page.waitForTimeout(500)
    for (let round = -1; round < times; round++) {
      for (let tab = 0; tab < count; tab++) {
        const answer = await press(page, 'ArrowRight')
        const name = (await page.getByRole('tab', { selected: true }).first().innerText()).replaceAll(/\s*[\d,.]+$/g, '').trim()
        if (round >= 0) note(`View of ${screens[key][1].slice(1)}: ${name}`, answer)
      }
    }
  }
}

/** Each letter in the search of every list that has one. */
async function search(page: Page, times: number, note: Note): Promise<void> {
  for await (const { name, path } of lists(page)) {
    const box = page.getByRole('searchbox').first()
    await box.fill('an')
    await page.waitForTimeout(first)
    await box.press('Escape')
    for (const letters of enough(words, times)) {
      await box.focus()
      for (const letter of letters) note(`A letter in the search of ${name}`, await press(page, letter))
      await assertFound(page, path, letters)
      await box.press('Escape')
      await page.waitForTimeout(quiet)
    }
  }
}

async function palette(page: Page, times: number, note: Note): Promise<void> {
  await goTo(page, 'c')
  await page.keyboard.press('Control+k')
  await page.keyboard.type('an')
  await page.waitForTimeout(first)
  await page.keyboard.press('Escape')
  for (const letters of enough(words, times)) {
    note('⌘K opens', await press(page, 'Control+k'))
    const box = page.getByRole('combobox', { name: 'Search and commands' })
    await box.waitFor()
    for (const [at, letter] of letters.split('').entries()) note(at === 0 ? '⌘K, the first letter' : '⌘K, each letter after it', await press(page, letter))
    if (await page.getByRole('option').count() < 2) throw new Error(`⌘K found nothing for ${letters}.`)
    await page.keyboard.press('Escape')
    await page.waitForTimeout(quiet)
  }
  // As one types: letters that come faster than anybody looks.
  for (const letters of enough(words, times)) {
    await page.keyboard.press('Control+k')
    await page.waitForTimeout(quiet)
    await page.keyboard.type(letters.slice(0, -1), { delay: 90 })
    await page.waitForTimeout(90)
    note('⌘K, the last letter of a word that is typed', await press(page, letters.at(-1)!))
    await page.keyboard.press('Escape')
    await page.waitForTimeout(quiet)
  }
}

/** Each head of a table that sorts, up and down. */
async function sort(page: Page, times: number, note: Note): Promise<void> {
  for await (const { name } of lists(page)) {
    // A column that has no order says so by a head that cannot be pressed.
    const heads = page.getByRole('columnheader').getByRole('button', { disabled: false }).filter({ hasText: /\w/ })
    const count = await heads.count()
    if (count === 0) continue
    for (let at = 0; at < count; at++) {
      await heads.nth(at).evaluate((head) => { (head as HTMLElement).click() })
      await page.waitForTimeout(1_000)
    }
    for (let at = 0; at < times * 2; at++) note(`Sort of ${name}`, await click(page, () => heads.nth(Math.floor(at / 2) % count).evaluate((head) => { (head as HTMLElement).click() })))
    await heads.first().evaluate((head) => { (head as HTMLElement).click() })
    await page.waitForTimeout(quiet)
  }
}

/** Each value ticked in a filter, and taken out. */
async function filter(page: Page, times: number, note: Note): Promise<void> {
  for (const [key, column] of [['c', 'City'], ['c', 'Tags'], ['o', 'City']] as const) {
    await goTo(page, key)
    await page.getByRole('button', { name: 'Filter', exact: true }).click()
    await page.getByRole('listitem').getByRole('button', { name: column, exact: true }).first().click()
    await page.getByRole('combobox', { name: 'Condition' }).selectOption('anyOf')
    const values = page.getByRole('listitem').getByRole('checkbox')
    await values.first().waitFor()
    const count = Math.min(4, await values.count())
    await values.first().click()
    await page.waitForTimeout(first)
    await values.first().click()
    await page.waitForTimeout(quiet * 2)
    for (let at = 0; at < times; at++) note(`A value in a filter of ${screens[key][0].toLowerCase()}`, await click(page, () => values.nth(at % count).click()))
    await page.keyboard.press('Escape')
    await goTo(page, 't')
  }
}

/** J and K, the next row and the one before, however few there are. */
async function step(page: Page, times: number, note: Note): Promise<void> {
  for await (const { name } of lists(page)) {
    await page.keyboard.press('j')
    for (let at = 0; at < times; at++) note(`J and K in ${name}`, await press(page, 'jk'[at % 2]!))
  }
  for (const view of ['My day', 'All', 'Board']) {
    await goTo(page, 'k')
    const tab = page.getByRole('tab', { name: view })
    if (await tab.count() === 0) continue
    await tab.first().click()
    await page.waitForTimeout(600)
    await page.keyboard.press('j')
    await page.waitForTimeout(quiet)
    for (let at = 0; at < times; at++) note(`J and K in tasks, ${view}`, await press(page, 'jk'[at % 2]!))
  }
}

/** Enter on a row opens the record's page. */
async function open(page: Page, times: number, note: Note): Promise<void> {
  for (const key of ['c', 'o'] as const) {
    for (let at = 0; at < times + 1; at++) {
      await goTo(page, key)
      await toFirstRow(page)
      for (let down = 0; down < 1 + at; down++) await page.keyboard.press('j')
      await page.waitForTimeout(quiet)
      const answer = await press(page, 'Enter')
      if (!/\/\w+\/[\w-]{36}/.test(page.url())) throw new Error(`Enter led to ${page.url()}.`)
      if (at > 0) note(`Enter opens one of ${screens[key][0].toLowerCase()}`, answer)
    }
  }
}

/** Space opens the panel beside the list, J goes on with it. */
async function peek(page: Page, times: number, note: Note): Promise<void> {
  for (const key of ['c', 'o'] as const) {
    await goTo(page, key)
    await toFirstRow(page)
    for (let at = 0; at < times; at++) {
      await page.keyboard.press('j')
      await page.waitForTimeout(quiet)
      const answer = await press(page, 'Space')
      if (at > 0) note(`Space peeks at one of ${screens[key][0].toLowerCase()}`, answer)
      note(`J with the panel open, ${screens[key][0].toLowerCase()}`, await press(page, 'j'))
      await page.keyboard.press('Escape')
    }
  }
}

/** Goes through the tables that have a search of their own. */
async function* lists(page: Page): AsyncGenerator<{ name: string; path: string }> {
  for (const key of ['c', 'o', 'k', 'p'] as const) {
    await goTo(page, key)
    // Tasks and projects have several views; the one that is a table comes by its tab.
    const table = page.getByRole('tab', { name: /^(Table|All|List)/ })
    if (await table.count() > 0) {
      await table.first().click()
      await page.waitForTimeout(500)
    }
    if (await page.getByRole('searchbox').count() > 0) yield { name: screens[key][0].toLowerCase(), path: screens[key][1] }
  }
}

async function goTo(page: Page, key: keyof typeof screens): Promise<void> {
  await page.evaluate(() => { if (document.activeElement instanceof HTMLElement) document.activeElement.blur() })
  await page.keyboard.press('g')
  await page.keyboard.press(key)
  await page.waitForURL((url) => url.pathname.startsWith(screens[key][1]))
  await page.waitForTimeout(500)
}

/** A list stays at the row that one left it at, and a small one has an end. */
async function toFirstRow(page: Page): Promise<void> {
  await page.keyboard.press('j')
  await page.keyboard.press('Control+Home')
  await page.waitForTimeout(quiet)
}

/** What stands there is what the worker finds; of tasks, fewer where a view leaves some out. */
async function assertFound(page: Page, path: string, letters: string): Promise<void> {
  const total = await page.evaluate(async ({ entity, letters }) => (await satchel.entity(entity).list({ search: letters, limit: 1 })).total, { entity: path.slice(1), letters })
  const grid = page.getByRole('grid')
  if (total === 0 || await grid.count() === 0) return
  const rows = await grid.first().getAttribute('aria-rowcount')
  const shown = Number(rows) - 1
  if (path === '/tasks' ? shown > total : shown !== total) throw new Error(`The search of ${path} for ${letters} shows ${shown} of ${total}.`)
}

/** The answer to the last of the keys. */
async function press(page: Page, ...keys: string[]): Promise<Answer> {
  await page.evaluate((leading) => { keyProbe.arm(leading) }, keys.length - 1)
  for (const key of keys) await page.keyboard.press(key)
  return answered(page, keys.join(' '))
}

async function click(page: Page, act: () => Promise<void>): Promise<Answer> {
  await page.evaluate(() => { keyProbe.arm() })
  // One that is exchanged for another between being found and being clicked hears nothing of it.
  for (let tries = 0; tries < 3 && !(await page.evaluate(() => keyProbe.hasBegun())); tries++) await act()
  return answered(page, 'a click')
}

async function answered(page: Page, what: string): Promise<Answer> {
  const answer = await page.evaluate((quiet) => keyProbe.answer(quiet), quiet)
  if (answer.last === 0) throw new Error(`Nothing changed after ${what} at ${page.url()}.`)
  return answer
}

/** The words again and again until they have so many letters. */
function enough(from: readonly string[], letters: number): string[] {
  const taken: string[] = []
  for (let at = 0; taken.length < letters / 4 || at < from.length; at++) taken.push(from[at % from.length]!)
  return taken
}

/** A key that a page of nothing but an echo answers: what of every figure is the browser's own. */
export async function measureEcho(page: Page, times: number): Promise<Answer[]> {
  await page.evaluate(() => {
    document.body.innerHTML = '<output></output>'
    addEventListener('keydown', (event) => { document.querySelector('output')!.textContent += event.key })
  })
  const answers: Answer[] = []
  for (let at = 0; at < times; at++) answers.push(await press(page, 'abcdefghij'[at % 10]!))
  return answers
}
