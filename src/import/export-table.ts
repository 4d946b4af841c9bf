import Papa from 'papaparse'
import type { CustomField } from '../model/custom-fields.ts'
import { customValue, valueText } from '../model/custom-value.ts'
import { fieldHeader } from './map/own-fields.ts'
import type { Entity, Field } from '../model/entity.ts'
import { str } from '../model/text.ts'
import type { Json } from '../shared/json.ts'
import { guardCell } from './csv-guard.ts'
import type { ExportRecord } from './export-record.ts'

/** Any entity as a table, one column a field, those that people made after the others; a list's elements stand in one cell, joined by " ::: ". */
export function exportTable(entity: Entity, records: readonly ExportRecord[], own: readonly CustomField[] = []): string {
  const fields = Object.entries(entity.fields).filter(([, field]) => field.isOfFields !== true)
  const rows = records.map(({ id, data }) => [id, ...fields.map(([name, field]) => cellOf(data[name] ?? null, field)), ...own.map((field) => valueText(field, customValue(data, field.id)))].map(guardCell))
  return `\ufeff${Papa.unparse([['id', ...fields.map(([, field]) => field.label), ...own.map(fieldHeader)], ...rows], { newline: '\r\n' })}\r\n`
}

function cellOf(value: Json, field: Field): string {
  if (value === null) return ''
  if (typeof value === 'string') return value
  if (Array.isArray(value) && (field.kind === 'tags' || field.kind === 'list')) return value.map((element) => elementText(element, field)).join(' ::: ')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function elementText(element: Json, field: Field): string {
  if (typeof element === 'string') return element
  if (element === null || typeof element !== 'object' || Array.isArray(element)) return JSON.stringify(element)
  const parts = field.elementText
  return parts === undefined ? JSON.stringify(element) : parts.map((part) => str(element[part])).filter((text) => text !== '').join(', ')
}
