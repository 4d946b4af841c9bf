import { sleep, systemClock } from '../shared/clock.ts'
import { mirrorDatabaseName } from './mirror-storage.ts'
import { createWantedStore } from './wanted-hints.ts'

/** Deletes the files of a local database that nobody has open, and the mirror that holds the same unsent changes. */
export async function removeLocalFiles(databaseName: string): Promise<void> {
  indexedDB.deleteDatabase(mirrorDatabaseName(databaseName))
  // What was wanted to be told of it goes along.
  await createWantedStore().remove(databaseName).catch(() => undefined)
  const root = await navigator.storage.getDirectory()
  const aside: string[] = []
  // A damaged file that was set aside holds the same people. It goes first: where only the other is gone, that is filled from it anew (store-host.ts).
  for await (const name of root.keys()) if (name.startsWith(`${databaseName}.damaged-`)) aside.push(name)
  for (const name of [...aside, ...['', '-journal', '-wal', '-identity'].map((suffix) => databaseName + suffix)]) await remove(root, name)
}

/** A tab may hold the file for a moment longer: it was told to let go, and has 3 s. */
async function remove(root: FileSystemDirectoryHandle, name: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await root.removeEntry(name)
      return
    } catch (thrown) {
      const reason = thrown instanceof DOMException ? thrown.name : ''
      if (reason === 'NotFoundError') return
      if (reason !== 'NoModificationAllowedError' || attempt === 30) throw thrown
      await sleep(systemClock, 100)
    }
  }
}
