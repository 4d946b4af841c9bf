import fc from 'fast-check'
import { expect, it } from 'vitest'
import { contacts } from '../model/contacts.ts'
import { entityTable } from './entity-table.ts'
import { hashText } from './match-hash.ts'
import { partOf } from './match-part.ts'

const table = entityTable(contacts)
const signs = fc.constantFrom('0', '1', '2', '7', '9', '+', '-', '/', ' ', '(', ')', '(0)', '00', 'a', 'Z', 'é', 'ß', 'Ж', '東', '😀', '‐')
const texts = fc.oneof(fc.string(), fc.string({ unit: signs, maxLength: 40 }), fc.constantFrom('1990-05-17', '--05-17', '0049 (0) 151 2345678', '00', '(0)', '٠١٢٣٤٥٦٧'))

it.each(['name', 'phone', 'birthday', 'externalId', 'phones'])('%s: the hash of a value’s bytes is that of the value as it is compared', (name) => {
  const part = partOf(table, name), around = [255, 49, 50]
  fc.assert(fc.property(texts.filter((text) => text !== '' && text.isWellFormed()), (text) => {
    const bytes = Uint8Array.from([...around, ...new TextEncoder().encode(text), ...around])
    const [value] = part.read(part.columns.length === 1 ? [text] : [text, ''], 0)
    expect(part.hash(bytes, around.length, bytes.length - around.length)).toBe(hashText(value!))
  }), { numRuns: 500 })
})
