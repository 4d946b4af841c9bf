import type { Json } from '../shared/json.ts'
import { contacts } from './contacts.ts'
import { namedChoiceId, namedFieldId, type CustomField } from './custom-fields.ts'
import { customElements } from './custom-value.ts'
import { projects } from './projects.ts'

/** A field that the sample workspace makes; its values are counted out, so that they are the same wherever it is made. */
export interface SampleField extends Pick<CustomField, 'entity' | 'kind' | 'label' | 'currency'> { choices: readonly string[]; valueAt: (at: number) => Json }

export const sampleFields: readonly SampleField[] = [
  {
    entity: contacts.name, kind: 'choice', label: 'How we met', currency: '', choices: ['Recommended', 'Talk or workshop', 'Website', 'Former colleague'],
    // Most are recommended; of some nobody remembers.
    valueAt: (at) => [0, null, 1, 0, 2, null, 0, 3, 1, 0, null][at % 11] ?? null,
  },
  { entity: projects.name, kind: 'money', label: 'Fee', currency: 'EUR', choices: [], valueAt: (at) => [4_800, 12_500, 3_200, 960, 7_400][at % 5]! * 100 },
]

export const sampleFieldId = (field: SampleField): string => namedFieldId(field)

/** The record that stands for it. */
export function fieldData(field: SampleField): Record<string, Json> {
  const { entity, kind, label, currency, choices } = field, id = sampleFieldId(field)
  return {
    entity, kind, label, position: 1, removed: false, ...(currency === '' ? {} : { currency }),
    ...(choices.length === 0 ? {} : { choices: choices.map((value, at) => ({ id: namedChoiceId(id, value), value, position: at + 1 })) }),
  }
}

/** What the sample's record at a place in its list has in them. */
export function sampleValues(entity: string, at: number): Record<string, Json> {
  const custom = customElements(Object.fromEntries(sampleFields.filter((field) => field.entity === entity).map((field) => {
    const id = sampleFieldId(field), value = field.valueAt(at)
    return [id, { [field.kind]: field.kind === 'choice' && typeof value === 'number' ? namedChoiceId(id, field.choices[value]!) : value }]
  })))
  return custom.length === 0 ? {} : { custom }
}
