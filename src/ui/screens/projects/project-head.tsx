import { Link } from '@tanstack/react-router'
import Building2 from 'lucide-react/icons/building-2'
import CalendarRange from 'lucide-react/icons/calendar-range'
import CircleDot from 'lucide-react/icons/circle-dot'
import Plus from 'lucide-react/icons/plus'
import TagIcon from 'lucide-react/icons/tag'
import Users from 'lucide-react/icons/users'
import X from 'lucide-react/icons/x'
import { useRecord, useSatchel } from '../../../data-api/hooks.ts'
import type { Json, Rec } from '../../../data-api/types.ts'
import { companies } from '../../../model/companies.ts'
import { contacts } from '../../../model/contacts.ts'
import { projects } from '../../../model/projects.ts'
import { Avatar } from '../../components/avatar.tsx'
import { cn } from '../../components/cn.ts'
import { FieldError } from '../../components/field.tsx'
import { Input } from '../../components/input.tsx'
import { Select } from '../../components/select.tsx'
import { showError } from '../../components/toast.tsx'
import { CustomProperties } from '../custom/custom-rows.tsx'
import { nameOf, roleOf } from '../contacts/contact-words.ts'
import { editKeys } from '../record/edit-keys.ts'
import { sameText, useFieldEdit } from '../record/use-field-edit.ts'
import { RecordPicker } from '../records/record-picker.tsx'
import { openClass, Property, valueClass } from '../tasks/property.tsx'
import { TagEditor } from '../tasks/tag-editor.tsx'
import { textOf } from '../tasks/task-values.ts'
import { peopleOf, projectName, statusOf, statusOptions } from './project-values.ts'

