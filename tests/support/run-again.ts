import type { SyncStore } from '../../src/sync-api/store/port.ts'

/**
 * A store whose every transaction is committed and then run once more, as an engine does that lost its connection before the answer to the commit
 * (`SyncStore.write`). `always` says from when on.
 */
export function runAgain(store: SyncStore): { store: SyncStore; always(): void } {
  let again = false
  return {
    store: { ...store, write: async (workspaceId, work) => { if (again) await store.write(workspaceId, work); return store.write(workspaceId, work) } },
    always: () => { again = true },
  }
}
