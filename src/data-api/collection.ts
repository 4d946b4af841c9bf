import type { DraftChange, ListQuery, MutationInput, MutationResult, Row } from '../db-worker/contract.ts'
import type { Entity } from '../model/entity.ts'
import { distinctions } from '../model/distinctions.ts'
import { str } from '../model/text.ts'
import { sleep, systemClock } from '../shared/clock.ts'
import { SatchelError } from '../shared/errors.ts'
import { asOf, restoreAsOf } from './as-of.ts'
import { checkAct, checkCount, checkList, checkOptions } from './check-options.ts'
import { checkId, clean } from './clean.ts'
import type { Connection } from './connection.ts'
import { toRec } from './to-rec.ts'
import type { Collection, ListOptions, Rec } from './types.ts'

/** What a collection needs of the import room; see importer.ts and exporter.ts. */
export interface CollectionFiles {
  import: Collection['import']
  export: Collection['export']
}

/** One entity's door over the connection. Nothing here knows what the entity is. */
export function createCollection(connection: () => Connection, entity: Entity, makeId: () => string, files: CollectionFiles): Collection {
  const write = async (label: string, change: DraftChange): Promise<Row | undefined> => {
    const result = await mutate(connection(), { mutationId: makeId(), label, changes: [change] })
    return result.rows.find((row) => row.id === change.recordId)
  }
  const named = async (verb: string, id: string): Promise<string> => {
    const row = await connection().data((api) => api.get(entity.name, id))
    return `${verb} ${row ? entity.title(row.data) : entity.label.one}`
  }
  const existing = (row: Row | undefined): Rec => {
    if (!row) throw new SatchelError('not_found', `This ${entity.label.one} is not on this device.`)
    return toRec(row)
  }
  const query = (options: ListOptions = {}): ListQuery => ({ entity: entity.name, ...checkList(options) })
  return {
    create: async (data, options) => {
      const { label, id } = checkAct('create', options), patch = clean(data)
      return existing(await write(label ?? `Create ${entity.title(patch)}`, { entity: entity.name, recordId: id === undefined ? makeId() : checkId(id), op: 'create', patch }))
    },
    update: async (id, patch, options) => {
      const { label, baseRevision } = checkAct('update', options)
      const change: DraftChange = { entity: entity.name, recordId: checkId(id), op: 'update', patch: clean(patch) }
      if (baseRevision !== undefined) change.baseRevision = baseRevision
      const row = await write(label ?? `Edit ${entity.label.one}`, change)
      return existing(row ?? (await connection().data((api) => api.get(entity.name, id))) ?? undefined)
    },
    delete: async (id, options) => {
      const { label } = checkAct('act', options)
      checkId(id)
      await write(label ?? (await named('Delete', id)), { entity: entity.name, recordId: id, op: 'delete', patch: {} })
    },
    restore: async (id, options) => {
      const { label } = checkAct('act', options)
      checkId(id)
      return existing(await write(label ?? (await named('Restore', id)), { entity: entity.name, recordId: id, op: 'restore', patch: {} }))
    },
    get: async (id) => {
      checkId(id)
      const row = await connection().data((api) => api.get(entity.name, id))
      return row && toRec(row)
    },
    list: async (options) => list(connection(), query(options)),
    ids: async (options) => {
      const asked = query(options)
      return connection().data((api) => api.ids(asked))
    },
    groups: async (options) => {
      const asked = query(options)
      return connection().data((api) => api.groups(asked))
    },
    facets: async (column, options = {}) => {
      const { prefix = '', limit = 20 } = checkOptions('facets', options)
      if (typeof column !== 'string' || typeof prefix !== 'string') throw new SatchelError('invalid', 'The column and the prefix are texts: facets("city", { prefix: "b" }).')
      return connection().data((api) => api.facets(entity.name, column, prefix, checkCount(limit, 'A limit')))
    },
    lookalikes: async (options) => {
      const { limit = 50 } = checkOptions('lookalikes', options)
      checkCount(limit, 'A limit')
      const except = await distinguished(connection(), entity.name)
      for (;;) {
        const found = await connection().data((api) => api.lookalikes(entity.name, except, limit))
        if (found !== null) return found
        // It may be one of many who wait.
        await sleep(systemClock, 8)
      }
    },
    met: async () => {
      const found = await connection().data((api) => api.metAlike(entity.name))
      if (found.length === 0) return found
      const apart = new Set(await distinguished(connection(), entity.name))
      return found.filter(({ ids }) => !apart.has(ids.join(' ')))
    },
    readMet: () => connection().data((api) => api.forgetMet(entity.name)),
    joinEdit: async (id, field, edit) => connection().data((api) => api.joinEdit(entity.name, checkId(id), field, edit)),
    history: async (id) => connection().data((api) => api.history(entity.name, checkId(id))),
    historyNaming: async (field, id, options) => {
      const { limit = 200 } = checkOptions('historyNaming', options)
      return connection().data((api) => api.historyNaming(entity.name, { field, id: checkId(id) }, checkCount(limit, 'A limit')))
    },
    asOf: async (at, options) => asOf(connection(), entity.name, at, options),
    restoreAsOf: async (at, options) => restoreAsOf(connection(), entity, makeId, at, options),
    import: files.import,
    export: files.export,
  }
}

/** The pairs that a person keeps apart, as the db-worker takes them. */
async function distinguished(connection: Connection, entity: string): Promise<string[]> {
  const except: string[] = []
  for (let total = 1; except.length < total;) {
    const { rows, ...page } = await connection.data((api) => api.list({ entity: distinctions.name, where: { entity }, sort: ['id'], offset: except.length, limit: 1_000 }))
    total = page.total
    for (const { data } of rows) except.push(`${str(data['one'])} ${str(data['other'])}`)
    if (rows.length === 0) break
  }
  return except
}

export const mutate = (connection: Connection, input: MutationInput): Promise<MutationResult> => connection.data((api) => api.mutate(input))

/** However many rows are asked for; a long list comes in pieces, so that other calls get their turn. */
export async function list(connection: Connection, query: ListQuery): Promise<{ rows: Rec[]; total: number }> {
  const { offset = 0, limit = 50 } = query
  const rows: Rec[] = []
  for (;;) {
    const piece = { ...query, offset: offset + rows.length, limit: Math.min(limit - rows.length, rowsPerCall) }
    const result = await connection.data((api) => api.list(piece))
    for (const row of result.rows) rows.push(toRec(row))
    if (rows.length >= limit || result.rows.length < piece.limit) return { rows, total: result.total }
  }
}

/** The most that the db-worker answers at once. */
const rowsPerCall = 1_000
