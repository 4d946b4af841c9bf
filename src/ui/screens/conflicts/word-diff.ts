export interface DiffPart { text: string; kind: 'same' | 'added' | 'removed' }

/**
 * What turns one text into another, word by word, neighbours of one kind joined. Removed words stand before the added ones that
 * replace them. Texts too long to compare exactly are compared at their beginning and end only.
 */
export function diffWords(before: string, after: string): DiffPart[] {
  const a = tokens(before), b = tokens(after)
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1
  let end = 0
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1

  return joined([
    ...a.slice(0, start).map((text): DiffPart => ({ text, kind: 'same' })),
    ...middle(a.slice(start, a.length - end), b.slice(start, b.length - end)),
    ...a.slice(a.length - end).map((text): DiffPart => ({ text, kind: 'same' })),
  ])
}

const tokens = (text: string): string[] => text.match(/\s+|[\p{L}\p{M}\p{N}]+|[^\s\p{L}\p{M}\p{N}]/gu) ?? []

/** The table below takes a cell a pair of words; beyond this many it would be felt. */
const mostCells = 1_000_000

function middle(a: string[], b: string[]): DiffPart[] {
  if (a.length * b.length > mostCells) return [{ text: a.join(''), kind: 'removed' }, { text: b.join(''), kind: 'added' }]
  const width = b.length + 1
  const lengths = new Uint32Array((a.length + 1) * width)
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      lengths[i * width + j] = a[i] === b[j]
        ? lengths[(i + 1) * width + j + 1]! + 1
        : Math.max(lengths[(i + 1) * width + j]!, lengths[i * width + j + 1]!)
    }
  }
  const parts: DiffPart[] = []
  let i = 0, j = 0
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) { parts.push({ text: a[i]!, kind: 'same' }); i += 1; j += 1 }
    else if (i < a.length && (j === b.length || lengths[(i + 1) * width + j]! >= lengths[i * width + j + 1]!)) { parts.push({ text: a[i]!, kind: 'removed' }); i += 1 }
    else { parts.push({ text: b[j]!, kind: 'added' }); j += 1 }
  }
  return parts
}

/** Joins neighbours of a kind, also over the single space between two changed words, which would otherwise read as confetti. */
function joined(parts: DiffPart[]): DiffPart[] {
  const result: DiffPart[] = []
  let removed = '', added = ''
  const flush = (): void => {
    if (removed) result.push({ text: removed, kind: 'removed' })
    if (added) result.push({ text: added, kind: 'added' })
    removed = ''
    added = ''
  }
  parts.forEach((part, at) => {
    if (part.kind === 'removed') removed += part.text
    else if (part.kind === 'added') added += part.text
    else if (/^\s+$/.test(part.text) && removed && added && changesAgain(parts, at)) { removed += part.text; added += part.text }
    else {
      flush()
      const last = result.at(-1)
      if (last?.kind === 'same') last.text += part.text
      else result.push({ ...part })
    }
  })
  flush()
  return result
}

const changesAgain = (parts: DiffPart[], at: number): boolean => parts[at + 1] !== undefined && parts[at + 1]!.kind !== 'same'
