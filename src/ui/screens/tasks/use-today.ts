import { once } from '../../../shared/once.ts'
import { useNow } from '../../components/when.tsx'

/** The calendar date where the person is; another one after midnight. */
export const useToday = (): string => dateOf(useNow())

export function dateOf(ms: number): string {
  const at = new Date(ms)
  return `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, '0')}-${String(at.getDate()).padStart(2, '0')}`
}

/** The person's time zone. */
export const zoneHere = once(() => Intl.DateTimeFormat().resolvedOptions().timeZone)
