import { fold } from '../../shared/fold.ts'
import type { DraftBuilder } from './draft.ts'

/** A name in two parts; either may be empty. */
export interface SplitName { firstName: string; lastName: string }

/**
 * Splits a name written as one: "Silva, Ana" by its comma; "Ludwig van Beethoven" before the particle; "John Doe Jr." keeps the suffix with
 * the last name. One word alone is a first name.
 */
export function splitFullName(full: string): SplitName {
  const text = full.trim().replace(/\s+/g, ' ')
  const comma = /^([^,]+),\s*([^,]+)$/.exec(text)
  if (comma !== null && !isSuffix(comma[2]!)) return { firstName: comma[2]!.trim(), lastName: comma[1]!.trim() }
  const words = text.split(' ')
  if (words.length === 1) return { firstName: text, lastName: '' }
  // Chinese, Japanese and Korean names begin with the family's.
  if (/^[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}\s]+$/u.test(text)) return { firstName: words.slice(1).join(' '), lastName: words[0]! }
  let end = words.length
  while (end > 2 && isSuffix(words[end - 1]!)) end -= 1
  let start = end - 1
  while (start > 1 && particles.has(words[start - 1]!.toLowerCase())) start -= 1
  return { firstName: words.slice(0, start).join(' ').replace(/,$/, ''), lastName: words.slice(start).join(' ') }
}

/** The generational and academic ends of a name: "Jr.", "III", "Ph.D.". */
const isSuffix = (word: string): boolean => suffixes.has(word.toLowerCase().replace(/[.,]/g, ''))

const suffixes = new Set(['jr', 'sr', 'ii', 'iii', 'iv', 'v', 'phd', 'md', 'esq', 'msc', 'bsc', 'mba', 'dds', 'jun', 'sen'])
const particles = new Set([
  'von', 'van', 'de', 'der', 'den', 'del', 'della', 'di', 'da', 'dos', 'das', 'du', 'la', 'le', 'zu', 'zur', 'zum', 'vom', 'ten', 'ter', 'bin', 'ibn', 'al', 'el', 'y', 'af', 'av',
])

/**
 * Puts the parts of a name into a draft. A contact has a first and a last name and no more: middle names and suffixes go to the note. A
 * name written as one counts where there are no parts; beside them it goes to the note where it has a word that stands nowhere else (`said`).
 */
export function setNames(draft: DraftBuilder, names: { first: string; middle: string; suffix: string; full: string }, said: readonly string[]): void {
  const { first, middle, suffix, full } = names
  const hasParts = first !== '' || draft.value('lastName') !== ''
  if (first === '' && draft.value('lastName') === '' && full !== '') {
    const split = splitFullName(full)
    draft.set('firstName', split.firstName, 'Name')
    draft.set('lastName', split.lastName, 'Name')
  } else draft.set('firstName', first === '' ? middle : first, 'First name')
  if (middle !== '' && first !== '') draft.note(middle, 'Middle name')
  if (suffix !== '') draft.note(suffix, 'Name suffix')
  if (hasParts && full !== '' && saysMore(full, said)) draft.note(full, 'Full name')
}

/** "Mum" beside Anna Silva; not "A. Silva". */
function saysMore(full: string, said: readonly string[]): boolean {
  const known = said.flatMap(wordsOf)
  return wordsOf(full).some((word) => !known.some((other) => other === word || (word.length === 1 && other.startsWith(word))))
}

const wordsOf = (text: string): string[] => fold(text).split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '')
