import { formatDigest } from '../../merge/digest.ts'
import type { Model } from '../../model/model.ts'
import type { PulledChange, PullResponse } from '../../protocol/pull.ts'
import { checkSeen } from '../push/check-seen.ts'
import type { Seen, SeenTokens } from '../seen.ts'
import type { PulledRecord, WorkspaceReader, WorkspaceState } from '../store/port.ts'
import { syncRecord } from '../sync-record.ts'
import { decodeCursor, encodeCursor, movedTo, type Cursor } from './cursor.ts'

export interface PullQuery {
  /** A cursor as text; null: from nothing. */
  since: string | null
  entities: readonly string[]
  limit: number
  seen: Seen | null
}

/** `unhashed`: there are records whose share of the digest is not known, so the last page is without digests. */
export type PullOutcome = { kind: 'page'; page: PullResponse; unhashed: boolean } | { kind: 'reset_required' } | { kind: 'other_history' }

/**
 * A page of what changed after a cursor: the newest state of each record, in revision order, tombstones included. Only the entities
 * asked for move; one that is not in the cursor yet starts from nothing.
 */
export async function pullChanges(reader: WorkspaceReader, tokens: SeenTokens, workspaceId: string, query: PullQuery): Promise<PullOutcome> {
  const state = await reader.state()
  if (query.seen !== null) {
    const history = await checkSeen(reader, state, query.seen)
    if (history !== 'same') return { kind: history === 'other_epoch' ? 'reset_required' : 'other_history' }
  }
  const cursor = query.since === null ? { epoch: state.epoch, positions: new Map<string, number>() } : decodeCursor(query.since)
  if (cursor === null || !isPlaceOf(state, cursor)) return { kind: 'reset_required' }

  const positions = new Map(query.entities.map((entity) => [entity, cursor.positions.get(entity) ?? 0]))
  const found = await reader.changedAfter(positions, query.limit + 1)
  const hasMore = found.length > query.limit
  const records = found.slice(0, query.limit)
  const reached = hasMore ? records.at(-1)!.revision : state.revision

  const given = await reader.commitAtOrBefore(reached) ?? { revision: 0, mark: '' }
  const digests = hasMore ? null : Object.entries(await reader.digests(query.entities))
  const unhashed = digests?.some(([, { unknown }]) => unknown > 0) ?? false
  return {
    kind: 'page',
    unhashed,
    page: {
      changes: records.map((record) => pulledChange(record, positions.get(record.entity) ?? 0)),
      cursor: encodeCursor(movedTo(cursor, query.entities, reached)),
      seen: tokens.sign(workspaceId, { epoch: state.epoch, ...given }),
      hasMore,
      // R7: the last page ends where the workspace stands, so the digests of now are those of its cursor.
      ...(digests === null || unhashed ? {} : { digests: Object.fromEntries(digests.map(([entity, { digest }]) => [entity, formatDigest(digest)])), revision: state.revision }),
    },
  }
}

/** Whether a cursor is of this history. A position it has not reached was given by another one. */
export const isPlaceOf = (state: WorkspaceState, cursor: Cursor): boolean =>
  cursor.epoch === state.epoch && [...cursor.positions.values()].every((position) => position <= state.revision)

/** What became of a record since a position, in a word. */
export function actionSince(record: PulledRecord, position: number): PulledChange['action'] {
  if (record.deletedAt !== null) return 'deleted'
  return record.createdRevision > position ? 'created' : 'updated'
}

const pulledChange = (record: PulledRecord, position: number): PulledChange => ({ ...syncRecord(record), action: actionSince(record, position) })

/** The place at which a replica has all of a workspace up to a revision. */
export const wholeCursor = (model: Model, epoch: string, revision: number): Cursor =>
  ({ epoch, positions: new Map([...model.entities.keys()].map((name) => [name, revision])) })
