import { wireLimits, type Change } from '../protocol/change.ts'
import type { PushRequest } from '../protocol/push.ts'

/** What a push says of its replica. */
export interface PushIdentity { replicaId: string; schemaVersion: number }

/** The request as it leaves: `sentAt` is the device's uncorrected clock at that moment (T1). */
export function buildPush(identity: PushIdentity, changes: readonly Change[], seen: string | null, nowMs: number): PushRequest {
  return {
    replicaId: identity.replicaId,
    ...(seen === null ? {} : { seen }),
    sentAt: new Date(nowMs).toISOString(),
    schemaVersion: identity.schemaVersion,
    changes: [...changes],
  }
}

/**
 * P1: the longest run of whole mutations from the beginning of `mutations` that fits a request. At least one is taken: one that could
 * never fit was refused when it was made, and if it was not, the server shall say so.
 */
export function takeBatch<M extends { changes: readonly Change[] }>(mutations: readonly M[], limits: { changesPerBatch: number; batchBytes: number } = wireLimits): M[] {
  const taken: M[] = []
  let count = 0
  let bytes = envelopeBytes
  for (const mutation of mutations) {
    const size = bytesOf(mutation.changes)
    count += mutation.changes.length
    bytes += size
    if (taken.length > 0 && (count > limits.changesPerBatch || bytes > limits.batchBytes)) break
    taken.push(mutation)
  }
  return taken
}

/** The ids of the mutations in these changes, in their order. */
export const mutationIds = (changes: readonly Change[]): string[] => [...new Set(changes.map((change) => change.mutationId))]

/** The request without its changes: ids, clock and the `seen` token of up to 2,000 characters. */
const envelopeBytes = 2_500
const encoder = new TextEncoder()
const bytesOf = (changes: readonly Change[]): number => encoder.encode(JSON.stringify(changes)).byteLength
