import { digestOfParts, formatDigest, recordDigest } from '../../merge/digest.ts'
import type { Model } from '../../model/model.ts'
import type { Data } from '../../shared/json.ts'
import { createVerifier, type RawSource } from '../audit/verify.ts'
import { dayOf } from '../store/audit-chain.ts'
import { tables, type Row, type StoreTables } from './tables.ts'

/**
 * Looks through everything that a store holds for what cannot be: digests that are not those of their records, positions that do not fit, and
 * what names something that is not there.
 *
 * @returns a sentence a finding; empty: all is well
 */
export async function checkStore(store: StoreTables, model: Model): Promise<string[]> {
  const found: string[] = []
  const workspaces = await idsOf(store, 'workspaces'), users = await idsOf(store, 'users')
  for await (const row of each(store, 'memberships')) {
    if (!workspaces.has(text(row, 'workspace_id')) || !users.has(text(row, 'user_id'))) found.push(`A membership names the workspace ${text(row, 'workspace_id')} and the person ${text(row, 'user_id')}, and one of them is not there.`)
  }
  for await (const row of each(store, 'sessions')) {
    if (!users.has(text(row, 'user_id'))) found.push(`The session ${text(row, 'id')} is of a person who is not there: ${text(row, 'user_id')}.`)
  }
  const standing = new Set<string>()
  for await (const state of each(store, 'states')) {
    standing.add(text(state, 'workspace_id'))
    found.push(...await checkWorkspace(store, model, state))
  }
  for (const id of workspaces) if (!standing.has(id)) found.push(`The workspace ${id} has a name, and nothing else.`)
  return found
}

async function checkWorkspace(store: StoreTables, model: Model, state: Row): Promise<string[]> {
  const id = text(state, 'workspace_id'), revision = number(state, 'revision')
  const found: string[] = []
  const say = (finding: string): void => { found.push(`In the workspace ${id}: ${finding}`) }

  const commits = new Set<number>()
  for await (const commit of each(store, 'commits', id)) commits.add(number(commit, 'revision'))
  if (revision > 0 && !commits.has(revision)) say(`no commit ended at its revision ${revision}.`)
  if ([...commits].some((commit) => commit > revision)) say(`there are commits beyond its revision ${revision}.`)
  const epochs = new Set<string>()
  for await (const epoch of each(store, 'epochs', id)) epochs.add(text(epoch, 'epoch'))
  if (!epochs.has(text(state, 'epoch'))) say('its epoch is not among its epochs.')

  /** Entities by record id; what is about a record that was purged counts as there. */
  const records = new Map<string, string>()
  for await (const record of each(store, 'records', id)) {
    const name = `${text(record, 'entity')}/${text(record, 'id')}`
    records.set(name, text(record, 'id'))
    if (number(record, 'revision') > revision) say(`${name} has revision ${number(record, 'revision')}, and the workspace stands at ${revision}.`)
    const fault = faultOf(model, record)
    if (fault !== null) say(`${name}: ${fault}`)
  }
  const ids = new Set(records.values())
  for await (const link of each(store, 'links', id)) {
    const name = `${text(link, 'entity')}/${text(link, 'id')}`
    if (!records.has(name)) say(`a reference is noted of ${name}, which is not there.`)
    else if (!ids.has(text(link, 'target'))) say(`${name} names ${text(link, 'target')} in ${text(link, 'field')}, and there is no such record.`)
  }
  for await (const open of each(store, 'openConflicts', id)) {
    const name = `${text(open, 'entity')}/${text(open, 'record_id')}`
    if (!records.has(name)) say(`a conflict is open about ${name}, which is not there.`)
    if (!records.has(`conflicts/${text(open, 'conflict_id')}`)) say(`the open conflict of ${name} (${text(open, 'field')}) is not among the conflicts.`)
  }
  for await (const change of each(store, 'changes', id)) {
    if (number(change, 'revision') > revision) say(`the change ${text(change, 'id')} was answered with revision ${number(change, 'revision')}, and the workspace stands at ${revision}.`)
  }
  for (const finding of await checkAudit(store, state)) say(finding)
  return found
}

/** The chain of the audit log: whole, in order, as it was written, and with the end that was noted. */
async function checkAudit(store: StoreTables, state: Row): Promise<string[]> {
  const id = text(state, 'workspace_id'), sources = new Map<string, RawSource>()
  for await (const row of each(store, 'auditSources', id)) sources.set(text(row, 'id'), { id: text(row, 'id'), userId: text(row, 'user_id'), deviceId: text(row, 'device_id'), text: text(row, 'text') })
  const verifier = createVerifier(id, {
    head: { n: number(state, 'audit_n'), hash: text(state, 'audit_hash') }, anchor: { n: number(state, 'audit_from'), hash: text(state, 'audit_anchor') },
  }, sources)
  const days = new Map<string, { lowest: number; highest: number }>(), misplaced: string[] = []
  for await (const row of each(store, 'auditDays', id)) days.set(text(row, 'day'), { lowest: number(row, 'lowest'), highest: number(row, 'highest') })
  for await (const row of each(store, 'audit', id)) {
    const day = days.get(dayOf(text(row, 'at'))), n = number(row, 'n')
    if (misplaced.length === 0 && (day === undefined || n < day.lowest || n > day.highest)) misplaced.push(`entry ${n} of the audit log would not be found by its day, ${dayOf(text(row, 'at'))}.`)
    verifier.next({
      n, at: text(row, 'at'), kind: text(row, 'kind'), source: text(row, 'source'), entity: text(row, 'entity'), recordId: text(row, 'record_id'), detail: text(row, 'detail'),
      hash: text(row, 'hash'),
    })
  }
  return [...verifier.end(), ...misplaced]
}

/** What is wrong with a record as it lies there; null: nothing. */
function faultOf(model: Model, record: Row): string | null {
  let data: Data | null
  try { data = JSON.parse(text(record, 'data')) as Data | null } catch { return 'its data cannot be read.' }
  const entity = model.entities.get(text(record, 'entity'))
  // One without a share is hashed before the next digest is given; of an entity that this program does not know, nobody can say.
  if (entity === undefined || record['share_a'] === null) return null
  const kept = digestOfParts([number(record, 'share_a'), number(record, 'share_b'), number(record, 'share_c'), number(record, 'share_d')])
  const due = data === null || record['deleted_at'] !== null ? 0n : recordDigest(entity, text(record, 'id'), data)
  return kept === due ? null : `its share of the digest is ${formatDigest(kept)}, and its data comes to ${formatDigest(due)}: it was written over by other hands, or has rotted.`
}

async function* each(store: StoreTables, table: keyof typeof tables, workspaceId?: string): AsyncGenerator<Row> {
  for await (const rows of store.rows(tables[table], workspaceId)) yield* rows
}

async function idsOf(store: StoreTables, table: 'workspaces' | 'users'): Promise<Set<string>> {
  const ids = new Set<string>()
  for await (const row of each(store, table)) ids.add(text(row, 'id'))
  return ids
}

const text = (row: Row, column: string): string => row[column] as string
const number = (row: Row, column: string): number => row[column] as number
