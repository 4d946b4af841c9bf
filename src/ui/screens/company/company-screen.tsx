import { companyKind } from '../companies/company-kind.tsx'
import { RecordScreen } from '../record/record-screen.tsx'
import { KindWithFields } from '../records/kind-with-fields.tsx'
import type { Kind } from '../records/kind.ts'
import { CompanyBeside } from './company-beside.tsx'

const kind: Kind = { ...companyKind, Beside: CompanyBeside }

/** A company, whole: what is known of it, its people, its projects, what happened. */
export default function CompanyScreen() {
  return <KindWithFields kind={kind}><RecordScreen /></KindWithFields>
}
