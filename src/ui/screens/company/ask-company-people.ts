import type { Ahead } from '../../../data-api/ahead.ts'
import type { ListOptions, Rec } from '../../../data-api/types.ts'
import { companies, namesOf } from '../../../model/companies.ts'
import { contacts } from '../../../model/contacts.ts'
import { peopleOf } from '../companies/company-names.ts'
import { dataOf } from '../records/record-values.ts'

/** So many are shown at first. */
export const few = 8

export const calledAnyOf = (names: string[]): ListOptions => ({ where: { name: { in: names } }, sort: ['id'], limit: 20 })
/** @param alike companies that are called the same */
export const peopleByName = (rec: Rec, alike: readonly Rec[], limit: number): ListOptions => ({ where: peopleOf(rec, alike), sort: ['name'], limit })

/** What `CompanyPeople` asks for at first, beforehand. */
export async function askCompanyPeople(ask: Ahead, rec: Rec): Promise<void> {
  const { rows: alike } = await ask.list(companies.name, calledAnyOf(namesOf(dataOf(rec))))
  await ask.list(contacts.name, peopleByName(rec, alike, few))
}
