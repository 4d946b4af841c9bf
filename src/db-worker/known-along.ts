import { baseOfChange } from './base-of-change.ts'
import { takenWith, takesAlong } from './cascades.ts'
import type { Core } from './core.ts'
import type { EntityTable } from './entity-table.ts'
import { unsettledOf } from './view.ts'

/** More than these are not named one by one: a hundred such deletes still travel together (P1). */
const mostNamed = 200

/**
 * M4: the base that a delete of each record that goes along would have: what its author knows of it. What is not named was not known here, or
 * is of another epoch than the delete's base. Where there are very many, `*` stands for the highest of them; what waits here over an older base is
 * named all the same.
 * @param until what was written later counts as not known
 * @returns null where nothing can go along
 */
export function knownAlong(core: Core, entity: string, id: string, epoch: string | undefined, until: number): Record<string, number> | null {
  if (!takesAlong(core, entity)) return null
  const known: Record<string, number> = {}, lowered: Record<string, number> = {}
  for (const { table, id: other } of takenWith(core, entity, id)) {
    const row = core.records.read(table, other)
    if (row === null || row.revision === 0) continue
    const base = baseOf(core, table, row)
    if (base.epoch !== epoch) continue
    known[other] = Math.min(base.revision, until)
    if (base.revision < row.revision) lowered[other] = known[other]
  }
  const revisions = Object.values(known)
  return revisions.length <= mostNamed ? known : { ...lowered, '*': revisions.reduce((highest, revision) => Math.max(highest, revision), 0) }
}

const baseOf = (core: Core, table: EntityTable, row: { id: string; revision: number; epoch: number }): ReturnType<typeof baseOfChange> =>
  baseOfChange({ revision: row.revision, epoch: core.meta.get('epochNames')?.[row.epoch] ?? undefined }, { op: 'delete', patch: {} }, unsettledOf(core, table, row.id))
