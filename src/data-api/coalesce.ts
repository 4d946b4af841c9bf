/** What commits touched since the last run. */
export interface Touched { entities: Set<string>; journal: boolean }

/**
 * Runs `run` at once for the first commit, or `firstMs` after it, and for those that follow while much is written once every `everyMs`: queries that ran again
 * after each of a hundred commits would stand in the way of the next.
 */
export function coalesceCommits(everyMs: number, run: (touched: Touched) => void, firstMs = 0): (changed: { entities: readonly string[]; journal: boolean }) => void {
  let gathered: Touched | null = null
  let timer: ReturnType<typeof setTimeout> | null = null
  const flush = (): void => {
    timer = null
    if (!gathered) return
    const touched = gathered
    gathered = null
    timer = setTimeout(flush, everyMs)
    run(touched)
  }
  return ({ entities, journal }) => {
    gathered ??= { entities: new Set(), journal: false }
    for (const entity of entities) gathered.entities.add(entity)
    gathered.journal ||= journal
    if (timer !== null) return
    if (firstMs === 0) flush()
    else timer = setTimeout(flush, firstMs)
  }
}
