import type { ReactNode } from 'react'
import { chosenMembers, type Members } from '../../../model/custom-value.ts'
import type { CustomField } from '../../../model/custom-fields.ts'
import { chosenOf } from '../../../model/custom-values.ts'
import type { Json } from '../../../shared/json.ts'
import { Checkbox } from '../../components/checkbox.tsx'
import { cn } from '../../components/cn.ts'
import { moveAmong } from '../../components/move-among.ts'
import { Popover } from '../../components/popover.tsx'
import { Tag } from '../../components/tag.tsx'
import { valueClass } from '../tasks/property.tsx'

interface ChoicesPickerProps {
  field: CustomField
  value: Record<string, Json> | undefined
  fixed: boolean
  id: string
  onPick: (members: Members) => void
}

/** Several of the choices; each is written as it is ticked. */
export function ChoicesPicker({ field, value, fixed, id, onPick }: ChoicesPickerProps) {
  const chosen = chosenOf(value)
  const offered = field.choices.filter((choice) => !choice.removed || chosen.includes(choice.id))
  const toggle = (choice: string): void => onPick(chosenMembers(value, chosen.includes(choice) ? chosen.filter((other) => other !== choice) : [...chosen, choice]))
  const words = offered.filter((choice) => chosen.includes(choice.id)).map(({ label }) => label)
  return (
    <Popover
      label={field.label} className="w-60 p-1"
      trigger={<button id={id} type="button" disabled={fixed} aria-label={`${field.label}: ${words.join(', ') || 'none'}`} className={cn(valueClass, 'flex-wrap gap-1 py-1', words.length === 0 && 'text-muted')}>{words.length === 0 ? 'None' : words.map(pill)}</button>}
    >
      <ul onKeyDown={(event) => moveAmong(event, [...event.currentTarget.querySelectorAll('input')])}>
        {offered.map((choice) => (
          <li key={choice.id}>
            <label className="flex min-h-8 items-center gap-2 rounded-sm px-2 text-ui hover:bg-hover max-md:min-h-11">
              <Checkbox checked={chosen.includes(choice.id)} onChange={() => toggle(choice.id)} />
              <span className="min-w-0 grow truncate">{choice.label}</span>
              {choice.removed && <span className="text-meta text-muted">no longer offered</span>}
            </label>
          </li>
        ))}
      </ul>
    </Popover>
  )
}

const pill = (label: string): ReactNode => <Tag key={label} label={label}>{label}</Tag>
