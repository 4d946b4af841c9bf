import { useId, useRef, useState } from 'react'
import { useNavigate } from '@tanstack/react-router'
import { useFacets, useSatchel } from '../../../data-api/hooks.ts'
import { useCustomFields } from '../../../data-api/custom-field-hooks.ts'
import { CustomInputs } from '../custom/custom-inputs.tsx'
import { customData, isTypedInto, type TypedValues } from '../custom/typed-values.ts'
import type { Json } from '../../../data-api/types.ts'
import { contacts } from '../../../model/contacts.ts'
import { toSatchelError } from '../../../shared/errors.ts'
import { useDraft } from '../../app/drafts.ts'
import { markStarted } from '../../app/started.ts'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { Field, FieldError } from '../../components/field.tsx'
import { Input } from '../../components/input.tsx'
import { Kbd, modKey } from '../../components/kbd.tsx'
import { showToast } from '../../components/toast.tsx'
import { useUndo } from '../../app/undo.ts'
import { makeNamedAlong } from '../companies/adopt-names.ts'

const fields = ['firstName', 'lastName', 'company', 'title', 'email', 'phone', 'tags'] as const
type FieldName = (typeof fields)[number]
/** `own`: what was typed into the fields that people made; a draft of an earlier version has none. */
type Draft = Record<FieldName, string> & { own?: TypedValues }
const empty: Draft = { firstName: '', lastName: '', company: '', title: '', email: '', phone: '', tags: '' }
const labels: Record<FieldName, string> = { firstName: 'First name', lastName: 'Last name', company: 'Company', title: 'Title', email: 'E-mail', phone: 'Phone', tags: 'Tags' }

/** C: a new contact in a few keys. What is typed survives closing, reloading and a crash until it is saved or thrown away. */
export function CreateContact({ onClose }: { onClose: () => void }) {
  const satchel = useSatchel()
  const navigate = useNavigate()
  const { undoOf } = useUndo()
  const form = useId()
  const draft = useDraft<Draft>('contacts.create', empty)
  const [error, setError] = useState<{ field: string | undefined; message: string } | null>(null)
  const { data: companies = [] } = useFacets('contacts', 'company', draft.value.company.trim() ? { prefix: draft.value.company.trim(), limit: 8 } : { limit: 8 })
  // The ref holds off a second Enter within one rendering; the state shows it.
  const saving = useRef(false)
  const [busy, setBusy] = useState(false)
  const own = useCustomFields(contacts.name)
  const values = draft.value.own ?? {}
  const dirty = fields.some((field) => draft.value[field] !== '') || isTypedInto(values)

  const save = async (andOpen: boolean): Promise<void> => {
    if (saving.current) return
    saving.current = true
    setBusy(true)
    try {
      const name = contacts.title(toData(draft.value))
      const label = `Create ${name}`
      let id = ''
      const { actId } = await satchel.bulk(async (writer) => {
        const data = { ...toData(draft.value), ...customData(own, values) }
        id = writer.create(contacts.name, data)
        if (typeof data['company'] === 'string') await makeNamedAlong(satchel, writer, [data['company']])
      }, { label })
      draft.clear()
      markStarted()
      onClose()
      if (andOpen) void navigate({ to: '/contacts/$id', params: { id } })
      else showToast({ message: `${name} added`, ...undoOf(actId, label) })
    } catch (thrown) {
      const { field, message } = toSatchelError(thrown)
      setError({ field, message })
      saving.current = false
      setBusy(false)
    }
  }
  const input = (field: FieldName, props: React.ComponentProps<'input'> = {}) => (
    <Field key={field} label={labels[field]} error={error?.field === formField(field) ? error.message : null}>
      {(control) => (
        <Input
          {...control}
          autoComplete="off"
          value={draft.value[field]}
          onChange={(event) => { draft.set({ ...draft.value, [field]: event.currentTarget.value }); setError(null) }}
          {...props}
        />
      )}
    </Field>
  )
  return (
    <Dialog
      open
      onClose={onClose}
      title="New contact"
      {...(draft.restored && dirty ? { description: 'Your draft is still here.' } : {})}
      footer={(
        <>
          {dirty && <Button variant="ghost" className="mr-auto" disabled={busy} onClick={() => { draft.clear(); setError(null) }}>Discard draft</Button>}
          <Button disabled={busy} onClick={() => void save(true)}>Save and open</Button>
          <Button variant="primary" type="submit" form={form} disabled={busy}>Save <Kbd inverse>{modKey('⏎')}</Kbd></Button>
        </>
      )}
    >
      <form
        id={form}
        noValidate
        className="grid grid-cols-2 gap-3 max-sm:grid-cols-1"
        onSubmit={(event) => { event.preventDefault(); void save(false) }}
      >
        {input('firstName', { autoFocus: true })}
        {input('lastName')}
        {input('company', { list: `${form}-companies` })}
        {input('title')}
        {input('email', { type: 'email', inputMode: 'email' })}
        {input('phone', { type: 'tel' })}
        <div className="col-span-full">{input('tags', { placeholder: 'Separated by commas' })}</div>
        <CustomInputs entity={contacts.name} values={values} error={error} onChange={(next) => { draft.set({ ...draft.value, own: next }); setError(null) }} />
        {error && !error.field?.startsWith('custom.') && !fields.some((field) => formField(field) === error.field) && <div className="col-span-full"><FieldError>{error.message}</FieldError></div>}
        <datalist id={`${form}-companies`}>{companies.map((facet) => <option key={facet.value} value={facet.value} />)}</datalist>
      </form>
    </Dialog>
  )
}

const formField = (field: FieldName): string => (field === 'email' ? 'emails' : field === 'phone' ? 'phones' : field)

/** The wire's fields of what was typed; what was left empty is not written. */
function toData(draft: Draft): Record<string, Json> {
  const { email, phone, tags, own: _, ...lines } = draft
  const data: Record<string, Json> = Object.fromEntries(Object.entries(lines).map(([field, value]) => [field, value.trim()]).filter(([, value]) => value !== ''))
  if (email.trim()) data['emails'] = [{ id: crypto.randomUUID(), value: email.trim(), label: 'work' }]
  if (phone.trim()) data['phones'] = [{ id: crypto.randomUUID(), value: phone.trim(), label: 'mobile' }]
  const list = [...new Set(tags.split(',').map((tag) => tag.trim()).filter(Boolean))]
  if (list.length > 0) data['tags'] = list
  return data
}
