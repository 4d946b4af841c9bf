import { useSatchel } from '../../../data-api/hooks.ts'
import type { Rec } from '../../../data-api/types.ts'
import { showError } from '../../components/toast.tsx'
import { tickBox } from '../../rich-text/tick-box.ts'
import { text } from '../records/record-values.ts'
import { basisOf } from './use-joined-text.ts'

/** Ticks a box of a text where it is read: an act of its own, written as an edit of what one saw. */
export function useTick(entity: string, rec: Rec, field: string): (index: number) => void {
  const satchel = useSatchel()
  return (index) => {
    const ticked = tickBox(text(rec, field), index)
    satchel.entity(entity).update(rec.id, { [field]: { $edit: { ...basisOf(rec, field), text: ticked } } }, { baseRevision: rec.revision, label: 'Tick a box' }).catch(showError)
  }
}
