import { KindProvider } from '../records/kind.ts'
import { ListScreen } from '../records/list-screen.tsx'
import { useAdoptedNames } from './adopt-names.ts'
import { companyKind } from './company-kind.tsx'
import './create-company.tsx'
import { MissingCompanies } from './missing-companies.tsx'

/** All companies. */
export default function CompaniesScreen() {
  const adopting = useAdoptedNames()
  return <KindProvider value={companyKind}><ListScreen notice={adopting ? null : <MissingCompanies />} waiting={adopting} /></KindProvider>
}
