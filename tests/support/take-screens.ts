import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { chromium, type Page } from 'playwright'
import { chromiumArgs, ensureChromium } from './find-chromium.ts'
import { startServer } from './start-server.ts'

/*
 * Takes pictures of the built app with its sample workspace.
 * `npm run screens`: the few that the README shows, in docs/screens. `npm run screens -- --all <folder> [--only <part of a name>]`: every screen, wide and on a phone, light and dark.
 */

/** `shows`: what is in sight once it has been read. */
interface Shot { name: string; path: string; shows?: string; prepare?: (page: Page) => Promise<void>; tidy?: (page: Page) => Promise<void> }
type Ids = Record<'contact' | 'company' | 'project' | 'task' | 'list', string>

const variants = [
  { name: 'wide-light', width: 1440, height: 900, scheme: 'light' },
  { name: 'wide-dark', width: 1440, height: 900, scheme: 'dark' },
  { name: 'phone-light', width: 390, height: 844, scheme: 'light' },
  { name: 'phone-dark', width: 390, height: 844, scheme: 'dark' },
] as const

const shots: readonly Shot[] = [
  { name: 'welcome', path: '/welcome' },
  { name: 'today', path: '/today', shows: 'Follow-ups' },
  { name: 'contacts', path: '/contacts', shows: '3,000' },
  { name: 'contact', path: '/contacts/{contact}', shows: 'First session' },
  { name: 'companies', path: '/companies' },
  { name: 'company', path: '/companies/{company}', shows: 'New project' },
  { name: 'projects', path: '/projects' },
  { name: 'projects-board', path: '/projects?view=board' },
  { name: 'projects-timeline', path: '/projects?view=timeline', shows: 'Spring retreat' },
  { name: 'project', path: '/projects/{project}' },
  { name: 'tasks', path: '/tasks' },
  { name: 'tasks-upcoming', path: '/tasks?view=upcoming' },
  { name: 'tasks-board', path: '/tasks?view=board' },
  { name: 'tasks-calendar', path: '/tasks?view=calendar' },
  { name: 'task', path: '/tasks?view=all&task={task}' },
  { name: 'lists', path: '/lists' },
  { name: 'list', path: '/lists/{list}' },
  { name: 'import', path: '/import' },
  { name: 'conflicts', path: '/conflicts' },
  { name: 'duplicates', path: '/duplicates' },
  { name: 'trash', path: '/trash?of=contacts' },
  { name: 'history', path: '/history' },
  { name: 'past', path: '/history?entity=contacts&at=2026-01-01T10:00' },
  { name: 'sync', path: '/sync' },
  { name: 'settings', path: '/settings' },
  { name: 'settings-fields', path: '/settings?tab=fields' },
  { name: 'settings-account', path: '/settings?tab=account' },
  { name: 'palette', path: '/today', prepare: async (page) => { await page.keyboard.press('ControlOrMeta+k'); await page.getByRole('combobox').fill('an'); await page.getByRole('option').first().waitFor() } },
  { name: 'help', path: '/today', prepare: async (page) => { await page.keyboard.press('?'); await page.getByRole('dialog').waitFor() } },
  {
    name: 'note-editor', path: '/contacts/{contact}',
    prepare: async (page) => {
      await page.keyboard.press('n')
      await page.locator('.ProseMirror').first().waitFor()
      await page.keyboard.type('## Plan\nWhat we **agreed**:\n- [ ] Send the offer\nCall in June')
    },
    tidy: (page) => page.getByRole('button', { name: 'Discard' }).click(),
  },
]

/** Those of the README. */
const shown: readonly { shot: string; variant: (typeof variants)[number]['name'] }[] = [
  { shot: 'contacts', variant: 'wide-light' }, { shot: 'contact', variant: 'wide-dark' }, { shot: 'project', variant: 'wide-light' }, { shot: 'projects-timeline', variant: 'wide-dark' },
  { shot: 'today', variant: 'phone-light' }, { shot: 'tasks', variant: 'phone-dark' }, { shot: 'contact', variant: 'phone-light' },
]

