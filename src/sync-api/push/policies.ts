import { inForce, type InForce } from '../../merge/in-force.ts'
import type { Entity } from '../../model/entity.ts'
import { mergeKeys, type Settings } from '../../model/policies.ts'
import { settingId, settings } from '../../model/settings.ts'
import type { Json } from '../../shared/json.ts'
import type { RecordKey } from '../store/port.ts'
import type { WorkingSet } from './working-set.ts'

/**
 * M7: the policies in force for an entity's next change. Read through the transaction's own working set, so that of a change of policy and
 * an edit in one batch the first one counts for the second; kept until a setting is written there, and never beyond the transaction.
 */
export async function policiesFor(set: WorkingSet, entity: Entity): Promise<InForce> {
  const version = set.settingsVersion(), known = kept.get(set)?.get(entity)
  if (known?.version === version) return known.inForce
  const found = { version, inForce: inForce(entity, await settingsOf(set, entity)) }
  kept.set(set, (kept.get(set) ?? new Map<Entity, Kept>()).set(entity, found))
  return found.inForce
}

interface Kept { version: number; inForce: InForce }
const kept = new WeakMap<WorkingSet, Map<Entity, Kept>>()

/** The records that say so, to be fetched with what a batch is about. */
export function settingRecords(entity: Entity): readonly SettingRecord[] {
  const known = ids.get(entity) ?? mergeKeys(entity).map((key) => ({ key, entity: settings.name, id: settingId(key) }))
  ids.set(entity, known)
  return known
}

/** A setting's id is a hash of its key: worked out once. */
const ids = new WeakMap<Entity, SettingRecord[]>()
interface SettingRecord extends RecordKey { key: string }

async function settingsOf(set: WorkingSet, entity: Entity): Promise<Settings> {
  const records = settingRecords(entity)
  await set.prefetch(records)
  const found = new Map<string, Json>()
  for (const { entity: name, id, key } of records) {
    const record = await set.record(name, id)
    const value = record === null || record.deletedAt !== null ? null : record.data['value'] ?? null
    if (value !== null) found.set(key, value)
  }
  return found
}
