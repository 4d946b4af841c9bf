import type { SyncStatus } from '../../data-api/types.ts'
import { productModel } from '../../model/model.ts'

/** How much of an entity a first download has brought, of how much. */
export interface Arriving { here: number; of: number }

/** Null: nothing of it is on its way, as far as anybody knows. A download brings one entity after the other, by priority. */
export function arriving(entity: string, download: SyncStatus['download'], here: number): Arriving | null {
  if (download === null) return null
  let upToIt = 0
  for (const { name } of productModel.byPriority) {
    upToIt += download.counts[name] ?? 0
    if (name === entity) break
  }
  const of = download.counts[entity] ?? 0
  return download.received < upToIt && here < of ? { here, of } : null
}
