import { createRoot } from 'react-dom/client'
import TriangleAlert from 'lucide-react/icons/triangle-alert'
import { Button } from '../components/button.tsx'

/** Instead of the app, where the browser gives it none of what it stands on: at an address that is not secure, or because it is too old. */
export function mountCannotRun(root: HTMLElement): void {
  document.title = 'Satchel cannot run here'
  createRoot(root).render(<CannotRun secure={window.isSecureContext} />)
}

function CannotRun({ secure }: { secure: boolean }) {
  const here = `https://${location.host}`
  return (
    <main role="alert" className="mx-auto flex h-full max-w-120 flex-col justify-center gap-3 px-6">
      <TriangleAlert aria-hidden className="size-6 text-warn" />
      <h1 className="text-title">{secure ? 'This browser is too old for Satchel' : 'This address is not secure'}</h1>
      <p>
        {secure
          ? 'Satchel keeps your work on this device, and this browser cannot do that for it. Use a current Chrome, Edge, Firefox or Safari.'
          : <>Satchel keeps your work on this device, and browsers allow that at secure addresses only. Open it at <a className="underline" href={here}>{here}</a>, or on the computer where it runs at http://localhost.</>}
      </p>
      <p className="text-muted">Nothing was stored here, and nothing that you keep at another address or on another device is touched.</p>
      <div><Button variant="primary" onClick={() => location.reload()}>Try again</Button></div>
    </main>
  )
}
