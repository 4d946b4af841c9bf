import type { StorageInfo } from './contract.ts'
import type { Core } from './core.ts'

export function storageInfo(core: Core, storage: { kind: StorageInfo['kind']; databaseName: string }): StorageInfo {
  const { db, meta, tables, replicaId } = core
  const counts: Record<string, number> = {}
  for (const [name, table] of tables) counts[name] = core.living.of(table)
  return {
    ...storage,
    databaseBytes: (db.value<number>('PRAGMA page_count') ?? 0) * (db.value<number>('PRAGMA page_size') ?? 0),
    counts,
    replicaId,
    workspaceId: meta.get('workspaceId'),
    userId: meta.get('userId'),
    role: meta.get('role'),
    sqliteVersion: db.value<string>('SELECT sqlite_version()') ?? '',
    recovered: meta.get('recovered'),
  }
}
