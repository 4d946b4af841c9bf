import type { LabelledKind } from './labelled-words.ts'

/** Where an e-mail, a phone or a link leads; null where it leads nowhere safe. */
export function hrefOf(field: LabelledKind, value: string): string | null {
  const text = value.trim()
  if (text === '') return null
  if (field === 'emails') return /^\S+@\S+$/.test(text) ? `mailto:${encodeURIComponent(text).replace('%40', '@')}` : null
  if (field === 'phones') return /\d/.test(text) ? `tel:${text.replace(/\(0\)/, '').replace(/[^\d+*#,;]/g, '')}` : null
  // Only the web: a link that came in a file may say javascript: or file:.
  const address = /^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `https://${text}`
  if (!URL.canParse(address)) return null
  const url = new URL(address)
  return (url.protocol === 'https:' || url.protocol === 'http:') ? url.href : null
}
