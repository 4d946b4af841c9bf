import { otherSpellings, phoneDigits } from '../shared/fold.ts'
import { normalise } from './derive.ts'

/**
 * The search index holds made-up tokens, one set a record, without positions:
 *   every three characters in a row of a word:  anna → ann nna
 *   the first one to five of every word start:  ^a ^an ^ann ^anna
 * So one or two characters find the beginnings of words, three and more find anything. The index alone decides up to five characters at a
 * beginning and three within; what is longer is looked at in the text.
 */
export function tokensOf(text: string): string[] {
  const tokens = new Set<string>()
  for (const word of text.split(' ')) {
    for (let i = 0; i < word.length; i += 1) {
      if (i + 3 <= word.length) tokens.add(word.slice(i, i + 3))
      if (!startsWord(word, i)) continue
      for (let length = 1; length <= longestStart && i + length <= word.length; length += 1) tokens.add(`^${word.slice(i, i + length)}`)
    }
  }
  return [...tokens]
}

const longestStart = 5

/** One word of a search, in its spellings, of which one will do. */
export interface Term { spellings: string[] }

/**
 * The words of a search. Digits that stand together, however spaced, also count as one piece of a phone number, without the prefix that
 * only dials: `0151 23` is found in +49 151 23…. A word with two letters for an umlaut is one with the umlaut, and the other way about.
 */
export function parseSearch(search: string): Term[] {
  const terms: Term[] = []
  const written = search.slice(0, longestSearch).replace(curlyApostrophes, "'").normalize('NFC')
  const words = normalise(written).split(' ').filter((word) => word !== '').map((word) => word.slice(0, longestWord))
  const others = new Map(written.split(/\s+/).map((word) => [normalise(word), otherSpellings(word).map((other) => normalise(other).slice(0, longestWord)).filter((other) => !other.includes(' '))]))
  for (let i = 0; i < words.length; i += 1) {
    let end = i
    while (end < words.length && phonePiece.test(words[end]!)) end += 1
    const digits = end > i ? phoneDigits(words.slice(i, end).join('').replace(/\(0?$/, '')).replace(/^0+/, '') : ''
    if (digits.length >= 3) {
      const run = words.slice(i, end)
      terms.push(run.length === 1 ? { spellings: [...new Set([run[0]!, digits])] } : { spellings: [digits] })
      i = end - 1
    } else if (end > i && words.slice(i, end).some((word) => /[+(]/.test(word))) {
      // A number that is just being typed: "+49", "+49 (".
      if (digits !== '') terms.push({ spellings: end === i + 1 ? [words[i]!, digits] : [digits] })
      i = end - 1
    } else {
      terms.push({ spellings: [...spellingsOf(words[i]!), ...others.get(words[i]!) ?? []] })
    }
    if (terms.length === mostTerms) break
  }
  return terms
}

/** In capitals, what ends in Σ so far may go on: it is lowered as an end, which the word in the text need not have there. */
const spellingsOf = (word: string): string[] => (/[σς]$/.test(word) ? [`${word.slice(0, -1)}σ`, `${word.slice(0, -1)}ς`] : [word])

/** Dashes of every length: what was copied from a page has them. */
const phonePiece = /^[+()\d/.\-\u2010-\u2015\u2212]+$/
/** As telephones type them, where the text has a straight one, which parts words. */
const curlyApostrophes = /[\u2018\u2019\u201b\u2032\uff07]/g
/** A pasted page is no search. */
const mostTerms = 12, longestSearch = 4_000
/** Of a longer one the index would be asked for thousands of pieces at once, for minutes. */
const longestWord = 200

/** For the index: what every record that matches has, and perhaps some others. */
export function indexQuery(terms: readonly Term[], onlyBeginnings: boolean): string {
  return terms.map(({ spellings }) => `(${spellings.map((word) => `(${tokensFor(word, onlyBeginnings).map((token) => `"${token}"`).join(' AND ')})`).join(' OR ')})`).join(' AND ')
}

function tokensFor(word: string, onlyBeginnings: boolean): string[] {
  if (word.length < 3) return [`^${word}`]
  const first = onlyBeginnings ? Math.min(word.length, longestStart) : 3
  const tokens = [onlyBeginnings ? `^${word.slice(0, first)}` : word.slice(0, 3)]
  // A cover of the word is enough, since what it finds is looked at in the text.
  for (let i = first; i < word.length; i += 3) tokens.push(i + 3 <= word.length ? word.slice(i, i + 3) : word.slice(-3))
  return tokens
}

/** Whether the index alone cannot decide. */
export const needsText = (terms: readonly Term[], onlyBeginnings: boolean): boolean =>
  terms.some(({ spellings }) => spellings.some((word) => word.length > (onlyBeginnings ? longestStart : 3)))

/** Decides on the text itself. */
export function matches(text: string, terms: readonly Term[], onlyBeginnings = false): boolean {
  return terms.every(({ spellings }) => spellings.some((word) => (word.length < 3 || onlyBeginnings ? beginsAWord(text, word) : text.includes(word))))
}

function beginsAWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) if (startsWord(text, at)) return true
  return false
}

/** After a blank or punctuation; in scripts that put none, everywhere. */
function startsWord(text: string, at: number): boolean {
  if (!isWordChar(text.charCodeAt(at)) && !/[\p{L}\p{N}]/u.test(text[at]!)) return at === 0 || text[at - 1] === ' '
  if (at === 0) return true
  const before = text.charCodeAt(at - 1)
  if (before < 128) return !isWordChar(before)
  return unspaced.test(text[at]!) || !/[\p{L}\p{N}]/u.test(text[at - 1]!)
}

const isWordChar = (unit: number): boolean => (unit >= 97 && unit <= 122) || (unit >= 48 && unit <= 57)
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u
