import { SatchelError } from '../shared/errors.ts'
import type { Connection } from './connection.ts'
import type { Satchel } from './types.ts'

const backupType = 'application/vnd.sqlite3'

/** What is kept on this device, how safely, and as one file. */
export function createStorage(connection: () => Connection, onRestored: () => Promise<void>): Satchel['storage'] {
  return {
    info: async () => {
      const [info, persisted, estimate] = await Promise.all([
        connection().data((api) => api.storage()),
        navigator.storage?.persisted?.().catch(() => null) ?? null,
        navigator.storage?.estimate?.().catch(() => null) ?? null,
      ])
      return { ...info, persisted, usageBytes: estimate?.usage ?? null, quotaBytes: estimate?.quota ?? null }
    },
    persist: async () => (await navigator.storage?.persist?.()) ?? false,
    backup: async () => {
      const bytes = await connection().data((api) => api.backup())
      return new Blob([bytes as Uint8Array<ArrayBuffer>], { type: backupType })
    },
    restore: async (file) => {
      if (!(file instanceof Blob)) throw new SatchelError('invalid', 'Give the backup as a file. What is on this device was not touched.')
      const bytes = new Uint8Array(await file.arrayBuffer())
      if (bytes.length === 0) throw new SatchelError('file_empty', 'This file is empty. What is on this device was not touched.')
      await connection().data((api) => api.restore(bytes), { once: true })
      // It is another replica now, which has no name.
      await onRestored()
      // The backup knows an older state of the server: look at once what came since.
      await connection().changes((api) => api.notify('sync'))
    },
  }
}
