import { useSatchel } from '../../../data-api/hooks.ts'
import type { Json, Rec } from '../../../data-api/types.ts'
import { useFixed } from '../../app/may-write.ts'
import { useKind } from '../records/kind.ts'
import { listOf } from '../records/record-values.ts'
import { FieldRow } from './field-row.tsx'
import { labelledWords, type LabelledKind } from './labelled-words.ts'
import { LabelledRow, type Labelled } from './labelled-row.tsx'
import { AddElement, useAdding } from './use-element-row.tsx'

interface LabelledFieldProps { rec: Rec; field: LabelledKind; onHistory: (field: string) => void; conflict?: boolean }

/** E-mails, phones, links or domains: as many as there are, each with a label, and one more on demand. */
export function LabelledField({ rec, field, onHistory, conflict = false }: LabelledFieldProps) {
  const satchel = useSatchel()
  const { entity } = useKind()
  const draft = `${entity.name}.${rec.id}.${field}.new`
  const adding = useAdding(draft)
  const elements = listOf(rec, field) as unknown as Labelled[]
  const fixed = useFixed(rec)
  const write = (patch: { [key: string]: Json }, baseRevision: number): Promise<unknown> =>
    satchel.entity(entity.name).update(rec.id, { [field]: { $set: patch } }, { baseRevision, label: `Edit ${labelledWords[field].many}` })
  return (
    <FieldRow field={field} stacked label={entity.fields[field]?.label ?? field} onHistory={() => onHistory(field)} conflict={conflict}>
      {elements.map((element) => (
        <LabelledRow
          key={element.id}
          name={`${entity.name}.${rec.id}.${field}.${element.id}`}
          field={field}
          current={element}
          revision={rec.revision}
          disabled={fixed}
          onSave={(next, baseRevision) =>
            (next.value.trim() === '' ? write({ remove: [element.id] }, baseRevision) : write({ update: { [element.id]: { value: next.value.trim(), label: next.label.trim() || null } } }, baseRevision))}
          onRemove={() => write({ remove: [element.id] }, rec.revision)}
        />
      ))}
      {adding.isAdding && (
        <LabelledRow
          key={`new-${elements.length}`}
          name={draft}
          field={field}
          current={{ id: 'new', value: '', label: labelledWords[field].labels[0]! }}
          revision={rec.revision}
          disabled={fixed}
          added
          autoFocus={adding.autoFocus}
          onSave={async (next, baseRevision) => {
            if (next.value.trim() !== '') await write({ add: [{ id: crypto.randomUUID(), value: next.value.trim(), label: next.label.trim() || null }] }, baseRevision)
            adding.end()
          }}
          onRemove={() => { adding.end(); return Promise.resolve() }}
        />
      )}
      {!adding.isAdding && !fixed && <AddElement one={labelledWords[field].one} onClick={adding.begin} />}
    </FieldRow>
  )
}
