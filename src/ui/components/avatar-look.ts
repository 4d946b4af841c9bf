/*
 * How an avatar looks, without a component: what is drawn before the components are here draws it alike.
 */

/** "Ana Silva" is AS, "Ana" is A, "ana@example.org" is A; letters of any script. */
export function initials(name: string): string {
  const words = name.split('@')[0]!.split(/[\s.,_-]+/u).map((word) => /\p{L}|\p{N}/u.exec(word)?.[0]).filter(Boolean)
  const first = words[0] ?? '?'
  const last = words.length > 1 ? words.at(-1) ?? '' : ''
  return (first + last).toUpperCase()
}

/** What stands in it: of what is no person the first letter. */
export const avatarWords = (name: string, square: boolean): string => (square ? initials(name).slice(0, 1) : initials(name))

export const avatarClass = (size: 'sm' | 'md' | 'lg', square: boolean): string =>
  `inline-flex shrink-0 items-center justify-center bg-pressed font-medium text-muted select-none ${sizes[size]} ${square ? corners[size] : 'rounded-full'}`

const sizes = { sm: 'size-6 text-[10px] leading-none', md: 'size-9 text-meta', lg: 'size-14 text-title' }
const corners = { sm: 'rounded-sm', md: 'rounded-md', lg: 'rounded-lg' }
