import type { Entity } from '../../model/entity.ts'
import type { PulledRecord, SyncStore } from '../store/port.ts'
import { compareKeys, valuesOf, type Key } from './values.ts'

/*
 * What scripts sort and look up by. The store has its records by id and by revision and knows nothing of fields, so the order by a field, and
 * the records that have a value, are kept in memory: read once in pages, then brought up to date by what changed since, as a device is (R2).
 * Nothing is written for those who never ask.
 */

/** Ids in an order, or by a value. */
export interface Index {
  put(record: PulledRecord): void
  drop(id: string): void
  /** Called after puts and drops, before anybody looks. */
  settle(): void
  size(): number
}

export interface Indexes {
  /** An index as the workspace stands now. Null: it has more records than are kept in order here. */
  upToDate<I extends Index>(workspaceId: string, entity: string, name: string, make: () => I): Promise<I | null>
}

interface Kept { index: Index; epoch: string; revision: number; mark: string; turn: Promise<unknown> }

/** Together some tens of megabytes; those that nobody asked for the longest go first. */
const mostEntries = 250_000
const pageSize = 1_000

export function createIndexes(store: SyncStore): Indexes {
  const kept = new Map<string, Kept>()

  const makeRoom = (but: string): void => {
    let total = [...kept.values()].reduce((sum, { index }) => sum + index.size(), 0)
    for (const [name, { index }] of kept) {
      if (total <= mostEntries) return
      if (name === but) continue
      kept.delete(name)
      total -= index.size()
    }
  }

  /** Whether all of it fitted. */
  const follow = async (workspaceId: string, entity: string, own: Kept, make: () => Index): Promise<boolean> => {
    const place = await store.read(workspaceId, async (reader) => ({
      state: await reader.state(), known: own.revision === 0 ? '' : await reader.markOf(own.revision),
    }))
    if (place === null) return false
    const { state, known } = place
    if (own.epoch !== state.epoch || own.revision > state.revision || known !== own.mark || own.revision < state.tombstoneHorizon) {
      own.index = make()
      const from = await store.read(workspaceId, async (reader) => reader.commitAtOrBefore((await reader.state()).revision))
      for (let after: string | null = null; ;) {
        const page: PulledRecord[] = await store.read(workspaceId, (reader) => reader.recordsInOrder(entity, after, 'up', pageSize)) ?? []
        for (const record of page) own.index.put(record)
        if (own.index.size() > mostEntries) return false
        if (page.length < pageSize) break
        after = page.at(-1)!.id
      }
      Object.assign(own, { epoch: state.epoch, revision: from?.revision ?? 0, mark: from?.mark ?? '' })
    }
    for (let since = own.revision; ;) {
      const from = since
      const found = await store.read(workspaceId, async (reader) => {
        const records = await reader.changedAfter(new Map([[entity, from]]), pageSize)
        return { records, at: records.length < pageSize ? await reader.commitAtOrBefore((await reader.state()).revision) : null }
      })
      if (found === null) return false
      for (const record of found.records) {
        if (record.data === null) own.index.drop(record.id)
        else own.index.put(record)
      }
      if (found.records.length < pageSize) {
        if (found.at !== null) Object.assign(own, found.at)
        break
      }
      since = found.records.at(-1)!.revision
    }
    own.index.settle()
    return true
  }

  return {
    async upToDate<I extends Index>(workspaceId: string, entity: string, name: string, make: () => I): Promise<I | null> {
      const key = `${workspaceId}/${entity}/${name}`
      const own = kept.get(key) ?? { index: make(), epoch: '', revision: 0, mark: '', turn: Promise.resolve() }
      kept.delete(key)
      kept.set(key, own)
      const mine = own.turn.catch(() => undefined).then(() => follow(workspaceId, entity, own, make))
      own.turn = mine
      const fits = await mine
      if (!fits) kept.delete(key)
      makeRoom(key)
      return fits ? own.index as I : null
    },
  }
}

// ---------------------------------------------------------------- in an order

/** Where a record stands in an order. */
export interface Place { keys: readonly Key[]; id: string }
export interface SortKey { name: string; down: boolean }

export interface SortedIds extends Index {
  /** Ids after a place, which need not be there any more; null: from the first. */
  after(place: Place | null, limit: number): Place[]
}

export function sortedIds(entity: Entity, sort: readonly SortKey[]): SortedIds {
  const values = sort.map(({ name }) => valuesOf(entity, name)!)
  const idsDown = sort[0]!.down
  const compare = (a: Place, b: Place): number => {
    for (const [at, { down }] of sort.entries()) {
      const one = a.keys[at]!, other = b.keys[at]!
      const order = compareKeys(one, other)
      // No value is last in either direction.
      if (order !== 0) return down && one !== null && other !== null ? -order : order
    }
    return compareKeys(a.id, b.id) * (idsDown ? -1 : 1)
  }
  const places = new Map<string, Place>()
  let order: Place[] = []
  let changed: Place[] = [], dropped = new Set<Place>()

  const firstAfter = (place: Place): number => {
    let low = 0, high = order.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (compare(order[middle]!, place) <= 0) low = middle + 1
      else high = middle
    }
    return low
  }
  const drop = (id: string): void => {
    const place = places.get(id)
    if (place === undefined) return
    places.delete(id)
    dropped.add(place)
  }
  return {
    put(record) {
      drop(record.id)
      const place = { keys: values.map((one) => one.key(record)), id: record.id }
      places.set(record.id, place)
      changed.push(place)
    },
    drop,
    settle() {
      if (changed.length === 0 && dropped.size === 0) return
      changed = changed.filter((place) => !dropped.has(place)).sort(compare)
      const left = dropped.size === 0 ? order : order.filter((place) => !dropped.has(place))
      order = merged(left, changed, compare)
      changed = []
      dropped = new Set()
    },
    size: () => places.size,
    after: (place, limit) => { const from = place === null ? 0 : firstAfter(place); return order.slice(from, from + limit) },
  }
}

function merged<T>(one: readonly T[], other: readonly T[], compare: (a: T, b: T) => number): T[] {
  if (other.length === 0) return [...one]
  const result: T[] = []
  let at = 0
  for (const item of one) {
    while (at < other.length && compare(other[at]!, item) < 0) result.push(other[at++]!)
    result.push(item)
  }
  result.push(...other.slice(at))
  return result
}

// ---------------------------------------------------------------- by a value

export interface IdsByValue extends Index {
  /** Ids of the records that have the value, newest first. */
  of(key: Key): string[]
}

export function idsByValue(entity: Entity, name: string): IdsByValue {
  const values = valuesOf(entity, name)!
  const ids = new Map<Key, Set<string>>(), keys = new Map<string, readonly Key[]>()
  const drop = (id: string): void => {
    for (const key of keys.get(id) ?? []) {
      const those = ids.get(key)
      those?.delete(id)
      if (those?.size === 0) ids.delete(key)
    }
    keys.delete(id)
  }
  return {
    put(record) {
      drop(record.id)
      const own = values.all(record)
      if (own.length === 0) return
      keys.set(record.id, own)
      for (const key of own) {
        const those = ids.get(key)
        if (those === undefined) ids.set(key, new Set([record.id]))
        else those.add(record.id)
      }
    },
    drop,
    settle: () => undefined,
    size: () => keys.size,
    of: (key) => [...ids.get(key) ?? []].sort().reverse(),
  }
}
