import { v5 } from 'uuid'
import type { Data, Json } from '../shared/json.ts'
import { z } from '../shared/zod.ts'
import { defineEntity } from './entity.ts'
import { line, str } from './text.ts'

/**
 * What a workspace's owner decides for everybody in it, one record a setting. Its id follows from its key (`settingId`), so two devices that
 * set the same thing write the same record.
 *
 *   policy:<entity>.<field>   how edits of the field merge (M7), within the field's kind
 *   advisory:<entity>         true: conflicts are recorded and the incoming value stands (M7)
 *   trashDays                 days that a deleted record can be brought back; 90 where nothing is said
 *   historyDays               days that the history is kept; null or absent: for good
 */
export const settings = defineEntity({
  name: 'settings',
  label: { one: 'setting', many: 'settings' },
  priority: 'critical',
  schemaVersion: 1,
  authored: 'people',
  bookkeeping: true,
  fields: {
    key: { kind: 'text', label: 'Setting', policy: 'server', schema: line() },
    value: { kind: 'json', label: 'Value', policy: 'newest', schema: z.json() },
  },
  columns: { key: { label: 'Setting', type: 'text', sort: (data: Data) => str(data['key']) || null } },
  rules: [
    { name: 'settings_are_the_owners', check: (_data, { role }) => (role === 'owner' ? null : { message: 'Only the owner of the workspace may change this.' }) },
    {
      name: 'setting_makes_sense',
      check: (data) => (settingFits(str(data['key']), data['value'] ?? null) ? null : { message: 'This is no setting of a workspace.', field: 'value' }),
    },
  ],
  title: (data) => str(data['key']) || 'Setting',
})

/** The one id that a setting's record has, by its key (RFC 9562, 5.5). */
export const settingId = (key: string): string => v5(key, namespace)

const namespace = '6ad1f3a6-0f4e-4c5e-9c1b-5f0a5d6b7c10'

const name = '[a-z][a-zA-Z0-9]*'
const ofField = new RegExp(`^policy:${name}\\.${name}$`), ofEntity = new RegExp(`^advisory:${name}$`)

/** Whether a key is one of those above and the value one that it can have; null takes a setting back. */
export function settingFits(key: string, value: Json): boolean {
  if (value === null) return ofField.test(key) || ofEntity.test(key) || key === 'trashDays' || key === 'historyDays'
  if (ofField.test(key)) return value === 'newest' || value === 'server' || value === 'manual' || value === 'role'
  if (ofEntity.test(key)) return typeof value === 'boolean'
  return (key === 'trashDays' || key === 'historyDays') && typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 36_500
}
