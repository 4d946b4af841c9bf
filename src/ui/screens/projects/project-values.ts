import type { Rec } from '../../../data-api/types.ts'
import { projects } from '../../../model/projects.ts'
import { elementsOf, str } from '../../../model/text.ts'
import { formatCalendarDate } from '../../components/format.ts'
import { dataOf, textOf } from '../tasks/task-values.ts'

export const projectName = (rec: Rec): string => projects.title(dataOf(rec))
export const statusOf = (rec: Rec): string => textOf(rec, 'status') || 'planned'
export const statusOptions = projects.fields['status']!.choices!
export const statusLabel = (status: string): string => statusOptions.find(({ value }) => value === status)?.label ?? status

/** Who is on it: the contact's id, and the name it had then. */
export const peopleOf = (rec: Rec): { id: string; name: string }[] => elementsOf(dataOf(rec), 'people').map((element) => ({ id: str(element['id']), name: str(element['value']) }))

/** "Dec 1 – Mar 31, 2027". */
export const datesOf = (rec: Rec): string => datesWords(textOf(rec, 'startsOn'), textOf(rec, 'endsOn'))

export function datesWords(from: string, to: string): string {
  const sameYear = from.slice(0, 4) === to.slice(0, 4)
  if (from !== '' && to !== '') return `${formatCalendarDate(sameYear ? `-${from.slice(4)}` : from)} – ${formatCalendarDate(to)}`
  return from !== '' ? `from ${formatCalendarDate(from)}` : to !== '' ? `until ${formatCalendarDate(to)}` : ''
}
