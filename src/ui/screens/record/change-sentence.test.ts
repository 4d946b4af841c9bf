import { describe, expect, it } from 'vitest'
import type { HistoryEntry } from '../../../data-api/types.ts'
import { changeSentence } from './change-sentence.ts'

const entry = (part: Partial<HistoryEntry>): HistoryEntry => ({
  changeId: 'c', entity: 'contacts', recordId: 'r', op: 'update', fields: {}, lost: {}, at: '2026-11-03T10:00:00Z',
  userName: 'Ana', deviceName: 'Chrome on Linux', replicaId: 'r-1', mutationId: 'm1', groupId: null, turned: null, status: 'synced', ...part,
})
const said = (part: Partial<HistoryEntry>): string => { const { before, value, after } = changeSentence(entry(part)); return `${before}${value && ` [${value}]`}${after}` }

describe('[H1] a change in one sentence', () => {
  it('says what one value became', () => {
    expect(said({ fields: { title: { from: 'Coach', to: 'Trainer' } } })).toBe('changed title to [Trainer]')
    expect(said({ fields: { title: { from: 'Coach', to: null } } })).toBe('emptied title')
    expect(said({ fields: { title: { from: null, to: 'Trainer' }, company: { from: null, to: 'Onda' } } })).toBe('changed title, company')
    expect(said({ entity: 'companies', fields: { description: { from: null, to: 'Long words' } } }), 'what is written over lines').toBe('changed about')
  })

  it('says of a task what a person would say', () => {
    const done = { status: { from: 'todo', to: 'done' }, completedAt: { from: null, to: '2026-11-03T10:00:00Z' } }
    expect(said({ entity: 'tasks', fields: done })).toBe('changed status to [Done]')
    expect(said({ entity: 'tasks', fields: { position: { from: 1, to: 2.5 } } })).toBe('moved it up or down')
    expect(said({ entity: 'tasks', fields: { position: { from: 1, to: 2.5 }, priority: { from: null, to: 'high' } } })).toBe('changed priority to [High]')
    expect(changeSentence(entry({ entity: 'tasks', fields: { projectId: { from: null, to: 'p-1' } } }))).toEqual({ before: 'changed project to', value: 'p-1', after: '', idOf: 'projectId' })
    expect(changeSentence(entry({ entity: 'tasks', fields: { assigneeId: { from: 'u-2', to: 'u-1' } } })), 'whose name is looked up').toMatchObject({ value: 'u-1', idOf: 'assigneeId' })
  })

  it('says what came to a list and what went', () => {
    expect(said({ fields: { tags: { from: ['vip'], to: ['vip', 'lisbon'] } } })).toBe('added [lisbon] to tags')
    expect(said({ fields: { tags: { from: null, to: ['vip', 'lisbon'] } } })).toBe('added [vip, lisbon] to tags')
    expect(said({ fields: { tags: { from: ['vip', 'lisbon'], to: ['lisbon'] } } })).toBe('removed [vip] from tags')
    expect(said({ fields: { tags: { from: ['vip'], to: null } } })).toBe('removed [vip] from tags')
    expect(said({ fields: { tags: { from: ['vip'], to: ['lisbon'] } } })).toBe('changed tags')
    expect(said({ fields: { tags: { from: null, to: ['a', 'b', 'c', 'd'] } } })).toBe('changed tags')
  })

  it('says what did not come to stand, and what an edit brought back', () => {
    expect(said({ lost: { company: 'Lumen' } })).toBe('tried to change company to [Lumen]')
    expect(said({ lost: { company: 'Lumen', title: 'Coach' } })).toBe('tried to change company, title')
    expect(said({ op: 'delete', lost: { deletedAt: '2026-11-03T10:00:00Z' } })).toBe('tried to move it to the trash; an edit stands')
    expect(said({ fields: { title: { from: 'Coach', to: 'Trainer' }, deletedAt: { from: '2026-11-03T09:00:00Z', to: null } } }), 'M4').toBe('changed title to [Trainer], which brought it back from the trash')
  })

  it('says what was decided and what was taken back', () => {
    const company = { company: { from: 'Argo', to: 'Lumen' } }
    expect(said({ fields: company, decision: { field: 'company', kind: 'settled', value: 'Lumen' } })).toBe('settled company: [Lumen]')
    expect(said({ fields: { company: { from: 'Argo', to: null } }, decision: { field: 'company', kind: 'settled', value: null } })).toBe('settled company: [no value]')
    const project = changeSentence(entry({ entity: 'tasks', fields: { projectId: { from: 'p-1', to: 'p-2' } }, decision: { field: 'projectId', kind: 'settled', value: 'p-2' } }))
    expect(project, 'whose name is looked up').toEqual({ before: 'settled project:', value: 'p-2', after: '', idOf: 'projectId' })
    expect(said({ fields: company, turned: { kind: 'undo', label: 'Edit Ana' } })).toBe('undid: Edit Ana')
  })
})
