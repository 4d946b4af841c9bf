import type { Data } from '../shared/json.ts'
import type { Core } from './core.ts'
import type { EntityTable } from './entity-table.ts'
import { foldKey } from './derive.ts'
import { quote } from './entity-table.ts'
import { isUnsettled } from './journal.ts'

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

/** Whether anything of this entity's records may go along with the deletion of another: they themselves, or what they say of it. */
export const isTakenAlong = (table: EntityTable): boolean =>
  Object.values(table.entity.fields).some(({ reference }) => reference !== undefined && reference.onDelete !== 'restrict')

/** Since when a record is deleted along with one it refers to, as long as the server has not said so; null: it is not. */
export function takenAlong(core: Core, table: EntityTable, data: Data): string | null {
  for (const [field, { reference }] of Object.entries(table.entity.fields)) {
    const id = data[field]
    if (reference?.onDelete !== 'cascade' || typeof id !== 'string') continue
    const deletedAt = deletedHere(core, reference.entity, id)
    if (deletedAt !== null) return deletedAt
  }
  return null
}

/** The data without the references that a deletion takes out (`detach`), as long as the server has not said so; the same where there are none. */
export function withoutDetached(core: Core, table: EntityTable, data: Data): Data {
  let shown = data
  for (const [field, { reference }] of Object.entries(table.entity.fields)) {
    const id = data[field]
    if (reference?.onDelete !== 'detach' || typeof id !== 'string' || deletedHere(core, reference.entity, id) === null) continue
    if (shown === data) shown = { ...data }
    delete shown[field]
  }
  return shown
}

