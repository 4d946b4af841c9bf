import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { startAppShell } from './data-api/app-shell.ts'
import { createSatchel } from './data-api/satchel.ts'
import { App } from './ui/app/app.tsx'
import './ui/styles/app.css'

// The page's root: connect to the workers first (they start while React loads), then mount, then see to the installed app.
const satchel = createSatchel()
Object.assign(globalThis, { satchel })

const root = document.getElementById('root')
if (root) createRoot(root).render(<StrictMode><App satchel={satchel} /></StrictMode>)
startAppShell()
