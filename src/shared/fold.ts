/**
 * Folds text for search and comparison: lower case, no accents, German ß as ss, and the letters that Unicode does not take apart
 * (ø, ł, đ, æ, œ, ı) as their plain forms. `fold('José')` is `jose`.
 */
export function fold(text: string): string {
  // Most text is ASCII; normalize() costs ten times what this test does.
  // eslint-disable-next-line no-control-regex -- the ASCII range is meant
  if (/^[\x00-\x7f]*$/.test(text)) return text.toLowerCase()
  return withoutMarks(text.normalize('NFKD'))
    .toLowerCase()
    .replace(/[ßøłđðþæœı]/g, (letter) => plain[letter] ?? letter)
}

/** Below U+0483 the only marks are these, and to look for all of Unicode's takes many times as long. */
function withoutMarks(decomposed: string): string {
  const text = decomposed.replace(/[\u0300-\u036f]+/g, '')
  return /[\u0483-\uffff]/.test(text) ? text.replace(/\p{M}+/gu, '') : text
}

const plain: Record<string, string> = { ß: 'ss', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', æ: 'ae', œ: 'oe', ı: 'i' }

/**
 * How else a word is written where a keyboard has no ä, ø or å, folded: of `Müller` `mueller`, of `Mueller` `muller`, of `Ana` nothing. Short words have none, nor do
 * the two letters at an end: "blue" is not "blü".
 */
export function otherSpellings(word: string): string[] {
  const folded = fold(word), umlauts = /[äöøüå]/iu
  // eslint-disable-next-line no-control-regex -- the ASCII range is meant
  const composed = /^[\x00-\x7f]*$/.test(word) ? word : word.normalize('NFC')
  const spelledOut = umlauts.test(composed) ? fold(composed.replace(/[äöøüå]/giu, (letter) => twoLetters[letter.toLowerCase()]!)) : folded
  return [...new Set([spelledOut, ...plainly(folded)])].filter((other) => other !== folded && other.length >= 4)
}

/** With one letter for each of its pairs, and for every one of them by itself: in "Bauernmueller" only the second stands for one. */
function plainly(folded: string): string[] {
  const pairs = [...folded.matchAll(/(?:[aou]e|aa)(?=\p{L})/gu)].map(({ index }) => index + 1)
  const without = (places: readonly number[]): string => places.reduceRight((text, at) => text.slice(0, at) + text.slice(at + 1), folded)
  return [pairs, ...pairs.slice(0, 4).map((place) => [place])].map(without)
}

const twoLetters: Record<string, string> = { ä: 'ae', ö: 'oe', ø: 'oe', ü: 'ue', å: 'aa' }

/** An e-mail address as accounts are told apart by it. */
export const foldEmail = (email: string): string => email.trim().normalize('NFC').toLowerCase()

/** The digits of a phone number, a leading international prefix (`+` or `00`) and the `(0)` after it removed. */
export function phoneDigits(phone: string): string {
  return phone.replace(/\(0\)/, '').replace(/\D/g, '').replace(/^00/, '')
}

/** Fewer digits than this are an extension or a slip, not a number to know somebody by. */
export const fewestPhoneDigits = 6

/** Whether two phones are one number, written with its country or without: "+49 151 234567" and "0151/234567". */
export function samePhone(one: string, other: string): boolean {
  const [a, b] = [one, other].map((phone) => phoneDigits(phone).replace(/^0+/, '')) as [string, string]
  if (a === b) return a !== '' || one.trim() === other.trim()
  return Math.min(a.length, b.length) >= fewestPhoneDigits && (a.endsWith(b) || b.endsWith(a)) && Math.abs(a.length - b.length) <= 3
}
