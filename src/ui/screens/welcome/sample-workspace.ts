import { useList } from '../../../data-api/hooks.ts'
import type { BulkWriter, Json, Satchel, Where } from '../../../data-api/types.ts'
import { companies, namedCompanyId, namesOf } from '../../../model/companies.ts'
import { contacts } from '../../../model/contacts.ts'
import { templateOf } from '../../../model/from-template.ts'
import { listMembers, lists, memberId } from '../../../model/lists.ts'
import { contactName } from '../../../model/names.ts'
import { notes } from '../../../model/notes.ts'
import { customFields } from '../../../model/custom-fields.ts'
import { fieldData, sampleFieldId, sampleFields, sampleValues, type SampleField } from '../../../model/sample-fields.ts'
import { projects } from '../../../model/projects.ts'
import { sampleId, sampleListId, sampleLists, saysStill } from '../../../model/sample-lists.ts'
import { sampleProjects, type SampleTask, type SampleTeam } from '../../../model/sample-projects.ts'
import { sampleCompanies, sampleContacts, sampleSource, sampleTag } from '../../../model/sample.ts'
import { tasks } from '../../../model/tasks.ts'
import { templates } from '../../../model/templates.ts'
import { membersWhere } from '../lists/list-values.ts'
import { dataOf } from '../records/record-values.ts'
import { dateOf, zoneHere } from '../tasks/use-today.ts'

const isSample = { source: sampleSource }

/** Writes the sample workspace as one act, with one undo. `onProgress` gets records written and all there are. */
export async function addSample(satchel: Satchel, onProgress: (done: number, total: number) => void): Promise<number> {
  const until = Date.now(), sample = sampleContacts({ until })
  const trashed = await satchel.entity(companies.name).ids({ state: 'deleted', where: isSample })
  const known = new Set(await satchel.entity(companies.name).ids({ state: 'all' }))
  // What was named so before stays what it is.
  const firms = sampleCompanies({ until }).map((data) => ({ data, id: namedCompanyId(String(data['name'])) })).filter(({ id }) => !known.has(id))
  const fields = await standingOf(satchel), named = await standingNamed(satchel)
  const template = { id: sampleTemplateId, stands: named.get(sampleTemplateId)! }
  const total = firms.length + sample.length + sample.reduce((sum, contact) => sum + contact.notes.length, 0)
  let done = 0
  // A commit of the group holds a hundred changes; this counts what is durable, not what is planned.
  const stop = satchel.onCommit(({ entities }) => {
    if (!entities.includes(contacts.name) && !entities.includes(companies.name) && !entities.includes(notes.name)) return
    done = Math.min(total, done + 100)
    onProgress(done, total)
  })
  try {
    onProgress(0, total)
    await satchel.bulk((writer) => {
      for (const id of trashed) writer.restore(companies.name, id)
      for (const { data, id } of firms) writer.create(companies.name, data, { id })
      for (const { field, id, stands } of fields) {
        if (stands === 'not made') writer.create(customFields.name, fieldData(field), { id })
        if (stands === 'removed') writer.update(customFields.name, id, { removed: false })
      }
      const people = sample.map(({ data, notes: texts }, at) => {
        const contactId = writer.create(contacts.name, { ...data, ...sampleValues(contacts.name, at) })
        for (const note of texts) writer.create(notes.name, { ...note, contactId })
        return { id: contactId, name: contactName(data), data }
      })
      addWork(writer, people, template)
      addLists(writer, people, named)
    }, { label: 'Add the sample workspace' })
    return sample.length
  } finally {
    stop()
  }
}

type Standing = 'here' | 'removed' | 'not made'
interface Person { id: string; name: string; data: Record<string, Json> }

