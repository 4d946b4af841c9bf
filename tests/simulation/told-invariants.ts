import { canonicalJson } from '../../src/merge/canonical.ts'
import { isTextField } from '../../src/model/entity.ts'
import type { SyncRecord } from '../../src/protocol/change.ts'
import type { Data, Json } from '../../src/shared/json.ts'
import { newestModel } from './models.ts'
import { memberOf, type Story } from './story.ts'
import type { World } from './world.ts'

/**
 * [I5, I6, M2, M3] A value that lost has exactly one notice, or stands in a conflict. Where the server was put back (`restored`), it may be
 * told of in each life in which it lost.
 */
export function toldOnce(server: SyncRecord[], gone: ReadonlySet<string>, restored: boolean, purged: World['purged']): string[] {
  const problems: string[] = []
  const of = (entity: string): Record<string, Json>[] => server.filter((record) => record.entity === entity).map((record) => record.data ?? {})
  const notices = of('notices'), conflicts = of('conflicts')
  const history = of('history')
  // A backup, or whoever had not heard, may bring a record back after its purge; what was said of it had been said.
  const wasSaid = (entity: string): Data[] => purged.flatMap((record) => (record.entity === entity && record.data !== null ? [record.data] : []))
  const allNotices = [...notices, ...wasSaid('notices')], allConflicts = [...conflicts, ...wasSaid('conflicts')]
  for (const { forUserId, recordId, field, lost } of notices) {
    if (typeof lost !== 'string' || field === 'deletedAt') continue
    // Two may have written the same value (a repeating task's next, made by both): each is told.
    const told = notices.filter((notice) => notice['forUserId'] === forUserId && notice['recordId'] === recordId && notice['field'] === field && notice['lost'] === lost).length
    // An id that follows from another record's (UUID version 5) is made by each device that makes the record.
    const madeTwice = String(recordId).charAt(14) === '5'
    // An undo and its redo write the same value again, so there may be as many as changes that wrote it; a create, of which two devices make the same record, names no values.
    const wrote = history.filter((entry) => entry['recordId'] === recordId
      && ((entry['op'] === 'create' && madeTwice) || [memberOf(entry['lost'], String(field)), memberOf(memberOf(entry['fields'], String(field)), 'to')].includes(lost))).length
    if (!restored && told > Math.max(1, wrote)) problems.push(`[M2] ${told} notices of ${lost} in ${String(field)} of ${String(recordId)}, which ${wrote} changes wrote`)
  }

  const open = new Map<string, number>()
  for (const { recordId, field, status } of conflicts) {
    const key = `${String(recordId)} ${String(field)}`
    if (status === 'open') open.set(key, (open.get(key) ?? 0) + 1)
  }
  for (const [key, count] of open) if (count > 1) problems.push(`[M3] ${count} open conflicts of ${key}`)

  for (const { recordId, lost, userId, replicaId } of history) {
    // Conflicts and notices go with the record that they are about.
    if (gone.has(String(recordId))) continue
    for (const [field, value] of Object.entries((lost ?? {}) as Record<string, Json>)) {
      const told = allNotices.some((notice) => notice['recordId'] === recordId && notice['field'] === field && notice['forUserId'] === userId && canonicalJson(notice['lost']) === canonicalJson(value))
      const inConflict = allConflicts.some((conflict) => conflict['recordId'] === recordId && conflict['field'] === field
        && sidesOf(conflict).some((side) => side['replicaId'] === replicaId || isTheSame(side, userId as Json, value)))
      if (!told && !inConflict) problems.push(`[M2] ${JSON.stringify(value)} in ${field} of ${String(recordId)} lost, and nobody was told`)
    }
  }
  return problems
}

/** One person's two devices may have written the same value; it stands there once. */
const isTheSame = (side: Data, userId: Json | undefined, value: Json): boolean => side['userId'] === userId && canonicalJson(side['value'] ?? null) === canonicalJson(value)

/**
 * [I5, M2, M7] A value that gave way to an edit which did not know of it has a notice for its author or stands in a conflict, whatever the
 * policy that decided and whether or not the workspace was in advisory mode. What an edit knew is its base, as its device journaled it.
 */
export function overruledAreTold(server: SyncRecord[], journaled: Story['journaled'], purged: ReadonlySet<string>): string[] {
  const problems: string[] = []
  const of = (entity: string): Data[] => server.filter((record) => record.entity === entity).map((record) => record.data ?? {})
  const notices = of('notices'), conflicts = of('conflicts')
  const entries = server.filter((record) => record.entity === 'history').sort((a, b) => a.revision - b.revision)
  /** The last entry that wrote a field, by record and field; the create under no field. */
  const last = new Map<string, SyncRecord>()
  for (const entry of entries) {
    const { recordId, op, replicaId, fields } = entry.data as Data & { recordId: string; fields: Record<string, { from: Json; to: Json }> }
    if (op === 'create' && Object.keys(fields).length === 0) last.set(`${recordId} `, entry)
    for (const [field, { from }] of Object.entries(fields)) {
      const before = last.get(`${recordId} ${field}`) ?? last.get(`${recordId} `), known = journaled.get(entry.id)
      last.set(`${recordId} ${field}`, entry)
      // A text takes in both, so nothing gave way (I2).
      // What was said of a record goes with it when it goes for good (R5).
      if (field === 'deletedAt' || purged.has(recordId) || isText(entry.data?.['entity'], field) || Array.isArray(from) || before === undefined || known === undefined || known.settles || before.data?.['replicaId'] === replicaId) continue
      // Whoever made the record wrote nothing there: two may make the same one (0038, 0039).
      if (from === null && before.data?.['op'] === 'create') continue
      // An entry is written right after its record.
      if (before.revision - 1 <= known.baseRevision) continue
      const told = notices.some((notice) => notice['recordId'] === recordId && notice['field'] === field && notice['forUserId'] === before.data?.['userId'] && canonicalJson(notice['lost'] ?? null) === canonicalJson(from))
      const inConflict = conflicts.some((conflict) => conflict['recordId'] === recordId && conflict['field'] === field && sidesOf(conflict).some((side) => side['replicaId'] === before.data?.['replicaId'] || isTheSame(side, before.data?.['userId'], from)))
      if (!told && !inConflict) problems.push(`[M2] ${JSON.stringify(from)} in ${field} of ${recordId} gave way to what did not know of it, and nobody was told`)
    }
  }
  return problems
}

/** [I6, M3, M7] An open conflict shows what stands in its field. */
export function conflictsFollow(server: SyncRecord[]): string[] {
  const records = new Map(server.map((record) => [`${record.entity}/${record.id}`, record]))
  return server.flatMap(({ entity, id, data }) => {
    if (entity !== 'conflicts' || data?.['status'] !== 'open') return []
    const stands = records.get(`${String(data['entity'])}/${String(data['recordId'])}`)?.data?.[String(data['field'])] ?? null
    const shown = memberOf(data['theirs'], 'value') ?? null
    return canonicalJson(stands) === canonicalJson(shown) ? [] : [`[M3] the conflict ${id} shows ${JSON.stringify(shown)} where ${JSON.stringify(stands)} stands`]
  })
}

const isText = (entity: Json | undefined, field: string): boolean => {
  const known = newestModel.entities.get(String(entity))
  return known !== undefined && isTextField(known, field)
}

/** Both sides of a conflict: what stands, and what met it. */
const sidesOf = (conflict: Data): Data[] => [conflict['theirs'], ...(conflict['mine'] as Json[])].map((side) => (side ?? {}) as Data)

