import type { Json, Rec, Satchel } from '../../../data-api/types.ts'
import { contacts } from '../../../model/contacts.ts'
import { customCarriers } from '../../../model/custom-kinds.ts'
import { customPatch } from '../../../model/custom-value.ts'
import type { Entity } from '../../../model/entity.ts'
import { productModel } from '../../../model/model.ts'
import { elementsOf, str } from '../../../model/text.ts'
import { dataOf } from '../records/record-values.ts'
import type { Data } from '../../../shared/json.ts'

export interface MovedLink { entity: string; id: string; patch: Record<string, Json> }

/** What names the records that go, and names the one that stays once they are one: references, and elements of lists that stand for a record. */
export async function movedLinks(satchel: Pick<Satchel, 'entity'>, of: Entity, stays: { id: string; data: Data }, goes: readonly string[]): Promise<MovedLink[]> {
  const links = new Map<string, MovedLink>()
  for (const link of (await Promise.all(goes.map((id) => linksFrom(satchel, of, stays, id)))).flat()) {
    const key = `${link.entity} ${link.id}`, known = links.get(key)
    links.set(key, known === undefined ? link : { ...known, patch: joined(known.patch, link.patch) })
  }
  return [...links.values()]
}

/** What one record says of several that go, as one edit of it. */
function joined(first: Record<string, Json>, second: Record<string, Json>): Record<string, Json> {
  const both = { ...first }
  for (const [field, value] of Object.entries(second)) {
    const before = (first[field] as Moved | undefined)?.$set, next = (value as Moved | null)?.$set
    both[field] = before === undefined || next === undefined ? value : {
      $set: { ...before, ...next, ...(next.remove === undefined ? {} : { remove: [...before.remove ?? [], ...next.remove] }), ...(next.update === undefined ? {} : { update: { ...before.update, ...next.update } }) },
    } as Json
  }
  return both
}

interface Moved { $set?: { add?: Json[]; remove?: string[]; update?: Record<string, Json> } }

async function linksFrom({ entity }: Pick<Satchel, 'entity'>, of: Entity, stays: { id: string; data: Data }, goes: string): Promise<MovedLink[]> {
  const moved = await Promise.all(linksTo(of.name).map(async ({ entity: name, field, isList }) => {
    // One that is there already is not there twice: an element of the same id takes its place.
    const value: Json = isList ? { $set: { add: [{ id: stays.id, value: of.title(stays.data) }], remove: [goes] } } : stays.id
    return (await entity(name).ids({ where: { [field]: goes } })).map((id) => ({ entity: name, id, patch: { [field]: value } }))
  }))
  return [...moved.flat(), ...await movedPeople({ entity }, of, stays, goes)]
}

/** Persons in fields that people made. */
async function movedPeople({ entity }: Pick<Satchel, 'entity'>, of: Entity, stays: { id: string; data: Data }, goes: string): Promise<MovedLink[]> {
  if (of.name !== contacts.name) return []
  const moved = await Promise.all(customCarriers.map(async (name) => {
    const rows: Rec[] = []
    for (let total = 1; rows.length < total;) {
      const page = await entity(name).list({ where: { [`custom.@${goes}`]: { notEmpty: true } }, sort: ['id'], offset: rows.length, limit: 1_000 })
      rows.push(...page.rows)
      if (page.rows.length === 0) break
      total = page.total
    }
    return rows.map((row) => {
      const named = elementsOf(dataOf(row), 'custom').filter((value) => value['person'] === goes)
      return { entity: name, id: row.id, patch: customPatch(Object.fromEntries(named.map((value) => [str(value['id']), { person: stays.id, name: of.title(stays.data) }]))) }
    })
  }))
  return moved.flat()
}

const linksTo = (name: string): { entity: string; field: string; isList: boolean }[] => [...productModel.entities.values()]
  .filter(({ bookkeeping }) => bookkeeping !== true)
  .flatMap((other) => Object.entries(other.fields).flatMap(([field, { reference, elementsOf }]) =>
    (reference?.entity === name || elementsOf === name ? [{ entity: other.name, field, isList: elementsOf === name }] : [])))
