import type { SyncStore } from '../../src/sync-api/store/port.ts'

/** Which writes share a transaction (decision 0040), as it can be seen from outside: one does its work while what another has done is not committed. */
export interface SharedCommits { store: SyncStore; /** Whether somebody's work is done and not committed. */ open(): boolean }

export function notingSharedCommits(store: SyncStore, shared: () => void): SharedCommits {
  const open = new Set<object>()
  return {
    open: () => open.size > 0,
    store: {
      ...store,
      write: async (workspaceId, work) => {
        const member = {}
        try {
          return await store.write(workspaceId, async (writer) => {
            if (open.size > 0) shared()
            const done = await work(writer)
            open.add(member)
            return done
          })
        } finally {
          open.delete(member)
        }
      },
    },
  }
}
