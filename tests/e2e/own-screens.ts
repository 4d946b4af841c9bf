import type { BrowserContext, Page } from '@playwright/test'

/**
 * From now on a page of the context has come only when the picture of last time is gone (src/ui/app/last-seen.ts): a test that finds
 * words must find the screen's own. (A page that is gone again, or that nothing will come of, is left to its test.)
 */
export function waitForOwnScreens(context: BrowserContext): void {
  for (const page of context.pages()) waitForOwnScreen(page)
  context.on('page', waitForOwnScreen)
}

function waitForOwnScreen(page: Page): void {
  const own = (): Promise<unknown> => page.waitForFunction(() => document.querySelector('body > [data-last-seen]') === null, undefined, { timeout: 15_000 }).catch(() => undefined)
  const goto = page.goto.bind(page), reload = page.reload.bind(page)
  page.goto = async (...args) => { const response = await goto(...args); await own(); return response }
  page.reload = async (...args) => { const response = await reload(...args); await own(); return response }
}