/** Since when a record is deleted here and not yet at the server; null: it is not. */
function deletedHere(core: Core, entity: string, id: string): string | null {
  const table = core.tables.get(entity)
  const root = table === undefined ? undefined : core.db.get<{ deleted_at: string | null; revision: number }>(`SELECT deleted_at, revision FROM ${table.name} WHERE id = ?`, [id])
  if (root === undefined || root.deleted_at === null) return null
  const base = core.db.get<{ deleted_at: string | null }>('SELECT deleted_at FROM base_records WHERE id = ? AND entity = ?', [id, entity])
  return root.revision === 0 || (base !== undefined && base.deleted_at === null) ? root.deleted_at : null
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

/**
 * Records that go, or come back, with this one, or name it only while it is there.
 * @param back it comes back: references that its deletion hid are shown again. To find those costs a look through all that waits, which no deletion needs.
 */
export function goingAlong(core: Core, entity: string, id: string, back: boolean): { table: EntityTable; id: string }[] {
  return linksTo(core, entity).filter(({ onDelete }) => onDelete !== 'restrict')
    .flatMap((link) => [...referring(core, link, id), ...(back && link.onDelete === 'detach' ? referringBelow(core, link, id) : [])].map((other) => ({ table: link.table, id: other })))
}

/** Whether anything can go along with a deletion of this entity's records. */
export const takesAlong = (core: Core, entity: string): boolean => linksTo(core, entity).some(({ onDelete }) => onDelete === 'cascade')

/** Records that a deletion of this one takes along, and what goes with those in turn; also where they are in the trash already. */
export function takenWith(core: Core, entity: string, id: string): { table: EntityTable; id: string }[] {
  const found = new Map<string, { table: EntityTable; id: string }>()
  const follow = (name: string, from: string): void => {
    for (const link of linksTo(core, name)) {
      if (link.onDelete !== 'cascade') continue
      for (const other of referring(core, link, from)) {
        const key = `${link.table.entity.name}/${other}`
        if (found.has(key)) continue
        found.set(key, { table: link.table, id: other })
        follow(link.table.entity.name, other)
      }
    }
  }
  follow(entity, id)
  return [...found.values()]
}

/**
 * What forbids the deletion of a record: an entity that refers to it, or to what would go with it, by `restrict`, in words; null: nothing.
 * @param going what goes already, `entity/id`
 */
export function heldBy(core: Core, entity: string, id: string, going: ReadonlySet<string> = new Set()): string | null {
  if (going.has(`${entity}/${id}`)) return null
  const along = new Set([...going, `${entity}/${id}`])
  for (const link of linksTo(core, entity)) {
    if (link.onDelete === 'detach' || (link.onDelete === 'cascade' && !mayBeHeld(core, link.table))) continue
    for (const other of referring(core, link, id, 'deleted_at IS NULL')) {
      const held = link.onDelete === 'restrict' ? link.table.entity.label.many : heldBy(core, link.table.entity.name, other, along)
      if (held !== null) return held
    }
  }
  return null
}

const mayBeHeld = (core: Core, { entity }: EntityTable): boolean => linksTo(core, entity.name).some(({ onDelete }) => onDelete !== 'detach')

/** By the column of the field's name where there is one: an index of the living and one of the deleted answer (entity-table.ts). */
function referring({ db }: Core, { table, field }: Link, id: string, also?: string): string[] {
  const column = table.columns.find(({ name }) => name === field)
  const test = column === undefined ? `data->>'$.${quote(field)}' = ?` : `${column.key} = ?`
  const value = column === undefined ? id : foldKey(id)
  return (also === undefined ? ['deleted_at IS NULL', 'deleted_at IS NOT NULL'] : [also])
    .flatMap((state) => db.values<string>(`SELECT id FROM ${table.name} WHERE ${state} AND ${test}`, [value]))
}

/**
 * Whether a record cannot be done without (`cascade`, `restrict`) by one that a change in the journal is about.
 * @param changes for SQL: which changes
 */
export function referringTo(core: Core, entity: string, id: string, changes: string): boolean {
  return linksTo(core, entity).filter(({ onDelete }) => onDelete !== 'detach').some(({ table, field }) => {
    const column = table.columns.find(({ name }) => name === field)
    const test = column === undefined ? `t.data->>'$.${quote(field)}' = ?1` : `t.${column.key} = ?2`
    return core.db.value(
      `SELECT 1 FROM ${table.name} t JOIN local_changes c ON c.record_id = t.id AND c.entity = ?3 WHERE ${test} AND ${changes}
       UNION ALL SELECT 1 FROM local_changes WHERE status = 'failed' AND entity = ?3 AND patch->>'$.${quote(field)}' = ?1 LIMIT 1`, [id, foldKey(id), table.entity.name]) !== undefined
  })
}

/**
 * Records whose reference is not shown: it stands in their base, or in what this device has written and not sent. All of a link at once, kept as long as nothing is
 * written to its entity: of thousands that come back each asks, and to look through all that waits every time took half a minute.
 */
function referringBelow(core: Core, { table, field }: Link, id: string): readonly string[] {
  const { name } = table.entity, key = `${name}.${field}`
  const kept = below.get(core) ?? new Map<string, Below>()
  below.set(core, kept)
  let known = kept.get(key)
  if (known === undefined || known.at !== core.version(name)) {
    known = { at: core.version(name), byTarget: new Map() }
    const value = `->>'$.${quote(field)}'`
    for (const { target, other } of core.db.all<{ target: string; other: string }>(
      `SELECT data${value} AS target, id AS other FROM base_records WHERE entity = ?1 AND data${value} IS NOT NULL
       UNION SELECT patch${value}, record_id FROM local_changes WHERE entity = ?1 AND ${isUnsettled} AND patch${value} IS NOT NULL`, [name])) {
      const others = known.byTarget.get(target)
      if (others === undefined) known.byTarget.set(target, [other])
      else others.push(other)
    }
    kept.set(key, known)
  }
  return known.byTarget.get(id) ?? []
}

interface Below { at: number; byTarget: Map<string, string[]> }
const below = new WeakMap<Core, Map<string, Below>>()
