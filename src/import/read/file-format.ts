import type { ImportFormat } from '../contract.ts'
import { SatchelError } from '../../shared/errors.ts'
import { decodeText, detectEncoding } from './detect-encoding.ts'
import { isJson, tableOfJson } from './json-table.ts'
import { otherKind } from './other-kinds.ts'

/** What a file is, by its first bytes; throws `file_unreadable` for kinds that people take for one of ours. */
export function formatOf(bytes: Uint8Array, name: string): ImportFormat {
  const head = bytes.subarray(0, 4_096)
  // A cut in the middle of a character must not decide.
  const text = decodeText(head, detectEncoding(head.subarray(0, head.length & ~1)))
  if (/^\ufeff?\s*BEGIN\s*:\s*VCARD/i.test(text) || (/\.(vcf|vcard)$/i.test(name) && /BEGIN\s*:\s*VCARD/i.test(text))) return 'vcard'
  if (/^\ufeff?\s*[[{]/.test(text) && tableOfJson(decodeText(bytes, detectEncoding(bytes))) !== null) return 'json'
  const other = otherKind(bytes, text, () => isJson(decodeText(bytes, detectEncoding(bytes))))
  if (other !== null) throw new SatchelError('file_unreadable', `"${name}" ${other}`)
  return 'csv'
}
