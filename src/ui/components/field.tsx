import { useId, type ReactNode } from 'react'
import CircleAlert from 'lucide-react/icons/circle-alert'
import { cn } from './cn.ts'

interface FieldProps {
  label: string
  /** What helps to fill it in; stays while there is an error. */
  hint?: ReactNode
  /** Said at the field, by voice too. */
  error?: string | null | undefined
  hideLabel?: boolean
  className?: string
  /** Gets what ties the control to its label and its error. */
  children: (control: FieldControl) => ReactNode
}

export interface FieldControl { id: string; 'aria-invalid': boolean; 'aria-describedby': string | undefined }

/** A control with its label, hint and error. */
export function Field({ label, hint, error, hideLabel = false, className, children }: FieldProps) {
  const id = useId()
  const describedBy = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ')
  return (
    <div className={cn('flex min-w-0 flex-col gap-1', className)}>
      <label htmlFor={id} className={cn('text-meta font-medium text-muted', hideLabel && 'sr-only')}>{label}</label>
      {children({ id, 'aria-invalid': Boolean(error), 'aria-describedby': describedBy || undefined })}
      {hint && <p id={`${id}-hint`} className="text-meta text-muted">{hint}</p>}
      {error && <FieldError id={`${id}-error`}>{error}</FieldError>}
    </div>
  )
}

interface FieldGroupProps {
  label: string
  error?: string | null | undefined
  className?: string
  children: ReactNode
}

/** Several controls that say one thing together, a line each, with the error that is theirs together. */
export function FieldGroup({ label, error, className, children }: FieldGroupProps) {
  const id = useId()
  return (
    <div role="group" aria-label={label} aria-describedby={error ? id : undefined} data-invalid={error ? true : undefined} className={cn('flex flex-col border-t border-line', className)}>
      {error && <div className="border-b border-line py-2"><FieldError id={id}>{error}</FieldError></div>}
      {children}
    </div>
  )
}

/** The sentence that says what is wrong, for fields that are laid out by hand. */
export function FieldError({ id, children }: { id?: string; children: ReactNode }) {
  return (
    <p id={id} role="alert" className="flex items-start gap-1 text-meta text-danger">
      <CircleAlert aria-hidden className="mt-0.5 size-3 shrink-0" />
      <span>{children}</span>
    </p>
  )
}
