import { openFirstLine, type FirstLine } from './data-api/first-line.ts'
import { hasWhatItStandsOn } from './data-api/stands-on.ts'
import { showLastSeenSoon } from './ui/app/last-seen.ts'
import { applyTheme } from './ui/app/preferences.ts'
import { firstLooks } from './ui/screens/first-looks.ts'
import { beginFirstList } from './ui/screens/records/first-list.ts'
import './ui/styles/app.css'

// The page's root. The workers start before anything else is loaded, and before the page is; what people see is a chunk of its own.
const line = firstLine()
if (typeof line === 'string') {
  await pageIsHere()
  const root = document.getElementById('root')
  const { mountCannotRun } = await import('./ui/app/cannot-run.tsx')
  if (root) mountCannotRun(root, line)
} else {
  applyTheme()
  await pageIsHere()
  const first = beginFirstList(line.connection, firstLooks)
  const root = document.getElementById('root')
  showLastSeenSoon()
  // A page that evaluates everything else hears of nothing meanwhile, so its workers go first.
  await line.begun
  fetchTheRest()
  const stood = root === null ? undefined : first?.stand(root)
  // Nor does what it evaluates take a processor from the thread that people wait for.
  await stood
  const [{ createSatchel }, { mount }, { startAppShell }] = await Promise.all([
    import('./data-api/satchel.ts'), import('./ui/app/mount.tsx'), import('./data-api/app-shell.ts'),
  ])
  const satchel = createSatchel(line)
  Object.assign(globalThis, { satchel })
  if (root) await mount(root, satchel, first === null ? null : { ...first, stood: stood ?? Promise.resolve() })
  startAppShell()
}

/** This script does not wait for the page to be read (vite.config.ts). */
async function pageIsHere(): Promise<void> {
  if (document.readyState === 'loading') await new Promise((resolve) => { document.addEventListener('DOMContentLoaded', resolve, { once: true }) })
}

/** What comes next is named in the page, and fetched only now: each script that is read beside the first one, or while the threads start, puts those off. */
function fetchTheRest(): void {
  for (const link of document.querySelectorAll<HTMLLinkElement>('link[rel="next"]')) link.rel = 'modulepreload'
}

function firstLine(): FirstLine | 'insecure' | 'old' | 'blocked' {
  if (!window.isSecureContext) return 'insecure'
  if (!hasWhatItStandsOn(globalThis)) return 'old'
  try {
    return openFirstLine()
  } catch {
    // A browser that blocks a site's data throws at the first look at it.
    return 'blocked'
  }
}
