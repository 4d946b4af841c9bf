import { expect, it } from 'vitest'
import type { HistoryEntry } from '../../../data-api/types.ts'
import { memberActs, memberWords } from './member-acts.ts'

const entry = (op: HistoryEntry['op'], recordId: string, mutationId: string, lost: HistoryEntry['lost'] = {}): HistoryEntry =>
  ({ op, recordId, mutationId, changeId: `${mutationId} ${recordId}`, groupId: null, fields: {}, lost, at: '2026-11-27T10:00:00.000Z', entity: 'listMembers' }) as unknown as HistoryEntry
const name = (id: string): string => id.toUpperCase()

it('who came and who went is one line an act, the first of many by name; what befell a membership otherwise is none', () => {
  const acts = memberActs([entry('delete', 'a', 'm3'), entry('restore', 'b', 'm3'), entry('update', 'c', 'm2'), entry('delete', 'c', 'm1', { deletedAt: 'x' }), ...['d', 'e', 'f', 'g'].map((id) => entry('create', id, 'm0'))], false)
  expect(acts.map((act) => memberWords(act, name))).toEqual(['added B, took out A', 'added D, E and 2 others'])
  expect(memberWords({ added: ['a', 'b', 'c'], taken: [], cut: true }, name)).toBe('added A, B and C and more')
})
