import { expect, it } from 'vitest'
import { arriving } from './arriving.ts'

const download = (received: number) => ({ received, total: 9_000, counts: { contacts: 3_000, notes: 2_000, history: 4_000 } })

it('[R6] knows how much of an entity is still to come, whether the download goes on or broke off', () => {
  expect(arriving('contacts', download(1_240), 1_240)).toEqual({ here: 1_240, of: 3_000 })
  expect(arriving('notes', download(1_240), 0)).toEqual({ here: 0, of: 2_000 })
  expect(arriving('contacts', download(3_000), 2_990), 'what is missing then is in the trash').toBeNull()
  expect(arriving('contacts', download(10), 3_000), 'a rebuild shows what was here until it is through').toBeNull()
  expect(arriving('contacts', null, 0)).toBeNull()
})
