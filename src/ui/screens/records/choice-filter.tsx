import { Checkbox } from '../../components/checkbox.tsx'
import { moveAmong } from '../../components/move-among.ts'

interface ChoiceFilterProps { label: string; choices: readonly { id: string; label: string; removed?: boolean }[]; value: string[]; onChange: (value: string[]) => void }

/** A field's choices, to ask for any of several; also those that are no longer offered. */
export function ChoiceFilter({ label, choices, value, onChange }: ChoiceFilterProps) {
  const toggle = (id: string): void => onChange(value.includes(id) ? value.filter((other) => other !== id) : [...value, id])
  return (
    <ul aria-label={`Choices of ${label}`} className="-mx-1 flex max-h-52 flex-col overflow-y-auto" onKeyDown={(event) => moveAmong(event, [...event.currentTarget.querySelectorAll('input')])}>
      {choices.map((choice, at) => (
        <li key={choice.id}>
          <label className="flex min-h-8 items-center gap-2 rounded-sm px-1 text-table hover:bg-hover max-md:min-h-11">
            <Checkbox {...(at === 0 ? { 'data-autofocus': true } : {})} checked={value.includes(choice.id)} onChange={() => toggle(choice.id)} />
            <span className="min-w-0 grow truncate">{choice.label}</span>
            {choice.removed && <span className="text-meta text-muted">no longer offered</span>}
          </label>
        </li>
      ))}
    </ul>
  )
}
