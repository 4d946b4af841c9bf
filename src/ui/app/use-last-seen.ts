import { useEffect } from 'react'
import { activeDatabase } from '../../data-api/databases.ts'
import { useShownEffect } from '../components/screen-life.ts'
import { hideLastSeen, isLastSeenShown, lastSeenPath, rememberPage } from './last-seen.ts'

/** The screen has to stand still for this long before its picture is taken, ms. */
const still = 1_500
/** A picture is not left standing over a screen that does not come, ms. */
const longest = 5_000

/**
 * For a screen that is worth showing before the database is open: takes the picture of last time away once it has painted its own, and
 * a new one whenever it has stood still for a while.
 * @param settled what it shows has been read
 * @param seen what it shows; another value means another picture
 */
export function useLastSeen(settled: boolean, seen: unknown): void {
  useShownEffect(() => {
    if (!settled) return
    if (!isLastSeenShown()) { hideLastSeen(); return }
    // In the frame after the one that paints the rows.
    let frame = requestAnimationFrame(() => { frame = requestAnimationFrame(hideLastSeen) })
    return () => cancelAnimationFrame(frame)
  }, [settled])
  useShownEffect(() => {
    if (!settled) return
    const database = activeDatabase()
    const timer = setTimeout(() => { whenIdle(() => { rememberPage(database) }) }, still)
    return () => clearTimeout(timer)
  }, [settled, seen])
}

/** For the page: no picture stands over another screen, over a database that does not open, or for long. */
export function useLastSeenEnds(path: string, ready: Promise<unknown>): void {
  useEffect(() => {
    if (path !== '/' && path !== lastSeenPath()) hideLastSeen()
  }, [path])
  useEffect(() => {
    ready.catch(hideLastSeen)
    const timer = setTimeout(hideLastSeen, longest)
    return () => clearTimeout(timer)
  }, [ready])
}

/** Not every browser tells when it is idle. */
const whenIdle = (work: () => void): void => {
  if ('requestIdleCallback' in window) window.requestIdleCallback(work)
  else setTimeout(work, 0)
}
