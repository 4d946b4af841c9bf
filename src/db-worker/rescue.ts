import type { Model } from '../model/model.ts'
import { textsMember } from '../merge/text-field.ts'
import { changeSchema } from '../protocol/change.ts'
import type { Change } from '../protocol/change.ts'
import type { Data } from '../shared/json.ts'
import { entityTable } from './entity-table.ts'
import { scanPages } from './scan-pages.ts'
import type { SqlValue } from './sqlite.ts'

/** What could be read of a damaged database. */
export interface Rescued {
  /** Journal rows that were not settled. */
  unsettled: Change[]
  failed: Change[]
  highestSeq: number
  /** Living records that the server never saw, as they were shown. */
  records: { entity: string; id: string; data: Data }[]
}

/** Looks through the pages of a damaged file for the journal's rows and for records that are nowhere else. */
export function rescue(model: Model, file: Uint8Array, wal: Uint8Array): Rescued {
  const journal = new Map<string, { change: Change; status: string }>()
  const records = new Map<string, Rescued['records'][number] | null>()
  /** The log and freed pages hold older states too, of before the server had it: made anew of one, a record would stand against what others wrote since. */
  const given = new Set<string>()
  const shapes = [...model.entities.values()].filter((entity) => entity.authored === 'people')
    .map((entity) => ({ entity, columns: firstColumns + entityTable(entity).columnNames.length + 1 }))
  let highestSeq = 0
  for (const { rowid, values } of scanPages(file, wal)) {
    const entry = journalRow(rowid, values)
    if (entry !== null) {
      highestSeq = Math.max(highestSeq, entry.change.seq)
      // Of several states the one furthest on is true: a page that was freed may still hold an older one.
      if (rank(entry.status) >= rank(journal.get(entry.change.id)?.status ?? '')) journal.set(entry.change.id, entry)
      continue
    }
    const record = recordRow(values)
    if (record === null) continue
    if (record.revision > 0) { given.add(record.id); continue }
    const shape = shapes.find(({ entity, columns }) => columns === values.length && Object.keys(record.data).every((name) => name in entity.fields || name === textsMember))
    if (shape !== undefined) records.set(record.id, record.alive ? { entity: shape.entity.name, id: record.id, data: record.data } : null)
  }
  const withStatus = (...statuses: string[]): Change[] =>
    [...journal.values()].filter(({ status }) => statuses.includes(status)).map(({ change }) => change).sort((a, b) => a.seq - b.seq)
  return {
    unsettled: withStatus('pending', 'pushing', 'deferred'),
    failed: withStatus('failed'),
    highestSeq,
    records: [...records.values()].filter((record) => record !== null && !given.has(record.id)) as Rescued['records'],
  }
}

const rank = (status: string): number => ['pending', 'pushing', 'deferred', 'failed', 'conflict', 'synced', 'replaced'].indexOf(status)

/** The columns of `local_changes` in order (schema.ts); the last two came later, and rows from before end without them. */
const alongAt = 23
function journalRow(seq: number, values: readonly SqlValue[]): { change: Change; status: string } | null {
  const [, id, mutationId, groupId, entity, recordId, op, patch, before, baseRevision, baseEpoch, at, schemaVersion, bodyHash, status] = values, along = values[alongAt], undoes = values[alongAt + 1]
  if (typeof patch !== 'string' || typeof status !== 'string' || typeof bodyHash !== 'string' || rank(status) < 0) return null
  const parsed = changeSchema.safeParse({
    id, mutationId, ...(groupId === null ? {} : { groupId }), seq, entity, recordId, op, patch: parse(patch),
    ...(typeof before === 'string' ? { before: parse(before) } : {}), baseRevision, ...(baseEpoch === null ? {} : { baseEpoch }), ...(typeof along === 'string' ? { along: parse(along) } : {}), ...(typeof undoes === 'string' ? { undoes } : {}), at, schemaVersion, ...(bodyHash === '' ? {} : { bodyHash }),
  })
  return parsed.success ? { change: parsed.data, status } : null
}

/** `n, id, revision, epoch, gen, deleted_at, created_at, updated_at` begin an entity's row (entity-table.ts), its data ends it. */
const firstColumns = 8
function recordRow(values: readonly SqlValue[]): { id: string; revision: number; data: Data; alive: boolean } | null {
  const [, id, revision, , , deletedAt] = values
  const text = values.at(-1)
  if (typeof id !== 'string' || !/^[0-9a-f-]{36}$/.test(id) || typeof revision !== 'number' || typeof text !== 'string' || !text.startsWith('{')) return null
  const data = parse(text)
  return typeof data === 'object' && data !== null ? { id, revision, data: data as Data, alive: deletedAt === null } : null
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
