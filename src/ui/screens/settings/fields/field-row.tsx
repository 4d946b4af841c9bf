import { useState } from 'react'
import Ellipsis from 'lucide-react/icons/ellipsis'
import { customKinds } from '../../../../model/custom-kinds.ts'
import type { CustomField } from '../../../../model/custom-fields.ts'
import { Button } from '../../../components/button.tsx'
import { IconButton } from '../../../components/icon-button.tsx'
import { Menu, type MenuItem } from '../../../components/menu.tsx'
import { KindIcon } from '../../custom/kind-icon.tsx'
import { FieldDialog } from './field-dialog.tsx'
import { useFieldActs } from './use-field-acts.ts'

interface FieldRowProps {
  field: CustomField
  /** Its neighbours in the order. */
  before: CustomField | undefined
  after: CustomField | undefined
  /** All of the entity, those taken away too. */
  all: readonly CustomField[]
  one: string
  mayWrite: boolean
}

/** A field: its name and kind, and what can be done about it. */
export function FieldRow({ field, before, after, all, one, mayWrite }: FieldRowProps) {
  const acts = useFieldActs()
  const [editing, setEditing] = useState(false)
  const items: MenuItem[] = [
    { label: 'Edit…', onSelect: () => setEditing(true) },
    { label: 'Move up', disabled: before === undefined, onSelect: () => acts.move(field, -1, all) },
    { label: 'Move down', disabled: after === undefined, onSelect: () => acts.move(field, 1, all) },
    { kind: 'separator' },
    { label: 'Delete', danger: true, onSelect: () => acts.remove(field) },
  ]
  return (
    <li className="flex min-h-12 items-center gap-3 border-b border-line py-1.5">
      <Mark field={field} />
      <span className="flex min-w-0 grow flex-col">
        <span className="truncate text-ui">{field.label}</span>
        <span className="truncate text-table text-muted">{about(field)}</span>
      </span>
      {mayWrite && <Menu label={`What to do about ${field.label}`} align="end" items={items} trigger={<IconButton label={`More about ${field.label}`}><Ellipsis /></IconButton>} />}
      {editing && <FieldDialog entity={field.entity} one={one} field={field} known={all} onClose={() => setEditing(false)} />}
    </li>
  )
}

/** One that was taken away, and the way back. */
export function RemovedRow({ field, mayWrite }: { field: CustomField; mayWrite: boolean }) {
  const acts = useFieldActs()
  return (
    <li className="flex min-h-12 items-center gap-3 border-b border-line py-1.5 text-muted">
      <Mark field={field} />
      <span className="flex min-w-0 grow flex-col">
        <span className="truncate text-ui">{field.label}</span>
        <span className="truncate text-table">{about(field)}</span>
      </span>
      {mayWrite && <Button size="sm" aria-label={`Restore ${field.label}`} onClick={() => acts.restore(field)}>Restore</Button>}
    </li>
  )
}

const Mark = ({ field }: { field: CustomField }) => <span className="grid size-8 shrink-0 place-items-center rounded-md bg-side text-muted [&_svg]:size-4"><KindIcon kind={field.kind} /></span>

/** "Choice · Gold, Silver". */
function about({ kind, currency, choices }: CustomField): string {
  const offered = choices.filter(({ removed }) => !removed).map(({ label }) => label).join(', ')
  return [customKinds[kind], kind === 'money' ? currency : '', offered].filter(Boolean).join(' · ')
}
