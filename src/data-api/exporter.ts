import { customFields, inOrder, readCustomField, type CustomField } from '../model/custom-fields.ts'
import type { Entity } from '../model/entity.ts'
import type { ExportFormat } from '../import/contract.ts'
import type { ExportRecord } from '../import/export.ts'
import { SatchelError } from '../shared/errors.ts'
import { fetched } from '../shared/fetched.ts'
import { checkList } from './check-options.ts'
import { clean } from './clean.ts'
import { list } from './collection.ts'
import type { Connection } from './connection.ts'
import type { ListOptions, Rec } from './types.ts'

/** Rows asked for at once; a page of this size does not hold the screen up. */
const pageRows = 500

/**
 * The matching records as one file's text, with the records of other entities that belong to them (a contact's notes, in JSON a company's).
 * @throws SatchelError `invalid` for a format that the entity does not have, or an option that there is not, `offline` where what writes files is not on this device yet
 */
export async function exportRecordsOf(connection: Connection, entity: Entity, format: ExportFormat, options: ListOptions = {}, exported: (count: number) => void = () => undefined): Promise<string> {
  if (!['csv', 'vcard', 'json', 'ics'].includes(format)) throw new SatchelError('invalid', 'There are four formats: csv, vcard, json and ics.')
  const records = await allRows(connection, entity.name, checkList(options))
  const { exportCompanions, exportNamed, exportRecords } = await fetched(import('../import/export.ts'))
  const chosen = new Set(records.map((record) => record.id))
  const companions: Record<string, ExportRecord[]> = {}
  for (const { entity: name, reference } of exportCompanions(entity, format)) {
    const rows = await allRows(connection, name, {})
    companions[name] = rows.filter((row) => chosen.has(String(row[reference]))).map(toExportRecord)
  }
  for (const { entity: name, field } of exportNamed(entity, format)) {
    const ids = [...new Set(records.map((record) => record[field]).filter((id) => typeof id === 'string' && id !== ''))] as string[]
    companions[name] = [...(companions[name] ?? []), ...await recordsNamed(connection, name, ids)]
  }
  const fields = entity.fields['custom']?.isOfFields === true ? fieldsIn(await allRows(connection, customFields.name, { where: { entity: entity.name } })) : []
  const result = exportRecords(entity, format, records.map(toExportRecord), companions, fields)
  if (!result.ok) throw SatchelError.fromBody(result.error)
  exported(records.length)
  return result.value
}

/** Those that are there, in their order. */
const fieldsIn = (rows: readonly Rec[]): CustomField[] => inOrder(rows.flatMap((row) => readCustomField(row.id, clean(row)) ?? [])).filter(({ removed }) => !removed)

async function allRows(connection: Connection, entity: string, options: ListOptions): Promise<Rec[]> {
  const rows: Rec[] = [], { offset = 0, limit = Infinity } = options
  for (;;) {
    const wanted = Math.min(pageRows, limit - rows.length), page = await list(connection, { ...options, entity, offset: offset + rows.length, limit: wanted })
    rows.push(...page.rows)
    if (page.rows.length < wanted || rows.length >= limit) return rows
  }
}

/** Those of them that are there. */
async function recordsNamed(connection: Connection, entity: string, ids: readonly string[]): Promise<ExportRecord[]> {
  const rows: Rec[] = []
  for (let from = 0; from < ids.length; from += idsPerCall) rows.push(...(await list(connection, { entity, where: { id: { in: ids.slice(from, from + idsPerCall) } }, limit: idsPerCall })).rows)
  return rows.map(toExportRecord)
}

const idsPerCall = 200

const toExportRecord = (rec: Rec): ExportRecord => ({ id: rec.id, data: clean(rec), createdAt: rec.createdAt, updatedAt: rec.updatedAt })
