import { useId } from 'react'
import ExternalLink from 'lucide-react/icons/external-link'
import Mail from 'lucide-react/icons/mail'
import Phone from 'lucide-react/icons/phone'
import X from 'lucide-react/icons/x'
import { IconButton } from '../../components/icon-button.tsx'
import { cn } from '../../components/cn.ts'
import { showError } from '../../components/toast.tsx'
import { quietControl } from './field-row.tsx'
import { hrefOf } from './links.ts'
import { labelledWords, type LabelledKind } from './labelled-words.ts'
import { labelClass, removeClass, rowActionClass } from './row-classes.ts'
import { useElementRow } from './use-element-row.tsx'
import { useFieldEdit } from './use-field-edit.ts'

export interface Labelled { id: string; value: string; label?: string | null }
interface Value { value: string; label: string }

interface LabelledRowProps {
  name: string
  field: LabelledKind
  current: Labelled
  revision: number
  disabled: boolean
  /** It is not in the record yet. */
  added?: boolean
  autoFocus?: boolean
  onSave: (next: Value, baseRevision: number) => Promise<unknown>
  onRemove: () => Promise<unknown>
}

/** One e-mail, phone or link with its label; what one does with it is at hand. */
export function LabelledRow({ name, field, current, revision, disabled, added = false, autoFocus = false, onSave, onRemove }: LabelledRowProps) {
  const id = useId()
  const edit = useFieldEdit<Value>({
    name, revision,
    current: { value: current.value, label: current.label ?? '' },
    same: (a, b) => a.value.trim() === b.value.trim() && a.label.trim() === b.label.trim(),
    save: onSave,
  })
  const { value, label } = edit.value
  const href = edit.dirty ? null : hrefOf(field, value)
  const { one, type, labels } = labelledWords[field]
  const { remove, onKeyDown, onBlur, foot } = useElementRow({ edit, added, isNothing: value.trim() === '', onRemove })
  return (
    <div onBlur={onBlur} className="group/row flex min-w-0 flex-col">
      {/* What is long has the line to itself, rather than being cut. */}
      <div className="flex min-w-0 flex-wrap items-center justify-end">
        <input
          type={type === 'url' ? 'text' : type}
          inputMode={type === 'tel' ? 'tel' : type === 'email' ? 'email' : 'url'}
          aria-label={`${one}${label ? `, ${label}` : ''}`}
          aria-invalid={edit.error !== null}
          autoFocus={autoFocus}
          autoComplete="off"
          spellCheck={false}
          disabled={disabled}
          className={cn(quietControl, 'w-auto max-w-full min-w-30 grow max-md:max-w-[calc(100%+0.5rem)] field-sizing-content')}
          value={value}
          onChange={(event) => edit.change({ value: event.currentTarget.value, label })}
          onKeyDown={onKeyDown}
        />
        <span className="flex shrink-0 items-center">
          <input
            aria-label={`Label of this ${one}`}
            list={`${id}-labels`}
            placeholder="label"
            autoComplete="off"
            disabled={disabled}
            className={labelClass}
            value={label}
            onChange={(event) => edit.change({ value, label: event.currentTarget.value })}
            onKeyDown={onKeyDown}
          />
          <datalist id={`${id}-labels`}>{labels.map((each) => <option key={each} value={each} />)}</datalist>
          {!disabled && (
            <IconButton size="sm" label={`Remove this ${one}`} className={cn(removeClass, 'focus-in-row:opacity-100 group-hover/row:opacity-100 max-md:focus-in-row:inline-flex')} onClick={() => { remove().catch(showError) }}>
              <X />
            </IconButton>
          )}
          {href && (
            <a href={href} aria-label={actions[field](value)} title={actions[field](value)} {...(field === 'links' || field === 'domains' ? { target: '_blank', rel: 'noreferrer' } : {})} className={rowActionClass}>
              {icons[field]}
            </a>
          )}
        </span>
      </div>
      {foot}
    </div>
  )
}

const actions: Record<LabelledKind, (value: string) => string> = {
  emails: (value) => `Write to ${value}`, phones: (value) => `Call ${value}`, links: (value) => `Open ${value}`, domains: (value) => `Open ${value}`,
}
const icons: Record<LabelledKind, React.ReactNode> = {
  emails: <Mail aria-hidden className="size-4" />, phones: <Phone aria-hidden className="size-4" />, links: <ExternalLink aria-hidden className="size-4" />,
  domains: <ExternalLink aria-hidden className="size-4" />,
}
