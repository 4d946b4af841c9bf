import { openFirstLine, type FirstLine } from './data-api/first-line.ts'
import { showLastSeenSoon } from './ui/app/last-seen.ts'
import { applyTheme } from './ui/app/preferences.ts'
import { firstLooks } from './ui/screens/first-looks.ts'
import { beginFirstList } from './ui/screens/records/first-list.ts'
import './ui/styles/app.css'

// The page's root. The workers start before anything else is loaded; what people see is a chunk of its own.
const root = document.getElementById('root')
const line = firstLine()
if (typeof line === 'string') {
  const { mountCannotRun } = await import('./ui/app/cannot-run.tsx')
  if (root) mountCannotRun(root, line)
} else {
  applyTheme()
  const first = beginFirstList(line.connection, firstLooks)
  showLastSeenSoon()
  // A page that evaluates everything else hears of nothing meanwhile, so its workers go first.
  await line.begun
  const stood = root === null ? undefined : first?.stand(root)
  const [{ createSatchel }, { mount }, { startAppShell }] = await Promise.all([
    import('./data-api/satchel.ts'), import('./ui/app/mount.tsx'), import('./data-api/app-shell.ts'),
  ])
  const satchel = createSatchel(line)
  Object.assign(globalThis, { satchel })
  await stood
  if (root) await mount(root, satchel, first)
  startAppShell()
}

function firstLine(): FirstLine | 'insecure' | 'old' | 'blocked' {
  if (!window.isSecureContext) return 'insecure'
  if (!('locks' in navigator)) return 'old'
  try {
    return openFirstLine()
  } catch {
    // A browser that blocks a site's data throws at the first look at it.
    return 'blocked'
  }
}
