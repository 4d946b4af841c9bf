import { keepPreviousData, notifyManager, QueryClient, useQueries, useQuery, useQueryClient, type QueryMeta, type UseQueryResult } from '@tanstack/react-query'
import { createContext, useContext, useMemo, useSyncExternalStore } from 'react'
import { lookedThrough } from '../db-worker/contract.ts'
import { devices } from '../model/bookkeeping.ts'
import { productModel } from '../model/model.ts'
import type { Settings } from '../model/policies.ts'
import { settings } from '../model/settings.ts'
import { assert } from '../shared/assert.ts'
import { rowShown } from './ahead.ts'
import { appShell } from './app-shell.ts'
import { historyAsk, historyNamingAsk, listAsk, recordAsk } from './asks.ts'
import { coalesceCommits, type Touched } from './coalesce.ts'
import type { FirstAnswers } from './first-answers.ts'
import { refreshQueries } from './refresh-queries.ts'
import { relatedTo } from './related.ts'
import { settingsIn } from './settings.ts'
import { sortedThrough } from './sorted-through.ts'
import { tellTogether } from './told-together.ts'
import type { AccountDevice, ChangeStatus, HistoryEntry, JournalRow, ListOptions, Lookalike, Naming, PastResult, Rec, RowGroup, Satchel, StorageInfo, SyncLogEntry, SyncStatus, UndoState } from './types.ts'

/** Hands the data API to the screens: `<SatchelContext value={satchel}>`. */
export const SatchelContext = createContext<Satchel | null>(null)

/** The data API. */
export function useSatchel(): Satchel {
  const satchel = useContext(SatchelContext)
  assert(satchel, 'useSatchel outside SatchelContext')
  return satchel
}

/**
 * Queries are kept fresh by commits alone: the workers say which tables a commit touched, and the queries that named them run again.
 * Every key is `[kind, entity, …]`; the kind `sync` stands for journal, log and undo.
 * @param first what was read before; it need not be read again
 */
export function createQueryClient(satchel: Satchel, first: FirstAnswers | null = null): QueryClient {
  const client = new QueryClient({
    defaultOptions: { queries: { networkMode: 'always', staleTime: Infinity, retry: false, refetchOnReconnect: false, refetchOnWindowFocus: false } },
  })
  const together = tellTogether(() => isReading(client))
  notifyManager.setScheduler(together.tell)
  // An answer that is what was known already is told of to nobody, and yet it is what others waited for.
  client.getQueryCache().subscribe(together.look)
  const readAgain = (unseen: boolean) => ({ entities }: Touched): void => {
    refreshQueries(client, ([kind, entity, options], meta) =>
      kind !== 'sync' && typeof entity === 'string' && isUnseen(meta) === unseen && watched(kind, entity, options).some((name) => entities.has(name)))
  }
  const followRows = coalesceCommits(pace.rows, readAgain(false)), followUnseen = coalesceCommits(pace.unseen, readAgain(true), pace.rows)
  // What only moved in the journal is no reason to let rows wait.
  satchel.onCommit((changed) => { if (changed.entities.length > 0) { followRows(changed); followUnseen(changed) } })
  satchel.onCommit(coalesceCommits(pace.sync, () => { refreshQueries(client, ([kind]) => kind === 'sync') }, pace.rows))
  const { answers, stale } = first?.take() ?? { answers: [], stale: false }
  for (const [key, answer] of answers) client.setQueryData(key, answer)
  if (stale) void client.invalidateQueries()
  return client
}

/** Whether records are being read that somebody looks at: what was answered before may be told of with them (told-together.ts). */
export const isReading = (client: QueryClient): boolean => client.isFetching({ predicate: ({ queryKey: [kind], meta }) => local.has(kind) && !isUnseen(meta) }) > 0

const isUnseen = (meta: QueryMeta | undefined): boolean => meta?.['unseen'] === true

/** What the database answers at once, and no network. */
const local: ReadonlySet<unknown> = new Set(['list', 'record', 'groups', 'history'])

function watched(kind: unknown, entity: string, asked: unknown): string[] {
  const options: ListOptions = typeof asked === 'object' && asked !== null && !Array.isArray(asked) ? asked : {}
  return [...relatedTo(productModel, entity, kind === 'history' || kind === 'asOf'), ...lookedThrough(options.where), ...sortedThrough(entity, options)]
}

/**
 * While much is written, rows are read again this often, and what is told about the journal and the storage this often, behind the rows; what stands on no screen, and may be
 * a thousand records, more seldom still, or an import would wait for it longer than for the matching of its rows; ms.
 */
const pace = { rows: 60, sync: 250, unseen: 2_000 } as const

/**
 * A page of a list, live. The former page stays on the screen while the next is read. One that is `unseen` stands on no screen, and what does waits for none of it.
 */
