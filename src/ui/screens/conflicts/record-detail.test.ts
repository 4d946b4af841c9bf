import { expect, it } from 'vitest'
import type { Rec } from '../../../data-api/types.ts'
import { recordDetail } from './record-detail.ts'

const rec = (data: Record<string, unknown>): Rec => ({ id: 'r', ...data }) as unknown as Rec

it('[M3] tells apart two notes of one contact, and two contacts of one name', () => {
  expect(recordDetail('notes', rec({ contactId: 'c', body: 'Met at the fair\nand again' }))).toBe('“Met at the fair”')
  expect(recordDetail('contacts', rec({ firstName: 'Ana', emails: [], phones: [{ id: 'p', value: '0151 23', label: null }] }))).toBe('0151 23')
  expect(recordDetail('contacts', rec({ firstName: 'Ana', emails: [{ id: 'e', value: 'ana@example.org' }] }))).toBe('ana@example.org')
  expect([recordDetail('contacts', rec({ firstName: 'Ana' })), recordDetail('contacts', null), recordDetail('boats', rec({}))]).toEqual(['', '', ''])
})
