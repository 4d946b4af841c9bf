import type { Lookalike } from './contract.ts'
import type { Core } from './core.ts'
import type { EntityTable } from './entity-table.ts'
import { lookCloser } from './find-lookalikes.ts'
import { partOf } from './match-part.ts'
import type { MatchPart } from './match-part.ts'

/*
 * Two devices that do not know of each other make the same contact. Both stay, and the person is told of it once: on the device that made the
 * later of the two, when the other comes down. What looks alike for other reasons is found by whoever asks (decision 0010).
 *
 *   made here (journal) · comes down ── alike? ── the one made here is the later ──▶ met_alike ──▶ told ── read, or no longer alike ──▶ gone
 */

/** To be called with a record that came down and was not here before. */
export function noteMet(core: Core, table: EntityTable, id: string): void {
  const { entity } = table
  if (entity.alike === undefined) return
  const { parts, byValue } = madeHere(core, table)
  const own = new Map<string, string[]>()
  for (const [part, value] of valuesOf(core, table, parts, [id]).flatMap(({ values }) => values)) {
    const { most = Infinity } = entity.alike.by.find(({ column }) => column === part)!
    const ids = byValue.get(`${part} ${value}`) ?? []
    if (ids.length > most) continue
    for (const other of ids) if (other > id) own.set(other, [...own.get(other) ?? [], part])
  }
  for (const [other, by] of own) {
    if (lookCloser(core, table, `${id} ${other}`, [...new Set(by)]) === null) continue
    core.db.run('INSERT OR IGNORE INTO met_alike (entity, one, other) VALUES (?, ?, ?)', [entity.name, id, other])
  }
}

/**
 * Whether a record that comes down may meet one made on this device: mostly not, and then nothing has to be looked at. What was made is read
 * anew only for one that was not here: while much is imported, its own records come back all the time.
 */
export function mayMeet(core: Core, table: EntityTable, id: string): boolean {
  if (table.entity.alike === undefined) return false
  const known = kept.get(core)?.get(table.entity.name)
  if (known?.byValue.size === 0 && known.seq === lastSeq(core)) return false
  return core.records.read(table, id) === null && madeHere(core, table).byValue.size > 0
}

/** The pairs that the person has not been told of yet, and that look alike still. */
export function metAlike(core: Core, entity: string): Lookalike[] {
  const table = core.table(entity), by = (table.entity.alike?.by ?? []).map(({ column }) => partOf(table, column))
  return core.db.all<{ one: string; other: string }>('SELECT one, other FROM met_alike WHERE entity = ? ORDER BY other', [entity]).flatMap(({ one, other }) => {
    const [first, second] = [one, other].map((id) => new Set(valuesOf(core, table, by, [id]).flatMap(({ values }) => values.map((value) => value.join(' ')))))
    const shared = by.filter(({ name }) => [...first!].some((value) => value.startsWith(`${name} `) && second!.has(value))).map(({ name }) => name)
    return lookCloser(core, table, `${one} ${other}`, shared) ?? []
  })
}

/** The person has read of them. */
export function forgetMet(core: Core, entity: string): void {
  core.write(() => {
    if (core.db.run('DELETE FROM met_alike WHERE entity = ?', [entity]) > 0) core.touch(entity)
  })
}

/** The records that this device made and still knows of, by what they could be alike in. */
interface MadeHere { seq: number; parts: MatchPart[]; byValue: ReadonlyMap<string, readonly string[]> }
const kept = new WeakMap<Core, Map<string, MadeHere>>()

const lastSeq = ({ db }: Core): number => db.value<number>('SELECT max(seq) FROM local_changes') ?? 0

/** More would have been imported, and the import has looked for doubles of its own. */
const mostMade = 2_000

function madeHere(core: Core, table: EntityTable): MadeHere {
  const { entity } = table, seq = lastSeq(core)
  const ofCore = kept.get(core) ?? new Map<string, MadeHere>()
  kept.set(core, ofCore)
  const there = ofCore.get(entity.name)
  if (there?.seq === seq) return there
  const parts = (entity.alike?.by ?? []).map(({ column }) => partOf(table, column)), byValue = new Map<string, string[]>()
  const made = core.db.values<string>(
    `SELECT record_id FROM local_changes WHERE entity = ? AND op = 'create' AND status NOT IN ('failed', 'replaced') ORDER BY seq DESC LIMIT ${mostMade}`, [entity.name])
  for (const { id, values } of valuesOf(core, table, parts, made)) {
    for (const value of values) byValue.set(value.join(' '), [...byValue.get(value.join(' ')) ?? [], id])
  }
  const found: MadeHere = { seq, parts, byValue }
  ofCore.set(entity.name, found)
  return found
}

/** What living records have in the parts: the part's name and the value, as it is compared. */
function valuesOf(core: Core, table: EntityTable, parts: readonly MatchPart[], ids: readonly string[]): { id: string; values: [string, string][] }[] {
  if (ids.length === 0 || parts.length === 0) return []
  const columns = parts.flatMap((part) => part.columns)
  const rows = core.db.all<Record<string, string>>(
    `SELECT id, ${columns.map((column, at) => `CAST(coalesce(${column}, '') AS TEXT) AS c${at}`).join(', ')} FROM ${table.name} WHERE deleted_at IS NULL AND id IN (SELECT value FROM json_each(?))`, [JSON.stringify(ids)])
  return rows.map((row) => {
    const cells = columns.map((_, at) => row[`c${at}`]!)
    let at = 0
    return { id: row['id']!, values: parts.flatMap((part) => {
      const values = part.read(cells, at)
      at += part.columns.length
      return [...new Set(values)].map((value): [string, string] => [part.name, value])
    }) }
  })
}
