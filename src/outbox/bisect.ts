import type { Change } from '../protocol/change.ts'
import type { PushResult } from '../protocol/push.ts'
import type { Failure } from './failure.ts'

/** P4: the two halves of a refused request, by whole mutations; null where one mutation is left, which then is to blame. */
export function halves(ids: readonly string[]): [string[], string[]] | null {
  if (ids.length < 2) return null
  const middle = Math.ceil(ids.length / 2)
  return [ids.slice(0, middle), ids.slice(middle)]
}

/**
 * The answers of the one mutation that a request could be narrowed down to: rejected by name, as if the server had judged it (P4).
 * The server stored nothing of it, so the same ids may come again after the person mended it.
 */
export function mutationRejection(changes: readonly Change[], failure: Failure & { kind: 'bisect' }): PushResult[] {
  return changes.map((change) => ({ id: change.id, status: 'rejected', error: { code: failure.code, message: failure.message } }))
}
