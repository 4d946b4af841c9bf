import type { Data } from '../shared/json.ts'
import { str, valuesOf } from './text.ts'

/*
 * What records are called. Apart from their models, which need a library of schemas: a page says names before it has that.
 */

/** "Ana Silva", or what else the contact is known by. */
export function contactName(data: Data): string {
  const name = [str(data['firstName']), str(data['lastName'])].map((part) => part.trim()).filter(Boolean).join(' ')
  return name || str(data['company']) || valuesOf(data, 'emails')[0] || valuesOf(data, 'phones')[0] || 'No name'
}

/** What it is called, or what else it is known by. */
export function companyName(data: Data): string {
  return str(data['name']).trim() || valuesOf(data, 'domains')[0] || 'No name'
}
