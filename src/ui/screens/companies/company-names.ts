import type { BulkWriter, ListOptions, Rec, Satchel, Where } from '../../../data-api/types.ts'
import { companies, companyOf, isCalled, nameKey, namedCompanyId, namesOf, plainName } from '../../../model/companies.ts'
import { contacts } from '../../../model/contacts.ts'
import { dataOf, text } from '../records/record-values.ts'

/*
 * A contact's company is a written name, and is read as the company that is called so (decision 0038). Nothing is written to make that true, so two
 * devices cannot disagree about it: who renames a company, or merges two, leaves the former name with it as another one.
 */

/** Asked for at once; what a filter may hold is limited. */
const namesPerCall = 200

/** The living companies that these names mean. */
export async function companiesCalled(satchel: Satchel, written: readonly string[]): Promise<Rec[]> {
  const found: Rec[] = [], names = written.map(plainName)
  for (let from = 0; from < names.length; from += namesPerCall) {
    const { rows } = await satchel.entity(companies.name).list({ where: { name: { in: names.slice(from, from + namesPerCall) } }, limit: 1_000 })
    found.push(...rows)
  }
  return found
}

/** Adds to an act the companies that these names mean and that there are none of; one of that name in the trash stays there. */
export async function makeNamed(satchel: Satchel, writer: Pick<BulkWriter, 'create'>, names: readonly string[]): Promise<number> {
  // Of several spellings the first stands.
  const wanted = new Map(names.toReversed().map(plainName).filter((name) => nameKey(name) !== '').map((name) => [nameKey(name), name]))
  for (const rec of await companiesCalled(satchel, [...wanted.values()])) for (const name of namesOf(dataOf(rec))) wanted.delete(nameKey(name))
  const ids = new Map([...wanted.values()].map((name) => [namedCompanyId(name), name])), asked = [...ids.keys()]
  for (let from = 0; from < asked.length; from += namesPerCall) {
    for (const id of await satchel.entity(companies.name).ids({ state: 'all', where: { id: { in: asked.slice(from, from + namesPerCall) } } })) ids.delete(id)
  }
  for (const [id, name] of ids) writer.create(companies.name, { name }, { id })
  return ids.size
}

/** The companies that a written name means, the oldest first. */
export const called = (name: string): ListOptions => ({ where: { name }, sort: ['id'], limit: 20 })

/** The company that a contact's written name means, among those that are called so. */
export const companyAmong = (called: readonly Rec[], name: string, companyId: string): Rec | null =>
  companyOf(called.filter((rec) => isCalled(dataOf(rec), name)), companyId)

/**
 * Which contacts are a company's people: their company is written as one of its names, and where others are called the same they say this one, or none while
 * it is the oldest.
 * @param names all that it is called by
 * @param alike others that are called the same
 */
export function peopleOf(company: Rec, alike: readonly Rec[]): Where {
  const called: Where = { company: { in: namesOf(dataOf(company)) } }
  const others = alike.filter((rec) => rec.id !== company.id && namesOf(dataOf(rec)).some((name) => isCalled(dataOf(company), name)))
  if (others.length === 0) return called
  const isOldest = others.every((rec) => company.id < rec.id)
  const elsewhere: Where[] = others.map((rec) => ({ companyId: { ne: rec.id } }))
  return isOldest ? { and: [called, ...elsewhere] } : { and: [called, { companyId: company.id }] }
}

/** Everybody who works for one of these companies, for an act on all of them. */
export async function peopleIds(satchel: Satchel, of: readonly Rec[]): Promise<string[]> {
  const alike = await companiesCalled(satchel, of.flatMap((rec) => namesOf(dataOf(rec))))
  const ids = new Set<string>()
  for (const rec of of) for (const id of await satchel.entity(contacts.name).ids({ where: peopleOf(rec, alike) })) ids.add(id)
  return [...ids]
}

/** What a company's new name takes along: the former one stays with it as another name, and its people are written anew where they were written so. */
export async function renamed(satchel: Satchel, writer: BulkWriter, company: Rec, name: string): Promise<void> {
  const former = text(company, 'name').trim()
  if (former === '' || name.trim() === '' || nameKey(former) === nameKey(name)) return
  // The new one too: of two names given at once one stands, and people may have been written by either.
  writer.update(companies.name, company.id, { aliases: { $set: { add: [former, name.trim()] } } })
  const alike = await companiesCalled(satchel, namesOf(dataOf(company)))
  const where = peopleOf(company, alike)
  for (const id of await satchel.entity(contacts.name).ids({ where: { and: [where, { company: former }] } })) writer.update(contacts.name, id, { company: name.trim() })
}
