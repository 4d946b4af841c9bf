import type { CustomField } from '../../../model/custom-fields.ts'
import { chosenMembers, customElements, readValue, type Members } from '../../../model/custom-value.ts'
import { SatchelError } from '../../../shared/errors.ts'
import type { Json } from '../../../shared/json.ts'

/** What was typed into the fields that people made, by their ids; of several choices the ids, a line each, of a person the id and the name. */
export type TypedValues = Readonly<Record<string, string>>

export const personText = (id: string, name: string): string => `${id}\n${name}`

export function personIn(typed: string): { person: string; name: string } {
  const [person = '', name = ''] = typed.split('\n')
  return { person, name }
}

export const isTypedInto = (values: TypedValues): boolean => Object.values(values).some((value) => value.trim() !== '')

/** What of it is written with a new record. @throws SatchelError `invalid`, naming the field as "custom.<id>" */
export function customData(fields: readonly CustomField[], values: TypedValues): Record<string, Json> {
  const members: Record<string, Members> = {}
  for (const field of fields) {
    const typed = values[field.id] ?? ''
    if (typed.trim() === '') continue
    if (field.kind === 'person') { members[field.id] = personIn(typed); continue }
    const read = field.kind === 'choices' ? { ok: true as const, members: chosenMembers(undefined, typed.split('\n').filter((id) => field.choices.some((choice) => choice.id === id))) } : readValue(field, typed)
    if (!read.ok) throw new SatchelError('invalid', `${read.reason}.`, { field: `custom.${field.id}` })
    members[field.id] = read.members
  }
  const custom = customElements(members)
  return custom.length === 0 ? {} : { custom }
}
