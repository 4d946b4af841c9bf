/*
 * R7: a range of ids is named by the hex digits that all of them begin with, hyphens left out: "0193" holds 0193…, and its sixteen
 * sub-ranges are "01930" to "0193f".
 */

/** Hex digits of a whole id. */
export const idDigits = 32

export const hexDigits = '0123456789abcdef'.split('')

/** Whether a text names a range: at most so many digits, in lower case. */
export const isIdPrefix = (text: string, most = idDigits): boolean => text.length <= most && /^[0-9a-f]*$/.test(text)

/** The beginning of the ids of a range as they are written, with hyphens. */
export function writtenPrefix(prefix: string): string {
  const groups = [prefix.slice(0, 8), prefix.slice(8, 12), prefix.slice(12, 16), prefix.slice(16, 20), prefix.slice(20)]
  return groups.filter((group) => group !== '').join('-')
}

/** From and (not any more) to which id a range goes, in the order of texts. */
export const idBounds = (prefix: string): { from: string; to: string } => ({ from: writtenPrefix(prefix), to: `${writtenPrefix(prefix)}~` })

/** Where in a written id the digit stands that tells the sub-ranges of a range apart; 1 is the first character, as in SQL. */
export const subRangeAt = (prefix: string): number => writtenPrefix(`${prefix}0`).length

/** What all ids of a range begin with, by its first and last; the range's own prefix where there are fewer than two. */
export const commonOf = (first: string | undefined, last: string | undefined, prefix: string): string =>
  (first === undefined || last === undefined || first === last ? prefix : commonPrefix(first, last))

/** The longest range that holds both, ids or ranges. */
export function commonPrefix(a: string, b: string): string {
  const one = a.replaceAll('-', ''), other = b.replaceAll('-', '')
  let length = 0
  while (length < one.length && one[length] === other[length]) length += 1
  return one.slice(0, length)
}
