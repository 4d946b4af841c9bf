import { useMemo } from 'react'
import { useList } from '../../../data-api/hooks.ts'
import type { Rec } from '../../../data-api/types.ts'
import { contacts } from '../../../model/contacts.ts'
import { text } from '../records/record-values.ts'
import { useNow } from '../../components/when.tsx'
import { birthdaysWithin, byDay, daysUntil } from './birthday-days.ts'

export interface Birthday { rec: Rec; days: number; date: string }

const horizon = 14
/** The nearest of them; a page of more nobody reads. */
const most = 300

/** Whose birthday it is in the next 14 days, the nearest first; null until it is known. */
export function useBirthdays(): readonly Birthday[] | null {
  const now = useNow()
  const day = new Date(now).toDateString()
  const [near, far] = useMemo(() => birthdaysWithin(new Date(day), horizon), [day])
  const first = useList(contacts.name, { where: near, sort: [byDay], limit: most })
  const rest = useList(contacts.name, { where: far ?? near, sort: [byDay], limit: most }, { enabled: far !== undefined })
  return useMemo(() => {
    if (first.data === undefined || (far !== undefined && rest.data === undefined)) return null
    return [...first.data.rows, ...far === undefined ? [] : rest.data!.rows]
      .map((rec) => ({ rec, date: text(rec, 'birthday'), days: daysUntil(text(rec, 'birthday'), new Date(day)) }))
      .filter((birthday): birthday is Birthday => birthday.days !== null && birthday.days <= horizon)
      .sort((a, b) => a.days - b.days)
  }, [first.data, rest.data, far, day])
}
