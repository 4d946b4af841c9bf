import { useSatchel } from '../../../data-api/hooks.ts'
import type { Json } from '../../../data-api/types.ts'
import { contacts } from '../../../model/contacts.ts'
import { makeNamedAlong } from '../companies/adopt-names.ts'
import { CreateForm, oneOf, plainLines, tagsIn, type FormLine } from '../records/create-form.tsx'
import type { Place } from '../records/open-create.ts'

const lines: readonly FormLine[] = [
  { name: 'firstName', label: 'First name' },
  { name: 'lastName', label: 'Last name' },
  { name: 'company', label: 'Company', known: true },
  { name: 'title', label: 'Title' },
  { name: 'email', label: 'E-mail', field: 'emails', input: { type: 'email', inputMode: 'email' } },
  { name: 'phone', label: 'Phone', field: 'phones', input: { type: 'tel' } },
  { name: 'tags', label: 'Tags', wide: true, input: { placeholder: 'Separated by commas' } },
]

/** C: a new contact; a company that it names and that there is not yet is made along with it. */
export function CreateContact({ into, onClose }: { into: Place | null; onClose: () => void }) {
  const satchel = useSatchel()
  return (
    <CreateForm
      entity={contacts} page="/contacts/$id" lines={lines} toData={toData} into={into} onClose={onClose}
      along={async (writer, { company }) => { if (typeof company === 'string') await makeNamedAlong(satchel, writer, [company]) }}
    />
  )
}

const toData = ({ email = '', phone = '', tags = '', ...plain }: Readonly<Record<string, string>>): Record<string, Json> =>
  ({ ...plainLines(plain), ...oneOf('emails', email, 'work'), ...oneOf('phones', phone, 'mobile'), ...tagsIn(tags) })
