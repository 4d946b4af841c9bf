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
  const found = createSplices(from, start)
  align(from.slice(start, from.length - end), to.slice(start, to.length - end), tiers, found)
  return found.end()
}

/** What is found to be the same first: words, then signs, then the blanks between; two texts may share many a blank and have nothing in common. */
const tiers: readonly ((token: string) => boolean)[] = [(token) => isWord.test(token), (token) => !isBlank(token[0]), () => true]

/** Whatever of a tier the two share, in order, stays; what lies between is looked at by the next. */
function align(old: string, now: string, [ofTier, ...next]: typeof tiers, found: Splices): void {
  // A count, not a time, so that a slow machine finds the same.
  const shared = old === '' || now === '' || ofTier === undefined ? undefined
    : diffArrays(tokensOf(old).filter(ofTier), tokensOf(now).filter(ofTier), { maxEditLength: mostEdits })
  if (shared === undefined) {
    found.replace(old, now)
    return
  }
  let oldAt = 0, nowAt = 0, oldEnd = 0, nowEnd = 0
  for (const { value, added, removed } of shared) {
    for (const token of value) {
      // Tokens of other tiers lie between these, and none of them holds one of these within itself.
      const inOld = added ? -1 : old.indexOf(token, oldAt), inNow = removed ? -1 : now.indexOf(token, nowAt)
      if (!added) oldAt = inOld + token.length
      if (!removed) nowAt = inNow + token.length
      if (added || removed) continue
      align(old.slice(oldEnd, inOld), now.slice(nowEnd, inNow), next, found)
      found.keep(token)
      oldEnd = oldAt
      nowEnd = nowAt
    }
  }
  align(old.slice(oldEnd), now.slice(nowEnd), next, found)
}

interface Splices {
  keep(text: string): void
  replace(old: string, now: string): void
  end(): Splice[]
}

/** Gathers what is kept and replaced from `at` on; neighbours are one. */
function createSplices(from: string, at: number): Splices {
  const splices: Splice[] = []
  let open: Splice | null = null
  const close = (): void => {
    if (open !== null) splices.push(altered(open, from))
    open = null
  }
  return {
    keep: (text) => { close(); at += text.length },
    replace: (old, now) => {
      if (old === '' && now === '') return
      open ??= { at, remove: 0, insert: '' }
      open.remove += old.length
      open.insert += now
      at += old.length
    },
    end: () => { close(); return splices },
  }
}

/** A text as documents keep it: half a surrogate pair is no character and becomes the sign for one that cannot be shown. */
export const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, '\uFFFD')

/** Beyond so many words more or fewer two texts have little in common; the time to find out grows with the square. */
const mostEdits = 600

/** Words (a sign each where words are not set apart), blanks, and everything else a character each. */
const tokensOf = (text: string): string[] => text.match(/(?:(?!\p{sc=Han}|\p{sc=Hira}|\p{sc=Kana}|\p{sc=Thai})[\p{L}\p{M}\p{N}_])+|\s+|[^]/gu) ?? []
const isWord = /^[\p{L}\p{M}\p{N}_]/u

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
