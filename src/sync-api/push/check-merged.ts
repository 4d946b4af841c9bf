import type { Entity } from '../../model/entity.ts'
import { elementsIn } from '../../merge/list-patch.ts'
import { listProblem } from '../../model/list-problem.ts'
import type { Model } from '../../model/model.ts'
import type { Change } from '../../protocol/change.ts'
import type { Json } from '../../shared/json.ts'
import type { StoredRecord } from '../store/port.ts'
import type { Sender } from './sender.ts'
import { refused, type Verdict } from './verdict.ts'

/**
 * M5: the merged record is held to its fields' shapes and its entity's rules, with the roles in force now. Only the fields this change
 * touched are looked at: what stood before is not its fault.
 */
export function checkMerged(
  entity: Entity, record: Pick<StoredRecord, 'id' | 'data' | 'deletedAt'>, before: Pick<StoredRecord, 'data'> | null, change: Pick<Change, 'patch' | 'schemaVersion'>,
  { model, sender }: { model: Model; sender: Sender },
): Verdict | null {
  // What a newer device writes may have a shape that is not known here (R4).
  const touched = change.schemaVersion > entity.schemaVersion ? [] : Object.keys(change.patch)
  for (const name of touched) {
    const value: Json | undefined = record.data[name]
    if (value === undefined || value === null) continue
    const field = entity.fields[name]
    // Other values stand as they came, which check-change.ts has looked at.
    if (field?.policy === 'union') {
      const problem = listProblem(field, elementsIn(value), elementsIn(before?.data[name]))
      if (problem !== null) return refused('invalid', `${field.label}: ${problem}`, name)
    }
    if (field?.policy === 'text') {
      const checked = field.schema.safeParse(value)
      if (!checked.success) return refused('invalid', `${field.label}: ${checked.error.issues[0]?.message ?? 'not valid'}`, name)
    }
  }
  if (record.deletedAt !== null) return null
  for (const rule of entity.rules) {
    const broken = rule.check(record.data, { role: sender.role, userId: sender.userId, recordId: record.id, entities: model.entities })
    if (broken !== null) return refused(rule.name, broken.message, broken.field)
  }
  return null
}
