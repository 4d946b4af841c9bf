import { fold, otherSpellings, phoneDigits } from '../../shared/fold.ts'

/** The text in pieces, each found or not; null where nothing was. Words are looked for folded. */
export function highlightParts(text: string, search: string): { text: string; hit: boolean }[] | null {
  // What folding leaves nothing of, a mark by itself, would be found everywhere, for ever.
  const words = search.split(/\s+/).flatMap((word) => [...fold(word).split(/\s+/), ...otherSpellings(word)]).filter((word) => word !== '')
  if (words.length === 0) return null
  const number = numberParts(text, search)
  if (number !== null) return number
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

const fewestDigits = 3

/** A number's digits as one, however either is written; null where it is none, or not in the text. */
function numberParts(text: string, search: string): { text: string; hit: boolean }[] | null {
  const wanted = numberOf(search)
  if (wanted === null) return null
  const places = [...text.matchAll(/\d/g)].map(({ index }) => index), at = places.map((place) => text[place]).join('').indexOf(wanted)
  if (at === -1) return null
  const from = places[at]!, to = places[at + wanted.length - 1]! + 1
  return [{ text: text.slice(0, from), hit: false }, { text: text.slice(from, to), hit: true }, { text: text.slice(to), hit: false }].filter((part) => part.text !== '')
}

/** What is looked for in numbers, without what stands before it at home or abroad; null: too little of one, or none. */
export function numberOf(search: string): string | null {
  const digits = /^[\d\s()+./-]+$/.test(search) ? phoneDigits(search).replace(/^0+/, '') : ''
  return digits.length < fewestDigits ? null : digits
}
