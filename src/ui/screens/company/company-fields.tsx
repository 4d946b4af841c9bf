import type { ReactNode } from 'react'
import { RecordLists } from '../lists/record-lists.tsx'
import { AddressField } from '../record/address-field.tsx'
import { Divider, FieldsArea } from '../record/fields-area.tsx'
import { LabelledField } from '../record/labelled-field.tsx'
import { LongTextField } from '../record/long-text-field.tsx'
import { TagsField } from '../record/tags-field.tsx'
import { TextField } from '../record/text-field.tsx'
import { CustomRows } from '../custom/custom-rows.tsx'
import type { FieldsProps } from '../records/kind.ts'
import { companies } from '../../../model/companies.ts'
import { companyName } from '../../../model/names.ts'
import { dataOf } from '../records/record-values.ts'

/** Everything a company holds, each field written in where it stands. */
export function CompanyFields({ rec, conflicts, onHistory, focus }: FieldsProps) {
  const common = { rec, onHistory }
  const field = (name: string): ReactNode => <TextField key={`${rec.id}-${name}`} {...common} field={name} conflict={conflicts.has(name)} />
  return (
    <FieldsArea id={rec.id} focus={focus}>
      <div>{field('name')}{field('industry')}</div>
      <Divider />
      <LabelledField {...common} field="domains" conflict={conflicts.has('domains')} />
      <LabelledField {...common} field="phones" conflict={conflicts.has('phones')} />
      <LabelledField {...common} field="emails" conflict={conflicts.has('emails')} />
      <Divider />
      <TagsField {...common} />
      <RecordLists entity={companies.name} rec={rec} />
      <LongTextField key={`${rec.id}-description`} {...common} field="description" conflict={conflicts.has('description')} />
      <CustomRows entity={companies.name} {...common} />
      <Divider />
      <AddressField {...common} conflict={conflicts.has('addresses')} />
      <LabelledField {...common} field="links" conflict={conflicts.has('links')} />
      <TagsField {...common} field="aliases" hide={companyName(dataOf(rec))} />
      {field('source')}
    </FieldsArea>
  )
}
