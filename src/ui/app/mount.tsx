import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import type { FirstAnswers } from '../../data-api/first-answers.ts'
import { createQueryClient } from '../../data-api/hooks.ts'
import type { Satchel } from '../../data-api/types.ts'
import { createAppRouter } from '../screens/routes.tsx'
import { App } from './app.tsx'

/** What stands in the page before React does, whose place it takes with its first render (first-list.ts). */
export interface Forerunner {
  answers: FirstAnswers
  /** Settles when it has been painted, or nobody waits for it any more. */
  stood: Promise<void>
  /** Right before. @returns to be called right after */
  leave(): () => void
}

/** Puts the app into the page. */
export async function mount(root: HTMLElement, satchel: Satchel, forerunner: Forerunner | null): Promise<void> {
  const router = createAppRouter(satchel)
  // Or the first render would be an empty page, and take the place of one that shows something.
  if (forerunner !== null) await Promise.all([router.load(), forerunner.stood])
  const queries = createQueryClient(satchel, forerunner?.answers)
  const after = forerunner?.leave()
  createRoot(root).render(<StrictMode><App satchel={satchel} queries={queries} router={router} onStanding={after ?? nothing} /></StrictMode>)
}

const nothing = (): void => undefined
