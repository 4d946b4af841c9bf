import { consoleLog } from '../shared/log.ts'
import type { Connection } from './connection.ts'
import { activeDatabase, deleteDatabaseFiles, forgetDatabase, knownDatabases, setActiveDatabase } from './databases.ts'
import { forgetBeside } from './beside.ts'
import { forgetOtherDrafts } from './kept-drafts.ts'
import { keepItem } from './keep-item.ts'

/*
 * A device that somebody had wiped. What is to go is noted first, in one place that every page looks at when it starts, so that a page that
 * is closed in the middle has only put it off: nothing of it is opened or shown any more from the note on.
 *
 *   the server says so ─▶ note, another database becomes the open one ─▶ every tab leaves its page ─▶ files deleted ─▶ the server is told
 *                                                                            └ killed here: the next start goes on
 *
 * What goes is everything of these people, and what belongs to nobody; a database of somebody else who works here stays theirs.
 */

const noteKey = 'satchel.wipe', saidKey = 'satchel.wiped'
const channelName = 'satchel.wipe'

/** Notes what is to go, and leaves. Where that was done already and there is nothing new of these people, it is finished. */
export function beginWipe(userIds: readonly string[], makeId: () => string, connection: Connection): void {
  if (leaving) return
  const everything = knownDatabases(), open = activeDatabase()
  const hasTheirs = everything.some(({ userId }) => userId !== null && userIds.includes(userId))
  if (localStorage.getItem(noteKey) !== null && !hasTheirs) {
    finishWipe(connection).catch(() => undefined)
    return
  }
  const others = everything.filter(({ userId }) => userId !== null && !userIds.includes(userId)).map(({ databaseName }) => databaseName)
  const doomed = [...new Set([...everything.map(({ databaseName }) => databaseName), open])].filter((name) => !others.includes(name))
  // First what can go at once: where localStorage is full, the note of all the rest has room then.
  forgetOtherDrafts(others)
  for (const key of Object.keys(localStorage)) if (personal.some((prefix) => key.startsWith(prefix))) localStorage.removeItem(key)
  keepItem(noteKey, JSON.stringify([...new Set([...noted(), ...doomed])]))
  // The key that a reload would open, and begin to show, before anything else.
  if (doomed.includes(open)) setActiveDatabase(`satchel-${makeId().slice(-12)}`)
  for (const name of doomed) { forgetBeside(name); forgetDatabase(name) }
  keepItem(saidKey, '1')
  const channel = new BroadcastChannel(channelName)
  channel.postMessage('leave')
  channel.close()
  leave()
}

/** Leaves too where another tab begins a wipe. */
export function followWipes(): void {
  new BroadcastChannel(channelName).addEventListener('message', leave)
}

/** Who was asked what, and what this device and workspace are called. */
const personal = ['satchel.openChoice', 'satchel.deviceName', 'satchel.workspace', 'satchel.started', 'satchel.unfinishedSignOut']

/** Goes on with a wipe that was begun, and tells the server when nothing is left. To be called when a page starts; `connection` is to a database that stays. */
export async function finishWipe(connection: Connection): Promise<void> {
  if (localStorage.getItem(noteKey) === null) return
  await navigator.locks.request('satchel-wipe', async () => {
    for (const name of noted()) {
      try {
        await deleteDatabaseFiles(name)
        keepItem(noteKey, JSON.stringify(noted().filter((one) => one !== name)))
      } catch (thrown) {
        // Held by a tab that hangs: the next start tries again, and until then the server is not told.
        consoleLog('error', 'wipe', { name, message: String(thrown) })
      }
    }
    if (localStorage.getItem(noteKey) === null || noted().length > 0) return
    await connection.changes((api) => api.account('wiped', {}))
    localStorage.removeItem(noteKey)
  })
}

/** Whether this device was wiped, and nobody has begun anew on it. */
export const wasWiped = (): boolean => localStorage.getItem(saidKey) !== null
/** Somebody signed in since. */
export const forgetWiped = (): void => { localStorage.removeItem(saidKey) }

/** The page as it stands shows what is deleted; a new one has nothing of it, its memory included. */
function leave(): void {
  // Told twice, it must not begin to leave twice, nor touch what a page that is still half there holds open.
  if (leaving) return
  leaving = true
  sessionStorage.clear()
  document.documentElement.style.visibility = 'hidden'
  location.replace('/welcome')
}

let leaving = false

function noted(): string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(noteKey) ?? '[]')
    return Array.isArray(stored) ? stored.filter((name) => typeof name === 'string') : []
  } catch {
    return []
  }
}
