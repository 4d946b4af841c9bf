import type { ReactNode } from 'react'
import { createRoot } from 'react-dom/client'
import TriangleAlert from 'lucide-react/icons/triangle-alert'
import { Button } from '../components/button.tsx'

/** Why there is no app: the address is not secure, the browser is too old, or it keeps nothing for this site. */
export type Hindrance = 'insecure' | 'old' | 'blocked'

/** Instead of the app, where the browser gives it none of what it stands on. */
export function mountCannotRun(root: HTMLElement, why: Hindrance): void {
  document.title = 'Satchel cannot run here'
  createRoot(root).render(<CannotRun why={why} />)
}

function CannotRun({ why }: { why: Hindrance }) {
  const { title, text } = words[why]
  return (
    <main className="mx-auto flex h-full max-w-120 flex-col justify-center px-6">
      <div role="alert" className="flex flex-col gap-3">
        <TriangleAlert aria-hidden className="size-6 text-warn" />
        <h1 className="text-title">{title}</h1>
        <p>Satchel keeps your work on this device. {text}</p>
        <p className="text-muted">Nothing was stored here, and nothing that you keep at another address or on another device is touched.</p>
      </div>
      <div className="mt-4"><Button variant="primary" onClick={() => location.reload()}>Try again</Button></div>
    </main>
  )
}

const words: Record<Hindrance, { title: string; text: ReactNode }> = {
  insecure: {
    title: 'This address is not secure',
    text: 'Browsers allow that at secure addresses only: open it at an address that begins with https://, or on the computer where it runs at http://localhost. Where there is no such address yet, whoever runs this server can give it one: its guide says how under “Other computers”.',
  },
  old: { title: 'This browser is too old for Satchel', text: 'This browser cannot do that for it. Use a current Chrome, Edge, Firefox or Safari.' },
  blocked: { title: 'This browser lets Satchel keep nothing', text: 'It is set to block the data of this site, cookies among it. Allow them for this address, then try again.' },
}