/** The sample's projects and tasks, about some of its people, and one of them as a template. */
function addWork(writer: BulkWriter, people: readonly Person[], template: { id: string; stands: Standing }): void {
  // From here and there, so that not all of them are of one letter or country.
  const about = people.filter((_, at) => at % 37 === 5)
  const sample = sampleProjects({ today: dateOf(Date.now()), zone: zoneHere(), people: about, teams: teamsOf(people) })
  const addTask = ({ data, parts }: SampleTask, of: { projectId?: string }): void => {
    const parentId = writer.create(tasks.name, { ...data, ...of })
    for (const part of parts) writer.create(tasks.name, { ...part, ...of, parentId })
  }
  for (const [at, { data, tasks: lines, timeline }] of sample.projects.entries()) {
    const projectId = writer.create(projects.name, { ...data, ...sampleValues(projects.name, at) })
    for (const line of lines) addTask(line, { projectId })
    for (const note of timeline) writer.create(notes.name, { ...note, projectId })
  }
  for (const line of sample.loose) addTask(line, {})
  if (template.stands === 'not made') writer.create(templates.name, sampleTemplate(), { id: template.id })
  if (template.stands === 'removed') writer.restore(templates.name, template.id)
}

/** Companies in which enough of the sample's people work, with those. */
function teamsOf(people: readonly Person[]): SampleTeam[] {
  const byCompany = new Map<string, Person[]>()
  for (const person of people) {
    const company = person.data['company']
    if (typeof company === 'string') byCompany.set(company, [...byCompany.get(company) ?? [], person])
  }
  return [...byCompany].filter(([, team]) => team.length >= 4).filter((_, at) => at % 7 === 3).map(([company, team]) => ({ companyId: namedCompanyId(company), people: team }))
}

/** The sample's lists, and who is in those that are kept by hand. */
function addLists(writer: BulkWriter, people: readonly Person[], standing: ReadonlyMap<string, Standing>): void {
  for (const list of sampleLists) {
    const id = sampleListId(list), stands = standing.get(id)
    if (stands === 'here') continue
    if (stands === 'removed') writer.restore(lists.name, id)
    else writer.create(lists.name, list.data, { id })
    const held = list.holds === undefined ? [] : people.filter(({ data }) => list.holds!(data)).slice(0, list.most)
    for (const person of held) writer.create(listMembers.name, { listId: id, contactId: person.id }, { id: memberId(id, person.id) })
  }
}

const templated = 'Leadership programme'
const sampleTemplateId = sampleId(templates.name, templated)

/** What the sample keeps as a template: one of its projects, without the people. */
function sampleTemplate(): Record<string, Json> {
  const { projects: all } = sampleProjects({ today: dateOf(Date.now()), zone: zoneHere(), people: [{ id: '', name: '' }], teams: [] })
  const { data, tasks: lines } = all.find((project) => project.data['name'] === templated)!
  const found = lines.flatMap((line, at) => [{ id: String(at), data: line.data }, ...line.parts.map((part, below) => ({ id: `${at}.${below}`, data: { ...part, parentId: String(at) } }))])
    // Whom a line is about is not in a template, and the line says little without.
    .filter(({ data: line }) => !('contactId' in line))
  return { name: templated, content: templateOf(data, found) as unknown as Json }
}

const sampled = [contacts, companies, projects, tasks]

/**
 * Deletes every sample record, with its notes, as one act; your own records are not touched. A company that one of them names stays, and is of the sample no
 * more. Answers how many records were removed, how many companies stayed, and the act.
 */
export async function removeSample(satchel: Satchel): Promise<{ removed: number; kept: number; actId: string | null }> {
  const found = await Promise.all(sampled.map(async ({ name }) => ({ name, ids: await satchel.entity(name).ids({ where: isSample }) })))
  const kept = new Set(await namedByOwn(satchel)), unused = await unusedFields(satchel), untouched = await untouchedNamed(satchel)
  let removed = untouched.length
  const { actId } = await satchel.bulk((writer) => {
    for (const id of kept) writer.update(companies.name, id, { source: null, tags: { $set: { remove: [sampleTag] } } })
    for (const id of unused) writer.update(customFields.name, id, { removed: true })
    for (const { name, id } of untouched) writer.delete(name, id)
    for (const { name, ids } of found) {
      for (const id of ids.filter((each) => !kept.has(each))) {
        writer.delete(name, id)
        removed += 1
      }
    }
  }, { label: 'Remove the sample workspace' })
  return { removed, kept: kept.size, actId }
}

