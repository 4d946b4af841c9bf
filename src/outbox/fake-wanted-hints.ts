import type { WantedHints, WantedStore } from './wanted-hints.ts'

/** What a device wants to be told of, in memory. */
export function createFakeWantedStore(...first: WantedHints[]): WantedStore {
  const rows = new Map(first.map((each) => [each.databaseName, each]))
  return {
    all: async () => [...rows.values()],
    put: async (each) => { rows.set(each.databaseName, each) },
    remove: async (databaseName) => { rows.delete(databaseName) },
    update: async (change) => { for (const each of rows.values()) rows.set(each.databaseName, change(each)) },
  }
}
