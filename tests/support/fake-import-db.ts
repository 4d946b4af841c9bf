import type { ImportDb, ImportMutation, ImportRecord } from '../../src/import/import-db.ts'
import { alikeKeys, sameKeys } from '../../src/import/plan/match-keys.ts'
import type { Data, Json } from '../../src/shared/json.ts'
import type { ErrorBody } from '../../src/shared/errors.ts'
import { err, ok } from '../../src/shared/result.ts'
import { str } from '../../src/model/text.ts'

/** The four calls that an import makes, over maps. `failNext` makes coming mutations answer errors; ids make repeats harmless, as in the real one. */
export function createFakeImportDb(): {
  db: ImportDb
  records: (entity: string) => Data[]
  ids: (entity: string) => string[]
  put: (entity: string, id: string, data: Data) => void
  mutations: ImportMutation[]
  failNext: (...errors: (ErrorBody | null)[]) => void
  failWhere: (refuse: (input: ImportMutation) => ErrorBody | null) => void
} {
  const tables = new Map<string, Map<string, Data>>()
  const seen = new Set<string>()
  const mutations: ImportMutation[] = []
  let coming: (ErrorBody | null)[] = []
  let refuse: (input: ImportMutation) => ErrorBody | null = () => null
  const table = (entity: string): Map<string, Data> => {
    let found = tables.get(entity)
    if (found === undefined) tables.set(entity, found = new Map())
    return found
  }
  const record = (id: string, data: Data): ImportRecord => ({ id, data })
  let index: { size: number; byKey: Map<string, string[]> } | null = null

  const db: ImportDb = {
    async findMatches(entity, keys) {
      if (index === null) {
        index = { size: table(entity).size, byKey: new Map() }
        for (const [id, data] of table(entity)) {
          for (const { sameness } of [...sameKeys(data, [str(data['externalId'])].filter(Boolean)), ...alikeKeys(data)]) index.byKey.set(sameness, [...(index.byKey.get(sameness) ?? []), id])
        }
      }
      return ok(Object.fromEntries(keys.flatMap((key) => { const ids = index?.byKey.get(samenessOf(key)); return ids === undefined ? [] : [[key, ids]] })))
    },
    async list(query) {
      let rows = [...table(query.entity)].map(([id, data]) => record(id, data))
      for (const [column, { in: allowed }] of Object.entries(query.where ?? {})) rows = rows.filter(({ id, data }) => allowed.includes(column === 'id' ? id : str(data[column])))
      const offset = query.offset ?? 0
      return ok({ rows: rows.slice(offset, offset + (query.limit ?? 50)), total: rows.length })
    },
    async mutateGroup([input]) {
      if (input === undefined) return ok(undefined)
      const failure = coming.shift() ?? refuse(input)
      if (failure !== null) return err(failure)
      mutations.push(input)
      if (seen.has(input.mutationId)) return ok(undefined)
      seen.add(input.mutationId)
      index = null
      for (const { entity, recordId, patch } of input.changes) {
        const data: Data = { ...table(entity).get(recordId) }
        for (const [field, value] of Object.entries(patch)) data[field] = isSet(value) ? [...((data[field] as Json[] | undefined) ?? []), ...value.$set.add] : value
        table(entity).set(recordId, data)
      }
      return ok(undefined)
    },
  }
  return {
    db, mutations,
    records: (entity) => [...table(entity).values()],
    ids: (entity) => [...table(entity).keys()],
    put: (entity, id, data) => { table(entity).set(id, data); index = null },
    failNext: (...errors) => { coming = errors },
    failWhere: (next) => { refuse = next },
  }
}

const isSet = (value: Json): value is { $set: { add: Json[] } } => typeof value === 'object' && value !== null && !Array.isArray(value) && '$set' in value

/** Phones by their last eight digits, as the db-worker has it. */
const samenessOf = (key: string): string => key.replace(/^name\+birthday\?:(.*)\|[^|]*$/s, 'name:$1').replace(/^(phone[^:]*:)(\d+)/, (_, names: string, digits: string) => names + (digits.length >= 7 ? digits.slice(-8) : digits))
