import { besideKey } from './beside.ts'

/**
 * Keeps a text in localStorage that may be lost. Where that is full, the pictures of screens make room, which are the most of it.
 * @returns whether it is kept
 */
export function keepItem(key: string, text: string): boolean {
  if (kept(key, text)) return true
  const pictures = [besideKey('lastSeen', ''), besideKey('firstList', '')].map((prefix) => prefix.trimEnd())
  for (const other of Object.keys(localStorage)) if (other !== key && pictures.some((prefix) => other.startsWith(prefix))) localStorage.removeItem(other)
  return kept(key, text)
}

function kept(key: string, text: string): boolean {
  try {
    localStorage.setItem(key, text)
    return true
  } catch {
    return false
  }
}
