import type { ListQuery } from '../db-worker/contract.ts'
import type { ListOptions, Rec } from './types.ts'

/** The key of a live list: of a page of it, or of the rows around those in sight, from `offset` on. */
export type ListKey = readonly ['list', entity: string, options: ListOptions] | readonly ['list', entity: string, options: ListOptions, 'window', offset: number]

export interface ListAnswer { rows: Rec[]; total: number }

/** `search` and `offset` are those that were asked for. */
export interface WindowAnswer extends ListAnswer { search: string; offset: number }

export const listKey = (entity: string, options: ListOptions): ListKey => ['list', entity, options]
export const windowKey = (entity: string, options: ListOptions, offset: number): ListKey => ['list', entity, options, 'window', offset]

/** Rows in a window. */
export const windowSize = 120

/** What the db-worker is asked for a key. */
export function queryOf(key: ListKey): ListQuery {
  const [, entity, options] = key
  return key.length === 3 ? { entity, ...options } : { entity, ...options, offset: key[4], limit: windowSize }
}

/** What its query then holds. */
export function answerOf(key: ListKey, page: ListAnswer): ListAnswer | WindowAnswer {
  return key.length === 3 ? page : { ...page, search: key[2].search ?? '', offset: key[4] }
}

/** Also of what was kept outside the page, where it may be anything. */
export function isListKey(key: unknown): key is ListKey {
  if (!Array.isArray(key)) return false
  const [kind, entity, options, window, offset] = key as unknown[]
  if (kind !== 'list' || typeof entity !== 'string' || typeof options !== 'object' || options === null) return false
  return key.length === 3 || (key.length === 5 && window === 'window' && Number.isInteger(offset) && Number(offset) >= 0)
}
