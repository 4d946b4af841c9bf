import { useRecord } from '../../../data-api/hooks.ts'
import { Dialog } from '../../components/dialog.tsx'
import { showToast } from '../../components/toast.tsx'
import { nameOf } from '../contacts/contact-values.ts'
import { NoteComposer } from './note-composer.tsx'

/** N in the table: a note without leaving the list. */
export function NoteDialog({ contactId, onClose }: { contactId: string | null; onClose: () => void }) {
  const { data: rec } = useRecord('contacts', contactId)
  return (
    <Dialog open={contactId !== null} onClose={onClose} title={rec ? `Note on ${nameOf(rec)}` : 'Note'}>
      {contactId !== null && <NoteComposer contactId={contactId} autoFocus onSaved={() => { showToast({ message: 'Note saved' }); onClose() }} />}
    </Dialog>
  )
}
