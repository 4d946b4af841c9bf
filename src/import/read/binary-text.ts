import { withWindowsMarks } from './detect-encoding.ts'

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

/** Decodes by a charset's name as files write it; by `fallback` where nobody knows that name. */
export function decodeBinary(binary: string, charset: string, fallback: string): string {
  // eslint-disable-next-line no-control-regex -- the ASCII range is meant
  if (/^[\x00-\x7f]*$/.test(binary)) return binary
  const decoder = decoderFor(charset, fallback)
  const text = decoder.decode(toBytes(binary))
  return decoder.encoding === 'windows-1252' ? withWindowsMarks(text) : text
}

const decoders = new Map<string, TextDecoder>()

function decoderFor(charset: string, fallback: string): TextDecoder {
  const name = charset.toLowerCase()
  let decoder = decoders.get(name)
  if (decoder === undefined) {
    try {
      decoder = new TextDecoder(name, { ignoreBOM: true })
    } catch {
      return name === fallback ? new TextDecoder() : decoderFor(fallback, fallback)
    }
    decoders.set(name, decoder)
  }
  return decoder
}

/** Quoted-printable to binary text; a broken escape stays as it is written. */
export const fromQuotedPrintable = (binary: string): string =>
  binary.replace(/=\r?\n/g, '').replace(/=([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
