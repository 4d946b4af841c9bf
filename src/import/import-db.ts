import type { Data, Json } from '../shared/json.ts'
import type { ErrorBody } from '../shared/errors.ts'
import { SatchelError } from '../shared/errors.ts'
import type { Result } from '../shared/result.ts'

type Answer<T> = Promise<Result<T, ErrorBody>>

/** A record as the db-worker gives it; only what an import looks at. */
export interface ImportRecord { id: string; data: Data }

/** One change of a mutation, as the db-worker takes it. */
export interface ImportChange { entity: string; recordId: string; op: 'create' | 'update'; patch: Record<string, Json> }

export interface ImportMutation { mutationId: string; groupId: string; label: string; changes: ImportChange[] }

/** What an import needs of the db-worker: its `data` port has these and more. */
export interface ImportDb {
  /** Null: ask again. */
  findMatches(entity: string, keys: string[]): Answer<Record<string, string[]> | null>
  list(query: { entity: string; where?: { [column: string]: { in: string[] } }; sort?: string[]; offset?: number; limit?: number; state?: 'live' | 'all' }): Answer<{ rows: ImportRecord[]; total: number }>
  /** All or none. */
  mutateGroup(inputs: ImportMutation[]): Answer<void>
}

/** The value, or the failure thrown; for use inside a method that turns throws back into results. */
export async function need<T>(answer: Answer<T>): Promise<T> {
  const result = await answer
  if (!result.ok) throw SatchelError.fromBody(result.error)
  return result.value
}
