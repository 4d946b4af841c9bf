import type { Data } from '../shared/json.ts'
import type { Core } from './core.ts'
import type { EntityTable } from './entity-table.ts'
import { foldKey } from './derive.ts'
import { quote } from './entity-table.ts'

/*
 * M4: a device sends the root delete only, and shows what the server will do to the records that refer to it. What is derived is never a
 * change of its own: it stands as long as the root is deleted (or brought back) here and not yet there.
 */

interface Link { table: EntityTable; field: string; onDelete: 'cascade' | 'detach' | 'restrict' }

/** Fields of other records (or its own) through which a deletion of this entity's records goes on. */
function linksTo({ tables }: Core, entity: string): readonly Link[] {
  const known = links.get(tables) ?? new Map<string, Link[]>()
  links.set(tables, known)
  let found = known.get(entity)
  if (found === undefined) {
    found = [...tables.values()].flatMap((table) => Object.entries(table.entity.fields).flatMap(([field, { reference }]) =>
      (reference?.entity === entity ? [{ table, field, onDelete: reference.onDelete }] : [])))
    known.set(entity, found)
  }
  return found
}
/** Asked of every deletion, and the same as long as the model is. */
const links = new WeakMap<Core['tables'], Map<string, Link[]>>()

/** Whether any record of this entity may be deleted along with another. */
export const isTakenAlong = (table: EntityTable): boolean => Object.values(table.entity.fields).some(({ reference }) => reference?.onDelete === 'cascade')

/** Since when a record is deleted along with one it refers to, as long as the server has not said so; null: it is not. */
export function takenAlong(core: Core, table: EntityTable, data: Data): string | null {
  for (const [field, { reference }] of Object.entries(table.entity.fields)) {
    const id = data[field]
    if (reference?.onDelete !== 'cascade' || typeof id !== 'string') continue
    const other = core.tables.get(reference.entity)
    const root = other === undefined ? undefined : core.db.get<{ deleted_at: string | null; revision: number }>(`SELECT deleted_at, revision FROM ${other.name} WHERE id = ?`, [id])
    if (root === undefined || root.deleted_at === null) continue
    const base = core.db.get<{ deleted_at: string | null }>('SELECT deleted_at FROM base_records WHERE id = ? AND entity = ?', [id, reference.entity])
    if (root.revision === 0 || (base !== undefined && base.deleted_at === null)) return root.deleted_at
  }
  return null
}

/**
 * Whether a record that the server deleted comes back with the one whose deletion took it along, which is brought back here and not yet
 * there. One delete gives the same moment to all that it takes.
 */
export function broughtBack(core: Core, table: EntityTable, base: { data: Data; deletedAt: string | null }): boolean {
  return Object.entries(table.entity.fields).some(([field, { reference }]) => {
    const id = base.data[field], other = reference === undefined ? undefined : core.tables.get(reference.entity)
    if (reference?.onDelete !== 'cascade' || typeof id !== 'string' || other === undefined) return false
    const shown = core.db.value<string | null>(`SELECT deleted_at FROM ${other.name} WHERE id = ?`, [id])
    const deletedAt = core.db.value<string | null>('SELECT deleted_at FROM base_records WHERE id = ? AND entity = ?', [id, reference.entity])
    return shown === null && deletedAt !== undefined && deletedAt !== null && deletedAt === base.deletedAt
  })
}

/** Records that go, or come back, with this one. */
export function goingAlong(core: Core, entity: string, id: string): { table: EntityTable; id: string }[] {
  return linksTo(core, entity).filter(({ onDelete }) => onDelete === 'cascade')
    .flatMap((link) => referring(core, link, id).map((other) => ({ table: link.table, id: other })))
}

/** What forbids the deletion of a record: an entity that refers to it with `restrict`, in words; null: nothing. */
export function heldBy(core: Core, entity: string, id: string): string | null {
  const held = linksTo(core, entity).find((link) => link.onDelete === 'restrict' && referring(core, link, id, 'deleted_at IS NULL').length > 0)
  return held?.table.entity.label.many ?? null
}

/** By the column of the field's name where there is one: an index of the living and one of the deleted answer (entity-table.ts). */
function referring({ db }: Core, { table, field }: Link, id: string, also?: string): string[] {
  const column = table.columns.find(({ name }) => name === field)
  const test = column === undefined ? `data->>'$.${quote(field)}' = ?` : `${column.key} = ?`
  const value = column === undefined ? id : foldKey(id)
  return (also === undefined ? ['deleted_at IS NULL', 'deleted_at IS NOT NULL'] : [also])
    .flatMap((state) => db.values<string>(`SELECT id FROM ${table.name} WHERE ${state} AND ${test}`, [value]))
}
