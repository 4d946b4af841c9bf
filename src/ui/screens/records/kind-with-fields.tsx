import { useMemo, type ReactNode } from 'react'
import ArrowUpRight from 'lucide-react/icons/arrow-up-right'
import { useCustomFields } from '../../../data-api/custom-field-hooks.ts'
import type { CustomField } from '../../../model/custom-fields.ts'
import { customValue } from '../../../model/custom-value.ts'
import { Highlight } from '../../components/highlight.tsx'
import { lazyPart } from '../../components/lazy-part.ts'
import { customWords } from '../../sync-status/custom-words.ts'
import { withFields } from './columns.ts'
import { customEdit } from './custom-edit.ts'
import { KindProvider, type CellProps, type Kind } from './kind.ts'
import { hrefOf } from '../record/links.ts'
import { dataOf } from './record-values.ts'

/** Says to the shared screens below it what they are about, the fields that people made included. */
export function KindWithFields({ kind, children }: { kind: Kind; children: ReactNode }) {
  const fields = useCustomFields(kind.entity.name)
  const whole = useMemo(() => kindWith(kind, fields), [kind, fields])
  return <KindProvider value={whole}>{children}</KindProvider>
}

// Opened by few, and not at the start.
const RecordBoard = lazyPart(() => import('./record-board.tsx').then((module) => ({ default: module.RecordBoard })))

/** Where nobody has made any, each screen that comes takes the one that is there. */
const kinds = new WeakMap<Kind, WeakMap<readonly CustomField[], Kind>>()

function kindWith(kind: Kind, fields: readonly CustomField[]): Kind {
  const made = kinds.get(kind) ?? new WeakMap<readonly CustomField[], Kind>()
  kinds.set(kind, made)
  const whole = made.get(fields) ?? makeKind(kind, fields)
  made.set(fields, whole)
  return whole
}

function makeKind(kind: Kind, fields: readonly CustomField[]): Kind {
  const columns = withFields(kind.columns, fields)
  const edits = Object.fromEntries(fields.flatMap((field) => (field.kind === 'person' ? [] : [[`custom.${field.id}`, customEdit(field)]])))
  return {
    ...kind, columns, edits: { ...kind.edits, ...edits },
    // What has a choice of its own can be looked at by it, whatever else it is.
    ...(columns.boards.length > 0 ? { layouts: { board: RecordBoard, ...kind.layouts } } : {}),
    cell: (column, props) => {
      const field = columns.specs[column]?.custom
      if (field === undefined) return kind.cell?.(column, props)
      return customWords(field, customValue(dataOf(props.rec), field.id)) === '' ? null : <CustomCell field={field} {...props} />
    },
  }
}

function CustomCell({ field, rec, search }: CellProps & { field: CustomField }) {
  const words = customWords(field, customValue(dataOf(rec), field.id))
  if (field.kind === 'link') return <LinkCell words={words} search={search} />
  return field.kind === 'number' || field.kind === 'money' ? <span className="truncate tabular-nums">{words}</span> : <Highlight text={words} search={search} />
}

/** The link as it is written, and, on the row one points at, the way there. */
function LinkCell({ words, search }: { words: string; search: string }) {
  const href = hrefOf('links', words)
  return (
    <>
      <Highlight text={words} search={search} />
      {href !== null && (
        <a
          href={href} target="_blank" rel="noreferrer" tabIndex={-1} aria-label={`Open ${words}`} title={`Open ${words}`} onClick={(event) => event.stopPropagation()}
          className="absolute top-1/2 right-1 hidden size-6 -translate-y-1/2 items-center justify-center rounded-sm bg-bg text-muted group-hover:inline-flex hover:bg-pressed hover:text-text"
        >
          <ArrowUpRight aria-hidden className="size-3.5" />
        </a>
      )}
    </>
  )
}
