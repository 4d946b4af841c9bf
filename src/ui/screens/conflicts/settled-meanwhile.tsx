import { useRecord, useSatchel } from '../../../data-api/hooks.ts'
import { useUndo } from '../../app/undo.ts'
import { Button } from '../../components/button.tsx'
import { InlineNotice } from '../../components/inline-notice.tsx'
import { showError, showToast } from '../../components/toast.tsx'
import { RecordLink, useRecordName } from '../../sync-status/record-link.tsx'
import { useValueWords } from '../../sync-status/use-value-words.ts'
import { fieldLabel } from '../../sync-status/value-text.ts'
import { chosenValue, toConflict, type Decision } from './settling.ts'

/**
 * Somebody else settled what was being decided here: said in its place, with what had been chosen or written, so that no word of it is
 * lost. Nothing while it is not settled.
 */
export function SettledMeanwhile({ decision, onDone }: { decision: Decision; onDone: () => void }) {
  const satchel = useSatchel()
  const { undoOf } = useUndo()
  const { entity, recordId, field, id } = decision.conflict
  const { data: rec } = useRecord('conflicts', id)
  const { name } = useRecordName(entity, recordId)
  const now = rec ? toConflict(rec) : null
  const value = chosenValue(decision.conflict, decision.choice)
  const [stands = '', chosen = ''] = useValueWords(entity, field, [now?.settledValue, value])
  if (now?.status !== 'settled') return null
  const label = fieldLabel(entity, field)
  const writeMine = async (): Promise<void> => {
    try {
      const { actId } = await satchel.bulk((writer) => { writer.update(entity, recordId, { [field]: value }) }, { label: `Edit ${label.toLowerCase()}` })
      onDone()
      showToast({ message: `${label} is what you chose`, ...undoOf(actId, `Edit ${label.toLowerCase()}`) })
    } catch (thrown) {
      showError(thrown)
    }
  }
  return (
    <InlineNotice
      className="md:items-center"
      actions={<>
        {chosen !== stands && <Button size="sm" onClick={() => void writeMine()}>Use what I chose</Button>}
        <Button size="sm" variant="ghost" onClick={onDone}>Keep it</Button>
      </>}
    >
      {label} of <RecordLink entity={entity} id={recordId} className="font-medium">{name}</RecordLink> was settled elsewhere meanwhile: {stands ? <>“{stands}”</> : 'no value'} stands.
      {chosen !== stands && <> You had chosen {chosen ? <>“{chosen}”</> : 'no value'}.</>}
    </InlineNotice>
  )
}
