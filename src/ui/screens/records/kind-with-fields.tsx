import { useMemo, type ReactNode } from 'react'
import { useCustomFields } from '../../../data-api/custom-field-hooks.ts'
import type { CustomField } from '../../../model/custom-fields.ts'
import { customValue } from '../../../model/custom-value.ts'
import { Highlight } from '../../components/highlight.tsx'
import { customWords } from '../../sync-status/custom-words.ts'
import { withFields } from './columns.ts'
import { customEdit } from './custom-edit.ts'
import { KindProvider, type CellProps, type Kind } from './kind.ts'
import { dataOf } from './record-values.ts'

/** Says to the shared screens below it what they are about, the fields that people made included. */
export function KindWithFields({ kind, children }: { kind: Kind; children: ReactNode }) {
  const fields = useCustomFields(kind.entity.name)
  const whole = useMemo(() => kindWith(kind, fields), [kind, fields])
  return <KindProvider value={whole}>{children}</KindProvider>
}

function kindWith(kind: Kind, fields: readonly CustomField[]): Kind {
  const columns = withFields(kind.columns, fields)
  const edits = Object.fromEntries(fields.flatMap((field) => (field.kind === 'person' ? [] : [[`custom.${field.id}`, customEdit(field)]])))
  return {
    ...kind, columns, edits: { ...kind.edits, ...edits },
    cell: (column, props) => {
      const field = columns.specs[column]?.custom
      return field === undefined ? kind.cell?.(column, props) : <CustomCell field={field} {...props} />
    },
  }
}

function CustomCell({ field, rec, search }: CellProps & { field: CustomField }) {
  const words = customWords(field, customValue(dataOf(rec), field.id))
  return field.kind === 'number' || field.kind === 'money' ? <span className="truncate tabular-nums">{words}</span> : <Highlight text={words} search={search} />
}
