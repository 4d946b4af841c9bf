import Building2 from 'lucide-react/icons/building-2'
import ExternalLink from 'lucide-react/icons/external-link'
import Phone from 'lucide-react/icons/phone'
import type { Rec } from '../../../data-api/types.ts'
import { companies } from '../../../model/companies.ts'
import { buttonClass } from '../../components/button.tsx'
import { plural } from '../../components/format.ts'
import { CompanyFields } from '../company/company-fields.tsx'
import { CompanyPeople } from '../company/company-people.tsx'
import { hrefOf } from '../record/links.ts'
import { listEdits, ofList } from '../records/cell-edits.ts'
import type { Kind } from '../records/kind.ts'
import { valuesOf } from '../records/record-values.ts'
import { peopleIds, renamed } from './company-names.ts'
import { companyLook } from './company-look.ts'
import { companyPalette } from './company-palette.ts'

/** What the shared screens have to know of companies. */
export const companyKind: Kind = {
  ...companyPalette,
  icon: <Building2 />,
  look: companyLook,
  edits: { ...listEdits, domain: ofList('domains', 'value', { label: 'website' }) },
  bulkFields: ['industry', 'source'],
  phoneSorts: [
    { label: 'Name', sort: { id: 'name', desc: false } },
    { label: 'Industry', sort: { id: 'industry', desc: false } },
    { label: 'Last touched', sort: { id: 'updatedAt', desc: true } },
  ],
  exports: ['csv', 'json'],
  firstField: 'name',
  noteField: 'companyId',
  listed: true,
  emptyWords: 'A company comes with the first contact that names one. Import those you have, or add one here.',
  Fields: CompanyFields,
  Actions: CompanyActions,
  Beside: CompanyPeople,
  ahead: () => import('../company/ask-company.ts').then(({ asks }) => asks),
  along: async (satchel, writer, ids, patch) => {
    const name = patch['name']
    if (typeof name !== 'string') return
    for (const id of ids) {
      const company = await satchel.entity(companies.name).get(id)
      if (company) await renamed(satchel, writer, company, name)
    }
  },
  beforeRemove: async (satchel, ids) => {
    const going = (await Promise.all(ids.slice(0, 200).map((id) => satchel.entity(companies.name).get(id)))).filter((rec): rec is Rec => rec !== null)
    const people = (await peopleIds(satchel, going)).length
    if (people === 0) return null
    const what = ids.length === 1 ? 'this company' : plural(ids.length, 'company', 'companies')
    return {
      title: `Delete ${what}?`,
      description: `${plural(people, 'person', 'people')} ${people === 1 ? 'works' : 'work'} there. They stay, with the company's name as it is written on them.`,
      confirm: ids.length === 1 ? 'Delete company' : `Delete ${what}`,
      danger: true,
    }
  },
}

/** Its website, and call. */
function CompanyActions({ rec }: { rec: Rec }) {
  const site = hrefOf('domains', valuesOf(rec, 'domains')[0] ?? '')
  const phone = hrefOf('phones', valuesOf(rec, 'phones')[0] ?? '')
  return (
    <>
      {site && <a href={site} target="_blank" rel="noreferrer" className={buttonClass('secondary', 'sm')}><ExternalLink aria-hidden /><span className="max-md:sr-only">Website</span></a>}
      {phone && <a href={phone} className={buttonClass('secondary', 'sm')}><Phone aria-hidden /><span className="max-md:sr-only">Call</span></a>}
    </>
  )
}
