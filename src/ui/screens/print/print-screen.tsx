import { useEffect, useRef, type ReactNode } from 'react'
import { useParams, useRouter, useSearch } from '@tanstack/react-router'
import ArrowLeft from 'lucide-react/icons/arrow-left'
import Printer from 'lucide-react/icons/printer'
import { Button } from '../../components/button.tsx'
import { contactsSearch } from '../contacts/search-params.ts'
import { PrintContact } from './print-contact.tsx'
import { PrintContacts } from './print-contacts.tsx'

/** `/print?id=…` one contact; otherwise the contacts list as its address says. A page like paper, with a bar that is not printed. */
export default function PrintScreen() {
  const { id: fromPath }: { id?: string } = useParams({ strict: false })
  const search: Record<string, unknown> = useSearch({ strict: false })
  const id = fromPath ?? (typeof search['id'] === 'string' ? search['id'] : null)
  return id === null ? <PrintContacts search={contactsSearch(search)} /> : <PrintContact id={id} />
}

/** The sheet and its bar. The print dialog opens by itself once `ready`; the bar opens it again. */
export function Sheet({ title, ready, children }: { title: string; ready: boolean; children: ReactNode }) {
  const { history } = useRouter()
  const asked = useRef(false)
  useEffect(() => { document.title = `${title} · Satchel` }, [title])
  useEffect(() => {
    if (!ready || asked.current) return
    asked.current = true
    // After the fonts and the paint, so that the preview shows what is on the screen.
    void document.fonts.ready.then(() => requestAnimationFrame(() => window.print()))
  }, [ready])
  return (
    <div className="h-full overflow-y-auto bg-side print:h-auto print:overflow-visible print:bg-white">
      <div className="sticky top-0 z-10 flex h-12 items-center gap-2 border-b border-line bg-bg px-4 print:hidden">
        <Button variant="ghost" size="sm" icon={<ArrowLeft aria-hidden />} onClick={() => history.back()}>Back</Button>
        <Button variant="primary" size="sm" className="ml-auto" disabled={!ready} icon={<Printer aria-hidden />} onClick={() => window.print()}>Print</Button>
      </div>
      <article className="print-sheet mx-auto my-6 w-full max-w-[210mm] bg-white px-[16mm] py-[14mm] text-black shadow-overlay print:m-0 print:max-w-none print:p-0 print:shadow-none">
        {children}
      </article>
    </div>
  )
}
