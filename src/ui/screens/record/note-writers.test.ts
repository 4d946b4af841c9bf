import { expect, it } from 'vitest'
import type { HistoryEntry } from '../../../data-api/types.ts'
import { noteWriters } from './note-writers.ts'

const entry = (op: HistoryEntry['op'], recordId: string, minute: number, userName: string | null, field = 'body'): HistoryEntry => ({
  changeId: `${recordId} ${minute}`, entity: 'notes', recordId, op, fields: op === 'create' ? {} : { [field]: { from: 'a', to: 'b' } }, lost: {}, at: `2026-11-03T10:0${minute}:00Z`,
  userName, deviceName: null, replicaId: null, mutationId: 'm', groupId: null, turned: null, status: 'synced',
})

it('[H1] says who wrote a note and who wrote in it last', () => {
  const writers = noteWriters([
    entry('update', 'one', 4, 'Ben'), entry('update', 'one', 2, 'Ana'), entry('create', 'one', 1, 'Ana'),
    entry('update', 'two', 5, 'Ben', 'minutes'), entry('create', 'two', 3, null), entry('update', 'swept', 4, 'Ben'),
  ])
  expect(writers.get('one')).toEqual({ by: 'Ana', edited: { by: 'Ben', at: '2026-11-03T10:04:00Z' } })
  expect(writers.get('two'), 'its words are as they were').toEqual({ by: null, edited: null })
  expect(writers.has('swept'), 'its beginning is not known').toBe(false)
})
