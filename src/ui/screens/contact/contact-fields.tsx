import { useEffect, useRef, type ReactNode } from 'react'
import type { Rec } from '../../../data-api/types.ts'
import { AddressField } from './address-field.tsx'
import { BirthdayField } from './birthday-field.tsx'
import { LabelledField } from './labelled-field.tsx'
import { TagsField } from './tags-field.tsx'
import { TextField } from './text-field.tsx'

interface ContactFieldsProps {
  rec: Rec
  /** Fields with an open conflict. */
  conflicts: ReadonlySet<string>
  onHistory: (field: string) => void
  /** The field that has the focus at first. */
  focus?: string | undefined
}

/** Everything a contact holds, each field written in where it stands. */
export function ContactFields({ rec, conflicts, onHistory, focus }: ContactFieldsProps) {
  const area = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const row = focus === undefined ? null : area.current?.querySelector(`[data-field="${CSS.escape(focus)}"]`)
    // Of a list without an element the button that adds one, which is its last.
    ;(row?.querySelector('input') ?? [...row?.querySelectorAll('button') ?? []].at(-1))?.focus()
  }, [focus])
  const field = (name: string): ReactNode => (
    <TextField key={`${rec.id}-${name}`} rec={rec} field={name} onHistory={onHistory} conflict={conflicts.has(name)} />
  )
  const common = { rec, onHistory }
  return (
    <div ref={area} className="@container flex flex-col gap-3 max-md:[&_input]:-ml-2 max-md:[&_select]:-ml-2" key={rec.id}>
      <div>{field('firstName')}{field('lastName')}{field('company')}{field('title')}</div>
      <Divider />
      <LabelledField {...common} field="emails" conflict={conflicts.has('emails')} />
      <LabelledField {...common} field="phones" conflict={conflicts.has('phones')} />
      <Divider />
      <TagsField {...common} />
      <BirthdayField {...common} conflict={conflicts.has('birthday')} />
      <Divider />
      <AddressField {...common} conflict={conflicts.has('addresses')} />
      <LabelledField {...common} field="links" conflict={conflicts.has('links')} />
      {field('source')}
    </div>
  )
}

const Divider = (): ReactNode => <div className="h-px bg-line" />