/** The sample's fields, and whether they are there already. */
async function standingOf({ entity }: Satchel): Promise<{ field: SampleField; id: string; stands: 'here' | 'removed' | 'not made' }[]> {
  return Promise.all(sampleFields.map(async (field) => {
    const id = sampleFieldId(field), rec = await entity(customFields.name).get(id)
    return { field, id, stands: rec === null ? 'not made' : rec['removed'] === true ? 'removed' : 'here' }
  }))
}

/** Those of the sample's fields in which nothing of one's own stands: they go with it, and can be restored. */
async function unusedFields(satchel: Satchel): Promise<string[]> {
  const here = (await standingOf(satchel)).filter(({ stands }) => stands === 'here')
  const used = await Promise.all(here.map(({ field, id }) => satchel.entity(field.entity).list({ where: { and: [{ [`custom.${id}`]: { notEmpty: true } }, { source: { ne: sampleSource } }] }, limit: 1 })))
  return here.filter((_, at) => used[at]!.total === 0).map(({ id }) => id)
}

/** What the sample makes under a name: its lists and its template, with what it writes there. */
const namedOfSample = (): { name: string; id: string; data: Record<string, Json> }[] => [
  ...sampleLists.map((list) => ({ name: lists.name, id: sampleListId(list), data: list.data })),
  { name: templates.name, id: sampleTemplateId, data: sampleTemplate() },
]

async function standingNamed({ entity }: Satchel): Promise<Map<string, Standing>> {
  return new Map(await Promise.all(namedOfSample().map(async ({ name, id }): Promise<[string, Standing]> => {
    const rec = await entity(name).get(id)
    return [id, rec === null ? 'not made' : rec.deletedAt !== null ? 'removed' : 'here']
  })))
}

/** Those of them that still say what the sample wrote; a list in which somebody of one's own is stays too. */
async function untouchedNamed({ entity }: Satchel): Promise<{ name: string; id: string }[]> {
  const untouched = await Promise.all(namedOfSample().map(async ({ name, id, data }) => {
    const rec = await entity(name).get(id)
    if (rec === null || rec.deletedAt !== null || !saysStill(dataOf(rec), data)) return []
    const own = name === lists.name ? await entity(contacts.name).list({ where: { and: [membersWhere(contacts.name, id), { source: { ne: sampleSource } }] }, limit: 1 }) : { total: 0 }
    return own.total > 0 ? [] : [{ name, id }]
  }))
  return untouched.flat()
}

/** The sample's companies that something else names: a contact by what is written on it, a note, a project. */
async function namedByOwn({ entity }: Satchel): Promise<string[]> {
  const own: Where = { source: { ne: sampleSource } }, named: string[] = []
  const has = async (name: string, where: Where): Promise<boolean> => (await entity(name).list({ where, limit: 1 })).total > 0
  for (const id of await entity(companies.name).ids({ where: isSample })) {
    const rec = await entity(companies.name).get(id)
    if (rec === null) continue
    const byContact: Where = { and: [own, { or: [{ company: { in: namesOf(dataOf(rec)) } }, { companyId: id }] }] }
    if (await has(contacts.name, byContact) || await has(notes.name, { companyId: id }) || await has(projects.name, { and: [own, { companyId: id }] })) named.push(id)
  }
  return named
}

/** How many sample records there are, live. */
export function useSampleCount(): number {
  const ofEach = [useSampled(contacts.name), useSampled(companies.name), useSampled(projects.name), useSampled(tasks.name)]
  return ofEach.reduce((sum, count) => sum + count, 0)
}

const useSampled = (entity: string): number => useList(entity, { where: isSample, limit: 1 }).data?.total ?? 0
