import type { ExportFormat } from '../../../data-api/types.ts'
import { saveFile } from '../../sync-status/save-file.ts'

export const exportWords: Readonly<Record<ExportFormat, string>> = {
  csv: 'CSV, for spreadsheets', vcard: 'vCard, for phones and address books', json: 'JSON, for programs', ics: 'Calendar file',
}

/** The export as a file named after what it holds and the day. */
export const download = (text: string, format: ExportFormat, of: string): void =>
  saveFile(text, `${of.replace(/[\\/:*?"<>|\s]+/g, ' ').trim()}-${new Date().toISOString().slice(0, 10)}.${files[format].extension}`, files[format].type)

const files: Record<ExportFormat, { type: string; extension: string }> = {
  csv: { type: 'text/csv;charset=utf-8', extension: 'csv' },
  vcard: { type: 'text/vcard;charset=utf-8', extension: 'vcf' },
  ics: { type: 'text/calendar;charset=utf-8', extension: 'ics' },
  json: { type: 'application/json', extension: 'json' },
}
