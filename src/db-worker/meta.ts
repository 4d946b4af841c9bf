import type { Json } from '../shared/json.ts'
import type { Db } from './sqlite.ts'

/** Facts about this database, by name; each in the transaction of what it is about. */
export interface MetaValues {
  replicaId: string
  workspaceId: string
  userId: string
  role: string
  /** Who its person was before, oldest first: accounts that the server has lost. */
  formerUserIds: string[]
  cursor: string
  seen: string
  /** The server's names of the epochs this replica has met, where its tokens tell them, by number. */
  epochNames: (string | null)[]
  /** Which of them is the living one; base records carry the number. */
  epochNumber: number
  /** By number: the last revision that an epoch shares with the one before it (R1). */
  epochStarts: number[]
  /** R8, under way: the epochs still to be given back, and of the first of them what was asked, answered and sent. */
  giveBack: {
    why: 'epoch_changed' | 'reset'
    numbers: number[]
    asked: boolean
    since: { revision: number; at: string | null } | null
    /** The last answer's `seen`. */
    after: string | null
    place: { entity: string; id: string } | null
    given: number
    /** Of the newest epoch that is through: its number, and where it and the living one part; null: nowhere. */
    parted: { number: number; revision: number | null } | null
    /** The place that was lost, where there was one. */
    lost: { revision: number; at: string | null } | null
    /** Mutations whose record is gone from the disk: they travel again, so their entries are not given back. */
    torn?: string[]
  }
  /** How long the server's backups are kept, days, where it has told. */
  backupDays: number
  snapshot: { cursor: string; seen: string; after: string | null; counts: Record<string, number>; received: number }
  /** Rises with every snapshot; base records carry the last one that named them. */
  generation: number
  lastSyncedAt: string
  /** The journal's highest seq and last reading of the clock when its last row was swept. */
  seqFloor: number
  lastAt: string
  signatures: Record<string, string>
  recovered: { at: string; rescuedChanges: number; asideName: string }
  /** The highest revision that came without a `seen`, and in which epoch (rotted-revisions.ts). */
  heard: { epoch: number; revision: number }
  /** What is known of each entity's digest (digest-shares.ts). */
  digests: Record<string, DigestState>
  /** When every record was last hashed anew. */
  recountedAt: string
  /** Records that were found to differ from the server's and were downloaded again (R7), and when last. */
  healed: { records: number; at: string }
  /** Rebuilt after damage, and not yet offered all that the mirror holds: that is taken in. */
  adopting: boolean
}

/** How far an entity's records are hashed. */
export interface DigestState {
  /** Of what the shares are: the epoch, and what of the model decides a share. Others count for nothing. */
  of: string
  /** Rows up to this number are hashed, the dirty ones apart. */
  upTo: number
  /** The sum of the shares, 32 hex digits. */
  sum: string
  /** The highest revision of a base among them. */
  newest: number
  /** A record has a list that this model does not know, and nobody can say whether its order counts: not to be compared. */
  unsure: boolean
}

export interface Meta {
  get<K extends keyof MetaValues>(key: K): MetaValues[K] | null
  set<K extends keyof MetaValues>(key: K, value: MetaValues[K] | null): void
  /** After a rollback or a restore: forget what was read. */
  forget(): void
}

export function createMeta(db: Db): Meta {
  const read = new Map<string, Json>()
  return {
    get: (key) => {
      if (!read.has(key)) {
        const text = db.value<string>('SELECT value FROM sync_meta WHERE key = ?', [key])
        read.set(key, text === undefined || text === null ? null : JSON.parse(text) as Json)
      }
      return read.get(key) as never
    },
    set: (key, value) => {
      // Said with every page and every answer, and mostly the case already.
      if ((value === null || typeof value !== 'object') && read.get(key) === value) return
      if (value === null) db.run('DELETE FROM sync_meta WHERE key = ?', [key])
      else db.run('INSERT INTO sync_meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value', [key, JSON.stringify(value)])
      read.set(key, value as Json)
    },
    forget: () => { read.clear() },
  }
}
