import { fold, otherSpellings } from '../../shared/fold.ts'

/** The text in pieces, each found or not; null where nothing was. Words are looked for folded. */
export function highlightParts(text: string, search: string): { text: string; hit: boolean }[] | null {
  const words = search.split(/\s+/).filter((word) => word !== '').flatMap((word) => [fold(word), ...otherSpellings(word)])
  if (words.length === 0) return null
  // Folding may lengthen a letter (ß, æ), so each folded unit remembers where it came from.
  const letters = Array.from(text)
  const folded: string[] = []
  const from: number[] = []
  letters.forEach((letter, at) => { for (const unit of fold(letter)) { folded.push(unit); from.push(at) } })
  const hay = folded.join('')
  const hits = new Set<number>()
  for (const word of words) {
    for (let at = hay.indexOf(word); at !== -1; at = hay.indexOf(word, at + word.length)) {
      for (let unit = at; unit < at + word.length; unit += 1) hits.add(from[unit]!)
    }
  }
  if (hits.size === 0) return null
  const parts: { text: string; hit: boolean }[] = []
  letters.forEach((letter, at) => {
    const last = parts.at(-1)
    if (last && last.hit === hits.has(at)) last.text += letter
    else parts.push({ text: letter, hit: hits.has(at) })
  })
  return parts
}
