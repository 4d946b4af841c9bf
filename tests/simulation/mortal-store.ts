import type { SyncStore } from '../../src/sync-api/store/port.ts'

/** One life of the server's process. */
export interface Life {
  /** So many awaits of the store it goes on; null: it is not to die. */
  left: number | null
  dead: boolean
  /** Settles when it has died. */
  died: Promise<void>
  die(): void
}

/** @param last what is done in the moment of its death, before anything else can happen */
export function newLife(last: () => void): Life {
  let settle: () => void = () => undefined
  const died = new Promise<void>((resolve) => { settle = resolve })
  const life: Life = { left: null, dead: false, died, die: () => { life.dead = true; last(); settle() } }
  return life
}

/** With a code, as a failing store's error: no code of the server takes it for a fault in one change. */
class Died extends Error { override readonly name = 'Died'; readonly code = 'DIED' }

/**
 * A store whose process dies at an await of it: before one of its calls, inside a transaction (which then never was) or right after a commit
 * that nobody hears of. The code that awaits it never goes on.
 */
export function mortal(store: SyncStore, life: Life): SyncStore {
  const step = (): void => {
    if (life.left !== null && !life.dead) {
      life.left -= 1
      if (life.left < 0) life.die()
    }
    if (life.dead) throw new Died()
  }
  const lasting = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      step()
      const result = await work()
      step()
      return result
    } catch (error) {
      if (life.dead) return new Promise<never>(() => undefined)
      throw error
    }
  }
  // A transaction has a port of its own with some sixty calls, of which it makes a few.
  const stepping = <Port extends object>(port: Port, wrap: <T>(work: () => Promise<T>) => Promise<T>): Port => new Proxy(port, {
    get: (calls, name) => {
      const method = calls[name as keyof Port] as unknown
      return typeof method === 'function' ? (...args: unknown[]) => wrap(() => (method as (...args: unknown[]) => Promise<unknown>)(...args)) : method
    },
  })
  // Inside a transaction the death comes out of it. What others who share it make of that is no matter: the next process goes on with the file as it lay then.
  const inside = async <T>(work: () => Promise<T>): Promise<T> => { step(); return work() }
  return {
    ...stepping(store, lasting),
    accounts: stepping(store.accounts, lasting),
    apiTokens: stepping(store.apiTokens, lasting),
    webhooks: stepping(store.webhooks, lasting),
    team: stepping(store.team, lasting),
    hints: stepping(store.hints, lasting),
    write: (workspaceId, work) => lasting(() => store.write(workspaceId, (writer) => work(stepping(writer, inside)))),
    read: (workspaceId, work) => lasting(() => store.read(workspaceId, (reader) => work(stepping(reader, inside)))),
    close: () => store.close(),
  }
}
