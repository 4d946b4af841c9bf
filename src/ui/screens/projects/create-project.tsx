import { useId, useRef, useState } from 'react'
import { useSatchel } from '../../../data-api/hooks.ts'
import { useCustomFields } from '../../../data-api/custom-field-hooks.ts'
import { CustomInputs } from '../custom/custom-inputs.tsx'
import { customData, type TypedValues } from '../custom/typed-values.ts'
import type { Json } from '../../../data-api/types.ts'
import { projects } from '../../../model/projects.ts'
import { toSatchelError } from '../../../shared/errors.ts'
import { useDraft } from '../../app/drafts.ts'
import { markStarted } from '../../app/started.ts'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { Field } from '../../components/field.tsx'
import { Input } from '../../components/input.tsx'
import { Kbd, modKey } from '../../components/kbd.tsx'
import { Select } from '../../components/select.tsx'
import { useToday } from '../tasks/use-today.ts'
import { statusOptions } from './project-values.ts'
import { TemplateSelect } from './template-select.tsx'
import { useTemplateActs, useTemplates } from './use-templates.ts'

const plain = { name: '', status: 'active', startsOn: '', endsOn: '', template: '' }
const empty: typeof plain & { own?: TypedValues } = plain

interface CreateProjectProps {
  /** What it has from where it is made: its company, somebody in it. */
  along?: Record<string, Json>
  onClose: () => void
  onMade: (id: string) => void
}

/** A new project: its name is enough. */
export function CreateProject({ along = {}, onClose, onMade }: CreateProjectProps) {
  const satchel = useSatchel()
  const form = useId()
  const draft = useDraft('projects.create', empty)
  const [error, setError] = useState<{ field: string | undefined; message: string } | null>(null)
  const own = useCustomFields(projects.name), values = draft.value.own ?? {}
  const saving = useRef(false)
  const templates = useTemplates(), template = templates.find(({ id }) => id === draft.value.template)
  const { make } = useTemplateActs()
  const today = useToday()
  const save = async (): Promise<void> => {
    if (saving.current) return
    saving.current = true
    try {
      const { name, own: _, template: __, ...rest } = draft.value
      const given: Record<string, Json> = { name: name.trim(), ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== '')), ...customData(own, values), ...along }
      const id = template === undefined ? (await satchel.entity(projects.name).create(given)).id : await make(template, { ...given, startsOn: rest.startsOn || today })
      draft.clear()
      markStarted()
      onMade(id)
    } catch (thrown) {
      setError(toSatchelError(thrown))
      saving.current = false
    }
  }
  const bound = (field: keyof typeof plain) => ({ value: draft.value[field], onChange: (event: { currentTarget: { value: string } }) => { setError(null); draft.set({ ...draft.value, [field]: event.currentTarget.value }) } })
  return (
    <Dialog
      open onClose={onClose} title="New project" width="sm"
      footer={<><Button onClick={onClose}>Cancel</Button><Button variant="primary" type="submit" form={form}>Create <Kbd inverse>{modKey('⏎')}</Kbd></Button></>}
    >
      {templates.length > 0 && <TemplateSelect templates={templates} chosen={template} onChoose={(id) => draft.set({ ...draft.value, template: id })} className="mb-3" />}
      <form id={form} noValidate className="grid grid-cols-2 gap-3" onSubmit={(event) => { event.preventDefault(); void save() }}>
        <Field label="Name" error={error?.field?.startsWith('custom.') ? null : error?.message} className="col-span-2">{(control) => <Input {...control} data-autofocus autoComplete="off" placeholder="Leadership programme" {...bound('name')} />}</Field>
        <Field label="Status" className="col-span-2">{(control) => <Select {...control} options={statusOptions} {...bound('status')} />}</Field>
        <Field label="Starts">{(control) => <Input {...control} type="date" {...bound('startsOn')} />}</Field>
        <Field label="Ends">{(control) => <Input {...control} type="date" {...bound('endsOn')} />}</Field>
        <CustomInputs entity={projects.name} values={values} error={error} onChange={(next) => { setError(null); draft.set({ ...draft.value, own: next }) }} />
      </form>
    </Dialog>
  )
}
