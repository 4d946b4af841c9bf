/*
 * What people drop where a CSV or vCard belongs, each with what it is and what to do instead. Said at once: read as a table, a PDF is
 * hundreds of rows that are all wrong.
 */

interface OtherKind { is: string; fits: (head: Head) => boolean }
interface Head {
  /** The file's first bytes, a character each. */
  binary: string
  /** The same as text. */
  text: string
  /** Names of an archive's entries occur in its first and last bytes. */
  names: string
}

const edgeBytes = 65_536

/** "is a PDF; …", or null where nothing speaks against a table or cards. `text` is the file's beginning, decoded; `isWhole` answers whether JSON is. */
export function otherKind(bytes: Uint8Array, text: string, isWhole: () => boolean): string | null {
  const binary = binaryOf(bytes.subarray(0, 64))
  const head = { binary, text: text.trimStart(), names: binary.startsWith('PK\u0003\u0004') ? binaryOf(bytes.subarray(0, edgeBytes)) + binaryOf(bytes.subarray(-edgeBytes)) : '' }
  const is = otherKinds.find(({ fits }) => fits(head))?.is ?? null
  return is === json && !isWhole() ? 'is a JSON file that breaks off or is damaged; save it once more where it comes from.' : is
}

const binaryOf = (bytes: Uint8Array): string => Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')

const begins = (...starts: string[]) => ({ binary }: Head): boolean => starts.some((start) => binary.startsWith(start))
const holds = (...names: string[]) => (head: Head): boolean => names.some((name) => head.names.includes(name))
const reads = (pattern: RegExp) => ({ text }: Head): boolean => pattern.test(text)
const instead = 'export your contacts as CSV or vCard'
const json = `is a JSON file of no program that Satchel knows; ${instead}.`

// The first that fits: workbooks and documents are zip archives too.
const otherKinds: readonly OtherKind[] = [
  { is: 'is an Excel workbook; open it, save it as CSV, and choose that file.', fits: holds('xl/workbook') },
  { is: 'is a LibreOffice spreadsheet; open it, save it as CSV, and choose that file.', fits: holds('opendocument.spreadsheet') },
  { is: 'is a Numbers spreadsheet; open it, export it as CSV, and choose that file.', fits: holds('Index/Document.iwa') },
  { is: `is a document; copy its table into a spreadsheet and save that as CSV, or ${instead}.`, fits: holds('word/document', 'opendocument.text') },
  { is: 'is a zip archive; unpack it, and choose the CSV or vCard files in it.', fits: begins('PK\u0003\u0004', 'PK\u0005\u0006') },
  { is: 'is a packed archive; unpack it, and choose the CSV or vCard files in it.', fits: begins('\u001f\u008b', 'Rar!', '7z\u00bc\u00af', 'BZh', '\u00fd7zXZ') },
  { is: 'is an old Excel or Office file; open it, save it as CSV, and choose that file.', fits: begins('\u00d0\u00cf\u0011\u00e0') },
  { is: 'is an Outlook data file; in Outlook, export your contacts as CSV.', fits: begins('!BDN') },
  { is: 'is a database; a Satchel backup is restored under Sync, Storage and backup.', fits: begins('SQLite format 3') },
  { is: `is a PDF; ${instead}.`, fits: begins('%PDF') },
  {
    is: `is a picture; ${instead}.`,
    fits: (head) => begins('\u0089PNG', '\u00ff\u00d8\u00ff', 'GIF8', 'II*\u0000', 'MM\u0000*')(head)
      || /^(?:RIFF[^]{4}WEBP|BM[^]{4}\0{4}|[^]{4}ftyp(?:hei|mif|avif))/.test(head.binary) || reads(/^(?:<\?xml[^>]*>\s*)?(?:<!--[^]*?-->\s*)?<svg[\s>]/i)(head),
  },
  { is: `is a recording; ${instead}.`, fits: ({ binary }) => /^(?:ID3|OggS|fLaC|RIFF[^]{4}(?:WAVE|AVI )|[^]{4}ftyp)/.test(binary) },
  { is: `is a web page; where it came from, ${instead}.`, fits: reads(/^(?:<!--[^]*?-->\s*)?<(?:!doctype\s+html|html|head|body)[\s>]/i) },
  { is: `is an XML file; ${instead}.`, fits: reads(/^<\?xml\s/i) },
  { is: `is a rich-text document; ${instead}.`, fits: reads(/^\{\\rtf/) },
  { is: json, fits: reads(/^(?:\{\s*"[^"\n]*"\s*:|\[\s*\{\s*")/) },
  { is: `is a calendar; ${instead}.`, fits: reads(/^BEGIN:VCALENDAR/i) },
  { is: `is an LDIF file; ${instead}.`, fits: reads(/^(?:version:\s*1\s+)?dn:/i) },
  { is: `is no text file; ${instead}.`, fits: isNoText },
]

/** A table may hold a stray control character, a zero among them: what somebody wrote into a field stands in its export. A program is full of them. */
function isNoText({ text }: Head): boolean {
  // eslint-disable-next-line no-control-regex -- these are meant
  const controls = text.match(/[\x00-\x08\x0e-\x19]|\ufffd/g)?.length ?? 0
  return controls > text.length / 10
}
