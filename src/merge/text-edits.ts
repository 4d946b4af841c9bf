import { diffArrays } from 'diff'

/** At `at` of the old text (UTF-16 units, as strings count) `remove` units go and `insert` comes. */
export interface Splice { at: number; remove: number; insert: string }

/**
 * What turns one text into another, by words: a new word is whole, so that it does not go with the one beside it whose letters it shares;
 * a word that was altered keeps the letters it had. In the order of the old text, apart from each other, and never between the halves of
 * a surrogate pair. The same two texts give the same edits everywhere.
 */
export function editsBetween(from: string, to: string): Splice[] {
  if (from === to) return []
  const start = sharedStart(from, to), end = sharedEnd(from, to, start)
  const old = from.slice(start, from.length - end), now = to.slice(start, to.length - end)
  if (old === '' || now === '') return [{ at: start, remove: old.length, insert: now }]
  // A count, not a time, so that a slow machine finds the same.
  const found = diffArrays(tokensOf(old), tokensOf(now), { maxEditLength: mostEdits })
  if (found === undefined) return [{ at: start, remove: old.length, insert: now }]
  const splices: Splice[] = []
  let at = start, open: Splice | null = null
  for (const { value, added, removed } of found) {
    const text = value.join('')
    if (!added && !removed) {
      if (open !== null) splices.push(altered(open, from))
      open = null
      at += text.length
      continue
    }
    open ??= { at, remove: 0, insert: '' }
    if (added) open.insert += text
    else { open.remove += text.length; at += text.length }
  }
  if (open !== null) splices.push(altered(open, from))
  return splices
}

/** A text as documents keep it: half a surrogate pair is no character and becomes the sign for one that cannot be shown. */
export const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, '\uFFFD')

/** Beyond so many words more or fewer two texts have little in common; the time to find out grows with the square. */
const mostEdits = 600

/** Words (a sign each where words are not set apart), blanks, and everything else a character each. */
const tokensOf = (text: string): string[] => text.match(/(?:(?!\p{sc=Han}|\p{sc=Hira}|\p{sc=Kana}|\p{sc=Thai})[\p{L}\p{M}\p{N}_])+|\s+|[^]/gu) ?? []

/** How much two texts begin with, up to a word's beginning. */
function sharedStart(a: string, b: string): number {
  const most = Math.min(a.length, b.length)
  let length = 0
  while (length < most && a.charCodeAt(length) === b.charCodeAt(length)) length += 1
  while (length > 0 && !(isBlank(a[length - 1]) && !isBlank(a[length]) && !isBlank(b[length]))) length -= 1
  return length
}

/** How much they end with, from a word's end on, behind what they begin with. */
function sharedEnd(a: string, b: string, start: number): number {
  const most = Math.min(a.length, b.length) - start
  let length = 0
  while (length < most && a.charCodeAt(a.length - 1 - length) === b.charCodeAt(b.length - 1 - length)) length += 1
  while (length > 0 && !(isBlank(a[a.length - length]) && !isBlank(a[a.length - length - 1]) && !isBlank(b[b.length - length - 1]))) length -= 1
  return length
}

/** A word that became another sharing more than half of it was altered: only what differs is. */
function altered(splice: Splice, from: string): Splice {
  const { at, remove, insert } = splice, most = Math.min(remove, insert.length)
  let start = 0
  while (start < most && from.charCodeAt(at + start) === insert.charCodeAt(start)) start += 1
  if (isHigh(insert.charCodeAt(start - 1))) start -= 1
  let end = 0
  while (end < most - start && from.charCodeAt(at + remove - 1 - end) === insert.charCodeAt(insert.length - 1 - end)) end += 1
  if (isLow(insert.charCodeAt(insert.length - end))) end -= 1
  if ((start + end) * 2 <= Math.max(remove, insert.length)) return splice
  return { at: at + start, remove: remove - start - end, insert: insert.slice(start, insert.length - end) }
}

const isBlank = (unit: string | undefined): boolean => unit !== undefined && /\s/.test(unit)
const isHigh = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff
const isLow = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff
