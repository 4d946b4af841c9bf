import { useSatchel } from '../../../data-api/hooks.ts'
import type { Json } from '../../../data-api/types.ts'
import { companies } from '../../../model/companies.ts'
import { CreateForm, oneOf, plainLines, tagsIn, type FormLine } from '../records/create-form.tsx'
import type { Place } from '../records/open-create.ts'
import { adoptNames } from './adopt-names.ts'

const lines: readonly FormLine[] = [
  { name: 'name', label: 'Name', wide: true },
  { name: 'domain', label: 'Domain', field: 'domains', input: { inputMode: 'url', placeholder: 'example.org' } },
  { name: 'industry', label: 'Industry', known: true },
  { name: 'phone', label: 'Phone', field: 'phones', input: { type: 'tel' } },
  { name: 'tags', label: 'Tags', input: { placeholder: 'Separated by commas' } },
]

/** A new company. Those that contacts name come first, or this one would stand for all there are. */
export function CreateCompany({ into, onClose }: { into: Place | null; onClose: () => void }) {
  const satchel = useSatchel()
  return <CreateForm entity={companies} page="/companies/$id" lines={lines} toData={toData} before={async () => { await adoptNames(satchel) }} into={into} onClose={onClose} />
}

function toData({ domain = '', phone = '', tags = '', ...plain }: Readonly<Record<string, string>>): Record<string, Json> {
  return { ...plainLines(plain), ...oneOf('domains', domain.trim().replace(/^https?:\/\//i, '').replace(/\/$/, ''), 'website'), ...oneOf('phones', phone, 'work'), ...tagsIn(tags) }
}
