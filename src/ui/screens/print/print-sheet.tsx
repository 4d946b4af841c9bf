import { useEffect, useRef, type ReactNode } from 'react'
import { useRouter } from '@tanstack/react-router'
import { useSatchel } from '../../../data-api/hooks.ts'
import ArrowLeft from 'lucide-react/icons/arrow-left'
import Printer from 'lucide-react/icons/printer'
import { Button } from '../../components/button.tsx'
import { cn } from '../../components/cn.ts'
import './print.css'

interface PrintSheetProps {
  title: string
  ready: boolean
  /** False where there is nothing to wait for. */
  reading?: boolean
  list?: boolean
  /** What is printed, for the audit log; absent: nothing of the workspace's records. */
  of?: { what: string; count: number }
  children: ReactNode
}

/** The sheet and its bar. The print dialog opens by itself once `ready`; the bar opens it again. */
export function PrintSheet({ title, ready, reading = !ready, list = false, of, children }: PrintSheetProps) {
  const { history } = useRouter()
  const { audit } = useSatchel()
  const asked = useRef(false)
  useEffect(() => { document.title = `${title} · Satchel` }, [title])
  useEffect(() => {
    if (!ready || asked.current) return
    asked.current = true
    if (of !== undefined) audit.notePrinted(of.what, of.count)
    // After the fonts and the paint, so that the preview shows what is on the screen.
    void document.fonts.ready.then(() => requestAnimationFrame(() => window.print()))
  }, [ready, audit, of])
  return (
    <div data-scrolls className="h-full overflow-auto bg-side print:h-auto print:overflow-visible print:bg-transparent">
      <div className="sticky top-0 left-0 z-10 flex h-12 items-center gap-2 max-md:h-14 border-b border-line bg-bg px-4 print:hidden">
        <Button variant="ghost" size="sm" icon={<ArrowLeft aria-hidden />} onClick={() => history.back()}>Back</Button>
        <Button variant="primary" size="sm" className="ml-auto" disabled={!ready} icon={<Printer aria-hidden />} onClick={() => window.print()}>Print</Button>
      </div>
      <article
        className={cn(
          'print-sheet mx-auto my-6 w-full px-[14mm] py-[12mm] inset-ring inset-ring-line max-md:my-0 max-md:px-4 max-md:inset-ring-0 print:m-0 print:max-w-none print:p-0 print:inset-ring-0',
          list ? 'print-list max-w-[297mm] max-md:min-w-225 print:min-w-0' : 'max-w-[210mm]',
        )}
      >
        {reading && <p role="status" className="ink-muted text-ui">Reading what is to be printed…</p>}
        {children}
      </article>
    </div>
  )
}
