import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults, RunOptions } from 'axe-core'
import type { Page } from './setup-satchel.ts'

/** In a page that was looked at before. */
declare const axe: { run(context: Document | { exclude: string[] }, options: RunOptions): Promise<AxeResults> }

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/**
 * Everything in the theme that the page is in; then in the other one what a theme can change. The next page begins in that.
 * @param without selectors of what was looked at on another screen
 */
export async function violations(page: Page, name: string, without: string[] = []): Promise<string[]> {
  const found: string[] = []
  const before = await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)
  for (const theme of before ? ['dark', 'light'] as const : ['light', 'dark'] as const) {
    // A colour half-way through its transition is nobody's to read; what moves begins only in the frame that sees the new theme.
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
    await page.evaluate(async () => {
      const frame = (): Promise<unknown> => new Promise((resolve) => { requestAnimationFrame(resolve) })
      await frame()
      do {
        await frame()
        await Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => null)))
      } while (document.getAnimations().length > 0)
    })
    // Nothing is fetched for it once more: what it would look for there, sheets that turn the page and sound that starts by itself, no rule of `tags` that holds here asks for.
    // To bring axe into a page is most of what a look costs, so it stays there; so would be to bring out of it what passed.
    if (!await page.evaluate(() => 'axe' in globalThis)) await page.evaluate(source)
    const runOnly: RunOptions['runOnly'] = (theme === 'dark') === before ? { type: 'tag', values: tags } : { type: 'rule', values: ['color-contrast'] }
    const options: RunOptions = { resultTypes: ['violations'], runOnly, preload: false }
    const violations = await page.evaluate(async ({ without, options }) => (await axe.run(without.length === 0 ? document : { exclude: without }, options)).violations, { without, options })
    for (const { id, nodes } of violations) {
      found.push(`${name}, ${theme}: ${id}: ${nodes.map((node) => `${node.target.join(' ')} ${node.failureSummary ?? ''}`).slice(0, 3).join(' | ')}`)
    }
  }
  return found
}
