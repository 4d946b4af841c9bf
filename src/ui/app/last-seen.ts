import { activeDatabase } from '../../data-api/databases.ts'
import { forgetLastSeen, keepLastSeen, lastSeenOf } from '../../data-api/last-seen.ts'
import { drawPicture, takePicture, type Picture } from './picture.ts'

/*
 * A screen as it was last seen, shown from the first moment until its database is open and its own rows are painted. It is a picture:
 * inert, silent to screen readers, and gone as soon as the screen stands (decision 0023).
 */

/** A picture and what has to be as it was for it to be true: this build, this window's width, this day. */
interface LastSeen { build: string; address: string; width: number; day: string; picture: Picture }

/** Characters; a list of hundreds of rows in a very tall window is not worth keeping. */
const longest = 600_000

let shown: HTMLElement | null = null
/** The path whose picture is shown, until it is taken away. */
let shownPath: string | null = null

const build = (): string => document.querySelector<HTMLLinkElement>('link[rel="stylesheet"]')?.getAttribute('href') ?? ''
const today = (): string => new Date().toDateString()
/** The way in leads to today. */
const pathOf = (path: string): string => (path === '/' ? '/today' : path)

/** Shows how the page at this address was last seen, if it was, and if it would look the same now. */
export function showLastSeen(): void {
  try {
    const path = pathOf(location.pathname)
    const kept = lastSeenOf(activeDatabase(), path)
    if (kept === null) return
    const seen = JSON.parse(kept) as LastSeen
    if (seen.build !== build() || seen.address !== path + location.search || seen.width !== window.innerWidth || seen.day !== today()) return
    shown = document.createElement('div')
    shown.dataset['lastSeen'] = ''
    shown.inert = true
    shown.ariaHidden = 'true'
    shown.className = 'fixed inset-0 z-20 cursor-progress bg-bg'
    document.body.append(shown)
    shownPath = path
    drawPicture(seen.picture, shown)
  } catch {
    // Somebody else's text under our key, or a browser that keeps nothing: the page begins empty, as it did the first time.
    hideLastSeen()
  }
}

/** Takes the picture away: what it shows is there, or will not be. */
export function hideLastSeen(): void {
  shown?.remove()
  shown = null
  shownPath = null
}

/** The path whose picture is shown; null: none is. */
export const lastSeenPath = (): string | null => shownPath

/** Keeps how the page looks now as what is shown first next time; `database` is the one whose records it shows. */
export function rememberPage(database: string): void {
  const root = document.getElementById('root')
  const frame = root?.querySelector(':scope > [data-frame]')
  // Signed out or switched meanwhile: what stands here is not the open workspace's.
  if (!frame || shown !== null || database !== activeDatabase()) return
  const picture = takePicture(frame)
  const path = location.pathname
  const text = JSON.stringify({ build: build(), address: path + location.search, width: window.innerWidth, day: today(), picture } satisfies { picture: Picture | null } & Omit<LastSeen, 'picture'>)
  if (picture === null || text.length > longest) forgetLastSeen(database, path)
  else keepLastSeen(database, path, text)
}
