import { decodeText, detectEncoding, withWindowsMarks } from './detect-encoding.ts'

/*
 * vCards are cut at bytes: folds may split a UTF-8 character, and each line may have its own charset. So they are taken apart as "binary
 * text", a string with one character (0-255) for each byte, and decoded value by value.
 */

const pieceBytes = 0x8000

export function toBinaryText(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < bytes.length; i += pieceBytes) text += String.fromCharCode(...bytes.subarray(i, i + pieceBytes))
  return text
}

export function toBytes(binary: string): Uint8Array {
  const bytes = new Uint8Array(binary.length)
  for (let i = 0; i < binary.length; i += 1) bytes[i] = binary.charCodeAt(i)
  return bytes
}

/**
 * Decodes by a charset's name as files write it. Where nobody knows the name, or the value is no text in it, by what the value looks like:
 * cards of several programs are put into one file, and many write quoted-printable without saying in which charset.
 * @param fallback the file's own charset
 */
export function decodeBinary(binary: string, charset: string, fallback: string): string {
  const name = otherNames.get(charset.toLowerCase()) ?? charset.toLowerCase()
  // eslint-disable-next-line no-control-regex -- the ASCII range is meant
  if (/^[\x00-\x7f]*$/.test(binary) && !name.startsWith('iso-2022-')) return binary
  const bytes = toBytes(binary), decoder = decoderFor(name) ?? decoderFor(fallback)
  if (decoder === null || decoder.encoding === 'utf-8') return asUtf8(bytes) ?? guessed(bytes)
  const text = decoder.decode(bytes)
  return decoder.encoding !== 'windows-1252' ? text : (name === fallback ? asUtf8(bytes) : null) ?? withWindowsMarks(text)
}

/** Names that programs write and browsers do not know. */
const otherNames = new Map([['cp932', 'shift_jis'], ['cp936', 'gbk'], ['cp949', 'euc-kr'], ['cp950', 'big5']])

const decoders = new Map<string, TextDecoder | null>()

function decoderFor(name: string): TextDecoder | null {
  let decoder = decoders.get(name)
  if (decoder === undefined) {
    try {
      decoder = new TextDecoder(name, { ignoreBOM: true })
    } catch {
      decoder = null
    }
    decoders.set(name, decoder)
  }
  return decoder
}

/** Null where it is none. */
function asUtf8(bytes: Uint8Array): string | null {
  try {
    return strictUtf8.decode(bytes)
  } catch {
    return null
  }
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

const guessed = (bytes: Uint8Array): string => decodeText(bytes, detectEncoding(bytes))

/** Quoted-printable to binary text; a broken escape stays as it is written. */
export const fromQuotedPrintable = (binary: string): string =>
  binary.replace(/=\r?\n/g, '').replace(/=([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
