import { expect, it } from 'vitest'
import { settingFits, settingId } from './settings.ts'

it('[M7] a setting has one id by its key, and takes only what it can mean', () => {
  expect(settingId('advisory:contacts')).toBe(settingId('advisory:contacts'))
  expect(settingId('advisory:contacts')).not.toBe(settingId('advisory:notes'))
  expect(settingFits('policy:contacts.company', 'newest')).toBe(true)
  expect(settingFits('policy:contacts.company', null)).toBe(true)
  expect(settingFits('policy:contacts.company', 'union')).toBe(false)
  expect(settingFits('policy:contacts', 'newest')).toBe(false)
  expect(settingFits('advisory:contacts', 'yes')).toBe(false)
  expect(settingFits('trashDays', 0)).toBe(false)
  expect(settingFits('historyDays', 365)).toBe(true)
  expect(settingFits('whatever', 1)).toBe(false)
})
