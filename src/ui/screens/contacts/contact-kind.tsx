import Mail from 'lucide-react/icons/mail'
import Phone from 'lucide-react/icons/phone'
import Users from 'lucide-react/icons/users'
import type { Rec } from '../../../data-api/types.ts'
import { buttonClass } from '../../components/button.tsx'
import { lazyPart } from '../../components/lazy-part.ts'
import { makeNamedAlong } from '../companies/adopt-names.ts'
import { hrefOf } from '../record/links.ts'
import { listEdits } from '../records/cell-edits.ts'
import type { Kind } from '../records/kind.ts'
import { valuesOf } from '../records/record-values.ts'
import { CompanyAnchor } from './company-anchor.tsx'
import { contactList } from './contact-columns.ts'
import { contactLook } from './contact-look.ts'
import { contactPalette } from './contact-palette.ts'

/** A list shows none of them until somebody looks at one beside it; what one rests on asks for them beforehand. */
const Fields = lazyPart(() => import('../contact/contact-fields.tsx').then(({ ContactFields }) => ({ default: ContactFields })))

/** What the shared screens have to know of contacts. */
export const contactKind: Kind = {
  ...contactList,
  ...contactPalette,
  icon: <Users />,
  look: contactLook,
  beside: (column, rec) => column === 'company' && <CompanyAnchor rec={rec} />,
  edits: listEdits,
  bulkFields: ['company', 'title', 'firstName', 'lastName', 'source'],
  phoneSorts: [
    { label: 'Name', sort: { id: 'name', desc: false } },
    { label: 'Company', sort: { id: 'company', desc: false } },
    { label: 'Last touched', sort: { id: 'updatedAt', desc: true } },
    { label: 'Birthday', sort: { id: 'birthday', desc: false } },
  ],
  exports: ['csv', 'vcard', 'json'],
  firstField: 'firstName',
  noteField: 'contactId',
  listed: true,
  emptyWords: 'Bring the address book you have, as CSV or vCard, or begin with one person.',
  Fields,
  Actions: ContactActions,
  ahead: async () => {
    const [{ asks }] = await Promise.all([import('../contact/ask-contact.ts'), Fields.preload?.()])
    return asks
  },
  along: async (satchel, writer, _, patch) => {
    const company = patch['company']
    if (typeof company === 'string') await makeNamedAlong(satchel, writer, [company])
  },
}

/** Write and call. */
function ContactActions({ rec }: { rec: Rec }) {
  const mail = hrefOf('emails', valuesOf(rec, 'emails')[0] ?? '')
  const phone = hrefOf('phones', valuesOf(rec, 'phones')[0] ?? '')
  return (
    <>
      {mail && <a href={mail} className={buttonClass('secondary', 'sm')}><Mail aria-hidden /><span className="max-md:sr-only">E-mail</span></a>}
      {phone && <a href={phone} className={buttonClass('secondary', 'sm')}><Phone aria-hidden /><span className="max-md:sr-only">Call</span></a>}
    </>
  )
}
