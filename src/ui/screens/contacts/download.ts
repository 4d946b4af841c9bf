import type { ExportFormat } from '../../../data-api/types.ts'
import { saveFile } from '../../sync-status/save-file.ts'

export const exportFormats: readonly { format: ExportFormat; label: string }[] = [
  { format: 'csv', label: 'CSV, for spreadsheets' },
  { format: 'vcard', label: 'vCard, for phones and address books' },
  { format: 'json', label: 'JSON, for programs' },
]

/** The export as a file named after the day. */
export const download = (text: string, format: ExportFormat): void =>
  saveFile(text, `contacts-${new Date().toISOString().slice(0, 10)}.${files[format].extension}`, files[format].type)

const files: Record<ExportFormat, { type: string; extension: string }> = {
  csv: { type: 'text/csv;charset=utf-8', extension: 'csv' },
  vcard: { type: 'text/vcard;charset=utf-8', extension: 'vcf' },
  ics: { type: 'text/calendar;charset=utf-8', extension: 'ics' },
  json: { type: 'application/json', extension: 'json' },
}
