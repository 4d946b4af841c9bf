import type { Satchel } from '../../../data-api/types.ts'
import { adoptNames } from './adopt-names.ts'
import { companiesCalled, companyAmong } from './company-names.ts'

/** The page of the company that a written name means; where there is none, the list, looking for it. `companyId`: which of two that are called the same. */
export async function whereCalled(satchel: Satchel, name: string, companyId = ''): Promise<{ to: '/companies/$id'; params: { id: string } } | { to: '/companies'; search: { q: string } }> {
  await satchel.ready.catch(() => undefined)
  // Who may only look makes none; the list says what is there.
  await adoptNames(satchel).catch(() => 0)
  const company = companyAmong(await companiesCalled(satchel, [name]), name, companyId)
  return company === null ? { to: '/companies', search: { q: name } } : { to: '/companies/$id', params: { id: company.id } }
}
