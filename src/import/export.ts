import type { ExportFormat } from './contract.ts'
import { exportCsv } from './export-csv.ts'
import { exportIcs } from './export-ics.ts'
import { exportJson } from './export-json.ts'
import type { ExportRecord, NoteReference } from './export-record.ts'
import { exportTable } from './export-table.ts'
import { exportVcard } from './export-vcard.ts'
import { companies } from '../model/companies.ts'
import { contacts } from '../model/contacts.ts'
import type { CustomField } from '../model/custom-fields.ts'
import type { Entity } from '../model/entity.ts'
import { projects } from '../model/projects.ts'
import type { ErrorBody } from '../shared/errors.ts'
import type { Result } from '../shared/result.ts'
import { err, ok } from '../shared/result.ts'

/*
 * The room's second door: records out as text. Pure; whoever has the records calls it in its own thread. Contacts have formats of their
 * own that a re-import maps in full; any other entity goes out by its fields.
 */

export type { ExportRecord } from './export-record.ts'

/** Records of another entity that belong into an export, found by the field that refers to the exported ones: a contact's notes, and in JSON a company's and a project's. */
export function exportCompanions(entity: Entity, format: ExportFormat): { entity: 'notes'; reference: NoteReference }[] {
  if (entity.name === contacts.name && format !== 'ics') return [{ entity: 'notes', reference: 'contactId' }]
  if (format !== 'json') return []
  return entity.name === companies.name ? [{ entity: 'notes', reference: 'companyId' }] : entity.name === projects.name ? [{ entity: 'notes', reference: 'projectId' }] : []
}

/** `fields`: those that people made for the entity. `companions`: by entity's name, records that `exportCompanions` asked for. Fails only for a format the entity has not. */
export function exportRecords(
  entity: Entity, format: ExportFormat, records: readonly ExportRecord[], companions: Readonly<Record<string, readonly ExportRecord[]>> = {}, fields: readonly CustomField[] = [],
): Result<string, ErrorBody> {
  const isContacts = entity.name === contacts.name
  const notes = companions['notes'] ?? []
  if (format === 'json') {
    const [within] = exportCompanions(entity, format)
    return ok(within === undefined ? exportJson(records) : exportJson(records, notes, within.reference))
  }
  if (format === 'csv') return ok(isContacts ? exportCsv(records, notes, fields) : exportTable(entity, records, fields))
  if (format === 'ics') {
    return entity.calendar === undefined ? err({ code: 'invalid', message: `There is nothing of ${entity.label.many} to put into a calendar.` }) : ok(exportIcs(entity.calendar, records))
  }
  if (isContacts) return ok(exportVcard(records, notes, fields))
  return err({ code: 'invalid', message: `Only contacts can be exported as vCard, not ${entity.label.many}.` })
}
