import { sameJson } from '../merge/canonical.ts'
import { liftRecord } from '../merge/lift.ts'
import type { Entity } from '../model/entity.ts'
import type { Model } from '../model/model.ts'
import type { Log } from '../shared/log.ts'
import { linksOf } from './push/write-record.ts'
import type { SyncStore } from './store/port.ts'

/**
 * K1: brings stored records of an older shape to the model's, and records of entities that this server has come to know into its own hands:
 * what they refer to is noted. Before the first request, so that nothing else ever meets another shape. Revisions stay: devices lift what they
 * have by the same code, and one that is older still goes on with what it knows.
 */
export async function liftStored(store: SyncStore, model: Model, log: Log): Promise<void> {
  const shapes = await store.shapes()
  for (const entity of model.entities.values()) {
    const stands = shapes.get(entity.name) ?? 0
    // Lower after an older program ran here: what that one wrote is lifted when the newer comes back.
    if (stands < entity.schemaVersion && hasShape(entity)) await liftEntity(store, entity, log)
    if (stands !== entity.schemaVersion) await store.saveShape(entity.name, entity.schemaVersion)
  }
}

const hasShape = (entity: Entity): boolean =>
  (entity.upcasts ?? []).length > 0 || Object.values(entity.fields).some(({ reference }) => reference !== undefined)

const pageSize = 500

async function liftEntity(store: SyncStore, entity: Entity, log: Log): Promise<void> {
  let lifted = 0
  for (let workspace = (await store.workspaces(null, 1))[0]; workspace !== undefined; workspace = (await store.workspaces(workspace, 1))[0]) {
    for (let after: string | null = null, more = true; more;) {
      const from: string | null = after
      const page = await store.write(workspace, async (writer) => {
        const records = await writer.recordsById(entity.name, from, pageSize)
        const now = records.map((record) => ({ ...record, data: liftRecord(entity, record.data) }))
        const changed = now.filter(({ data }, index) => !sameJson(data, records[index]!.data) || linksOf(entity, { id: now[index]!.id, data }).length > 0)
        await writer.reshape(changed.map((record) => ({ record, links: linksOf(entity, record) })))
        lifted += changed.length
        return records
      }) ?? []
      after = page.at(-1)?.id ?? null
      more = page.length === pageSize
    }
  }
  if (lifted > 0) log('info', 'lifted', { entity: entity.name, records: lifted })
}