const { values: args } = parseArgs({ options: { all: { type: 'string' }, only: { type: 'string' } } })
const folder = args.all ?? path.join(import.meta.dirname, '../../docs/screens')

await takeAll()

async function takeAll(): Promise<void> {
  const profile = mkdtempSync(path.join(tmpdir(), 'satchel-screens-')), server = await startServer()
  const context = await chromium.launchPersistentContext(profile, { executablePath: ensureChromium(), args: chromiumArgs, locale: 'en-GB', timezoneId: 'Europe/Berlin', reducedMotion: 'reduce' })
  try {
    const page = await context.newPage()
    page.setDefaultTimeout(120_000)
    const ids = await begin(page, server.origin)
    mkdirSync(folder, { recursive: true })
    for (const variant of variants) {
      const wanted = args.all === undefined ? shots.filter(({ name }) => shown.some((one) => one.shot === name && one.variant === variant.name)) : shots.filter(({ name }) => name.includes(args.only ?? ''))
      for (const shot of wanted) await take(page, server.origin, shot, variant, ids)
    }
  } finally {
    await context.close()
    await server.remove()
    rmSync(profile, { recursive: true, force: true })
  }
}

/** Writes the sample, and finds in it what is worth looking at. */
async function begin(page: Page, origin: string): Promise<Ids> {
  await page.goto(`${origin}/welcome`)
  await page.getByRole('button', { name: /sample/ }).click()
  await page.getByText('sample contacts added').waitFor()
  await page.getByRole('button', { name: 'Skip' }).click({ timeout: 5_000 }).catch(() => undefined)
  return await page.evaluate(async () => {
    const { rows: projects } = await satchel.entity('projects').list({ limit: 50 })
    const project = projects.find((one) => one['status'] === 'active' && Array.isArray(one['people']) && one['people'].length > 0)!
    const contact = String((project['people'] as { id: string }[])[0]!.id)
    const { rows: companies } = await satchel.entity('companies').list({ limit: 1 })
    const { rows: open } = await satchel.entity('tasks').list({ where: { state: 'open' }, limit: 200 })
    const { id: list } = await satchel.entity('lists').create({ name: 'Coaches', entity: 'contacts', kind: 'live', filter: { q: 'coach' } })
    await satchel.entity('notes').create({
      contactId: contact, happenedAt: new Date().toISOString(),
      body: '## First session\nWhat matters to them: **time to think** before the quarter ends.\n\n- [x] Send the outline\n- [ ] Agree on dates for *May*\n\n> “We never stop to look back.”',
    })
    await satchel.entity('tasks').create({ title: 'Call about the dates', contactId: contact, due: new Date().toISOString().slice(0, 10), status: 'todo' })
    return {
      project: project.id, contact, list,
      company: typeof project['companyId'] === 'string' ? project['companyId'] : companies[0]!.id,
      task: (open.find((one) => typeof one['notes'] === 'string') ?? open[0]!).id,
    }
  })
}

async function take(page: Page, origin: string, { name, path: place, shows, prepare, tidy }: Shot, variant: (typeof variants)[number], ids: Ids): Promise<void> {
  await page.setViewportSize({ width: variant.width, height: variant.height })
  await page.emulateMedia({ colorScheme: variant.scheme, reducedMotion: 'reduce' })
  await page.goto(origin + place.replace(/\{(\w+)\}/, (_, key: keyof Ids) => ids[key]))
  await page.locator('#screen-heading').waitFor({ state: 'attached' })
  await page.waitForTimeout(2_000)
  if (shows !== undefined) await page.getByText(shows, { exact: false }).first().waitFor()
  await prepare?.(page)
  await page.waitForTimeout(400)
  await page.screenshot({ path: path.join(folder, `${name}-${variant.name}.png`) })
  await tidy?.(page)
}
