import type { Json } from '../shared/json.ts'
import { addDays } from './due.ts'
import { repeatRule } from './repeat-rules.ts'
import { sampleSource } from './sample.ts'
import { noteOf } from './sample-work.ts'

/** Somebody of the sample whom a project or a task is about. */
export interface SamplePerson { id: string; name: string }

export interface SampleTask { data: Record<string, Json>; parts: Record<string, Json>[] }
export interface SampleProject {
  data: Record<string, Json>
  tasks: SampleTask[]
  /** What was written down about it, met and called for; `projectId` is for the writer to set. */
  timeline: Record<string, Json>[]
}
/** A company, and some of those who work there. */
export interface SampleTeam { companyId: string; people: readonly SamplePerson[] }

/**
 * Plausible engagements and what is to be done, around a day: a pure function of its options. Titles name people by their first names, as one does.
 * @param today a calendar date
 * @param zone an IANA zone for what has a time of day
 * @param people who they are about; at least a dozen, taken in turn
 * @param teams for whom some of it is done, taken in turn too
 */
export function sampleProjects({ today, zone, people, teams }: { today: string; zone: string; people: readonly SamplePerson[]; teams: readonly SampleTeam[] }): { projects: SampleProject[]; loose: SampleTask[] } {
  let turn = 0
  const next = (): SamplePerson => people[turn++ % people.length]!
  const left = [...teams]
  const task = (line: Line): SampleTask => toTask(line, { today, zone, person: /\{/.test(line[0]) ? next() : null })
  return {
    projects: engagements.map(({ name, status, from, to, about, tags, size, client, lines, timeline }) => {
      const team = client === true ? left.shift() : undefined
      const members = team === undefined ? Array.from({ length: size }, next) : team.people.slice(0, size)
      return {
        data: {
          name, status, startsOn: addDays(today, from), endsOn: addDays(today, to), notes: about, tags: [...tags], source: sampleSource,
          ...(team === undefined ? {} : { companyId: team.companyId }),
          people: members.map((person) => ({ id: person.id, value: person.name })),
        },
        tasks: lines.map((line, at) => toTask(line, { today, zone, person: /\{/.test(line[0]) ? members[at % members.length]! : null })),
        timeline: timeline.map(([days, line]) => ({ ...noteOf(line), happenedAt: `${addDays(today, days)}T13:30:00.000Z` })),
      }
    }),
    loose: looseTasks.map(task),
  }
}

/** Title (`{}`: whom it is about), days from today and perhaps the time, then whatever else is said. */
type Line = readonly [title: string, due: string | null, more?: { priority?: 'high' | 'medium' | 'low'; done?: number; repeat?: keyof typeof rules; tags?: string[]; notes?: string; parts?: readonly string[] }]

const rules = {
  'every third day': (date: string): string => repeatRule('DAILY', date, { interval: 3 }),
  weekly: (date: string): string => repeatRule('WEEKLY', date),
  fortnightly: (date: string): string => repeatRule('WEEKLY', date, { interval: 2 }),
  monthly: (date: string): string => repeatRule('MONTHLY', date),
  yearly: (date: string): string => repeatRule('YEARLY', date),
}

function toTask([title, due, more = {}]: Line, { today, zone, person }: { today: string; zone: string; person: SamplePerson | null }): SampleTask {
  const [days, time] = due === null ? [null] : due.split(' ')
  const date = days === null || days === undefined ? null : addDays(today, Number(days))
  const status = more.done === undefined ? 'todo' : 'done'
  const data: Record<string, Json> = {
    title: title.replace('{}', person?.name.split(' ')[0] ?? ''), status, source: sampleSource,
    ...(date === null ? {} : { due: time === undefined ? date : `${date}T${time}[${zone}]` }),
    ...(more.done === undefined ? {} : { completedAt: `${addDays(today, -more.done)}T15:20:00.000Z` }),
    ...(more.priority === undefined ? {} : { priority: more.priority }),
    ...(more.repeat === undefined || date === null ? {} : { repeat: rules[more.repeat](date) }),
    ...(more.notes === undefined ? {} : { notes: more.notes }),
    ...(more.tags === undefined ? {} : { tags: more.tags }),
    ...(person === null ? {} : { contactId: person.id }),
  }
  return { data, parts: (more.parts ?? []).map((part, at) => ({ title: part, source: sampleSource, status: status === 'done' || at === 0 ? 'done' : 'todo', ...(at === 0 || status === 'done' ? { completedAt: `${addDays(today, -(more.done ?? 1))}T15:00:00.000Z` } : {}) })) }
}

const engagements: readonly { name: string; status: string; from: number; to: number; about: string; tags: readonly string[]; size: number; client?: true; lines: readonly Line[]; timeline: readonly (readonly [days: number, line: string])[] }[] = [
  {
    name: 'Leadership programme', status: 'active', from: -62, to: 88, tags: ['programme'], size: 4, client: true,
    about: 'Six half-days over five months for the new team leads, with a call of half an hour for each of them in between.',
    lines: [
      ['Send the reader for module three', '-2', { priority: 'high' }],
      ['Call {} before the feedback module', '0 10:00', { priority: 'medium' }],
      ['Book the room for module four', '1', { notes: 'Daylight, a wall to write on, not the one beside the kitchen.' }],
      ['Prepare module three', '4', { priority: 'high', parts: ['Collect what they said at the end of module two', 'Shorten the part on listening', 'Print the cards'] }],
      ['Interim review with {}', '12 14:30'],
      ['Draft the closing report', '80', { priority: 'low' }],
      ['Kick-off with everybody', '-60', { done: 60 }],
      ['Module one', '-41', { done: 41 }],
      ['Module two', '-13', { done: 13 }],
    ],
    timeline: [[-13, 'meeting 240:Module two. Two of them stayed for an hour afterwards; the part on listening was too long.'], [-6, 'call 25 in:Wants a sheet with the questions of the feedback module, for those who were ill.']],
  },
  {
    name: 'Onboarding redesign', status: 'active', from: -20, to: 41, tags: ['consulting'], size: 3, client: true,
    about: 'What a new colleague meets in the first thirty days, and who is there for them.',
    lines: [
      ['Interview {} about the first week', '0 15:30'],
      ['Write up the interviews', '3', { priority: 'medium', parts: ['Sort the quotes', 'Five findings on one page'] }],
      ['Agree on the pilot group with {}', '6'],
      ['Test the checklist with two newcomers', '18'],
      ['Offer signed', '-19', { done: 19 }],
    ],
    timeline: [[-20, 'meeting 60:Kick-off. What hurts is the second week, not the first day.'], [-4, 'email out:Sent the questions for the interviews.']],
  },
  {
    name: 'Spring retreat', status: 'planned', from: 96, to: 98, tags: ['event'], size: 2,
    about: 'Two nights in the hills, twelve people. Walking, not slides.',
    lines: [
      ['Compare three houses', '5', { parts: ['Ask for prices in May', 'Look at the seminar rooms', 'Trains and last miles'] }],
      ['Send the dates to {}', '8'],
      ['Menu and diets', '70', { priority: 'low' }],
    ],
    timeline: [[-9, 'call 15:The house by the lake holds the last week of the month for us until the end of the year.']],
  },
  {
    name: 'Supervision group', status: 'active', from: -200, to: 165, tags: ['group'], size: 5,
    about: 'Six people, every other Thursday evening. What is said there stays there.',
    lines: [
      ['Prepare the group evening', '2 17:00', { repeat: 'fortnightly' }],
      ['Ask {} whether the new time fits', '1'],
      ['Invoice the second half-year', '33'],
    ],
    timeline: [[-12, 'Seven o’clock is too late for two of them. Asked all whether half past five would do.']],
  },
  {
    name: 'Website portrait', status: 'paused', from: -35, to: 20, tags: ['marketing'], size: 1,
    about: 'New photographs and a text that sounds like a person.',
    lines: [
      ['Choose six of the photographs', null, { priority: 'low' }],
      ['Rewrite the page about working together', null],
      ['Photo shoot', '-15', { done: 15 }],
    ],
    timeline: [[-15, 'meeting 120:Photo shoot in the garden. The ones by the wall are the good ones.']],
  },
  {
    name: 'Mediation at the practice', status: 'done', from: -150, to: -30, tags: ['mediation'], size: 3, client: true,
    about: 'Three sessions between the partners; an agreement on two pages that all of them signed.',
    lines: [
      ['First talks, one by one', '-148', { done: 146 }],
      ['Three sessions', '-110', { done: 92 }],
      ['Write the agreement', '-60', { done: 58 }],
      ['Ask how it holds after a month', '-31', { done: 30 }],
    ],
    timeline: [[-92, 'meeting 180:Third session. Signed by all of them.'], [-30, 'call 10:It holds. They meet every Monday before they open.']],
  },
]

const looseTasks: readonly Line[] = [
  ['Call {} back about the dates', '-1', { priority: 'high', tags: ['phone'] }],
  ['Send {} the offer', '0', { priority: 'medium' }],
  ['Answer the two open mails of {}', '0'],
  ['Water the plants in the practice', '0', { repeat: 'every third day' }],
  ['Set up the direct debit', '1', { tags: ['office'] }],
  ['Congratulate {} on the new role', '2'],
  ['Invoices of the month', '4', { priority: 'medium', repeat: 'monthly', tags: ['office'] }],
  ['Weekly review', '5 16:00', { repeat: 'weekly', notes: 'What is open, what is late, who has not heard from me for long.', parts: ['Empty the inbox', 'Look at the next two weeks', 'Choose three things'] }],
  ['Follow up with {} after the trade fair', '7'],
  ['Back up the photographs', '11', { priority: 'low' }],
  ['Renew the liability insurance', '24', { priority: 'high', repeat: 'yearly', tags: ['office'] }],
  ['Read the book {} recommended', null, { priority: 'low' }],
  ['Try out the new flip chart markers', null],
  ['Write to {} about the workshop', '-3', { done: 1 }],
  ['Pay the rent of the practice', '-1', { done: 0, tags: ['office'] }],
]
