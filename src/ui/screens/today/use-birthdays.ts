import { useMemo } from 'react'
import { useList } from '../../../data-api/hooks.ts'
import type { Rec, Where } from '../../../data-api/types.ts'
import { contacts } from '../../../model/contacts.ts'
import { text } from '../records/record-values.ts'
import { useNow } from '../../components/when.tsx'
import { daysUntil, monthsWithin } from './birthday-days.ts'

export interface Birthday { rec: Rec; days: number; date: string }

const horizon = 14

/** Whose birthday it is in the next 14 days, the nearest first; null until it is known. */
export function useBirthdays(): readonly Birthday[] | null {
  const now = useNow()
  const day = new Date(now).toDateString()
  // The worker narrows it down to a month or two; the exact days are counted here, in the person's own calendar.
  const where = useMemo<Where>(() => ({ or: monthsWithin(new Date(day), horizon).map((month) => ({ birthday: { contains: `-${month}-` } })) }), [day])
  const { data } = useList(contacts.name, { where, limit: 1_000 })
  return useMemo(() => {
    if (!data) return null
    return data.rows
      .map((rec) => ({ rec, date: text(rec, 'birthday'), days: daysUntil(text(rec, 'birthday'), new Date(day)) }))
      .filter((birthday): birthday is Birthday => birthday.days !== null && birthday.days <= horizon)
      .sort((a, b) => a.days - b.days)
  }, [data, day])
}
