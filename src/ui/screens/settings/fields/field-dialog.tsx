import { useState } from 'react'
import { customKinds, type CustomKind } from '../../../../model/custom-kinds.ts'
import { sameName, type CustomField } from '../../../../model/custom-fields.ts'
import { SatchelError } from '../../../../shared/errors.ts'
import { useDraft } from '../../../app/drafts.ts'
import { Field } from '../../../components/field.tsx'
import { FormDialog } from '../../../components/form-dialog.tsx'
import { Input } from '../../../components/input.tsx'
import { Select } from '../../../components/select.tsx'
import { choicesProblem, draftsOf, type ChoiceDraft } from './choice-drafts.ts'
import { ChoiceEditor } from './choice-editor.tsx'
import { useFieldActs } from './use-field-acts.ts'

interface FieldDialogProps {
  entity: string
  /** "contact". */
  one: string
  /** Null: a new one. */
  field: CustomField | null
  known: readonly CustomField[]
  onClose: () => void
}

interface Typed { label: string; kind: CustomKind; currency: string; choices: readonly ChoiceDraft[] }
const fresh = (): Typed => ({ label: '', kind: 'text', currency: usualCurrency(), choices: [{ id: null, label: '' }] })

const kinds = Object.entries(customKinds).map(([value, label]) => ({ value, label }))

/** Makes a field, or changes its name and choices; its kind is for good. */
export function FieldDialog({ entity, one, field, known, onClose }: FieldDialogProps) {
  const acts = useFieldActs()
  const [edited, setEdited] = useState<Typed>(() => (field === null ? fresh() : { label: field.label, kind: field.kind, currency: field.currency, choices: draftsOf(field) }))
  // A new one is kept as it is typed; one that there is may be changed elsewhere meanwhile.
  const draft = useDraft<Typed>(`fields.create.${entity}`, fresh())
  const { label, kind, currency, choices } = field === null ? draft.value : edited
  const change = (next: Partial<Typed>): void => { if (field === null) draft.set({ ...draft.value, ...next }); else setEdited({ ...edited, ...next }) }
  const hasChoices = kind === 'choice' || kind === 'choices'
  const save = async (): Promise<void> => {
    if (label.trim() === '') throw new SatchelError('invalid', 'Give the field a name.', { field: 'label' })
    if (known.some((other) => other.id !== field?.id && !other.removed && sameName(other.label, label))) throw new SatchelError('invalid', `There is a field “${label.trim()}” already.`, { field: 'label' })
    const problem = hasChoices ? choicesProblem(choices) : null
    if (problem !== null) throw new SatchelError('invalid', problem, { field: 'choices' })
    if (kind === 'money' && !/^[A-Z]{3}$/.test(currency)) throw new SatchelError('invalid', 'Give the currency by its three letters, like EUR.', { field: 'currency' })
    if (field === null) await acts.create({ entity, kind, label, currency: kind === 'money' ? currency : '', choices: hasChoices ? choices : [] }, known)
    else await acts.edit(field, label, hasChoices ? choices : [])
    if (field === null) draft.clear()
    onClose()
  }
  return (
    <FormDialog title={field === null ? `New field of a ${one}` : `Edit the field ${field.label}`} submit={field === null ? 'Add' : 'Save'} onSubmit={save} onClose={onClose} onCancel={() => { if (field === null) draft.clear(); onClose() }}>
      {(errorOf) => (
        <>
          <Field label="Name" error={errorOf('label')}>{(control) => <Input {...control} data-autofocus autoComplete="off" maxLength={100} value={label} onChange={(event) => change({ label: event.currentTarget.value })} />}</Field>
          <Field label="Kind" hint={field === null ? 'The name can be changed later, the kind cannot.' : 'The kind is for good.'}>
            {(control) => <Select {...control} disabled={field !== null} options={kinds} value={kind} onChange={(event) => change({ kind: event.currentTarget.value as CustomKind })} />}
          </Field>
          {kind === 'money' && (
            <Field label="Currency" error={errorOf('currency')}>{(control) => <Input {...control} className="w-24 uppercase" autoComplete="off" maxLength={3} disabled={field !== null} value={currency} onChange={(event) => change({ currency: event.currentTarget.value.toUpperCase() })} />}</Field>
          )}
          {hasChoices && <ChoiceEditor choices={choices} error={errorOf('choices')} onChange={(next) => change({ choices: next })} />}
        </>
      )}
    </FormDialog>
  )
}

/** What is paid with where the browser's language is spoken, as far as that is known; else euros. */
function usualCurrency(): string {
  const region = new Intl.Locale(navigator.language).maximize().region ?? ''
  return { US: 'USD', GB: 'GBP', CH: 'CHF', CA: 'CAD', AU: 'AUD', JP: 'JPY', SE: 'SEK', NO: 'NOK', DK: 'DKK', PL: 'PLN', IN: 'INR', BR: 'BRL' }[region] ?? 'EUR'
}
