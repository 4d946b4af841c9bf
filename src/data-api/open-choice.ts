import type { FormerAccount, Session } from '../changes-worker/contract.ts'
import { keepItem } from './keep-item.ts'

/**
 * Somebody signed in while what is on the device belonged to nobody, or to an account of theirs that the server has lost, and has not said yet
 * what becomes of it.
 */
export interface OpenChoice {
  /** Whose records it is about; with another database open there is nothing to ask. */
  databaseName: string
  user: Session['user']
  workspaceId: string
  about: 'nobodys' | 'former'
  /** Whose it is; null: nobody's. */
  former: FormerAccount | null
}

/**
 * The question that signing in left open. It stands in localStorage: the session outlives the tab that asked, so a reload has to ask again,
 * and so has every other tab, until one of them has the answer.
 */
export interface OpenChoices {
  /** The one about the database that is open; the same object as long as it is the same question. */
  current(): OpenChoice | null
  ask(session: Session, former?: FormerAccount): void
  close(): void
  /** Calls back when a question was asked or answered, in whichever tab. */
  onChange(callback: () => void): () => void
  /** Another database was opened: what is asked may be another question. */
  look(): void
}

const key = 'satchel.openChoice'

export function createOpenChoices(openDatabase: () => string): OpenChoices {
  const listeners = new Set<() => void>()
  const look = (): void => { for (const listener of listeners) listener() }
  let known: { text: string | null; choice: OpenChoice | null } = { text: null, choice: null }
  addEventListener('storage', (event) => { if (event.key === key || event.key === null) look() })
  return {
    current: () => {
      const text = localStorage.getItem(key)
      if (text !== known.text) known = { text, choice: read(text) }
      return known.choice?.databaseName === openDatabase() ? known.choice : null
    },
    ask: ({ user: { id, email, name }, workspace }, former) => {
      const choice: OpenChoice = {
        databaseName: openDatabase(), user: { id, email, name }, workspaceId: workspace.id,
        about: former === undefined ? 'nobodys' : 'former', former: former ?? null,
      }
      keepItem(key, JSON.stringify(choice))
      look()
    },
    close: () => {
      localStorage.removeItem(key)
      look()
    },
    onChange: (callback) => {
      listeners.add(callback)
      return () => { listeners.delete(callback) }
    },
    look,
  }
}

function read(text: string | null): OpenChoice | null {
  try {
    const stored = JSON.parse(text ?? 'null') as OpenChoice | null
    if (typeof stored?.databaseName !== 'string' || typeof stored.user.email !== 'string') return null
    // One that an older version asked knows of nobody's records only.
    const former = stored.former ?? null
    return { ...stored, former, about: former === null ? 'nobodys' : 'former' }
  } catch {
    // Somebody else's text under our key: there is no question.
    return null
  }
}
