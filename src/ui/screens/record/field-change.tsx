import { useSatchel } from '../../../data-api/hooks.ts'
import type { Json, Rec } from '../../../data-api/types.ts'
import { Button } from '../../components/button.tsx'
import { useFixed } from '../../app/may-write.ts'
import { showError, showToast } from '../../components/toast.tsx'
import { useUndo } from '../../app/undo.ts'
import { useEntity } from '../records/kind.ts'
import { dataOf } from '../records/record-values.ts'
import { customValue } from '../../../model/custom-value.ts'
import { customIdOf, useCustomWords } from '../../sync-status/custom-words.ts'
import { putBack } from '../custom/history-of-value.ts'
import { fieldLabel, namedBy, valueText } from '../../sync-status/value-text.ts'
import { ValueWords } from '../../sync-status/value-words.tsx'

type FieldChangeProps = { rec: Rec; field: string; onRestored?: () => void } & ({ from: Json; to: Json } | { lost: Json })

/** What a field was and what it became, or what was wanted and gave way to another value; either can be made to stand again. */
export function FieldChange({ rec, field, onRestored, ...change }: FieldChangeProps) {
  const { name } = useEntity()
  useCustomWords()
  return (
    <div className="flex flex-wrap items-start gap-x-3 gap-y-1 text-table">
      <span className="w-20 shrink-0 text-muted">{fieldLabel(name, field)}</span>
      <span className="min-w-0 grow basis-40">
        {'lost' in change
          ? <><ValueWords entity={name} field={field} value={change.lost} empty="empty" /> <span className="text-muted">did not stand; another value did</span></>
          : (
            <>
              <del className="text-muted decoration-control"><ValueWords entity={name} field={field} value={change.from} empty="empty" /></del>
              <span aria-hidden className="text-muted"> → </span>
              <span className="sr-only"> became </span>
              <span><ValueWords entity={name} field={field} value={change.to} empty="empty" /></span>
            </>
          )}
      </span>
      <RestoreButton rec={rec} field={field} value={'lost' in change ? change.lost : change.from} {...(onRestored ? { onRestored } : {})} />
    </div>
  )
}

/** Puts an earlier value back as a new change. Not there where it stands already. */
export function RestoreButton({ rec, field, value, onRestored }: { rec: Rec; field: string; value: Json; onRestored?: () => void }) {
  const satchel = useSatchel()
  const { name } = useEntity()
  const { undoOf } = useUndo()
  const fixed = useFixed(rec)
  const id = customIdOf(field), stands = id === null ? dataOf(rec)[field] : customValue(dataOf(rec), id)
  if (fixed || JSON.stringify(stands ?? null) === JSON.stringify(value ?? null)) return null
  const patch = id === null ? { [field]: value } : putBack(id, value, customValue(dataOf(rec), id))
  const label = fieldLabel(name, field)
  const restore = (): void => {
    const act = `Restore ${label.toLowerCase()}`
    satchel.bulk((writer) => writer.update(name, rec.id, patch, { baseRevision: rec.revision }), { label: act }).then(({ actId }) => {
      showToast({ message: namedBy(name, field) === undefined ? `${label} is “${short(words(name, field, value)) || 'empty'}” again` : `${label} is as it was`, ...undoOf(actId, act) })
      onRestored?.()
    }, showError)
  }
  return <Button size="sm" className="h-6 text-meta" onClick={restore}>Restore</Button>
}

/** A value in one line. */
export const words = (entity: string, field: string, value: Json | undefined): string => valueText(entity, field, value).replaceAll('\n', ', ')

/** As much of it as a message has room for. */
const short = (text: string): string => (text.length > 60 ? `${text.slice(0, 60).trimEnd()}…` : text)
