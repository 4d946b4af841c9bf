import { describe, expect, it } from 'vitest'
import type { HistoryEntry } from '../../../data-api/types.ts'
import { actWords, beginningOf, beginningWords, chosenWords, earliestWords, dayWords, entryChanges, entryWords, ownedWords, saysMore, standingWords, toHistoryActs, turnedWords } from './history-words.ts'

const entry = (part: Partial<HistoryEntry> = {}): HistoryEntry => ({
  changeId: 'c', entity: 'contacts', recordId: 'r', op: 'update', fields: { company: { from: 'Argo', to: 'Lumen' } }, lost: {}, at: '2026-11-03T10:00:00Z',
  userName: 'Ana', deviceName: 'Chrome on Linux', replicaId: 'r-1', mutationId: 'm1', groupId: null, turned: null, status: 'synced', ...part,
})

describe('[H1] the history in words', () => {
  it('[P4] says of a change what the server has not taken, and that it refused it', () => {
    expect((['synced', 'conflict', 'pending', 'deferred', 'failed'] as const).map(standingWords)).toEqual(['', '', 'not synced yet', 'not synced yet', 'could not be synced'])
  })

  it('says where it begins, where the workspace does not keep it for good', () => {
    const now = Date.parse('2026-11-26T12:00:00Z')
    expect(beginningWords(null, now, true)).toBeNull()
    expect(beginningWords(30, now, false), 'nothing takes it away').toBeNull()
    // A field's value before the first entry is the one it was created with only where the history goes back so far.
    expect(earliestWords(beginningOf(30, now, true), '2026-11-20T08:00:00.000Z', 'company').unchanged).toBe('It has not been changed since the company was created.')
    expect(earliestWords(beginningOf(30, now, true), '2025-01-01T08:00:00.000Z', 'company')).toEqual({ unchanged: expect.stringMatching(/^It has not been changed since .*2026, where the history begins\.$/) as string, first: 'Before that' })
    expect(earliestWords(beginningOf(null, now, true), '2025-01-01T08:00:00.000Z', 'company').first).toMatch(/^When it was created · /)
    expect(beginningWords(30, now, true)).toMatch(/^History before (Oct 27, 2026|27 .*2026) is not kept\.$/)
  })

  it('calls what belongs to another record by that', () => {
    expect(ownedWords({ entity: 'notes', op: 'create' })).toBe('wrote a note on')
    expect(ownedWords({ entity: 'listMembers', op: 'create' })).toBe('added a member to')
    expect(ownedWords({ entity: 'listMembers', op: 'delete' })).toBe('took a member out of')
  })

  it('says of two that are kept apart, and of a field that is taken away, what was done', () => {
    expect(entryWords(entry({ entity: 'distinctions', op: 'create', fields: {} }))).toBe('kept apart')
    expect(entryWords(entry({ entity: 'distinctions', op: 'delete', fields: {} }))).toBe('no longer keeps apart')
    expect(entryChanges(entry({ entity: 'distinctions', op: 'create', fields: { one: { from: null, to: 'a1' } } })), 'ids are nothing to read').toEqual([])
    expect([true, false].map((to) => entryWords(entry({ entity: 'customFields', fields: { removed: { from: !to, to } } })))).toEqual(['deleted the field', 'restored the field'])
  })

  it('shows a group as one act, and counts what it did', () => {
    const acts = toHistoryActs([entry(), entry({ mutationId: 'm2', groupId: 'g', op: 'create' }), entry({ mutationId: 'm3', groupId: 'g', op: 'create' })])
    expect(acts.map((act) => act.id)).toEqual(['m1', 'g'])
    expect(actWords(acts[1]!, (entity, count) => `${count} ${entity}`)).toBe('created 2 contacts')
    const mixed = toHistoryActs(['contacts', 'contacts', 'notes', 'tasks'].map((entity) => entry({ mutationId: 'm4', op: 'create', entity })))
    expect(actWords(mixed[0]!, (entity, count) => `${count} ${entity}`)).toBe('created 2 contacts, 1 notes, and 1 tasks')
    const members = toHistoryActs([...['listMembers', 'listMembers'].map((entity) => entry({ mutationId: 'm5', op: 'create', entity })), entry({ mutationId: 'm5', entity: 'lists' }), ...['listMembers', 'listMembers'].map((entity) => entry({ mutationId: 'm6', op: 'delete', entity }))])
    expect(members.map((act) => actWords(act, (entity, count) => `${count} ${entity}`)), 'nobody is made or deleted by it').toEqual(['put 2 in a list, edited 1 lists', 'took 2 out of a list'])
    const [, cut] = toHistoryActs(acts.flatMap((act) => act.entries), true)
    expect(actWords(cut!, (entity, count) => `${count} ${entity}`), 'where older ones were not read').toBe('created 2 contacts and more')
  })

  it('names the fields while they are few', () => {
    expect(entryWords(entry())).toBe('changed company of')
    const task = (from: string, to: string): HistoryEntry => entry({ entity: 'tasks', fields: { status: { from, to }, completedAt: { from: null, to: null }, position: { from: 'a', to: 'b' } } })
    expect([entryWords(task('todo', 'done')), entryWords(task('done', 'todo')), entryWords(entry({ entity: 'tasks', fields: { position: { from: 'a', to: 'b' } } }))]).toEqual(['completed', 'reopened', 'moved'])
    expect(entryWords(entry({ op: 'delete', fields: { deletedAt: { from: null, to: 'x' } } }))).toBe('deleted')
    // [M4] An edit stood against it.
    expect(entryWords(entry({ op: 'delete', fields: {}, lost: { deletedAt: 'x' } }))).toBe('tried to delete')
  })

  it('[M3] says what was settled, also by what stood already, and what was taken back', () => {
    const settled = { field: 'company', kind: 'settled', value: 'Lumen' } as const
    expect([entryWords(entry({ decision: settled })), chosenWords(entry({ decision: settled }))]).toEqual(['settled company of', ''])
    expect(chosenWords(entry({ fields: {}, decision: settled }))).toBe('“Lumen” was chosen, which stood already.')
    expect(chosenWords(entry({ fields: {}, decision: { ...settled, value: null } }))).toBe('No value was chosen, which stood already.')
    expect(chosenWords(entry({ entity: 'tasks', fields: {}, decision: { field: 'projectId', kind: 'settled', value: 'p-1' } })), 'no id').toBe('What stood already was chosen.')
    expect(entryWords(entry({ decision: { ...settled, kind: 'opened' } }))).toBe('took back what was decided about company of')
  })

  it('says when all that was wanted gave way', () => {
    expect(entryWords(entry({ fields: {}, lost: { title: 'Owner' } }))).toBe('tried to change title of')
  })

  it('calls an undo by what it undid, where this device knows it', () => {
    expect(turnedWords({ kind: 'undo', label: 'Edit title' })).toEqual({ verb: 'undid:', label: 'Edit title' })
    expect(turnedWords({ kind: 'redo', label: '' })).toEqual({ verb: 'did again', label: 'an earlier change' })
    expect(toHistoryActs([entry({ turned: { kind: 'undo', label: 'Edit title' } })])[0]!.turned).toEqual({ kind: 'undo', label: 'Edit title' })
  })

  it('shows from and to', () => {
    expect(entryChanges(entry())).toEqual([{ field: 'company', label: 'Company', from: 'Argo', to: 'Lumen' }])
  })

  it('opens where there is more to be read, and nowhere else', () => {
    expect(saysMore(entry())).toBe(true)
    expect(saysMore(entry({ op: 'create', fields: {} }))).toBe(false)
    expect(saysMore(entry({ op: 'delete', fields: { deletedAt: { from: null, to: 'x' } } }))).toBe(false)
    expect(saysMore(entry({ op: 'delete', fields: {}, lost: { deletedAt: 'x' } })), 'it gave way').toBe(true)
  })

  it('calls the days by their names', () => {
    const now = new Date(2026, 10, 3, 12).getTime()
    expect(dayWords(new Date(2026, 10, 3, 1).toISOString(), now)).toBe('Today')
    expect(dayWords(new Date(2026, 10, 2, 23).toISOString(), now)).toBe('Yesterday')
    expect(dayWords(new Date(2025, 4, 12).toISOString(), now)).toMatch(/2025/)
  })
})
