import { expect, it } from 'vitest'
import { contacts } from './contacts.ts'
import { customFields, readCustomField } from './custom-fields.ts'
import { customValue, valueText } from './custom-value.ts'
import { projects } from './projects.ts'
import { fieldData, sampleFieldId, sampleFields, sampleValues } from './sample-fields.ts'

it('the sample’s fields and what stands in them keep the schema, and read as somebody’s practice', () => {
  for (const field of sampleFields) {
    const data = fieldData(field), read = readCustomField(sampleFieldId(field), data)!
    for (const [name, value] of Object.entries(data)) expect(customFields.fields[name]!.schema.safeParse(value).success, name).toBe(true)
    const values = Array.from({ length: 11 }, (_, at) => sampleValues(field.entity, at))
    for (const value of values) if ('custom' in value) expect((field.entity === contacts.name ? contacts : projects).fields['custom']!.schema.safeParse(value['custom']).success).toBe(true)
    expect(values.map((value) => valueText(read, customValue(value, read.id))).slice(0, 3)).toEqual(field.entity === contacts.name ? ['Recommended', '', 'Talk or workshop'] : ['4800.00', '12500.00', '3200.00'])
  }
})
