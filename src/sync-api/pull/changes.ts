import { formatDigest } from '../../merge/digest.ts'
import type { Model } from '../../model/model.ts'
import type { PulledChange, PullResponse } from '../../protocol/pull.ts'
import { checkSeen } from '../push/check-seen.ts'
import type { Seen, SeenTokens } from '../seen.ts'
import type { PulledRecord, WorkspaceReader, WorkspaceState } from '../store/port.ts'
import { syncRecord } from '../sync-record.ts'
import { decodeCursor, encodeCursor, movedTo, type Cursor } from './cursor.ts'
import { entitiesOf } from './entities.ts'
import { pageAfter } from './page.ts'

export interface PullQuery {
  /** A cursor as text; null: from nothing. */
  since: string | null
  /** Null: all. */
  entities: readonly string[] | null
  limit: number
  seen: Seen | null
}

/** `unhashed`: there are records whose share of the digest is not known, so the last page is without digests. */
export type PullOutcome = { kind: 'page'; page: PullResponse; unhashed: boolean } | { kind: 'reset_required'; entities: string[] } | { kind: 'other_history'; entities: string[] }

/**
 * A page of what changed after a cursor: the newest state of each record, in revision order, tombstones included. Only the entities
 * asked for move; one that is not in the cursor yet starts from nothing.
 */
export async function pullChanges(reader: WorkspaceReader, model: Model, tokens: SeenTokens, workspaceId: string, query: PullQuery): Promise<PullOutcome> {
  const state = await reader.state()
  const entities = await entitiesOf(model, reader, query.entities)
  if (query.seen !== null) {
    const history = await checkSeen(reader, state, query.seen)
    if (history !== 'same') return { kind: history === 'other_epoch' ? 'reset_required' : 'other_history', entities }
  }
  const cursor = query.since === null ? { epoch: state.epoch, positions: new Map<string, number>() } : decodeCursor(query.since)
  if (cursor === null || !isPlaceOf(state, cursor, entities)) return { kind: 'reset_required', entities }

  const positions = new Map(entities.map((entity) => [entity, cursor.positions.get(entity) ?? 0]))
  const { records, more: hasMore } = await pageAfter(reader, positions, query.limit)
  const reached = hasMore ? records.at(-1)!.revision : state.revision

  const given = await reader.commitAtOrBefore(reached) ?? { revision: 0, mark: '' }
  const digests = hasMore ? null : Object.entries(await reader.digests(entities.filter((name) => model.entities.has(name))))
  const unhashed = digests?.some(([, { unknown }]) => unknown > 0) ?? false
  return {
    kind: 'page',
    unhashed,
    page: {
      changes: records.map((record) => pulledChange(record, positions.get(record.entity) ?? 0)),
      cursor: encodeCursor(movedTo(cursor, entities, reached)),
      seen: tokens.sign(workspaceId, { epoch: state.epoch, ...given }),
      hasMore,
      // R7: the last page ends where the workspace stands, so the digests of now are those of its cursor.
      ...(digests === null || unhashed ? {} : { digests: Object.fromEntries(digests.map(([entity, { digest }]) => [entity, formatDigest(digest)])), revision: state.revision }),
    },
  }
}

/**
 * Whether one can go on from a cursor. A position that this history has not reached was given by another one; from one behind the horizon,
 * deletions would not be heard of (R5). An entity that is not in the cursor has nothing to unlearn.
 */
export function isPlaceOf(state: WorkspaceState, cursor: Cursor, entities: readonly string[]): boolean {
  return cursor.epoch === state.epoch && [...cursor.positions.values()].every((position) => position <= state.revision)
    && entities.every((entity) => (cursor.positions.get(entity) ?? state.tombstoneHorizon) >= state.tombstoneHorizon)
}

/** What became of a record since a position, in a word. */
export function actionSince(record: PulledRecord, position: number): PulledChange['action'] {
  if (record.deletedAt !== null) return 'deleted'
  return record.createdRevision > position ? 'created' : 'updated'
}

const pulledChange = (record: PulledRecord, position: number): PulledChange => ({ ...syncRecord(record), action: actionSince(record, position) })

/** The place at which a replica has all of these entities up to a revision. */
export const wholeCursor = (entities: readonly string[], epoch: string, revision: number): Cursor =>
  ({ epoch, positions: new Map(entities.map((name) => [name, revision])) })
