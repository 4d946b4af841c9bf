import type { Core } from './core.ts'
import { readSeen } from './epochs.ts'

/*
 * R7: a revision that nobody gave. Every answer, page and frame says how far the server is (R1), so a base that claims to be newer than the highest that
 * was ever heard of rotted; as it stands it would keep every comparison waiting for a place that never comes, and every newer record away.
 */

/** Notes how far the server is known to be where an answer came without a `seen`. */
export function hear({ meta }: Core, revision: number): void {
  const epoch = meta.get('epochNumber') ?? 0, heard = meta.get('heard')
  if (heard?.epoch !== epoch || heard.revision < revision) meta.set('heard', { epoch, revision })
}

/**
 * Puts what claims to be newer than anything that was given at the place of the comparison: whether it is what the server has there shows at once.
 * @returns how many there were
 */
export function lowerRotted(core: Core, at: number): number {
  const { db, meta } = core, epoch = meta.get('epochNumber') ?? 0
  const most = Math.max(at, highestHeard(core))
  if (!Number.isFinite(most)) return 0
  return core.write(() => {
    let lowered = 0
    const states = { ...meta.get('digests') }
    for (const table of core.tables.values()) {
      const entity = table.entity.name, state = states[entity]
      if (state === undefined || state.newest <= most) continue
      const rotted = db.values<string>(
        `SELECT t.id FROM ${table.name} t LEFT JOIN base_records b ON b.id = t.id AND b.entity = ?1 WHERE (t.revision > ?2 AND t.epoch = ?3) OR (b.revision > ?2 AND b.epoch = ?3)`, [entity, most, epoch])
      for (const id of rotted) {
        db.run(`UPDATE ${table.name} SET revision = min(revision, ?) WHERE id = ?`, [at, id])
        db.run('UPDATE base_records SET revision = min(revision, ?) WHERE id = ? AND entity = ?', [at, id, entity])
      }
      states[entity] = { ...state, newest: newestOf(core, table.name, entity, epoch) }
      lowered += rotted.length
      core.touch(entity)
    }
    meta.set('digests', states)
    return lowered
  })
}

const newestOf = ({ db }: Core, table: string, entity: string, epoch: number): number => db.value<number | null>(
  `SELECT max(coalesce(b.revision, t.revision)) FROM ${table} t LEFT JOIN base_records b ON b.id = t.id AND b.entity = ?1 WHERE coalesce(b.epoch, t.epoch) = ?2`, [entity, epoch]) ?? 0

/** Infinity where nothing that can be read has told. */
function highestHeard({ meta }: Core): number {
  const epoch = meta.get('epochNumber') ?? 0, seen = readSeen(meta.get('seen') ?? ''), heard = meta.get('heard')
  if (seen === null || meta.get('epochNames')?.[epoch] !== seen.epoch) return Infinity
  return Math.max(seen.revision, heard?.epoch === epoch ? heard.revision : 0)
}
