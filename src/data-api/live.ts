import { lookedThrough } from '../db-worker/contract.ts'
import { SatchelError, toSatchelError } from '../shared/errors.ts'
import { checkList } from './check-options.ts'
import { coalesceCommits } from './coalesce.ts'
import { sortedThrough } from './sorted-through.ts'
import type { ListOptions, Rec, Satchel } from './types.ts'

/** While much is written, a live query runs again this often; ms. */
const paceMs = 60

export interface LiveSource {
  /** The entities whose commits may change the query's result. */
  related: (entity: string) => readonly string[]
  list: (entity: string, options: ListOptions) => Promise<{ rows: Rec[]; total: number }>
  onCommit: Satchel['onCommit']
}

/**
 * Calls back with the query's result now and after every commit that touches it; the returned function stops it. Runs follow one
 * another, never side by side: commits during a run cause exactly one more.
 * @throws SatchelError `invalid` without a function to call back, for an option or an entity that there is not
 */
export function live(source: LiveSource, entity: string, options: ListOptions = {}, callback: (result: { rows: Rec[]; total: number }) => void): () => void {
  if (typeof callback !== 'function') throw new SatchelError('invalid', 'live takes a function to call back with the result.')
  checkList(options)
  const related = source.related(entity)
  if (related.length === 0) throw new SatchelError('invalid', `There is no entity "${entity}".`)
  const watched = new Set([...related, ...lookedThrough(options.where), ...sortedThrough(entity, options)])
  let stopped = false
  let running = false
  let again = false
  const run = async (): Promise<void> => {
    if (running) { again = true; return }
    running = true
    try {
      do {
        again = false
        const result = await source.list(entity, options)
        if (!stopped) callback(result)
      } while (again && !stopped)
    } finally {
      running = false
    }
  }
  // A run that failed is told; the next commit runs it again, unless nothing that is committed can make the query a valid one.
  const start = (): void => {
    run().catch((error: unknown) => {
      if (stopped) return
      if (toSatchelError(error).code === 'invalid') stop()
      reportError(error)
    })
  }
  const stop = (): void => {
    stopped = true
    unlisten()
  }
  const follow = coalesceCommits(paceMs, () => { if (!stopped) start() })
  const unlisten = source.onCommit((changed) => { if (changed.entities.some((name) => watched.has(name))) follow(changed) })
  start()
  return stop
}
