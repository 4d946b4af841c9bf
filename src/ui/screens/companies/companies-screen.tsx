import { KindWithFields } from '../records/kind-with-fields.tsx'
import { ListScreen } from '../records/list-screen.tsx'
import { companyKind } from './company-kind.tsx'
import './create-company.tsx'
import { MissingCompanies } from './missing-companies.tsx'
import { useAdoptedNames } from './use-adopted-names.ts'

/** All companies. */
export default function CompaniesScreen() {
  const adopting = useAdoptedNames()
  return <KindWithFields kind={companyKind}><ListScreen notice={adopting ? null : <MissingCompanies />} waiting={adopting} /></KindWithFields>
}
