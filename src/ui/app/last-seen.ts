import { activeDatabase } from '../../data-api/databases.ts'
import { forgetLastSeen, keepLastSeen, lastSeenOf } from '../../data-api/last-seen.ts'
import { drawPicture, takePicture, type Picture } from './picture.ts'

/*
 * A screen as it was last seen, shown where a start takes long until its database is open and its own rows are painted. It is a picture:
 * inert, silent to screen readers, and gone as soon as the screen stands (decision 0023).
 */

/** A picture and what has to be as it was for it to be true: this build, this window's width, this day. */
interface LastSeen { build: string; address: string; width: number; day: string; picture: Picture }

/** Characters; a list of hundreds of rows in a very tall window is not worth keeping. */
const longest = 600_000

/** Drawing takes the page as long as its own rows do, and puts them off by that: a start that is through sooner has no picture. ms after it began. */
const graceMs = 1_200

let shown: HTMLElement | null = null
/** The path whose picture is shown or about to be, until it is taken away. */
let shownPath: string | null = null
let waiting: ReturnType<typeof setTimeout> | null = null

/** Tells one build from another. */
export const buildOfPage = (): string => document.querySelector<HTMLLinkElement>('link[rel="stylesheet"]')?.getAttribute('href') ?? ''
const today = (): string => new Date().toDateString()
/** The way in leads to today. */
const pathOf = (path: string): string => (path === '/' ? '/today' : path)

/** Shows how the page at this address was last seen, if it was, if it would look the same now, and if nothing stands there in a moment. */
export function showLastSeenSoon(): void {
  shownPath = pathOf(location.pathname)
  waiting = setTimeout(showLastSeen, Math.max(0, graceMs - performance.now()))
}

function showLastSeen(): void {
  waiting = null
  try {
    const path = pathOf(location.pathname)
    const kept = lastSeenOf(activeDatabase(), path)
    const seen = kept === null ? null : JSON.parse(kept) as LastSeen
    if (seen === null || seen.build !== buildOfPage() || seen.address !== path + location.search || seen.width !== window.innerWidth || seen.day !== today()) {
      hideLastSeen()
      return
    }
    shown = document.createElement('div')
    shown.dataset['lastSeen'] = ''
    shown.inert = true
    shown.ariaHidden = 'true'
    shown.className = 'fixed inset-0 z-20 cursor-progress bg-bg'
    document.body.append(shown)
    drawPicture(seen.picture, shown)
  } catch {
    // Somebody else's text under our key, or a browser that keeps nothing: the page begins empty, as it did the first time.
    hideLastSeen()
  }
}

/** Takes the picture away, also one that is still to come: what it shows is there, or will not be. */
export function hideLastSeen(): void {
  if (waiting !== null) clearTimeout(waiting)
  waiting = null
  shown?.remove()
  shown = null
  shownPath = null
}

/** The path whose picture is shown or about to be; null: there is none. */
export const lastSeenPath = (): string | null => shownPath

/** Whether a picture stands over the page. */
export const isLastSeenShown = (): boolean => shown !== null

/** Keeps how the page looks now as what is shown first next time; `database` is the one whose records it shows. */
export function rememberPage(database: string): void {
  const root = document.getElementById('root')
  const frame = root?.querySelector(':scope > [data-frame]')
  // Signed out or switched meanwhile: what stands here is not the open workspace's.
  if (!frame || shown !== null || database !== activeDatabase()) return
  const picture = takePicture(frame)
  const path = location.pathname
  const text = JSON.stringify({ build: buildOfPage(), address: path + location.search, width: window.innerWidth, day: today(), picture } satisfies { picture: Picture | null } & Omit<LastSeen, 'picture'>)
  if (picture === null || text.length > longest) forgetLastSeen(database, path)
  else keepLastSeen(database, path, text)
}
