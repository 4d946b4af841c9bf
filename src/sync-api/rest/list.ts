import type { Entity } from '../../model/entity.ts'
import type { PulledRecord, SyncStore, WorkspaceReader } from '../store/port.ts'
import { idsByValue, sortedIds, type Indexes, type Place, type SortKey } from './indexes.ts'
import type { Filter } from './filter.ts'
import { answerRecord, type RestRecord } from './record.ts'

export interface ListQuery {
  filter: Filter
  /** Never empty. */
  sort: readonly SortKey[]
  state: 'live' | 'deleted' | 'all'
  limit: number
  /** The place after which the page begins; null: the first. */
  after: Place | null
}

export interface ListPage { records: RestRecord[]; next: Place | null }

export interface ListDeps { store: SyncStore; indexes: Indexes }

/** How many records a page looks at for those that pass, so that no page takes long; one that finds few ends early, with more to come. */
const mostLooked = 20_000
/** A page is held whole by whoever sends it. */
const pageCharacters = 8 * 1024 * 1024
const fewest = 50, most = 500

/**
 * A page of a list. By id, up or down, and by revision, up, it is walked along the store's own index; the records that have a value, and every
 * other order, come from the indexes in memory. Null: there are too many records to keep them in that order.
 */
export async function listPage(deps: ListDeps, workspaceId: string, entity: Entity, query: ListQuery): Promise<ListPage | null> {
  const { filter, limit } = query
  const walk = await walkOf(deps, workspaceId, entity, query)
  if (walk === null) return null
  const records: RestRecord[] = []
  let place = query.after, looked = 0, characters = 0
  for (let look = Math.min(most, Math.max(fewest, limit + 1)); ; look = Math.min(most, look * 4)) {
    const from = place
    const { found, more } = await deps.store.read(workspaceId, (reader) => walk(reader, from, look)) ?? { found: [], more: false }
    for (const [at, step] of found.entries()) {
      if (records.length === limit || characters >= pageCharacters) return { records, next: place }
      place = step.place
      const { record } = step
      if (record !== undefined && isOfState(record, query.state) && filter.passes(record)) {
        records.push(answerRecord(record))
        characters += JSON.stringify(record.data).length
      }
      if (!more && at === found.length - 1) return { records, next: null }
    }
    if (!more) return { records, next: null }
    looked += found.length
    if (looked >= mostLooked) return { records, next: place }
  }
}

const isOfState = (record: PulledRecord, state: ListQuery['state']): boolean =>
  record.data !== null && (state === 'all' || (record.deletedAt === null) === (state === 'live'))

interface Step { place: Place; record: PulledRecord | undefined }
type Walk = (reader: WorkspaceReader, from: Place | null, look: number) => Promise<{ found: Step[]; more: boolean }>

async function walkOf({ indexes }: ListDeps, workspaceId: string, entity: Entity, { filter, sort }: ListQuery): Promise<Walk | null> {
  const [first] = sort as [SortKey]
  const byId = sort.length === 1 && first.name === 'id'
  if (byId && filter.equal !== null && filter.equal.name !== 'id') {
    const { name, key } = filter.equal
    const index = await indexes.upToDate(workspaceId, entity.name, `=${name}`, () => idsByValue(entity, name))
    if (index !== null) {
      const ids = index.of(key), ordered = first.down ? ids : ids.reverse()
      return ofPlaces(entity, (from, look) => {
        const rest = from === null ? ordered : ordered.filter((id) => (first.down ? id < from.id : id > from.id))
        return rest.slice(0, look).map((id) => ({ keys: [id], id }))
      })
    }
  }
  if (byId) {
    return async (reader, from, look) => {
      const records = await reader.recordsInOrder(entity.name, from?.id ?? null, first.down ? 'down' : 'up', look)
      return { found: records.map((record) => ({ place: { keys: [record.id], id: record.id }, record })), more: records.length === look }
    }
  }
  if (sort.length === 1 && first.name === 'revision' && !first.down) {
    return async (reader, from, look) => {
      const records = await reader.changedAfter(new Map([[entity.name, Number(from?.keys[0] ?? 0)]]), look)
      return { found: records.map((record) => ({ place: { keys: [record.revision], id: record.id }, record })), more: records.length === look }
    }
  }
  const name = sort.map((key) => `${key.down ? '-' : ''}${key.name}`).join(',')
  const index = await indexes.upToDate(workspaceId, entity.name, name, () => sortedIds(entity, sort))
  return index === null ? null : ofPlaces(entity, (from, look) => index.after(from, look))
}

/** Along places that are known: the records there are fetched by their keys. */
const ofPlaces = (entity: Entity, next: (from: Place | null, look: number) => Place[]): Walk => async (reader, from, look) => {
  const places = next(from, look)
  const records = new Map((await reader.pulledRecords(places.map(({ id }) => ({ entity: entity.name, id })))).map((record) => [record.id, record]))
  return { found: places.map((place) => ({ place, record: records.get(place.id) })), more: places.length === look }
}
