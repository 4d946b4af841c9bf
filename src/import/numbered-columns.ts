import { elementsOf, str } from '../model/text.ts'
import type { ExportRecord } from './export-record.ts'

/** A column of a table that is written. */
export interface Column { name: string; cell: (record: ExportRecord) => string }

const valueParts = { Label: 'label', Value: 'value' }
const addressParts = { Label: 'label', Street: 'street', City: 'city', Region: 'region', 'Postal Code': 'postalCode', Country: 'country' }

/** Lists whose elements have several parts, each in columns of its own, and what these are called. */
export const numberedLists: readonly { list: string; name: string; parts: Readonly<Record<string, string>> }[] = [
  { list: 'domains', name: 'Domain', parts: valueParts }, { list: 'emails', name: 'E-mail', parts: valueParts }, { list: 'phones', name: 'Phone', parts: valueParts },
  { list: 'addresses', name: 'Address', parts: addressParts }, { list: 'links', name: 'Website', parts: valueParts },
]

/** A list in numbered groups as Google writes them, as many as the richest record needs. */
export function numberedColumns(records: readonly ExportRecord[], { list, name, parts }: (typeof numberedLists)[number]): Column[] {
  const most = records.reduce((count, { data }) => Math.max(count, elementsOf(data, list).length), 0)
  return Array.from({ length: most }, (_, i) => Object.entries(parts).map(([title, part]): Column => ({ name: `${name} ${i + 1} - ${title}`, cell: ({ data }) => str(elementsOf(data, list)[i]?.[part]) }))).flat()
}

/** The notes of each record in columns of their own. */
export function noteColumns(records: readonly ExportRecord[], byOwner: ReadonlyMap<string, readonly ExportRecord[]>): Column[] {
  const most = records.reduce((count, { id }) => Math.max(count, byOwner.get(id)?.length ?? 0), 0)
  return Array.from({ length: most }, (_, i): Column => ({ name: `Note ${i + 1}`, cell: ({ id }) => str(byOwner.get(id)?.[i]?.data['body']) }))
}
