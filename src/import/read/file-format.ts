import type { ImportFormat } from '../contract.ts'
import { SatchelError } from '../../shared/errors.ts'
import { decodeText, detectEncoding } from './detect-encoding.ts'

/** What a file is, by its first bytes; throws `file_unreadable` for kinds that people take for one of ours. */
export function formatOf(bytes: Uint8Array, name: string): ImportFormat {
  const head = bytes.subarray(0, 4_096)
  const start = String.fromCharCode(...head.subarray(0, 8))
  const wrong = wrongKinds.find(({ begins }) => start.startsWith(begins))
  if (wrong !== undefined) throw new SatchelError('file_unreadable', `"${name}" ${wrong.is}`)
  // A cut in the middle of a character must not decide.
  const text = decodeText(head, detectEncoding(head.subarray(0, head.length & ~1)))
  if (/^\ufeff?\s*BEGIN\s*:\s*VCARD/i.test(text) || (/\.(vcf|vcard)$/i.test(name) && /BEGIN\s*:\s*VCARD/i.test(text))) return 'vcard'
  if (text.includes('\0')) throw new SatchelError('file_unreadable', `"${name}" is no text file; export your contacts as CSV or vCard.`)
  return 'csv'
}

const wrongKinds = [
  { begins: 'PK\u0003\u0004', is: 'is an Excel workbook or a zip archive; save it as CSV, or unpack it, and try again.' },
  { begins: '\u00d0\u00cf\u0011\u00e0', is: 'is an old Excel workbook; save it as CSV and try again.' },
  { begins: '%PDF', is: 'is a PDF; export your contacts as CSV or vCard.' },
  { begins: '\u0089PNG', is: 'is a picture; export your contacts as CSV or vCard.' },
  { begins: '\u00ff\u00d8\u00ff', is: 'is a picture; export your contacts as CSV or vCard.' },
  { begins: '\u001f\u008b', is: 'is compressed; unpack it and try again.' },
]
