import { useMemo } from 'react'
import { highlightParts } from './highlight-parts.ts'

/** Text with what was searched for marked in it, as the search found it: without regard to accents and case. */
export function Highlight({ text, search }: { text: string; search: string | undefined }) {
  const parts = useMemo(() => (search ? highlightParts(text, search) : null), [text, search])
  if (!parts) return text
  return parts.map((part, index) => (part.hit ? <mark key={index}>{part.text}</mark> : part.text))
}
