import type { ExportFormat } from '../import/contract.ts'
import { SatchelError } from '../shared/errors.ts'
import { list } from './collection.ts'
import type { Connection } from './connection.ts'
import type { ListOptions, Rec } from './types.ts'

/** Rows asked for at once; a page of this size does not hold the screen up. */
const pageRows = 500

/** The matching records as one file's text; only JSON knows every entity, CSV and vCard are for address books. */
export async function exportRecords(connection: Connection, entity: string, format: ExportFormat, options: ListOptions = {}): Promise<string> {
  const rows: Rec[] = []
  for (;;) {
    const page = await list(connection, { ...options, entity, offset: rows.length, limit: pageRows })
    rows.push(...page.rows)
    if (page.rows.length < pageRows) break
  }
  const { exportText } = await import('../import/export.ts')
  const text = exportText(entity, format, rows)
  if (text === null) throw new SatchelError('invalid', `These records cannot be written as ${format}. JSON holds all of them.`)
  return text
}
