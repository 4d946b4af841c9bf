import CalendarClock from 'lucide-react/icons/calendar-clock'
import Download from 'lucide-react/icons/download'
import Ellipsis from 'lucide-react/icons/ellipsis'
import Printer from 'lucide-react/icons/printer'
import StickyNote from 'lucide-react/icons/sticky-note'
import Trash2 from 'lucide-react/icons/trash-2'
import { useNavigate } from '@tanstack/react-router'
import type { Rec } from '../../../data-api/types.ts'
import { useMayWrite } from '../../app/may-write.ts'
import { Button } from '../../components/button.tsx'
import { IconButton } from '../../components/icon-button.tsx'
import { Menu } from '../../components/menu.tsx'
import { yesterdayOf } from '../history/past-words.ts'
import { useKind } from '../records/kind.ts'
import { useRecordActs } from '../records/use-record-acts.ts'

/** What one does with a record: what is its own, note; the rest behind the dots. */
export function RecordActions({ rec, onNote, onDeleted }: { rec: Rec; onNote: () => void; onDeleted?: () => void }) {
  const navigate = useNavigate()
  const { entity, exports, Actions } = useKind()
  const acts = useRecordActs()
  const mayWrite = useMayWrite()
  return (
    <div className="flex items-center gap-1 max-md:gap-0 max-md:[&>:not(.popover)]:inset-ring-0">
      {Actions && <Actions rec={rec} />}
      {mayWrite && <Button size="sm" icon={<StickyNote aria-hidden />} onClick={onNote}><span className="max-md:sr-only">Note</span></Button>}
      <Menu
        label="More actions"
        align="end"
        trigger={<IconButton label="More actions"><Ellipsis /></IconButton>}
        items={[
          exports.includes('vcard')
            ? { label: 'Export vCard', icon: <Download aria-hidden />, onSelect: () => acts.exportSome('vcard', [rec.id]) }
            : { label: 'Export CSV', icon: <Download aria-hidden />, onSelect: () => acts.exportSome('csv', [rec.id]) },
          { label: 'Print', icon: <Printer aria-hidden />, onSelect: () => void navigate({ to: '/print', search: { id: rec.id, ...(entity.name === 'contacts' ? {} : { of: entity.name }) } }) },
          { label: 'As of a moment', icon: <CalendarClock aria-hidden />, onSelect: () => void navigate(yesterdayOf(entity.name, rec.id)) },
          ...(mayWrite ? [{ kind: 'separator' as const }, { label: 'Move to trash', icon: <Trash2 aria-hidden />, shortcut: '#', danger: true, onSelect: () => { void acts.remove([rec.id]).then(() => onDeleted?.()) } }] : []),
        ]}
      />
    </div>
  )
}
