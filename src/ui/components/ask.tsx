import { useEffect, useState } from 'react'
import { ConfirmDialog } from './confirm-dialog.tsx'

/** Something to be answered by yes or no before an act. */
export interface Question { title: string; description: string; confirm: string; danger?: boolean }

let show: ((question: Question, answer: (yes: boolean) => void) => void) | null = null

/** Asks the person, wherever the act was begun. Resolves to whether they said yes. */
export const ask = (question: Question): Promise<boolean> => new Promise((resolve) => { if (show) show(question, resolve); else resolve(false) })

/** Where the shell shows what is asked. */
export function AskRegion() {
  const [open, setOpen] = useState<{ question: Question; answer: (yes: boolean) => void } | null>(null)
  useEffect(() => {
    show = (question, answer) => setOpen({ question, answer })
    return () => { show = null }
  }, [])
  if (open === null) return null
  const close = (yes: boolean): void => { open.answer(yes); setOpen(null) }
  return <ConfirmDialog open {...open.question} onClose={() => close(false)} onConfirm={() => close(true)} />
}
