import { expect, it } from 'vitest'
import { splitFullName } from './names.ts'

it.each([
  ['Ana Silva', 'Ana', 'Silva'],
  ['Silva, Ana', 'Ana', 'Silva'],
  ['Ana Maria Silva', 'Ana Maria', 'Silva'],
  ['Ludwig van Beethoven', 'Ludwig', 'van Beethoven'],
  ['Maria de la Cruz', 'Maria', 'de la Cruz'],
  ['John Doe Jr.', 'John', 'Doe Jr.'],
  ['John Doe, PhD', 'John', 'Doe, PhD'],
  ['Madonna', 'Madonna', ''],
  ['  Ana   Silva ', 'Ana', 'Silva'],
  ['山田 太郎', '太郎', '山田'],
  ['田中', '田中', ''],
  ['Van Halen', 'Van', 'Halen'],
])('%s is %s and %s', (full, firstName, lastName) => {
  expect(splitFullName(full)).toEqual({ firstName, lastName })
})
