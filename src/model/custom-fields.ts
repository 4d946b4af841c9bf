import { v5 } from 'uuid'
import { fold } from '../shared/fold.ts'
import type { Data } from '../shared/json.ts'
import { z } from '../shared/zod.ts'
import { customCarriers, customKinds } from './custom-kinds.ts'
import type { CustomKind } from './custom-kinds.ts'
import { defineEntity } from './entity.ts'
import { upTo } from './text-schemas.ts'
import { elementsOf, limits, str } from './text.ts'

/**
 * A field that people made in their settings, for one entity. Its values are in the records, under its id and a name of their kind (custom-values.ts), so nothing
 * that becomes of this record becomes of them: not a rename, and not its removal, which hides it and them until it is put back (decision 0052).
 */
export const customFields = defineEntity({
  name: 'customFields',
  label: { one: 'field', many: 'fields' },
  priority: 'important',
  schemaVersion: 1,
  authored: 'people',
  // Never deleted for good: then nobody could say any more what the values in the records are.
  insteadOfDelete: { removed: true },
  fields: {
    /** The entity whose records have it. This and the kind are for good: what a value is stands under its kind's name. */
    entity: { kind: 'text', label: 'Of', policy: 'server', fixed: true, schema: z.enum(customCarriers) },
    kind: { kind: 'choice', label: 'Kind', policy: 'server', fixed: true, schema: z.enum(Object.keys(customKinds) as CustomKind[]), choices: Object.entries(customKinds).map(([value, label]) => ({ value, label })) },
    /** Of money: its ISO 4217 code. The values are in its smallest unit, so it is for good, too. */
    currency: { kind: 'text', label: 'Currency', policy: 'server', fixed: true, schema: z.string().check(z.regex(/^[A-Z]{3}$/)) },
    label: { kind: 'text', label: 'Name', policy: 'newest', schema: upTo(100) },
    /** What can be chosen. Who takes one away sets `removed`: records that have it go on saying so. */
    choices: { kind: 'list', label: 'Choices', policy: 'union', schema: z.array(choice()).check(z.maxLength(limits.elements)), elementText: ['value'] },
    /** Where it stands among the others, lowest first. */
    position: { kind: 'number', label: 'Position', policy: 'newest', schema: z.number() },
    removed: { kind: 'flag', label: 'Removed', policy: 'newest', schema: z.boolean() },
  },
  columns: {
    label: { label: 'Name', type: 'text', sort: (data) => str(data['label']) || null },
    entity: { label: 'Of', type: 'text', sort: (data) => str(data['entity']) || null },
    position: { label: 'Position', type: 'number', sort: (data) => (typeof data['position'] === 'number' ? data['position'] : null) },
  },
  rules: [
    { name: 'field_needs_a_name', check: (data) => (str(data['label']).trim() ? null : { message: 'Give the field a name.', field: 'label' }) },
    {
      name: 'field_says_what_it_is',
      check: (data) => {
        if (str(data['entity']) === '') return { message: 'Say what the field is of.', field: 'entity' }
        if (str(data['kind']) === '') return { message: 'Say what kind of field it is.', field: 'kind' }
        return data['kind'] === 'money' && str(data['currency']) === '' ? { message: 'Say in which currency.', field: 'currency' } : null
      },
    },
  ],
  title: (data) => str(data['label']) || 'Field',
})

function choice(): z.ZodMiniType {
  return z.object({ id: z.string().check(z.minLength(1), z.maxLength(64)), value: upTo(100), position: z.nullish(z.number()), removed: z.nullish(z.boolean()) })
}

export interface Choice { id: string; label: string; removed: boolean }

/** A field that people made, as it is read. */
export interface CustomField {
  id: string
  entity: string
  kind: CustomKind
  label: string
  currency: string
  /** In their order, those taken away among them. */
  choices: readonly Choice[]
  position: number
  removed: boolean
}

/** Null: a record that this version can make nothing of, whose values it leaves alone. */
export function readCustomField(id: string, data: Data): CustomField | null {
  const kind = str(data['kind'])
  if (!Object.hasOwn(customKinds, kind)) return null
  const number = (value: unknown): number => (typeof value === 'number' ? value : Infinity)
  const choices = elementsOf(data, 'choices').map((element) => ({ id: str(element['id']), label: str(element['value']), removed: element['removed'] === true, position: number(element['position']) }))
  return {
    id, entity: str(data['entity']), kind: kind as CustomKind, label: str(data['label']), currency: str(data['currency']), position: number(data['position']), removed: data['removed'] === true,
    choices: choices.sort((a, b) => a.position - b.position || (a.id < b.id ? -1 : 1)).map(({ position: _, ...one }) => one),
  }
}

/** In the order that they were put in. */
export const inOrder = (fields: readonly CustomField[]): CustomField[] =>
  [...fields].sort((a, b) => (a.position === b.position ? (a.id < b.id ? -1 : 1) : a.position - b.position))

/** The id of a field that is made under a name, so that two devices that make the same one apart make one record (RFC 9562, 5.5). */
export const namedFieldId = ({ entity, kind, currency, label }: Pick<CustomField, 'entity' | 'kind' | 'currency' | 'label'>): string =>
  v5(JSON.stringify([entity, kind, currency, nameKey(label)]), namespace)

/** The same for a choice of a field. */
export const namedChoiceId = (fieldId: string, label: string): string => v5(nameKey(label), fieldId)

const nameKey = (label: string): string => fold(label.replace(/\s+/g, ' ').trim())
const namespace = 'd0c8d2d4-1f7b-4b0e-8a55-9a3f0b1c6e52'

/** Whether two names are one to a person. */
export const sameName = (one: string, other: string): boolean => nameKey(one) === nameKey(other)
