import { expect, it } from 'vitest'
import type { Rec } from '../../data-api/types.ts'
import { productModel } from '../../model/model.ts'
import { listPlace, recordPlace } from './record-place.ts'

const peoples = [...productModel.entities.values()].filter((entity) => entity.authored === 'people' && entity.bookkeeping !== true)
/** Saved ways of looking, and what is said about two records: neither is a thing that one opens. */
const nowhere = ['views', 'distinctions']
/** Where it is changed, among all others. */
const listed = ['customFields']

it.each(peoples.map((entity) => [entity.name, entity] as const))('says where a record opens: %s', (name, entity) => {
  const field = entity.searchThrough?.[0]
  const record = { id: 'r', revision: 1, ...(field === undefined ? {} : { [field]: 'owner' }) } as unknown as Rec
  const place = recordPlace(name, 'r', record)
  if (nowhere.includes(name)) expect(place).toBeNull()
  else if (name === 'templates') expect(place).toEqual({ to: '/projects' })
  else if (listed.includes(name)) expect(place).toEqual({ to: '/settings', search: { tab: 'fields' } })
  else expect(JSON.stringify(place)).toContain(field === undefined ? '"r"' : '"owner"')
})

it('opens a task beside the list, a note with its contact or its company, and of what is not here the list', () => {
  expect(recordPlace('tasks', 't', null)).toEqual({ to: '/tasks', search: { task: 't' } })
  expect(recordPlace('projects', 'p', null)).toEqual({ to: '/projects/$id', params: { id: 'p' } })
  expect(recordPlace('notes', 'n', { contactId: 'c' } as unknown as Rec)).toEqual({ to: '/contacts/$id', params: { id: 'c' } })
  expect(recordPlace('notes', 'n', { companyId: 'o' } as unknown as Rec)).toEqual({ to: '/companies/$id', params: { id: 'o' } })
  expect(recordPlace('notes', 'n', null)).toBeNull()
  expect(recordPlace('nothing', 'n', null)).toBeNull()
  expect([listPlace('tasks'), listPlace('companies'), listPlace('notes')]).toEqual([{ to: '/tasks', search: {} }, { to: '/companies' }, { to: '/history' }])
})
