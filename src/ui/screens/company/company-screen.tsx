import { companyKind } from '../companies/company-kind.tsx'
import { RecordScreen } from '../record/record-screen.tsx'
import { KindProvider } from '../records/kind.ts'

/** A company, whole: what is known of it, its people, what happened. */
export default function CompanyScreen() {
  return <KindProvider value={companyKind}><RecordScreen /></KindProvider>
}
