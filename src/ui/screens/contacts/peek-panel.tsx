import { useState } from 'react'
import { Link } from '@tanstack/react-router'
import Maximize2 from 'lucide-react/icons/maximize-2'
import X from 'lucide-react/icons/x'
import { useRecord } from '../../../data-api/hooks.ts'
import { contacts } from '../../../model/contacts.ts'
import { IconButton } from '../../components/icon-button.tsx'
import { ContactActions } from '../contact/contact-actions.tsx'
import { ContactFields } from '../contact/contact-fields.tsx'
import { ContactHeader } from '../contact/contact-header.tsx'
import { FieldHistory } from '../contact/field-history.tsx'
import { Timeline } from '../contact/timeline.tsx'
import { useConflictFields } from '../contact/use-contact-conflicts.ts'
import { NoticeList } from '../../sync-status/notice-list.tsx'
import type { Rec } from '../../../data-api/types.ts'
import { nameOf } from './contact-values.ts'

/** 420 px beside the list: the contact of the row one is on, to read and to edit. */
export function PeekPanel({ id, onClose }: { id: string; onClose: () => void }) {
  const { data: rec } = useRecord(contacts.name, id)
  return (
    <aside aria-label={rec ? `Peek: ${nameOf(rec)}` : 'Peek'} className="flex w-105 shrink-0 flex-col border-l border-line bg-bg max-lg:w-90">
      <div className="flex h-8 shrink-0 items-center gap-1 border-b border-line px-2">
        <Link to="/contacts/$id" params={{ id }} aria-label="Open the page" title="Open the page" className="inline-flex size-6 items-center justify-center rounded-md text-muted hover:bg-hover hover:text-text"><Maximize2 aria-hidden className="size-3.5" /></Link>
        <span className="grow" />
        <IconButton size="sm" label="Close" shortcut="Esc" onClick={onClose}><X /></IconButton>
      </div>
      {rec && <Content key={rec.id} rec={rec} onClose={onClose} />}
    </aside>
  )
}

function Content({ rec, onClose }: { rec: Rec; onClose: () => void }) {
  const conflicts = useConflictFields(rec)
  const [historyOf, setHistoryOf] = useState<string | null>(null)
  return (
    <div className="flex min-h-0 grow flex-col gap-5 overflow-y-auto px-4 py-4">
      <ContactHeader rec={rec} />
      <ContactActions rec={rec} onNote={() => document.querySelector<HTMLElement>('[data-note-composer]')?.focus()} onDeleted={onClose} />
      <NoticeList entity={contacts.name} id={rec.id} />
      <ContactFields rec={rec} conflicts={conflicts} onHistory={setHistoryOf} />
      <Timeline rec={rec} />
      <FieldHistory rec={rec} field={historyOf} onClose={() => setHistoryOf(null)} />
    </div>
  )
}
