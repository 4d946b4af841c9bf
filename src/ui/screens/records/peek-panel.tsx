import { useState } from 'react'
import { Link } from '@tanstack/react-router'
import Maximize2 from 'lucide-react/icons/maximize-2'
import X from 'lucide-react/icons/x'
import { useRecord } from '../../../data-api/hooks.ts'
import { IconButton } from '../../components/icon-button.tsx'
import { FieldHistory } from '../record/field-history.tsx'
import { RecordActions } from '../record/record-actions.tsx'
import { RecordHeader } from '../record/record-header.tsx'
import { Timeline } from '../record/timeline.tsx'
import { toNote } from '../record/to-note.ts'
import { useConflictFields } from '../record/use-conflict-fields.ts'
import { NoticeList } from '../../sync-status/notice-list.tsx'
import type { Rec } from '../../../data-api/types.ts'
import { useKind } from './kind.ts'
import { nameOf } from './record-values.ts'

/** 420 px beside the list: the record of the row one is on, to read and to edit. */
export function PeekPanel({ id, onClose, onOpen }: { id: string; onClose: () => void; onOpen: (id: string) => void }) {
  const { Peek } = useKind()
  return Peek === undefined ? <Parts id={id} onClose={onClose} /> : <Peek key={id} id={id} onClose={onClose} onOpen={onOpen} />
}

function Parts({ id, onClose }: { id: string; onClose: () => void }) {
  const { entity, page } = useKind()
  const { data: rec } = useRecord(entity.name, id)
  return (
    <aside aria-label={rec ? `Peek: ${nameOf(entity, rec)}` : 'Peek'} className="flex w-105 shrink-0 flex-col border-l border-line bg-bg max-lg:w-90" onKeyDown={(event) => { if (event.key === 'Escape' && !event.defaultPrevented) { event.preventDefault(); onClose() } }}>
      <div className="flex h-8 shrink-0 items-center gap-1 border-b border-line px-2">
        {page !== undefined && <Link to={page} params={{ id }} aria-label="Open the page" title="Open the page" className="inline-flex size-6 items-center justify-center rounded-md text-muted hover:bg-hover hover:text-text"><Maximize2 aria-hidden className="size-3.5" /></Link>}
        <span className="grow" />
        <IconButton size="sm" label="Close" shortcut="Esc" onClick={onClose}><X /></IconButton>
      </div>
      {rec && <Content key={rec.id} rec={rec} onClose={onClose} />}
    </aside>
  )
}

function Content({ rec, onClose }: { rec: Rec; onClose: () => void }) {
  const { entity, Fields, Beside } = useKind()
  const conflicts = useConflictFields(rec)
  const [historyOf, setHistoryOf] = useState<string | null>(null)
  return (
    <div className="flex min-h-0 grow flex-col gap-5 overflow-y-auto px-4 py-4">
      <RecordHeader rec={rec} />
      <RecordActions rec={rec} onNote={() => toNote()} onDeleted={onClose} />
      {rec.$sync.notices > 0 && <NoticeList entity={entity.name} id={rec.id} />}
      {Fields && <Fields rec={rec} conflicts={conflicts} onHistory={setHistoryOf} />}
      {Beside && <Beside rec={rec} />}
      <Timeline rec={rec} />
      {historyOf !== null && <FieldHistory rec={rec} field={historyOf} onClose={() => setHistoryOf(null)} />}
    </div>
  )
}
