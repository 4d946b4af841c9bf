import { startAppShell } from './data-api/app-shell.ts'
import { createSatchel } from './data-api/satchel.ts'
import './ui/styles/app.css'

// The page's root. What people see is a chunk of its own, asked for first and executed last: meanwhile the workers start.
const ui = import('./ui/app/mount.tsx')
const satchel = createSatchel()
Object.assign(globalThis, { satchel })

const root = document.getElementById('root')
if (root) {
  const { mount } = await ui
  mount(root, satchel)
}
startAppShell()
