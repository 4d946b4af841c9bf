import { useId, useRef, useState } from 'react'
import { useNavigate } from '@tanstack/react-router'
import { useFacets, useSatchel } from '../../../data-api/hooks.ts'
import { useCustomFields } from '../../../data-api/custom-field-hooks.ts'
import { CustomInputs } from '../custom/custom-inputs.tsx'
import { customData, isTypedInto, type TypedValues } from '../custom/typed-values.ts'
import type { Json } from '../../../data-api/types.ts'
import { companies } from '../../../model/companies.ts'
import { companyName } from '../../../model/names.ts'
import { toSatchelError } from '../../../shared/errors.ts'
import { useDraft } from '../../app/drafts.ts'
import { markStarted } from '../../app/started.ts'
import { useUndo } from '../../app/undo.ts'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { Field, FieldError } from '../../components/field.tsx'
import { Input } from '../../components/input.tsx'
import { Kbd, modKey } from '../../components/kbd.tsx'
import { showToast } from '../../components/toast.tsx'
import { adoptNames } from './adopt-names.ts'

const fields = ['name', 'domain', 'industry', 'phone', 'tags'] as const
type FieldName = (typeof fields)[number]
/** `own`: what was typed into the fields that people made; a draft of an earlier version has none. */
type Draft = Record<FieldName, string> & { own?: TypedValues }
const empty: Draft = { name: '', domain: '', industry: '', phone: '', tags: '' }
const labels: Record<FieldName, string> = { name: 'Name', domain: 'Domain', industry: 'Industry', phone: 'Phone', tags: 'Tags' }

/** A new company in a few keys. What is typed survives closing, reloading and a crash until it is saved or thrown away. */
export function CreateCompany({ onClose }: { onClose: () => void }) {
  const satchel = useSatchel()
  const navigate = useNavigate()
  const { undoOf } = useUndo()
  const form = useId()
  const draft = useDraft<Draft>('companies.create', empty)
  const [error, setError] = useState<{ field: string | undefined; message: string } | null>(null)
  const industry = draft.value.industry.trim()
  const { data: industries = [] } = useFacets(companies.name, 'industry', industry ? { prefix: industry, limit: 8 } : { limit: 8 })
  // The ref holds off a second Enter within one rendering; the state shows it.
  const saving = useRef(false)
  const [busy, setBusy] = useState(false)
  const own = useCustomFields(companies.name)
  const values = draft.value.own ?? {}
  const dirty = fields.some((field) => draft.value[field] !== '') || isTypedInto(values)

  const save = async (andOpen: boolean): Promise<void> => {
    if (saving.current) return
    saving.current = true
    setBusy(true)
    try {
      const data = { ...toData(draft.value), ...customData(own, values) }, name = companyName(data), label = `Create ${name}`
      // Those that contacts name come first, or this one would stand for all there are.
      await adoptNames(satchel)
      let id = ''
      const { actId } = await satchel.bulk((writer) => { id = writer.create(companies.name, data) }, { label })
      draft.clear()
      markStarted()
      onClose()
      if (andOpen) void navigate({ to: '/companies/$id', params: { id } })
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
        <Input {...control} autoComplete="off" value={draft.value[field]} onChange={(event) => { draft.set({ ...draft.value, [field]: event.currentTarget.value }); setError(null) }} {...props} />
      )}
    </Field>
  )
  return (
    <Dialog
      open
      onClose={onClose}
      title="New company"
      {...(draft.restored && dirty ? { description: 'Your draft is still here.' } : {})}
      footer={(
        <>
          {dirty && <Button variant="ghost" className="mr-auto" disabled={busy} onClick={() => { draft.clear(); setError(null) }}>Discard draft</Button>}
          <Button disabled={busy} onClick={() => void save(true)}>Save and open</Button>
          <Button variant="primary" type="submit" form={form} disabled={busy}>Save <Kbd inverse>{modKey('⏎')}</Kbd></Button>
        </>
      )}
    >
      <form id={form} noValidate className="grid grid-cols-2 gap-3 max-sm:grid-cols-1" onSubmit={(event) => { event.preventDefault(); void save(false) }}>
        <div className="col-span-full">{input('name', { autoFocus: true })}</div>
        {input('domain', { inputMode: 'url', placeholder: 'example.org' })}
        {input('industry', { list: `${form}-industries` })}
        {input('phone', { type: 'tel' })}
        {input('tags', { placeholder: 'Separated by commas' })}
        <CustomInputs entity={companies.name} values={values} error={error} onChange={(next) => { draft.set({ ...draft.value, own: next }); setError(null) }} />
        {error && !error.field?.startsWith('custom.') && !fields.some((field) => formField(field) === error.field) && <div className="col-span-full"><FieldError>{error.message}</FieldError></div>}
        <datalist id={`${form}-industries`}>{industries.map((facet) => <option key={facet.value} value={facet.value} />)}</datalist>
      </form>
    </Dialog>
  )
}

const formField = (field: FieldName): string => (field === 'domain' ? 'domains' : field === 'phone' ? 'phones' : field)

/** The wire's fields of what was typed; what was left empty is not written. */
function toData({ domain, phone, tags, own: _, ...lines }: Draft): Record<string, Json> {
  const data: Record<string, Json> = Object.fromEntries(Object.entries(lines).map(([field, value]) => [field, value.trim()]).filter(([, value]) => value !== ''))
  if (domain.trim()) data['domains'] = [{ id: crypto.randomUUID(), value: domain.trim().replace(/^https?:\/\//i, '').replace(/\/$/, ''), label: 'website' }]
  if (phone.trim()) data['phones'] = [{ id: crypto.randomUUID(), value: phone.trim(), label: 'work' }]
  const list = [...new Set(tags.split(',').map((tag) => tag.trim()).filter(Boolean))]
  if (list.length > 0) data['tags'] = list
  return data
}
