import type { ExportFormat } from '../../../data-api/types.ts'
import { companies } from '../../../model/companies.ts'
import { contacts } from '../../../model/contacts.ts'
import type { Entity } from '../../../model/entity.ts'
import { notes } from '../../../model/notes.ts'
import { projects } from '../../../model/projects.ts'
import { tasks } from '../../../model/tasks.ts'

export interface ExportChoice { format: ExportFormat; label: string; text: string; extension: string; type: string }

/** What one can take out as a file of its own. */
export const exportKinds: readonly Entity[] = [contacts, companies, projects, tasks, notes]

/** How the records of an entity go out. */
export function exportChoices(entity: Entity): ExportChoice[] {
  const isContacts = entity.name === contacts.name
  const withNotes = isContacts || entity.name === companies.name
  return [
    { format: 'csv', label: 'CSV', text: 'For spreadsheets and other programs. Cells that a spreadsheet would run are made safe.', extension: 'csv', type: 'text/csv;charset=utf-8' },
    ...(isContacts ? [{ format: 'vcard', label: 'vCard 4.0', text: 'For phones and address books.', extension: 'vcf', type: 'text/vcard;charset=utf-8' } satisfies ExportChoice] : []),
    ...(entity.calendar === undefined ? [] : [{
      format: 'ics', label: isContacts ? 'Birthdays' : 'Calendar', extension: 'ics', type: 'text/calendar;charset=utf-8',
      text: isContacts ? 'As a calendar file (iCalendar), for any calendar.' : 'What is still due, as a calendar file (iCalendar), for any calendar.',
    } satisfies ExportChoice]),
    { format: 'json', label: 'JSON', text: withNotes ? 'Every field and the notes, for programs.' : 'Every field, for programs.', extension: 'json', type: 'application/json' },
  ]
}

/** "tasks.ics" */
export const exportFileName = (entity: Entity, { extension }: ExportChoice): string => `${entity.name}.${extension}`
