import AxeBuilder from '@axe-core/playwright'
import type { Page } from './setup-satchel.ts'

/** Left in the page by its first analysis. */
declare const axe: { run(options: object): ReturnType<AxeBuilder['analyze']> }

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** Everything in the theme that the page is in; then in the other one what a theme can change. The next page begins in that. */
export async function violations(page: Page, name: string): Promise<string[]> {
  const found: string[] = []
  const before = await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)
  for (const theme of before ? ['dark', 'light'] as const : ['light', 'dark'] as const) {
    // A colour half-way through its transition is nobody's to read; a transition begins only in the frame that sees the new theme.
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
    await page.evaluate(async () => {
      for (let frame = 0; frame < 3; frame += 1) await new Promise((resolve) => { requestAnimationFrame(resolve) })
      await Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => null)))
    })
    const options = { resultTypes: ['violations'] as 'violations'[], runOnly: (theme === 'dark') === before ? { type: 'tag' as const, values: tags } : { type: 'rule' as const, values: ['color-contrast'] } }
    // The first analysis leaves axe in the page, and injecting it is most of what another would cost; so is bringing out of the page what passed.
    const { violations } = await page.evaluate(() => 'axe' in globalThis)
      ? await page.evaluate(async (options) => ({ violations: (await axe.run(options)).violations }), options)
      : await new AxeBuilder({ page }).setLegacyMode().options(options).analyze()
    for (const { id, nodes } of violations) {
      found.push(`${name}, ${theme}: ${id}: ${nodes.map((node) => `${node.target.join(' ')} ${node.failureSummary ?? ''}`).slice(0, 3).join(' | ')}`)
    }
  }
  return found
}
