import { useId, useRef, useState, type ComponentProps } from 'react'
import { useNavigate } from '@tanstack/react-router'
import { useCustomFields } from '../../../data-api/custom-field-hooks.ts'
import { useFacets, useSatchel } from '../../../data-api/hooks.ts'
import type { BulkWriter, Json } from '../../../data-api/types.ts'
import type { Entity } from '../../../model/entity.ts'
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
import { CustomInputs } from '../custom/custom-inputs.tsx'
import { customData, isTypedInto, type TypedValues } from '../custom/typed-values.ts'
import type { Kind } from './kind.ts'
import type { Place } from './open-create.ts'

/** A line of the form. */
export interface FormLine {
  name: string
  label: string
  /** The entity's field that it is written into, by which a refusal names it; absent: of the same name. */
  field?: string
  /** As wide as the form. */
  wide?: boolean
  /** It offers what others have in it. */
  known?: true
  input?: ComponentProps<'input'>
}

/** What was typed, by line; `own`: into the fields that people made; a draft of an earlier version has none. */
type Draft = Readonly<Record<string, string>> & { own?: TypedValues }

interface CreateFormProps {
  entity: Entity
  page: NonNullable<Kind['page']>
  /** The first has the focus. */
  lines: readonly FormLine[]
  /** The wire's fields of what was typed, without those of one's own. */
  toData: (typed: Readonly<Record<string, string>>) => Record<string, Json>
  /** What has to be done before it is written. */
  before?: () => Promise<void>
  /** What else the act writes. */
  along?: (writer: BulkWriter, data: Record<string, Json>) => Promise<void>
  /** Where it belongs; null: among all. */
  into: Place | null
  onClose: () => void
}

/** A new record in a few keys. What is typed survives closing, reloading and a crash until it is saved or thrown away. */
export function CreateForm({ entity, page, lines, toData, before, along, into, onClose }: CreateFormProps) {
  const satchel = useSatchel()
  const navigate = useNavigate()
  const { undoOf } = useUndo()
  const form = useId()
  const draft = useDraft<Draft>(`${entity.name}.create`, {})
  const [error, setError] = useState<{ field: string | undefined; message: string } | null>(null)
  // The ref holds off a second Enter within one rendering; the state shows it.
  const saving = useRef(false)
  const [busy, setBusy] = useState(false)
  const own = useCustomFields(entity.name), { own: values = {}, ...typed } = draft.value
  const dirty = Object.values(typed).some((value) => value !== '') || isTypedInto(values)
  const change = (next: Draft): void => { draft.set(next); setError(null) }

  const save = async (andOpen: boolean): Promise<void> => {
    if (saving.current) return
    saving.current = true
    setBusy(true)
    try {
      const data = { ...toData(Object.fromEntries(lines.map(({ name }) => [name, typed[name] ?? '']))), ...customData(own, values) }, name = entity.title(data), label = `Create ${name}`
      await before?.()
      let id = ''
      const { actId } = await satchel.bulk(async (writer) => {
        id = writer.create(entity.name, data)
        await along?.(writer, data)
        into?.put(writer, id)
      }, { label })
      draft.clear()
      markStarted()
      onClose()
      if (andOpen) void navigate({ to: page, params: { id } })
      else showToast({ message: into === null ? `${name} added` : `${name} added to “${into.title}”`, ...undoOf(actId, label) })
    } catch (thrown) {
      const { field, message } = toSatchelError(thrown)
      setError({ field, message })
      saving.current = false
      setBusy(false)
    }
  }
  const words = [into === null ? '' : `For the list “${into.title}”.`, draft.restored && dirty ? 'Your draft is still here.' : ''].filter(Boolean).join(' ')
  const isOfALine = lines.some(({ name, field = name }) => field === error?.field)
  return (
    <Dialog
      open
      onClose={onClose}
      title={`New ${entity.label.one}`}
      {...(words === '' ? {} : { description: words })}
      footer={(
        <>
          {dirty && <Button variant="ghost" className="mr-auto" disabled={busy} onClick={() => { draft.clear(); setError(null) }}>Discard draft</Button>}
          <Button disabled={busy} onClick={() => void save(true)}>Save and open</Button>
          <Button variant="primary" type="submit" form={form} disabled={busy}>Save <Kbd inverse>{modKey('⏎')}</Kbd></Button>
        </>
      )}
    >
      <form id={form} noValidate className="grid grid-cols-2 gap-3 max-sm:grid-cols-1" onSubmit={(event) => { event.preventDefault(); void save(false) }}>
        {lines.map((line, at) => (
          <Line
            key={line.name} line={line} entity={entity} autoFocus={at === 0} value={typed[line.name] ?? ''} error={error !== null && error.field === (line.field ?? line.name) ? error.message : null}
            onChange={(value) => change({ ...draft.value, [line.name]: value })}
          />
        ))}
        <CustomInputs entity={entity.name} values={values} error={error} onChange={(next) => change({ ...draft.value, own: next } as Draft)} />
        {error && !error.field?.startsWith('custom.') && !isOfALine && <div className="col-span-full"><FieldError>{error.message}</FieldError></div>}
      </form>
    </Dialog>
  )
}

interface LineProps { line: FormLine; entity: Entity; autoFocus: boolean; value: string; error: string | null; onChange: (value: string) => void }

function Line({ line: { label, wide, known, name, input }, entity, autoFocus, value, error, onChange }: LineProps) {
  const list = useId(), prefix = value.trim()
  return (
    <Field label={label} error={error} {...(wide === true ? { className: 'col-span-full' } : {})}>
      {(control) => (
        <>
          <Input {...control} autoComplete="off" autoFocus={autoFocus} value={value} onChange={(event) => onChange(event.currentTarget.value)} {...(known ? { list } : {})} {...input} />
          {known && <Known id={list} entity={entity.name} column={name} prefix={prefix} />}
        </>
      )}
    </Field>
  )
}

function Known({ id, entity, column, prefix }: { id: string; entity: string; column: string; prefix: string }) {
  const { data = [] } = useFacets(entity, column, prefix ? { prefix, limit: 8 } : { limit: 8 })
  return <datalist id={id}>{data.map((facet) => <option key={facet.value} value={facet.value} />)}</datalist>
}

/** Lines of text without blanks around; what was left empty is not written. */
export const plainLines = (typed: Readonly<Record<string, string>>): Record<string, Json> =>
  Object.fromEntries(Object.entries(typed).map(([field, value]) => [field, value.trim()]).filter(([, value]) => value !== ''))

/** A list with the one element that was typed, or nothing. */
export const oneOf = (field: string, value: string, label: string): Record<string, Json> =>
  (value.trim() === '' ? {} : { [field]: [{ id: crypto.randomUUID(), value: value.trim(), label }] })

/** Tags between commas, each once. */
export function tagsIn(typed: string): Record<string, Json> {
  const tags = [...new Set(typed.split(',').map((tag) => tag.trim()).filter(Boolean))]
  return tags.length === 0 ? {} : { tags }
}
