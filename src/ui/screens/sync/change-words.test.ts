import { describe, expect, it } from 'vitest'
import type { JournalRow } from '../../../data-api/types.ts'
import { changeSummary, editableFields, failureWords, fieldChanges, toActs } from './change-words.ts'

const row = (part: Partial<JournalRow['change']> = {}, error: JournalRow['error'] = null, attempts = 0): JournalRow => ({
  change: {
    id: 'c', mutationId: 'm1', seq: 1, entity: 'contacts', recordId: 'r', op: 'update', patch: { company: 'Lumen' }, before: { company: 'Argo' },
    baseRevision: 3, at: '', schemaVersion: 1, ...part,
  },
  status: 'failed', title: 'Ana Silva', label: 'Edit Ana Silva', createdAt: '2026-11-03T10:00:00Z', attempts, error,
})

describe('pending and failed changes in words', () => {
  it('[J3] shows a mutation as the one act it was', () => {
    const acts = toActs([row(), row({ id: 'd', recordId: 's' }), row({ mutationId: 'm2' })])
    expect(acts.map((act) => act.rows.length)).toEqual([2, 1])
  })

  it('[J3] shows a group of mutations as one act, unless each is asked for', () => {
    const rows = [row({ groupId: 'g' }), row({ mutationId: 'm2', groupId: 'g' }), row({ mutationId: 'm3' })]
    expect(toActs(rows).map((act) => [act.id, act.mutationIds])).toEqual([['g', ['m1', 'm2']], ['m3', ['m3']]])
    expect(toActs(rows, 'mutation')).toHaveLength(3)
  })

  it('[P2] gives the reason of the change that was refused, not of those that went with it', () => {
    const [act] = toActs([row({}, { code: 'mutation_refused', message: '' }), row({}, { code: 'forbidden', message: '' }, 3)])
    expect(failureWords(act!.error)).toMatch(/role does not allow/)
    expect(act!.attempts).toBe(3)
  })

  it('says what a change does and what it changes', () => {
    expect(changeSummary(row({ patch: { company: 'Lumen', title: null } }))).toBe('Edited company, title')
    expect(changeSummary(row({ op: 'delete', patch: {} }))).toBe('Deleted')
    expect(changeSummary(row({ patch: { firstName: 1, lastName: 1, company: 1, title: 1, tags: 1 } }))).toBe('Edited first name, last name, company, title and 1 more')
    // Of the fields that people made each by its own name; one that came before its field did has none yet.
    expect(changeSummary(row({ patch: { custom: { $set: { add: [{ id: 'f', choice: 'gold' }], update: { g: { text: 'x' } } } } } }))).toBe('Edited a field that is not here, a field that is not here')
    expect(fieldChanges(row())).toEqual([{ field: 'company', label: 'Company', from: 'Argo', to: 'Lumen' }])
  })

  it('offers plain text for mending, and nothing of a delete', () => {
    expect(editableFields(toActs([row()])[0]!)).toEqual([{ recordId: 'r', entity: 'contacts', field: 'company', label: 'Company', value: 'Lumen' }])
    expect(editableFields(toActs([row({ patch: { tags: { $set: { add: ['a'] } } } })])[0]!)).toEqual([])
    expect(editableFields(toActs([row({ op: 'delete' })])[0]!)).toEqual([])
    // What a note belongs to is an id, which nobody types and nobody reads.
    const note = row({ entity: 'notes', op: 'create', patch: { contactId: 'c', body: 'Met', happenedAt: '2026-01-01T00:00:00.000Z' } })
    expect(editableFields(toActs([note])[0]!).map(({ field }) => field)).toEqual(['body'])
    // Nor a rule, a time in a zone, and whose task it is, which stands as an id.
    const task = row({ entity: 'tasks', op: 'create', patch: { title: 'Call', due: '2026-12-01T10:00[Europe/Berlin]', repeat: 'FREQ=WEEKLY', priority: 'high', assigneeId: 'u-1' } })
    expect(editableFields(toActs([task])[0]!).map(({ field }) => field)).toEqual(['title', 'priority'])
    expect(fieldChanges(note).map(({ field }) => field)).toEqual(['body', 'happenedAt'])
  })

  it('[P4] names what a refused change builds on, and offers no key of a setting for mending', () => {
    expect(failureWords({ code: 'reference_gone', message: 'It builds on “Carla”, which was refused. Retried, both go.' })).toMatch(/“Carla”/)
    expect(editableFields(toActs([row({ entity: 'settings', op: 'create', patch: { key: 'policy:contacts.birthday', value: 'role' } })])[0]!)).toEqual([])
  })

  it('falls back to the server\'s own sentence', () => {
    expect(failureWords({ code: 'note_needs_text', message: 'Write something first.' })).toBe('Write something first.')
  })
})
