import { withoutTexts } from '../merge/text-field.ts'
import { adoptAlways } from './adopt.ts'
import type { Core } from './core.ts'
import { mutate } from './mutate.ts'
import type { Rescued } from './rescue.ts'

/** To whom a database belongs and as which replica it speaks: what has to outlive the file. */
export interface Identity { replicaId: string; workspaceId: string | null; userId: string | null; role: string | null }

/** Far beyond the numbers that unread rows may have had. */
const unreadNumbers = 1_000_000

/**
 * Fills a fresh database with what was rescued from a damaged one. Base records come back with the next snapshot where it is bound to an
 * account; records nobody else has and whose journal rows were lost are made anew.
 */
export function refill(core: Core, rescued: Rescued, identity: Identity | null, asideName: string): void {
  core.write(() => {
    const { meta } = core
    meta.set('recovered', { at: core.now(), rescuedChanges: rescued.unsettled.length + rescued.failed.length, asideName })
    meta.set('adopting', true)
    if (identity !== null) {
      core.replicaId = identity.replicaId
      meta.set('replicaId', identity.replicaId)
      meta.set('workspaceId', identity.workspaceId)
      meta.set('userId', identity.userId)
      meta.set('role', identity.role)
    }
    meta.set('seqFloor', rescued.highestSeq + unreadNumbers)
    const failed = new Set(rescued.failed.map((change) => change.id))
    adoptAlways(core, [...rescued.unsettled, ...rescued.failed], (change) => (failed.has(change.id) ? 'failed' : 'pending'))
    for (const { entity, id, data } of rescued.records) {
      if (core.records.read(core.table(entity), id) !== null) continue
      try {
        mutate(core, { mutationId: core.makeId(), label: 'Rescued', act: false, answered: false, changes: [{ entity, recordId: id, op: 'create', patch: withoutTexts(data) }] })
      } catch (thrown) {
        // A half-written row that no longer keeps the rules; it is still in the file that was set aside.
        core.log('warn', 'rescue_skipped_a_record', { entity, id, message: String(thrown) })
      }
    }
  })
}
