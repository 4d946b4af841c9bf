import type { BrowserContext, ConsoleMessage, Page } from '@playwright/test'

export interface ProblemCollector {
  watch(context: BrowserContext): Promise<void>
  /** Forgets everything before: from now on for whoever has the profile next. */
  begin(): ProblemList
}

export interface ProblemList {
  /** What matches is no problem from now on. */
  expect(pattern: RegExp): void
  problems(): string[]
}

/** Gathers what no test may leave behind: errors in a console, uncaught exceptions, violations of the content security policy, what is deprecated. */
export function collectProblems(): ProblemCollector {
  let found: string[] = []
  let expected: RegExp[] = [...networkNoise]
  const add = (text: string): void => { if (!expected.some((pattern) => pattern.test(text))) found.push(text) }
  const watchPage = (page: Page): void => { page.on('pageerror', (error) => { add(`uncaught: ${error.stack || error.message}`) }) }

  return {
    watch: async (context) => {
      context.on('console', (message: ConsoleMessage) => {
        if (message.type() === 'error') add(`${message.text()} (${message.location().url})`)
      })
      for (const page of context.pages()) watchPage(page)
      context.on('page', watchPage)
      await context.addInitScript(() => {
        // What is no error has neither words nor a place of its own.
        addEventListener('unhandledrejection', ({ reason }) => {
          if (!(reason instanceof Error)) console.error(`rejected with ${Object.prototype.toString.call(reason)} ${JSON.stringify(reason)}`)
        })
        // What the next browser no longer does, or this one refused to do.
        new ReportingObserver((reports) => {
          for (const { type, body } of reports) console.error(`${type}: ${JSON.stringify(body)}`)
        }, { types: ['deprecation', 'intervention'], buffered: true }).observe()
        document.addEventListener('securitypolicyviolation', (event) => {
          console.error(`securitypolicyviolation: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber} ${event.sample}`)
        })
      })
    },
    begin: () => {
      const mine: string[] = [], allowed = [...networkNoise]
      found = mine
      expected = allowed
      return { expect: (pattern) => { allowed.push(pattern) }, problems: () => [...mine] }
    },
  }
}

/** Chromium logs each request that fails, whoever handles the failure; being offline is no fault of the page. */
const networkNoise = [
  /^Failed to load resource: (net::ERR_|the server responded with a status of (401|429|502|503|504))/,
  /^WebSocket connection to '.*' failed/,
]
