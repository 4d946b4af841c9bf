import { diffArrays } from 'diff'

/** At `at` of the old text (UTF-16 units, as strings count) `remove` units go and `insert` comes. */
export interface Splice { at: number; remove: number; insert: string }

/**
 * What turns one text into another: by words, and within a word that was altered by what its ends do not share. In the order of the old
 * text, apart from each other, and never between the halves of a surrogate pair. The same two texts give the same edits everywhere.
 */
export function editsBetween(from: string, to: string): Splice[] {
  const whole = trimmed({ at: 0, remove: from.length, insert: to }, from)
  if (whole === null) return []
  if (whole.remove === 0 || whole.insert === '') return [whole]
  const old = tokensOf(from.slice(whole.at, whole.at + whole.remove))
  // A count, not a time, so that a slow machine finds the same.
  const found = diffArrays(old, tokensOf(whole.insert), { maxEditLength: mostEdits })
  if (found === undefined) return [whole]
  const splices: Splice[] = []
  let at = whole.at, open: Splice | null = null
  const close = (): void => {
    const splice = open === null ? null : trimmed(open, from)
    if (splice !== null) splices.push(splice)
    open = null
  }
  for (const { value, added, removed } of found) {
    const text = value.join('')
    if (!added && !removed) {
      close()
      at += text.length
      continue
    }
    open ??= { at, remove: 0, insert: '' }
    if (added) open.insert += text
    else { open.remove += text.length; at += text.length }
  }
  close()
  return splices
}

/** A text as documents keep it: half a surrogate pair is no character and becomes the sign for one that cannot be shown. */
export const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, '\uFFFD')

/** Beyond so many words more or fewer two texts have little in common; the time to find out grows with the square. */
const mostEdits = 600

/** Words, blanks, and everything else a character each. */
const tokensOf = (text: string): string[] => text.match(/[\p{L}\p{M}\p{N}_]+|\s+|[^]/gu) ?? []

/** Without what both ends share; null where that is everything. */
function trimmed({ at, remove, insert }: Splice, from: string): Splice | null {
  const most = Math.min(remove, insert.length)
  let start = 0
  while (start < most && from.charCodeAt(at + start) === insert.charCodeAt(start)) start += 1
  if (start > 0 && isHigh(insert.charCodeAt(start - 1)) && (start < remove || start < insert.length)) start -= 1
  let end = 0
  while (end < most - start && from.charCodeAt(at + remove - 1 - end) === insert.charCodeAt(insert.length - 1 - end)) end += 1
  if (end > 0 && isLow(insert.charCodeAt(insert.length - end))) end -= 1
  const splice = { at: at + start, remove: remove - start - end, insert: insert.slice(start, insert.length - end) }
  return splice.remove === 0 && splice.insert === '' ? null : splice
}

const isHigh = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff
const isLow = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff
