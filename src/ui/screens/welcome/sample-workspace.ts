import { useList } from '../../../data-api/hooks.ts'
import type { BulkWriter, Satchel } from '../../../data-api/types.ts'
import { companies, namedCompanyId } from '../../../model/companies.ts'
import { contactName, contacts } from '../../../model/contacts.ts'
import { notes } from '../../../model/notes.ts'
import { projects } from '../../../model/projects.ts'
import { sampleProjects, type SampleTask } from '../../../model/sample-projects.ts'
import { sampleCompanies, sampleContacts, sampleSource } from '../../../model/sample.ts'
import { tasks } from '../../../model/tasks.ts'
import { dateOf, zoneHere } from '../tasks/use-today.ts'

const isSample = { source: sampleSource }

/** Writes the sample workspace as one act, with one undo. `onProgress` gets records written and all there are. */
export async function addSample(satchel: Satchel, onProgress: (done: number, total: number) => void): Promise<number> {
  const until = Date.now(), sample = sampleContacts({ until })
  const trashed = await satchel.entity(companies.name).ids({ state: 'deleted', where: isSample })
  const known = new Set(await satchel.entity(companies.name).ids({ state: 'all' }))
  // What was named so before stays what it is.
  const firms = sampleCompanies({ until }).map((data) => ({ data, id: namedCompanyId(String(data['name'])) })).filter(({ id }) => !known.has(id))
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
      const people = sample.map(({ data, notes: texts }) => {
        const contactId = writer.create(contacts.name, data)
        for (const note of texts) writer.create(notes.name, { ...note, contactId })
        return { id: contactId, name: contactName(data) }
      })
      addWork(writer, people)
    }, { label: 'Add the sample workspace' })
    return sample.length
  } finally {
    stop()
  }
}

/** The sample's projects and tasks, about some of its people. */
function addWork(writer: BulkWriter, people: readonly { id: string; name: string }[]): void {
  // From here and there, so that not all of them are of one letter or country.
  const about = people.filter((_, at) => at % 37 === 5)
  const sample = sampleProjects({ today: dateOf(Date.now()), zone: zoneHere(), people: about })
  const addTask = ({ data, parts }: SampleTask, of: { projectId?: string }): void => {
    const parentId = writer.create(tasks.name, { ...data, ...of })
    for (const part of parts) writer.create(tasks.name, { ...part, ...of, parentId })
  }
  for (const { data, tasks: lines } of sample.projects) {
    const projectId = writer.create(projects.name, data)
    for (const line of lines) addTask(line, { projectId })
  }
  for (const line of sample.loose) addTask(line, {})
}

/** Deletes every sample record, with its notes, as one act; your own records are not touched. Answers how many contacts there were, and the act. */
export async function removeSample(satchel: Satchel): Promise<{ removed: number; actId: string | null }> {
  const ids = await satchel.entity(contacts.name).ids({ where: isSample })
  const others = await Promise.all([tasks, projects, companies].map(async ({ name }) => ({ name, ids: await satchel.entity(name).ids({ where: isSample }) })))
  const { actId } = await satchel.bulk((writer) => {
    for (const id of ids) writer.delete(contacts.name, id)
    for (const { name, ids: all } of others) for (const id of all) writer.delete(name, id)
  }, { label: 'Remove the sample workspace' })
  return { removed: ids.length, actId }
}

/** How many sample contacts there are, live. */
export function useSampleCount(): number {
  const { data } = useList(contacts.name, { where: isSample, limit: 1 })
  return data?.total ?? 0
}
