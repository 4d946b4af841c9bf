import { history, notices } from '../../model/bookkeeping.ts'
import { settingFits, settingId, settings } from '../../model/settings.ts'
import type { Json } from '../../shared/json.ts'
import type { Commit } from '../events/commits.ts'
import { keyDays } from '../rest/write.ts'
import type { StoredRecord, SyncStore, WorkspaceWriter } from '../store/port.ts'

/** How far a run has come in what is dropped by its age alone: it goes by revision, and does not pass the same records again. */
export interface PurgeProgress { reached: Map<string, number> }

export interface PurgeStep {
  /** What it took, for the sockets; null: nothing that devices have to hear of. */
  commit: Commit | null
  /** False: there is nothing left to do now. */
  more: boolean
}

/**
 * One step of the purge, in one short transaction (R5, H1): takes the data of records that were deleted long ago, with the conflicts and
 * notices about them; drops history and notices that are older than the workspace keeps them, and answers to requests that nobody repeats any more;
 * raises the horizon.
 *
 *   deleted ── trashDays ──▶ data taken, at a new revision ── trashDays ──▶ no longer given: the horizon has passed it
 *
 * A record counts as deleted when the server heard of it: what a device deleted months ago and sent today has its time in the trash.
 * Devices that have been here within `trashDays` are never behind the horizon.
 */
export async function purgeStep(store: SyncStore, workspaceId: string, now: number, mark: string, progress: PurgeProgress): Promise<PurgeStep> {
  const at = new Date(now).toISOString()
  const step = await store.write(workspaceId, async (writer): Promise<PurgeStep & PurgeProgress> => {
    // A copy: the store may run this again, and what the run before came to counts only once it is committed.
    const reached = new Map(progress.reached)
    const { trashDays, historyDays } = await termsOf(writer)
    const state = await writer.state()
    const deletedBefore = daysBefore(now, trashDays), upTo = await writer.revisionBefore(deletedBefore, at)

    const due = upTo === 0 ? [] : await writer.dueTombstones({ upTo, deletedBefore }, stepRecords)
    const about = due.length === 0 ? [] : await writer.recordsAbout(due.map(({ id }) => id), stepRecords + 1)
    // A record with more about it than a step takes waits for the next one: what is about nothing is found by nobody.
    const tombstones = about.length > stepRecords ? [] : due
    const old = historyDays === null ? [] : await oldEntries(writer, await writer.revisionBefore(daysBefore(now, historyDays), at), reached)
    const gone = unique([...about.slice(0, stepRecords), ...tombstones, ...old])

    const horizon = Math.max(state.tombstoneHorizon, ...tombstones.map(({ revision }) => revision), await writer.lastPurged(upTo))
    const taken = gone.map((record, index) => ({ record, revision: state.revision + index + 1 }))
    const commit = gone.length === 0 ? null : { revision: state.revision + gone.length, mark, at }
    if (commit !== null || horizon > state.tombstoneHorizon) {
      await writer.purge({
        commit, tombstoneHorizon: horizon,
        records: taken.map(({ record: { entity, id, meta }, revision }) => ({ entity, id, revision, deletedBy: meta['deletedAt']?.changeId ?? null })),
      })
    }
    // Nobody can write to the history, so nobody has to be told that an entry is gone.
    const forgotten = await writer.forgetPurged(history.name, horizon, stepRecords)
    await writer.forgetRequests(daysBefore(now, keyDays))
    return {
      reached,
      more: gone.length > 0 || forgotten > 0,
      commit: commit === null ? null : {
        workspaceId, epoch: state.epoch, from: state.revision, to: commit.revision, mark,
        records: taken.map(({ record: { entity, id, createdRevision, deletedAt, updatedAt, updatedBy }, revision }) =>
          ({ entity, id, createdRevision, updatedAt, updatedBy, revision, data: null, deletedAt: deletedAt ?? at })),
      },
    }
  })
  if (step === null) return { commit: null, more: false }
  progress.reached = step.reached
  return step
}

/** Some milliseconds' worth. */
const stepRecords = 100
const dayMs = 86_400_000
const defaultTrashDays = 90

const daysBefore = (now: number, days: number): string => new Date(now - days * dayMs).toISOString()

/** How long this workspace keeps what was deleted, and its history (null: for good), in days. */
async function termsOf(writer: WorkspaceWriter): Promise<{ trashDays: number; historyDays: number | null }> {
  const kept = await writer.records(['trashDays', 'historyDays'].map((key) => ({ entity: settings.name, id: settingId(key) })))
  // Nothing is taken by a number of days that cannot be meant.
  const daysOf = (key: string): number | null => {
    const value: Json = kept.find(({ id, deletedAt }) => id === settingId(key) && deletedAt === null)?.data?.['value'] ?? null
    return typeof value === 'number' && settingFits(key, value) ? value : null
  }
  return { trashDays: daysOf('trashDays') ?? defaultTrashDays, historyDays: daysOf('historyDays') }
}

async function oldEntries(writer: WorkspaceWriter, upTo: number, reached: Map<string, number>): Promise<StoredRecord[]> {
  const found: StoredRecord[] = []
  for (const { name } of [history, notices]) {
    const entries = await writer.recordsBetween(name, reached.get(name) ?? 0, upTo, stepRecords)
    found.push(...entries)
    const last = entries.at(-1)
    if (last !== undefined) reached.set(name, last.revision)
  }
  return found
}

const unique = (records: readonly StoredRecord[]): StoredRecord[] => [...new Map(records.map((record) => [record.id, record])).values()]
