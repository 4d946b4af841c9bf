import { expect, it } from 'vitest'
import type { CustomField } from '../../../model/custom-fields.ts'
import { customData, isTypedInto, personIn, personText } from './typed-values.ts'

const field = { id: 'by', entity: 'contacts', kind: 'person', label: 'Introduced by', currency: '', position: 0, removed: false, choices: [] } as unknown as CustomField

it('a person who was chosen while a record is made is written with it, by id and name', () => {
  const values = { by: personText('p1', 'Ana Silva') }
  expect(customData([field], values)).toEqual({ custom: [{ person: 'p1', name: 'Ana Silva', id: 'by' }] })
  expect([isTypedInto(values), isTypedInto({ by: '' }), personIn('')]).toEqual([true, false, { person: '', name: '' }])
})
