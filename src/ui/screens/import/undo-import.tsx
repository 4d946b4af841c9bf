import { useState } from 'react'
import { useSatchel } from '../../../data-api/hooks.ts'
import { imports } from '../../../model/imports.ts'
import { Button, type ButtonSize } from '../../components/button.tsx'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { showToast } from '../../components/toast.tsx'
import { untouchedWords } from '../../app/undo-words.ts'
import { countOf, importLabel } from './import-words.ts'

interface UndoImportProps { importId: string; groupId: string; entities: readonly string[]; count: number | null; size?: ButtonSize }

/** Takes a whole import back, at any later time. What was changed since is left alone, and said. `count` is null where it is not known. */
export function UndoImport({ importId, groupId, entities, count, size = 'md' }: UndoImportProps) {
  const satchel = useSatchel()
  const [asking, setAsking] = useState(false)
  const undo = async (): Promise<void> => {
    const result = await satchel.undoAct(groupId)
    // Its record went with it; long after, when only the contacts' history says what to take back, it is marked instead.
    const record = await satchel.entity(imports.name).get(importId)
    if (record?.deletedAt === null) await satchel.entity(imports.name).update(importId, { undoneAt: new Date().toISOString() })
    const rest = untouchedWords({ ...result, leftAlone: result.leftAlone.filter(({ entity }) => entity !== imports.name) })
    showToast({ message: result.done ? `Import undone${rest && `.${rest}`}` : 'There is nothing left to undo' })
  }
  return (
    <>
      <Button size={size} onClick={() => setAsking(true)}>Undo import…</Button>
      <ConfirmDialog
        open={asking}
        onClose={() => setAsking(false)}
        title="Undo this import?"
        description={`${count === null ? `The ${importLabel(entities).many}` : countOf(count, entities)} it created or added to go back to what they were before. What was edited since then stays.`}
        confirm="Undo import"
        onConfirm={undo}
      />
    </>
  )
}
