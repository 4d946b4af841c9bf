/*
 * The selection in the address: a few ids stand in it; more are kept in this tab's session under a number that stands in it.
 */
const inAddress = 30
const prefix = 'satchel.selection.'

export function writeSelection(ids: ReadonlySet<string>): string | undefined {
  if (ids.size === 0) return undefined
  if (ids.size <= inAddress) return [...ids].join('.')
  const key = `~${ids.size}-${[...ids].at(-1)?.slice(-6) ?? ''}`
  try {
    sessionStorage.setItem(prefix + key, [...ids].join('.'))
  } catch {
    return undefined // too many to keep over a reload; the selection itself stands
  }
  return key
}

export function readSelection(text: string | undefined): Set<string> {
  if (!text) return new Set()
  const ids = text.startsWith('~') ? sessionStorage.getItem(prefix + text) : text
  return new Set(ids?.split('.').filter(Boolean))
}
