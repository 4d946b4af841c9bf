import type { ExportFormat } from '../../../data-api/types.ts'

export const exportFormats: readonly { format: ExportFormat; label: string }[] = [
  { format: 'csv', label: 'CSV, for spreadsheets' },
  { format: 'vcard', label: 'vCard, for phones and address books' },
  { format: 'json', label: 'JSON, for programs' },
]

/** Hands a text to the browser as a file named after the day. */
export function download(text: string, format: ExportFormat): void {
  const { type, extension } = files[format]
  const url = URL.createObjectURL(new Blob([text], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = `contacts-${new Date().toISOString().slice(0, 10)}.${extension}`
  link.click()
  // The download has to have begun before its address goes.
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}

const files: Record<ExportFormat, { type: string; extension: string }> = {
  csv: { type: 'text/csv;charset=utf-8', extension: 'csv' },
  vcard: { type: 'text/vcard;charset=utf-8', extension: 'vcf' },
  json: { type: 'application/json', extension: 'json' },
}
