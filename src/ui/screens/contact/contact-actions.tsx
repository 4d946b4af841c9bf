import Download from 'lucide-react/icons/download'
import Ellipsis from 'lucide-react/icons/ellipsis'
import Mail from 'lucide-react/icons/mail'
import Phone from 'lucide-react/icons/phone'
import Printer from 'lucide-react/icons/printer'
import StickyNote from 'lucide-react/icons/sticky-note'
import Trash2 from 'lucide-react/icons/trash-2'
import { useNavigate } from '@tanstack/react-router'
import type { Rec } from '../../../data-api/types.ts'
import { useMayWrite } from '../../app/may-write.ts'
import { Button, buttonClass } from '../../components/button.tsx'
import { IconButton } from '../../components/icon-button.tsx'
import { Menu } from '../../components/menu.tsx'
import { useContactActs } from '../contacts/use-contact-acts.ts'
import { valuesOf } from '../contacts/contact-values.ts'
import { hrefOf } from './links.ts'

/** What one does with a contact: write, call, note; the rest behind the dots. */
export function ContactActions({ rec, onNote, onDeleted }: { rec: Rec; onNote: () => void; onDeleted?: () => void }) {
  const navigate = useNavigate()
  const acts = useContactActs()
  const mayWrite = useMayWrite()
  const mail = hrefOf('emails', valuesOf(rec, 'emails')[0] ?? '')
  const phone = hrefOf('phones', valuesOf(rec, 'phones')[0] ?? '')
  return (
    <div className="flex items-center gap-1">
      {mail && <a href={mail} className={buttonClass('secondary', 'sm')}><Mail aria-hidden /><span className="max-md:sr-only">E-mail</span></a>}
      {phone && <a href={phone} className={buttonClass('secondary', 'sm')}><Phone aria-hidden /><span className="max-md:sr-only">Call</span></a>}
      {mayWrite && <Button size="sm" icon={<StickyNote aria-hidden />} onClick={onNote}><span className="max-md:sr-only">Note</span></Button>}
      <Menu
        label="More actions"
        align="end"
        trigger={<IconButton label="More actions"><Ellipsis /></IconButton>}
        items={[
          { label: 'Export vCard', icon: <Download aria-hidden />, onSelect: () => acts.exportSome('vcard', [rec.id]) },
          { label: 'Print', icon: <Printer aria-hidden />, onSelect: () => void navigate({ to: '/print', search: { id: rec.id } }) },
          ...(mayWrite ? [{ kind: 'separator' as const }, { label: 'Move to trash', icon: <Trash2 aria-hidden />, shortcut: '#', danger: true, onSelect: () => { void acts.remove([rec.id]).then(() => onDeleted?.()) } }] : []),
        ]}
      />
    </div>
  )
}