export function useList(entity: string, options: ListOptions = {}, { enabled = true, unseen = false } = {}): UseQueryResult<{ rows: Rec[]; total: number }> {
  const satchel = useSatchel()
  return useQuery({ ...listAsk(satchel, entity, options), placeholderData: keepPreviousData, enabled, ...(unseen ? { meta: { unseen } } : {}) })
}

/** The groups of a list that groups, live; null: it does not. */
export function useGroups(entity: string, options: ListOptions): UseQueryResult<RowGroup[] | null> {
  const satchel = useSatchel()
  const { group, ...rest } = options
  const asked: ListOptions = group === undefined ? rest : { ...rest, group: { by: group.by } }
  return useQuery({ queryKey: ['groups', entity, asked], queryFn: () => (group === undefined ? null : satchel.entity(entity).groups(asked)), placeholderData: keepPreviousData })
}

/** One record, live; null: there is none of this id. Until it is read, as a list shows it that is. */
export function useRecord(entity: string, id: string | null): UseQueryResult<Rec | null> {
  const satchel = useSatchel(), client = useQueryClient()
  return useQuery({ ...recordAsk(satchel, entity, id), placeholderData: () => rowShown(client, entity, id) })
}

/** A record's history, newest first, live. */
export function useHistory(entity: string, id: string, { enabled = true } = {}): UseQueryResult<HistoryEntry[]> {
  const satchel = useSatchel()
  return useQuery({ ...historyAsk(satchel, entity, id), enabled })
}

/** What was done to the records of an entity that name this one by a reference, newest first, live. */
export function useHistoryNaming(entity: string, naming: Naming, limit: number): UseQueryResult<HistoryEntry[]> {
  const satchel = useSatchel()
  return useQuery({ ...historyNamingAsk(satchel, entity, naming, limit), placeholderData: keepPreviousData })
}

/** What happened anywhere, newest first, live. */
export function useRecentHistory(limit = 100): UseQueryResult<HistoryEntry[]> {
  const satchel = useSatchel()
  return useQuery({ queryKey: ['sync', 'history', limit], queryFn: () => satchel.recentHistory(limit), placeholderData: keepPreviousData })
}

/** The records that stood otherwise at an ISO moment, or the one of this id, or those that name another, live; nothing is asked while there is no moment. */
export function useAsOf(entity: string, at: string | null, { id, naming, limit }: { id?: string; naming?: Naming; limit: number }): UseQueryResult<PastResult> {
  const satchel = useSatchel()
  return useQuery({
    queryKey: ['asOf', entity, at, limit, id ?? naming?.id ?? null], queryFn: () => satchel.entity(entity).asOf(at!, { limit, ...(id === undefined ? {} : { id }), ...(naming === undefined ? {} : { naming }) }), enabled: at !== null,
    placeholderData: (former, query) => (query?.queryKey[1] === entity && query.queryKey[4] === (id ?? naming?.id ?? null) && at !== null ? former : undefined),
  })
}

/** The most frequent values of a column, live. */
export function useFacets(entity: string, column: string, options: { prefix?: string; limit?: number } = {}, { enabled = true } = {}): UseQueryResult<{ value: string; count: number }[]> {
  const satchel = useSatchel()
  return useQuery({ queryKey: ['facets', entity, column, options], queryFn: () => satchel.entity(entity).facets(column, options), placeholderData: keepPreviousData, enabled })
}

export interface UseSync { status: SyncStatus; isSyncing: boolean; pendingCount: number; sync: () => Promise<SyncStatus> }

/** How sync is, and "Sync now". */
export function useSync(): UseSync {
  const { sync } = useSatchel()
  const status = useSyncExternalStore(sync.onStatus, sync.status)
  return { status, isSyncing: status.state === 'syncing' || status.state === 'downloading', pendingCount: status.pending, sync: sync.now }
}

/** Who signed in and has not said yet what becomes of this device's records; null: nobody. */
export function useOpenChoice(): ReturnType<Satchel['auth']['openChoice']> {
  const { auth } = useSatchel()
  return useSyncExternalStore(auth.onOpenChoice, auth.openChoice)
}

/** The account's devices, as the server has them; looked at again every half minute, since others change them. */
export function useAccountDevices({ enabled = true } = {}): UseQueryResult<AccountDevice[]> {
  const { account } = useSatchel()
  return useQuery({ queryKey: ['account', 'devices'], queryFn: () => account.devices(), staleTime: 0, refetchInterval: 30_000, refetchOnWindowFocus: true, enabled })
}

/** What proves the person beside the password; for who is signed in. */
export function useSecurity(): UseQueryResult<Awaited<ReturnType<Satchel['account']['security']>>> {
  const { account } = useSatchel()
  return useQuery({ queryKey: ['account', 'security'], queryFn: () => account.security(), staleTime: 0, refetchOnWindowFocus: true })
}

