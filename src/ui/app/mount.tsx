import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import type { Satchel } from '../../data-api/types.ts'
import { App } from './app.tsx'

/** Puts the app into the page. */
export function mount(root: HTMLElement, satchel: Satchel): void {
  createRoot(root).render(<StrictMode><App satchel={satchel} /></StrictMode>)
}
