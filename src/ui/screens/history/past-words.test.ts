import { expect, it } from 'vitest'
import { momentIn, oneWords, pastChanges } from './past-words.ts'

it('what stood in fields that people made is told one by one, as those of the model are', () => {
  const was = { title: 'Coach', custom: [{ id: 'size', number: 7 }, { id: 'level', text: 'Gold' }] }, now = { title: 'Trainer', custom: [{ id: 'size', number: 7 }, { id: 'level', text: 'Tin' }] }
  expect(pastChanges('contacts', { id: 'a', title: 'Ana', was, now, fields: ['title', 'custom'] })).toEqual([
    { field: 'title', label: 'Title', from: 'Coach', to: 'Trainer' },
    { field: 'custom.level', label: 'A field that is not here', from: 'Gold', to: 'Tin' },
  ])
})

it('an address that names no moment asks for none', () => {
  expect(['2026-11-20T10:00', '2026-11-20T10', 'yesterday', '', 7, undefined].map(momentIn)).toEqual(['2026-11-20T10:00', '', '', '', '', ''])
})

it('of one record it is said whether it was there at all', () => {
  const of = (was: object | null, now: object | null) => oneWords({ total: 1, rows: [{ id: 'a', title: 'Ana', was, now, fields: [] } as never] })
  expect([of(null, {}), of({}, null), of({}, {}), oneWords({ total: 0, rows: [] })]).toEqual(['It was not here yet:', 'It was here, and is in the trash now:', 'What is otherwise now:', 'It stood as it does now.'])
})
