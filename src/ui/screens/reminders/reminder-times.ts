import type { Rec } from '../../../data-api/types.ts'
import { parseDue } from '../../../model/due.ts'
import { instantOf } from '../../../model/zoned.ts'
import { formatCalendarDate } from '../../components/format.ts'
import { nameOf } from '../contacts/contact-words.ts'
import { text } from '../records/record-values.ts'
import { doneRec, textOf } from '../tasks/task-values.ts'
import { dateOf } from '../tasks/use-today.ts'
import { daysUntil, turns } from '../today/birthday-days.ts'

/** Something to be told of once, at its time. */
export interface Reminder {
  /** Of the same task, due at the same time, or of the same day: the same. */
  key: string
  /** ms since 1970 */
  at: number
  title: string
  body: string
  /** The address that it leads to. */
  path: string
}

export interface ReminderWishes {
  /** Of tasks and follow-ups: at their time; of those without one, in the morning of their day. */
  tasks: boolean
  birthdays: boolean
  /** "09:00": when a day's own are told, by the clock here. */
  morning: string
}

export interface Remindable {
  tasks: readonly Rec[]
  /** Contacts with a birthday near these days. */
  people: readonly Rec[]
  /** Who is signed in: what is somebody else's to do is theirs to be told of. Null: all is one's own. */
  userId: string | null
}

/** Everything to be told of after `from` and until `to` (ms since 1970), in its order. */
export function remindersBetween({ tasks, people, userId }: Remindable, wishes: ReminderWishes, from: number, to: number): Reminder[] {
  const within = (at: number): boolean => at > from && at <= to
  const found: Reminder[] = []
  const byDay = new Map<string, Rec[]>()
  for (const rec of wishes.tasks ? tasks : []) {
    const due = parseDue(rec['due']), assignee = textOf(rec, 'assigneeId')
    if (due === null || doneRec(rec) || (userId !== null && assignee !== '' && assignee !== userId)) continue
    const at = instantOf(due)
    if (at === null) byDay.set(due.date, [...byDay.get(due.date) ?? [], rec])
    else if (within(at)) found.push({ key: `task ${rec.id} ${String(rec['due'])}`, at, title: titleOf(rec), body: `Due at ${timeOf(at)}`, path: `/open/tasks/${rec.id}` })
  }
  for (const day of daysOf(from, to)) {
    const at = morningOf(day, wishes.morning), date = dateOf(day.getTime())
    if (!within(at)) continue
    const due = byDay.get(date) ?? []
    if (due.length === 1) found.push({ key: `task ${due[0]!.id} ${date}`, at, title: titleOf(due[0]!), body: `Due ${dayOf(date)}`, path: `/open/tasks/${due[0]!.id}` })
    if (due.length > 1) found.push({ key: `tasks ${date}`, at, title: `${due.length} tasks are due`, body: firstFew(due.map(titleOf)), path: '/tasks' })
    const born = wishes.birthdays ? people.filter((rec) => daysUntil(text(rec, 'birthday'), day) === 0) : []
    if (born.length === 1) found.push({ key: `birthdays ${date}`, at, title: `${nameOf(born[0]!)} has a birthday`, body: ageWords(born[0]!, day), path: `/open/contacts/${born[0]!.id}` })
    if (born.length > 1) found.push({ key: `birthdays ${date}`, at, title: `${born.length} birthdays`, body: firstFew(born.map(nameOf)), path: '/today' })
  }
  return found.sort((a, b) => a.at - b.at)
}

const words = new Intl.ListFormat('en')
/** Without its year. */
const dayOf = (date: string): string => formatCalendarDate(`-${date.slice(4)}`)
const titleOf = (rec: Rec): string => textOf(rec, 'title')
const timeOf = (at: number): string => new Intl.DateTimeFormat(undefined, { timeStyle: 'short' }).format(at)
const firstFew = (names: readonly string[]): string => (names.length <= 3 ? words.format(names) : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`)

function ageWords(rec: Rec, day: Date): string {
  const age = turns(text(rec, 'birthday'), day)
  return age === null || age < 1 ? dayOf(dateOf(day.getTime())) : `Turns ${age}`
}

/** Midnights, here, of the days that these moments touch. */
function daysOf(from: number, to: number): Date[] {
  const days: Date[] = []
  const first = new Date(from)
  for (let day = new Date(first.getFullYear(), first.getMonth(), first.getDate()); day.getTime() <= to; day = new Date(day.getFullYear(), day.getMonth(), day.getDate() + 1)) days.push(day)
  return days
}

function morningOf(day: Date, morning: string): number {
  const [hours, minutes] = morning.split(':').map(Number) as [number, number]
  return new Date(day.getFullYear(), day.getMonth(), day.getDate(), hours, minutes).getTime()
}
