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
import { productEntities } from '../model/model.ts'
import { projects } from '../model/projects.ts'
import type { ErrorBody } from '../shared/errors.ts'
import type { Result } from '../shared/result.ts'
import { err, ok } from '../shared/result.ts'

/*
 * The room's second door: records out as text. Pure; whoever has the records calls it in its own thread. Contacts have formats of their
 * own that a re-import maps in full; any other entity goes out by its fields.
 */

export type { ExportRecord } from './export-record.ts'

/** Records of another entity that belong into an export, found by the field that refers to the exported ones: the notes of a contact, a company and a project. */
export function exportCompanions(entity: Entity, format: ExportFormat): { entity: 'notes'; reference: NoteReference }[] {
  if (entity.name === contacts.name && format !== 'ics') return [{ entity: 'notes', reference: 'contactId' }]
  if (format !== 'json' && format !== 'csv') return []
  return entity.name === companies.name ? [{ entity: 'notes', reference: 'companyId' }] : entity.name === projects.name ? [{ entity: 'notes', reference: 'projectId' }] : []
}

/** Fields of an export that name records, which a table calls by their titles. */
export const exportNamed = (entity: Entity, format: ExportFormat): { field: string; entity: string }[] =>
  (format !== 'csv' || entity.name === contacts.name ? [] : Object.entries(entity.fields).flatMap(([field, { reference }]) => (reference === undefined ? [] : [{ field, entity: reference.entity }])))

/** `fields`: those that people made for the entity. `companions`: by entity's name, records that `exportCompanions` and `exportNamed` asked for. Fails only for a format the entity has not. */
export function exportRecords(
  entity: Entity, format: ExportFormat, records: readonly ExportRecord[], companions: Readonly<Record<string, readonly ExportRecord[]>> = {}, fields: readonly CustomField[] = [],
): Result<string, ErrorBody> {
  const isContacts = entity.name === contacts.name
  const notes = companions['notes'] ?? []
  const [belonging] = exportCompanions(entity, format)
  if (format === 'json') {
    return ok(belonging === undefined ? exportJson(records) : exportJson(records, notes, belonging.reference))
  }
  if (format === 'csv') {
    const extras = { own: fields, titleOf: titlesIn(companions), notes, ...(belonging === undefined ? {} : { reference: belonging.reference }) }
    return ok(isContacts ? exportCsv(records, notes, fields) : exportTable(entity, records, extras))
  }
  if (format === 'ics') {
    return entity.calendar === undefined ? err({ code: 'invalid', message: `There is nothing of ${entity.label.many} to put into a calendar.` }) : ok(exportIcs(entity.calendar, records))
  }
  if (isContacts) return ok(exportVcard(records, notes, fields))
  return err({ code: 'invalid', message: `Only contacts can be exported as vCard, not ${entity.label.many}.` })
}

function titlesIn(companions: Readonly<Record<string, readonly ExportRecord[]>>): (entity: string, id: string) => string | undefined {
  const titles = new Map(Object.entries(companions).flatMap(([name, records]) => {
    const entity = productEntities.find((one) => one.name === name)
    return entity === undefined ? [] : records.map(({ id, data }): [string, string] => [`${name} ${id}`, entity.title(data)])
  }))
  return (entity, id) => titles.get(`${entity} ${id}`)
}
