import type { ReactNode } from 'react'
import { contacts } from '../../../model/contacts.ts'
import { RecordLists } from '../lists/record-lists.tsx'
import { AddressField } from '../record/address-field.tsx'
import { Divider, FieldsArea } from '../record/fields-area.tsx'
import { LabelledField } from '../record/labelled-field.tsx'
import { TagsField } from '../record/tags-field.tsx'
import { TextField } from '../record/text-field.tsx'
import { CustomRows } from '../custom/custom-rows.tsx'
import type { FieldsProps } from '../records/kind.ts'
import { BirthdayField } from './birthday-field.tsx'
import { CompanyField } from './company-field.tsx'

/** Everything a contact holds, each field written in where it stands. */
export function ContactFields({ rec, conflicts, onHistory, focus }: FieldsProps) {
  const field = (name: string): ReactNode => (
    <TextField key={`${rec.id}-${name}`} rec={rec} field={name} onHistory={onHistory} conflict={conflicts.has(name)} />
  )
  const common = { rec, onHistory }
  return (
    <FieldsArea id={rec.id} focus={focus}>
      <div>
        {field('firstName')}{field('lastName')}
        <CompanyField key={`${rec.id}-company`} {...common} conflict={conflicts.has('company') || conflicts.has('companyId')} />
        {field('title')}
      </div>
      <Divider />
      <LabelledField {...common} field="emails" conflict={conflicts.has('emails')} />
      <LabelledField {...common} field="phones" conflict={conflicts.has('phones')} />
      <Divider />
      <TagsField {...common} />
      <RecordLists entity={contacts.name} rec={rec} />
      <BirthdayField {...common} conflict={conflicts.has('birthday')} />
      <CustomRows entity={contacts.name} {...common} />
      <Divider />
      <AddressField {...common} conflict={conflicts.has('addresses')} />
      <LabelledField {...common} field="links" conflict={conflicts.has('links')} />
      {field('source')}
    </FieldsArea>
  )
}