/** Who may make an account on this server. Until it is heard, and without the network: everybody, and the server says otherwise. */
export function useRegistration({ enabled = true } = {}): Awaited<ReturnType<Satchel['account']['registration']>> {
  const { account } = useSatchel()
  return useQuery({ queryKey: ['account', 'registration'], queryFn: () => account.registration(), staleTime: 60_000, enabled }).data ?? 'open'
}

export const namedDevices: ListOptions = { where: { name: { notEmpty: true } }, limit: 1_000 }

/** What people call their devices, by replica, live. */
export function useDeviceNames(): ReadonlyMap<string, string> {
  const { data } = useList(devices.name, namedDevices)
  return useMemo(() => new Map(data?.rows.map((row) => [row.id, String(row['name'])])), [data])
}

/** What the workspace's owner set, by key, live; empty until it is read. */
export function useSettings(): Settings {
  const { data } = useList(settings.name, { limit: 1_000 })
  return useMemo(() => settingsIn(data?.rows ?? []), [data])
}

/** Those of these records that are in the trash, by id, live. */
export function useInTrash(records: readonly { entity: string; id: string }[]): ReadonlySet<string> {
  const satchel = useSatchel()
  const idsOf = async (entity: string): Promise<string[]> => {
    const ids = records.filter((record) => record.entity === entity).map(({ id }) => id)
    return satchel.entity(entity).ids({ state: 'deleted', where: { id: { in: ids } } })
  }
  const { data } = useQuery({
    queryKey: ['sync', 'trash', records],
    queryFn: async () => new Set((await Promise.all([...new Set(records.map(({ entity }) => entity))].map(idsOf))).flat()),
    placeholderData: keepPreviousData,
    enabled: records.length > 0,
  })
  return data ?? noIds
}

const noIds: ReadonlySet<string> = new Set()

/** Pairs of records that look like one, live. */
export function useLookalikes(entity: string, limit: number): UseQueryResult<{ pairs: Lookalike[]; more: boolean }> {
  const satchel = useSatchel()
  return useQuery({ queryKey: ['lookalikes', entity, limit], queryFn: () => satchel.entity(entity).lookalikes({ limit }), placeholderData: keepPreviousData })
}

/** Pairs that two devices made without knowing of each other, and of which the person here has not read; live. */
export function useMet(entity: string): readonly Lookalike[] {
  const satchel = useSatchel()
  const { data } = useQuery({ queryKey: ['met', entity], queryFn: () => satchel.entity(entity).met() })
  return data ?? noPairs
}

const noPairs: readonly Lookalike[] = []

/** The entities whose records can look alike. */
const comparable = [...productModel.entities.values()].filter(({ alike }) => alike !== undefined).map(({ name }) => name)

/** The same for all entities of which there are any. */
export function useAllMet(): readonly { entity: string; pairs: readonly Lookalike[] }[] {
  const satchel = useSatchel()
  const answers = useQueries({ queries: comparable.map((entity) => ({ queryKey: ['met', entity], queryFn: () => satchel.entity(entity).met() })) })
  return comparable.flatMap((entity, at) => ((answers[at]?.data?.length ?? 0) > 0 ? [{ entity, pairs: answers[at]!.data! }] : []))
}

/** What ⌘Z and ⇧⌘Z would do. */
export function useUndoState(): UseQueryResult<UndoState> {
  const satchel = useSatchel()
  return useQuery({ queryKey: ['sync', 'undo'], queryFn: () => satchel.undoState() })
}

/** Journal rows, live. */
export function useJournal(query: { status?: ChangeStatus[]; offset?: number; limit?: number } = {}): UseQueryResult<{ rows: JournalRow[]; total: number }> {
  const satchel = useSatchel()
  return useQuery({ queryKey: ['sync', 'journal', query], queryFn: () => satchel.sync.changes(query), placeholderData: keepPreviousData })
}

/** The sync log, newest first. */
export function useSyncLog(limit = 200): UseQueryResult<SyncLogEntry[]> {
  const satchel = useSatchel()
  return useQuery({ queryKey: ['sync', 'log', limit], queryFn: () => satchel.sync.log(limit), placeholderData: keepPreviousData })
}

/** What is kept on this device, and how safely. */
export function useStorageInfo(): UseQueryResult<StorageInfo & { persisted: boolean | null; usageBytes: number | null; quotaBytes: number | null }> {
  const satchel = useSatchel()
  return useQuery({ queryKey: ['sync', 'storage'], queryFn: () => satchel.storage.info(), placeholderData: keepPreviousData })
}

/** Whether an update waits and whether the app can be installed. */
export function useAppShell(): { updateReady: boolean; canInstall: boolean } {
  const updateReady = useSyncExternalStore(appShell.onChange, () => appShell.updateReady)
  const canInstall = useSyncExternalStore(appShell.onChange, () => appShell.canInstall)
  return { updateReady, canInstall }
}
