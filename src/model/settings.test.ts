import { expect, it } from 'vitest'
import { productModel } from './model.ts'
import { settingFits, settingId, settingProblem } from './settings.ts'

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

it('[M7] says in words why a setting cannot be: no such entity or field, a policy that its kind does not allow', () => {
  const problem = (key: string, value: Parameters<typeof settingFits>[1]): string | null => settingProblem(key, value, productModel.entities)
  expect(problem('policy:contacts.company', 'newest')).toBeNull()
  expect(problem('advisory:notes', true)).toBeNull()
  expect(problem('trashDays', 30)).toBeNull()
  expect(problem('policy:boats.name', 'newest')).toBe('There is nothing called “boats” in this workspace.')
  expect(problem('advisory:boats', true)).toBe('There is nothing called “boats” in this workspace.')
  expect(problem('policy:contacts.nickname', 'newest')).toBe('A contact has no field “nickname”.')
  expect(problem('policy:contacts.toString', 'newest')).toBe('A contact has no field “toString”.')
  expect(problem('policy:contacts.emails', 'newest')).toBe('How “E-mails” merges is fixed.')
  expect(problem('policy:contacts.company', 'union')).toBe('“Company” merges by one of newest, server, manual, role.')
  expect(problem('policy:settings.value', 'manual')).toBe('How settings merge is not up to a setting.')
  expect(problem('advisory:history', true)).toBe('How history merge is not up to a setting.')
  expect(problem('advisory:contacts', 'yes')).toBe('Advisory mode is on (true) or off (false).')
  expect(problem('trashDays', 1.5)).toMatch(/whole number of days/)
  expect(problem('colour', 'red')).toBe('There is no setting “colour”.')
  // What a field of yore was set to can still be taken back.
  expect(problem('policy:boats.name', null)).toBeNull()
})
