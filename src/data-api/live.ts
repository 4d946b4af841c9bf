import type { Connection } from './connection.ts'
import { list } from './collection.ts'
import type { ListOptions, Rec } from './types.ts'

/**
 * Calls back with the query's result now and after every commit that touches it; the returned function stops it. Runs follow one
 * another, never side by side: a commit during a run causes exactly one more.
 */
export function live(
  connection: Connection,
  related: (entity: string) => readonly string[],
  entity: string,
  options: ListOptions,
  callback: (result: { rows: Rec[]; total: number }) => void,
): () => void {
  const watched = new Set(related(entity))
  let stopped = false
  let running = false
  let again = false
  const run = async (): Promise<void> => {
    if (running) { again = true; return }
    running = true
    do {
      again = false
      const result = await list(connection, { entity, ...options })
      if (!stopped) callback(result)
    } while (again && !stopped)
    running = false
  }
  const start = (): void => { run().catch((error: unknown) => { running = false; if (!stopped) reportError(error) }) }
  const unlisten = connection.onCommit((changed) => {
    if (changed === 'everything' || changed.entities.some((name) => watched.has(name))) start()
  })
  start()
  return () => {
    stopped = true
    unlisten()
  }
}
