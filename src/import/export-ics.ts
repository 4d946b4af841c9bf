import ICAL from 'ical.js'
import type { CalendarEntry } from '../model/entity.ts'
import type { Data } from '../shared/json.ts'
import type { ExportRecord } from './export-record.ts'
import { satchelProdId } from './satchel-marks.ts'

/** A property as jCal (RFC 7265) has it. */
type Property = [name: string, parameters: Record<string, string>, type: string, value: string | Record<string, string | number>]

/** A leap year before anybody's birthday, for those without a year. */
const noYear = '1604'

/** What of the records has a place in a calendar, as one iCalendar file (RFC 5545): the same record always under the same UID, so that importing it again renews it. */
export function exportIcs(entryOf: (data: Data) => CalendarEntry | null, records: readonly ExportRecord[]): string {
  const events = records.flatMap((record) => {
    const entry = entryOf(record.data)
    return entry === null ? [] : [['vevent', propertiesOf(record, entry), []]]
  })
  // ical.js does not count the blank that begins a folded line among its octets; with 74 no line is longer than the 75 of RFC 5545.
  ICAL.foldLength = 74
  return ICAL.stringify(['vcalendar', [['version', {}, 'text', '2.0'], ['prodid', {}, 'text', satchelProdId]], events])
}

function propertiesOf({ id, updatedAt }: ExportRecord, { summary, on, yearly }: CalendarEntry): Property[] {
  const start: Property = 'date' in on ? ['dtstart', {}, 'date', on.date.replace(/^-/, noYear)] : ['dtstart', {}, 'date-time', toSeconds(on.instant)]
  return [
    ['uid', {}, 'text', `${id}@satchel`],
    ['dtstamp', {}, 'date-time', toSeconds(updatedAt ?? new Date(0).toISOString())],
    ['summary', {}, 'text', summary],
    start,
    ...(yearly === true ? [['rrule', {}, 'recur', everyYear(start[3] as string)] satisfies Property] : []),
    // All day long, and nobody is busy for it.
    ...('date' in on ? [['transp', {}, 'text', 'TRANSPARENT'] satisfies Property] : []),
  ]
}

/** On 29 February in leap years and on the 28th in others: the last day of the month. */
const everyYear = (date: string): Record<string, string | number> => (date.endsWith('-02-29') ? { freq: 'YEARLY', bymonth: 2, bymonthday: -1 } : { freq: 'YEARLY' })

const toSeconds = (iso: string): string => `${new Date(iso).toISOString().slice(0, 19)}Z`
