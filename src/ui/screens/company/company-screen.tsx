import { companyKind } from '../companies/company-kind.tsx'
import { RecordScreen } from '../record/record-screen.tsx'
import { KindWithFields } from '../records/kind-with-fields.tsx'

/** A company, whole: what is known of it, its people, what happened. */
export default function CompanyScreen() {
  return <KindWithFields kind={companyKind}><RecordScreen /></KindWithFields>
}
