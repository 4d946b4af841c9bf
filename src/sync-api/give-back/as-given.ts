import { textsMember } from '../../merge/text-field.ts'
import type { Entity, Role } from '../../model/entity.ts'
import type { Model } from '../../model/model.ts'
import { settingId, settingProblem, settings } from '../../model/settings.ts'
import { limits } from '../../model/text.ts'
import { isNewName } from '../../model/unknown-entity.ts'
import type { SyncRecord } from '../../protocol/change.ts'
import type { Json } from '../../shared/json.ts'
import type { WithData } from './take-back.ts'

/**
 * A record as this server takes it back, whatever has become of it on the device's disk: the fields it gave, those among them that it keeps
 * for newer devices (R4), and no time that has not been. Null: not at all, since nobody was ever given it so or only the owner decides it.
 * @param now ms since 1970
 */
export function asGiven(model: Model, entity: Entity | undefined, role: Role, record: SyncRecord, now: number): WithData | null {
  if (entity === undefined || record.data === null) return null
  const data: Record<string, Json> = {}
  for (const [field, value] of Object.entries(record.data)) {
    const known = Object.hasOwn(entity.fields, field) ? entity.fields[field] : undefined
    if (known === undefined && !(entity.authored === 'people' && (field === textsMember || isNewName(field)))) continue
    // Each element is looked for among the others.
    if (known?.policy === 'union' && Array.isArray(value) && value.length > longestList) return null
    data[field] = value
  }
  if (entity.name === settings.name && !isSetting(model, role, record.id, data)) return null
  return {
    ...record, data, updatedAt: past(record.updatedAt, 0, now),
    deletedAt: record.deletedAt === null || entity.name === settings.name ? null : past(record.deletedAt, now, now),
  }
}

/** Newer devices may have put in more than one change brings. */
const longestList = 5 * limits.elements

/** M7: what only the owner may decide, no other device decides by giving it back, and nobody what makes no sense. */
function isSetting(model: Model, role: Role, id: string, { key, value }: Record<string, Json>): boolean {
  return role === 'owner' && typeof key === 'string' && id === settingId(key) && settingProblem(key, value ?? null, model.entities) === null
}

/** T1: a moment that has been, ISO 8601; where the text is none, `otherwise`. */
function past(text: string, otherwise: number, now: number): string {
  const ms = Date.parse(text)
  return new Date(Number.isNaN(ms) ? otherwise : Math.min(Math.max(0, ms), now)).toISOString()
}
