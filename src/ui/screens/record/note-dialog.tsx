import { useRecord } from '../../../data-api/hooks.ts'
import { Dialog } from '../../components/dialog.tsx'
import { showToast } from '../../components/toast.tsx'
import { useKind } from '../records/kind.ts'
import { nameOf } from '../records/record-values.ts'
import { NoteComposer } from './note-composer.tsx'

/** N in the table: a note without leaving the list. */
export function NoteDialog({ id, onClose }: { id: string | null; onClose: () => void }) {
  const { entity } = useKind()
  const { data: rec } = useRecord(entity.name, id)
  return (
    <Dialog open={id !== null} onClose={onClose} title={rec ? `Note on ${nameOf(entity, rec)}` : 'Note'}>
      {id !== null && <NoteComposer id={id} autoFocus onSaved={() => { showToast({ message: 'Note saved' }); onClose() }} />}
    </Dialog>
  )
}
