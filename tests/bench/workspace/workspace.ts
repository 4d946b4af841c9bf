import { createIdMaker, seededRandom } from '../../../src/shared/random.ts'
import { makePeople, type Person } from '../people.ts'

/** How many of each there are. */
export interface Counts { contacts: number; companies: number; projects: number; tasks: number; notes: number; members: number }

export interface Draft { entity: string; id: string; data: Record<string, unknown> }

/**
 * A practice that has been at it for years, the same one for the same counts: three of five tasks and most projects are done, every fourth
 * task is a part of another, dues lie between a month ago and half a year from now. `today` is a calendar date; dues are counted from it.
 */
export function makeWorkspace(counts: Counts, today: string): Draft[] {
  const random = seededRandom(5), pick = <T>(from: readonly T[]): T => from[Math.floor(random.next() * from.length)] as T
  let made = Date.parse('2026-01-01T00:00:00Z')
  const makeId = createIdMaker({ now: () => (made += 1) }, random)
  const draft = (entity: string, data: Record<string, unknown>): Draft => ({ entity, id: makeId(), data })
  const day = (from: number, to: number): string => new Date(Date.parse(`${today}T00:00:00Z`) + Math.floor(from + random.next() * (to - from)) * 86_400_000).toISOString().slice(0, 10)
  const often = (share: number): boolean => random.next() < share

  const firms = makePeople(counts.companies, 2).map(({ company, addresses }) => draft('companies', { name: company, domains: [{ value: `${company.replaceAll(/\W+/g, '-').toLowerCase()}.example` }], addresses }))
  const companyName = (): string => pick(firms).data['name'] as string
  const people = makePeople(counts.contacts, 1).map((person) => draft('contacts', { ...person, company: companyName() }))
  const projects = Array.from({ length: counts.projects }, (_, at) => {
    const startsOn = day(-700, 60)
    const members = Array.from({ length: 1 + Math.floor(random.next() * 3) }, () => pick(people))
    return draft('projects', {
      name: `${pick(works)} ${pick(topics)} ${at + 1}`, status: pick(['active', 'active', 'planned', 'paused', 'done', 'done', 'done', 'done', 'done', 'done']), companyId: pick(firms).id, startsOn,
      endsOn: new Date(Date.parse(startsOn) + (20 + Math.floor(random.next() * 200)) * 86_400_000).toISOString().slice(0, 10),
      people: members.map(({ id, data }) => ({ id, value: fullName(data as unknown as Person) })), tags: tags.filter(() => often(0.15)),
    })
  })
  const tasks: Draft[] = []
  for (let at = 0; at < counts.tasks; at++) {
    const parent = at % 4 === 3 ? tasks[at - 1 - (at % 3)] : undefined
    const done = often(0.6)
    tasks.push(draft('tasks', {
      title: `${pick(verbs)} ${fullName(pick(people).data as unknown as Person)} ${pick(matters)}`,
      ...(often(0.8) ? { due: day(-30, 180) } : {}), ...(often(0.4) ? { priority: pick(['high', 'medium', 'low']) } : {}),
      ...(done ? { status: 'done', completedAt: `${day(-400, 0)}T10:00:00.000Z` } : often(0.2) ? { status: 'doing' } : {}),
      ...(often(0.7) ? { projectId: parent?.data['projectId'] ?? pick(projects).id } : {}), ...(often(0.5) ? { contactId: pick(people).id } : {}),
      ...(parent === undefined ? {} : { parentId: parent.id }), ...(often(0.5) ? { assigneeId: pick(members) } : {}), ...(often(0.5) ? { position: at } : {}),
      tags: tags.filter(() => often(0.1)),
    }))
  }
  const notes = Array.from({ length: counts.notes }, () => draft('notes', { contactId: pick(people).id, body: `${pick(verbs)} ${pick(topics)}: ${pick(matters)} ${pick(matters)}`, happenedAt: `${day(-400, 0)}T09:00:00.000Z` }))
  const lists = [
    ...['Newsletter', 'Invited in spring', 'References'].map((name) => draft('lists', { name, entity: 'contacts', kind: 'manual' })),
    draft('lists', { name: 'Clients in Bonn', entity: 'contacts', kind: 'live', filter: { f: [['city', 'anyOf', ['Bonn']], ['tags', 'anyOf', ['client']]] } }),
  ]
  const listed = Array.from({ length: counts.members }, (_, at) => draft('listMembers', { listId: lists[at % 3]!.id, contactId: people[Math.floor(at / 3) * 7 % people.length]!.id }))
  return [...firms, ...people, ...projects, ...tasks, ...notes, ...lists, ...listed]
}

const fullName = ({ firstName, lastName }: Person): string => `${firstName} ${lastName}`

const verbs = ['Call', 'Write to', 'Send the offer to', 'Prepare the workshop for', 'Invoice', 'Ask', 'Thank', 'Remind', 'Meet', 'Send notes to']
const matters = ['about the offer', 'about the dates', 'about the room', 'for the next step', 'before the holidays', 'about the invoice', 'for feedback', 'with the summary']
const works = ['Coaching', 'Workshop', 'Training', 'Audit', 'Retreat', 'Relaunch', 'Onboarding', 'Review']
const topics = ['leadership', 'sales', 'strategy', 'conflict', 'negotiation', 'service', 'hiring', 'planning', 'quality', 'culture']
const tags = ['client', 'lead', 'partner', 'newsletter', 'press']
const members = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222', '33333333-3333-4333-8333-333333333333', '44444444-4444-4444-8444-444444444444']