/** What a project is: its name, where it stands, when, for whom and with whom. */
export function ProjectHead({ rec, fixed }: { rec: Rec; fixed: boolean }) {
  const satchel = useSatchel()
  const name = projectName(rec)
  const write = (patch: Record<string, Json>, label: string): void => { satchel.entity(projects.name).update(rec.id, patch, { baseRevision: rec.revision, label }).catch(showError) }
  const edit = useFieldEdit({
    name: `projects.${rec.id}.name`, current: textOf(rec, 'name'), revision: rec.revision, same: sameText,
    save: (value, baseRevision) => satchel.entity(projects.name).update(rec.id, { name: value.replace(/\s+/g, ' ').trim() }, { baseRevision, label: `Rename ${name}` }),
  })
  const people = peopleOf(rec)
  const { data: company } = useRecord(companies.name, textOf(rec, 'companyId') || null)
  const ends = textOf(rec, 'endsOn'), starts = textOf(rec, 'startsOn')
  return (
    <div className="flex flex-col gap-4">
      <div>
        <textarea
          aria-label="Name" placeholder="Name of the project" rows={1} disabled={fixed} aria-invalid={edit.error !== null}
          className="field-sizing-content -mx-1.5 w-full resize-none rounded-md bg-transparent px-1.5 text-left text-display font-semibold tracking-[-0.017em]"
          value={edit.value} onChange={(event) => edit.change(event.currentTarget.value)} onBlur={() => void edit.save()} onKeyDown={editKeys(edit)}
        />
        {edit.error && <FieldError>{edit.error}</FieldError>}
      </div>
      <dl className="grid max-w-130 grid-cols-[7.5rem_1fr] items-center gap-y-0.5 text-ui">
        <Property icon={<CircleDot />} label="Status">
          <Select quiet aria-label="Status" disabled={fixed} className="max-w-60" options={statusOptions} value={statusOf(rec)} onChange={(event) => write({ status: event.currentTarget.value }, `Set status of ${name}`)} />
        </Property>
        <Property icon={<CalendarRange />} label="Dates">
          <span className="flex flex-wrap items-center gap-1 pl-0.5 max-md:py-1">
            <Input type="date" aria-label="Starts" disabled={fixed} className={dateClass(starts)} value={starts} onChange={(event) => { if (event.currentTarget.validity.valid) write({ startsOn: event.currentTarget.value || null }, `Set start of ${name}`) }} />
            <span aria-hidden className="text-muted max-md:hidden">–</span>
            <Input type="date" aria-label="Ends" disabled={fixed} className={dateClass(ends)} value={ends} onChange={(event) => { if (event.currentTarget.validity.valid) write({ endsOn: event.currentTarget.value || null }, `Set end of ${name}`) }} />
            {starts !== '' && ends !== '' && ends < starts && <span className="text-meta text-warn">It ends before it starts.</span>}
          </span>
        </Property>
        <Property icon={<Building2 />} label="Company">
          <span className="flex min-w-0 items-center">
            <RecordPicker
              entity={companies.name} noun="company" chosen={company ? [company.id] : []} nameOf={(each) => textOf(each, 'name')} onPick={(picked) => write({ companyId: picked?.id ?? null }, `Set company of ${name}`)}
              trigger={<button type="button" disabled={fixed} className={cn(valueClass, !company && 'text-muted')}><span className="sr-only">Company: </span>{company ? textOf(company, 'name') : 'No company'}</button>}
            />
            {company && <Link to="/companies/$id" params={{ id: company.id }} className={openClass}>Open</Link>}
          </span>
        </Property>
        <Property icon={<Users />} label="People">
          <span className="flex min-h-8 flex-wrap items-center gap-1.5 px-2 max-md:min-h-11">
            {people.map((person) => (
              <span key={person.id} className={cn('inline-flex h-7 max-w-full items-center gap-1.5 rounded-full pr-1 pl-0.5 text-table inset-ring inset-ring-line max-md:h-11 max-md:pl-2', fixed ? 'pr-3' : 'max-md:pr-0')}>
                <Avatar name={person.name} />
                <PersonLink {...person} />
                {!fixed && <button type="button" aria-label={`Take ${person.name} out`} className="relative inline-flex size-6 items-center justify-center rounded-full text-muted hover:text-text max-md:size-11" onClick={() => write({ people: { $set: { remove: [person.id] } } }, `Take ${person.name} out of ${name}`)}><X aria-hidden className="size-3" /></button>}
              </span>
            ))}
            {!fixed && (
              <RecordPicker
                entity={contacts.name} noun="contact" clearable={false} chosen={people.map(({ id }) => id)} nameOf={nameOf} aboutOf={roleOf}
                onPick={(picked) => { if (picked && !people.some(({ id }) => id === picked.id)) write({ people: { $set: { add: [{ id: picked.id, value: nameOf(picked) }] } } }, `Add ${nameOf(picked)} to ${name}`) }}
                trigger={<button type="button" className="-ml-2 inline-flex h-7 items-center gap-1 rounded-full px-2 text-table text-muted hover:bg-hover hover:text-text max-md:h-11"><Plus aria-hidden className="size-3.5" />{people.length === 0 ? 'Add people' : 'Add'}</button>}
              />
            )}
          </span>
        </Property>
        <Property icon={<TagIcon />} label="Tags"><TagEditor entity={projects.name} rec={rec} /></Property>
        <CustomProperties entity={projects.name} rec={rec} fixed={fixed} />
      </dl>
    </div>
  )
}

const dateClass = (value: string): string => cn('h-7 w-34 px-1.5 text-table inset-ring-transparent not-disabled:hover:inset-ring-control disabled:bg-transparent disabled:text-text', value === '' && 'text-muted')

/** By the name the contact has now; by the one it had, where it is gone. */
function PersonLink({ id, name }: { id: string; name: string }) {
  const { data: contact } = useRecord(contacts.name, id)
  return contact?.deletedAt === null
    ? <Link to="/contacts/$id" params={{ id }} className="truncate hover:underline max-md:py-3">{nameOf(contact)}</Link>
    : <span className="truncate text-muted">{name}</span>
}
