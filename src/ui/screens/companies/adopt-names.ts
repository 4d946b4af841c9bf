import type { BulkWriter, Json, Satchel, StorageInfo, SyncStatus } from '../../../data-api/types.ts'
import { companies } from '../../../model/companies.ts'
import { contacts } from '../../../model/contacts.ts'
import { may } from '../../../model/roles.ts'
import { makeNamed } from './company-names.ts'
import { keepItem } from '../../../data-api/keep-item.ts'

/** More different names than this are made in several acts. */
const mostNames = 20_000

let adopting: Promise<number> | null = null

/**
 * Makes a company of every name that contacts were given before there were companies: once, where there is none at all, in the trash neither. Two devices that do
 * it apart make the same records. Nothing is done before all of the workspace is here: the list of companies does it later.
 * Once done it is not done here again, whatever became of them, nor ever for somebody who may only look.
 * @returns how many were made
 */
export function adoptNames(satchel: Satchel): Promise<number> {
  adopting ??= adopt(satchel).finally(() => { adopting = null })
  return adopting
}

async function adopt(satchel: Satchel): Promise<number> {
  const opened = await satchel.ready, status = satchel.sync.status()
  if (wereAdopted(opened) || !isComplete(status) || !may(status.account?.role ?? opened.role ?? 'owner', 'write')) return 0
  const { total } = await satchel.entity(companies.name).list({ state: 'all', limit: 1 })
  if (total > 0) return 0
  const names = (await satchel.entity(contacts.name).facets('company', { limit: mostNames })).map(({ value }) => value)
  if (names.length === 0) return 0
  let made = 0
  await satchel.bulk(async (writer) => { made = await makeNamed(satchel, writer, names) }, { label: 'Add the companies of your contacts' })
  keepItem(keyOf(opened), opened.replicaId)
  return made
}

const keyOf = ({ databaseName }: StorageInfo): string => `satchel.companies-adopted.${databaseName}`

/** Whether it was done in this database: who discards what was made, or is refused it, is not made it again. A database that was deleted and begun anew is another one. */
export const wereAdopted = (opened: StorageInfo): boolean => localStorage.getItem(keyOf(opened)) === opened.replicaId

/**
 * Adds to an act the companies that names mean. Before the names of all contacts were looked at this does nothing, so that they still are, nor before all of
 * the workspace is here: they are offered above the list then.
 */
export async function makeNamedAlong(satchel: Satchel, writer: BulkWriter, names: readonly string[]): Promise<void> {
  if (!isComplete(satchel.sync.status())) return
  const { total } = await satchel.entity(companies.name).list({ state: 'all', limit: 1 })
  if (total > 0) await makeNamed(satchel, writer, names)
}

/** The names on contacts that no company is called by, neither here nor in the trash. */
export async function missingNames(satchel: Satchel): Promise<string[]> {
  const names = (await satchel.entity(contacts.name).facets('company', { limit: mostNames })).map(({ value }) => value)
  const missing: string[] = []
  await makeNamed(satchel, { create: (_: string, data: Record<string, Json | undefined>) => { missing.push(String(data['name'])); return '' } }, names)
  return missing
}

/** Whether all of the workspace has come down, as far as can be told: before that, or before the changes worker was heard, what is not here may be on its way. */
export const isComplete = ({ state, lastSyncedAt, download }: Pick<SyncStatus, 'state' | 'lastSyncedAt' | 'download'>): boolean =>
  state === 'no_account' || (lastSyncedAt !== null && download === null)
