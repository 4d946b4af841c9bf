import type { Identity } from './refill.ts'

/** A database's files in this origin's private file system; only while no connection holds them. */
export interface DatabaseFiles {
  read(): Promise<{ file: Uint8Array; wal: Uint8Array }>
  /** Whether the last session ended without closing: its log is still there. */
  wasLeftOpen(): Promise<boolean>
  /** Puts the damaged file and its log under other names; the file's new one. Broken off at any step, both are still there under one name or the other. */
  setAside(time: string): Promise<string>
  /** What was set aside last, and can be read again; null: nothing was. */
  lastAside(): Promise<{ name: string; file: Uint8Array; wal: Uint8Array } | null>
  readIdentity(): Promise<Identity | null>
  /** Beside the database, since it is needed when the database cannot be read. */
  writeIdentity(identity: Identity): Promise<void>
}

export function opfsFiles(databaseName: string): DatabaseFiles {
  const root = (): Promise<FileSystemDirectoryHandle> => navigator.storage.getDirectory()
  const open = async (name: string, create = false): Promise<FileSystemFileHandle | null> => {
    try {
      return await (await root()).getFileHandle(name, { create })
    } catch (thrown) {
      if (thrown instanceof DOMException && thrown.name === 'NotFoundError') return null
      throw thrown
    }
  }
  const bytes = async (name: string): Promise<Uint8Array> => {
    const handle = await open(name)
    return handle === null ? new Uint8Array() : new Uint8Array(await (await handle.getFile()).arrayBuffer())
  }
  const write = async (name: string, content: Uint8Array): Promise<void> => {
    const handle = (await open(name, true))!
    const access = await handle.createSyncAccessHandle()
    try {
      access.truncate(0)
      const written = access.write(content, { at: 0 })
      if (written !== content.byteLength) throw new DOMException('short write', 'QuotaExceededError')
      access.flush()
    } finally {
      access.close()
    }
  }
  const remove = async (name: string): Promise<void> => {
    if (await open(name) !== null) await (await root()).removeEntry(name)
  }
  const identityName = `${databaseName}-identity`

  return {
    read: async () => ({ file: await bytes(databaseName), wal: await bytes(`${databaseName}-wal`) }),
    wasLeftOpen: async () => {
      const handle = await open(`${databaseName}-wal`)
      return handle !== null && (await handle.getFile()).size > 0
    },
    setAside: async (time) => {
      const aside = `${databaseName}.damaged-${time.replaceAll(/[:.]/g, '-')}`
      // A disk that is full takes no copy: what was read of the log goes into the other database all the same, unless that is broken off too.
      await write(`${aside}-wal`, await bytes(`${databaseName}-wal`)).catch(() => remove(`${aside}-wal`))
      const handle = await open(databaseName)
      if (handle !== null) {
        if (hasMove(handle)) await handle.move(aside)
        else {
          await write(aside, await bytes(databaseName))
          await remove(databaseName)
        }
      }
      await remove(`${databaseName}-wal`)
      await remove(`${databaseName}-journal`)
      return aside
    },
    lastAside: async () => {
      const names: string[] = []
      for await (const name of (await root()).keys()) if (name.startsWith(`${databaseName}.damaged-`) && !name.endsWith('-wal')) names.push(name)
      const name = names.toSorted().at(-1)
      return name === undefined ? null : { name, file: await bytes(name), wal: await bytes(`${name}-wal`) }
    },
    readIdentity: async () => {
      try {
        const text = new TextDecoder().decode(await bytes(identityName))
        const read = JSON.parse(text) as Partial<Identity>
        return typeof read.replicaId === 'string'
          ? { replicaId: read.replicaId, workspaceId: read.workspaceId ?? null, userId: read.userId ?? null, role: read.role ?? null }
          : null
      } catch {
        return null
      }
    },
    writeIdentity: (identity) => write(identityName, new TextEncoder().encode(JSON.stringify(identity))),
  }
}

const hasMove = (handle: FileSystemFileHandle): handle is FileSystemFileHandle & { move(name: string): Promise<void> } => 'move' in handle
