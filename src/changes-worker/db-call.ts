import type { ErrorBody } from '../shared/errors.ts'
import { SatchelError } from '../shared/errors.ts'
import type { Result } from '../shared/result.ts'
import type { SyncPort } from '../db-worker/contract.ts'

/** The db-worker as the changes worker calls it; commits are heard through another way. */
export type Db = Omit<SyncPort, 'subscribe'>

/** The value, or the failure thrown inside this thread, where a round catches it. */
export async function must<T>(answer: Promise<Result<T, ErrorBody>>): Promise<T> {
  const result = await answer
  if (!result.ok) throw SatchelError.fromBody(result.error)
  return result.value
}
