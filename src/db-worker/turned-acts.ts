import type { HistoryEntry } from './contract.ts'
import type { Core } from './core.ts'

/**
 * Which acts undid another or did it again, and what that other was called. No label travels (protocol.md), so only the device that did it
 * knows; it knows it for good, also when the journal's rows are swept.
 */
export type Turned = NonNullable<HistoryEntry['turned']>

export const recordTurned = ({ db }: Core, actId: string, { kind, label }: Turned): void => {
  db.run('INSERT OR REPLACE INTO turned_acts (act_id, kind, label) VALUES (?, ?, ?)', [actId, kind, label])
}

export const turnedOf = ({ db }: Core, actId: string): Turned | null =>
  db.get<Turned>('SELECT kind, label FROM turned_acts WHERE act_id = ?', [actId]) ?? null

/** The entries with what is known of the acts they belong to: an undo's mutations are always a group. */
export function withTurned({ db }: Core, entries: HistoryEntry[]): HistoryEntry[] {
  const ids = JSON.stringify([...new Set(entries.map(({ groupId }) => groupId))])
  const known = new Map(db.all<Turned & { id: string }>('SELECT act_id AS id, kind, label FROM turned_acts WHERE act_id IN (SELECT value FROM json_each(?))', [ids])
    .map(({ id, kind, label }) => [id, { kind, label }]))
  return known.size === 0 ? entries : entries.map((entry) => ({ ...entry, turned: known.get(entry.groupId ?? '') ?? null }))
}
