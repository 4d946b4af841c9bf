import { v5 } from 'uuid'
import type { Data, Json } from '../shared/json.ts'
import { z } from '../shared/zod.ts'
import type { Entity } from './entity.ts'
import { defineEntity } from './entity.ts'
import { isPeoples, policyChoices } from './policies.ts'
import { may } from './roles.ts'
import { line } from './text-schemas.ts'
import { str } from './text.ts'

/**
 * What a workspace's owner decides for everybody in it, one record a setting. Its id follows from its key (`settingId`), so two devices that
 * set the same thing write the same record.
 *
 *   policy:<entity>.<field>   how edits of the field merge (M7), within the field's kind
 *   advisory:<entity>         true: conflicts are recorded and the incoming value stands (M7)
 *   trashDays                 days that a deleted record can be brought back; 90 where nothing is said
 *   historyDays               days that the history is kept; null or absent: for good
 *   requireSecondFactor       true: only sessions in which a second factor was proved may sync
 */
export const settings = defineEntity({
  name: 'settings',
  label: { one: 'setting', many: 'settings' },
  priority: 'critical',
  schemaVersion: 1,
  authored: 'people',
  bookkeeping: true,
  // Rules with roles do not run on a delete, and on the null they do.
  insteadOfDelete: { value: null },
  fields: {
    key: { kind: 'text', label: 'Setting', policy: 'server', schema: line() },
    value: { kind: 'json', label: 'Value', policy: 'newest', schema: z.json() },
  },
  columns: { key: { label: 'Setting', type: 'text', sort: (data: Data) => str(data['key']) || null } },
  rules: [
    { name: 'settings_are_the_owners', check: (_data, { role }) => (may(role, 'settings') ? null : { message: 'Only the owner of the workspace may change this.' }) },
    {
      name: 'setting_makes_sense',
      check: (data, { recordId, entities }) => {
        const key = str(data['key']), problem = settingProblem(key, data['value'] ?? null, entities)
        if (problem !== null) return { message: problem, field: 'value' }
        // One record a setting: another would be one that nobody looks at.
        return recordId === undefined || recordId === settingId(key) ? null : { message: 'A setting has its own place, and this is another.', field: 'key' }
      },
    },
  ],
  title: (data) => settingTitle(str(data['key'])),
})

/** The one id that a setting's record has, by its key (RFC 9562, 5.5). */
export const settingId = (key: string): string => v5(key, namespace)

const namespace = '6ad1f3a6-0f4e-4c5e-9c1b-5f0a5d6b7c10'

const name = '[a-z][a-zA-Z0-9]*'
const ofField = new RegExp(`^policy:${name}\\.${name}$`), ofEntity = new RegExp(`^advisory:${name}$`)

/** "Merging of contacts, company": what lists and dialogs call a setting. */
function settingTitle(key: string): string {
  if (key === 'trashDays') return 'Days in the trash'
  if (key === 'historyDays') return 'Days of history'
  if (key === secondFactorKey) return 'Two-factor authentication for everybody'
  const [entity = '', field] = key.slice(key.indexOf(':') + 1).split('.')
  if (ofEntity.test(key)) return `Advisory mode of ${entity}`
  return ofField.test(key) ? `Merging of ${entity}, ${field ?? ''}` : key || 'Setting'
}

/** The longest that something is kept, days. */
const mostDays = 36_500

/** Whether a key is one of those above and the value one that it can have; null takes a setting back. */
export function settingFits(key: string, value: Json): boolean {
  if (value === null) return ofField.test(key) || ofEntity.test(key) || isDays(key) || key === secondFactorKey
  if (ofField.test(key)) return value === 'newest' || value === 'server' || value === 'manual' || value === 'role'
  if (ofEntity.test(key) || key === secondFactorKey) return typeof value === 'boolean'
  return isDays(key) && typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= mostDays
}

export const secondFactorKey = 'requireSecondFactor'

const isDays = (key: string): boolean => key === 'trashDays' || key === 'historyDays'

/**
 * Why a setting cannot be, in words for people; null: it can. Taking one back is always possible, whatever it was about.
 * @param entities the model's; without them only the shape is looked at
 */
export function settingProblem(key: string, value: Json, entities?: ReadonlyMap<string, Entity>): string | null {
  if (!settingFits(key, null)) return `There is no setting “${key}”.`
  if (value === null) return null
  if (isDays(key)) return settingFits(key, value) ? null : 'Give a whole number of days, from 1 to 36,500.'
  if (key === secondFactorKey) return settingFits(key, value) ? null : 'A second factor is asked for (true) or not (false).'
  const [name = '', field = ''] = key.slice(key.indexOf(':') + 1).split('.')
  const entity = entities?.get(name)
  if (entities !== undefined && entity === undefined) return `There is nothing called “${name}” in this workspace.`
  if (entity !== undefined && !isPeoples(entity)) return `How ${entity.label.many} merge is not up to a setting.`
  if (ofEntity.test(key)) return settingFits(key, value) ? null : 'Advisory mode is on (true) or off (false).'
  if (entity !== undefined && !Object.hasOwn(entity.fields, field)) return `A ${entity.label.one} has no field “${field}”.`
  const label = entity?.fields[field]?.label ?? field
  if (entity !== undefined && policyChoices(entity, field).length === 0) return `How “${label}” merges is fixed.`
  return settingFits(key, value) ? null : `“${label}” merges by one of newest, server, manual, role.`
}
