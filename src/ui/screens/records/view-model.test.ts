import { describe, expect, it } from 'vitest'
import type { Where } from '../../../data-api/types.ts'
import type { CustomField } from '../../../model/custom-fields.ts'
import { projects as projectsEntity } from '../../../model/projects.ts'
import { projectList } from '../projects/project-columns.ts'
import { projectsSearch, tasksSearch } from '../tasks/search-params.ts'
import { taskBeginnings, taskList } from '../tasks/task-columns.ts'
import { boardOf, placesOfChoice, placesOfNames, placesOfOwnChoice } from './board-columns.ts'
import { bulkValue } from './bulk-custom.ts'
import { editorOf } from './cell-edits.ts'
import { parseColumns, parseSort, sortKey, withFields } from './columns.ts'
import { fieldPatch, personMembers } from './custom-edit.ts'
import { describeItem, isRelative, readItems, toWhere, type FilterItem } from './filter-tree.ts'
import { describeFilter, operatorsFor, type Filter } from './filters.ts'
import { groupWords } from './group-words.ts'
import { leftOut } from './left-out.ts'
import { listSearch, sameView, viewOf } from './search-params.ts'

const { columns } = taskList, projects = projectList.columns
const noon = new Date(2026, 10, 27, 12).getTime()
const where = (of: typeof columns, ...items: FilterItem[]): Where | undefined => (toWhere(of, items, noon) as { and: Where[] } | undefined)?.and[0]

describe('addresses', () => {
  it('of before are read: a word of the tasks, or of the projects, is a layout now, and a saved view stays one', () => {
    for (const word of ['today', 'upcoming', 'board', 'calendar', 'done']) expect(tasksSearch({ view: word })).toEqual({ layout: word, view: undefined })
    expect(tasksSearch({ view: 'all', task: 't' })).toEqual({ ...taskBeginnings.table, task: 't', view: undefined })
    expect(tasksSearch({ view: '0199-a-saved-one', layout: 'board' })).toEqual({ view: '0199-a-saved-one', layout: 'board' })
    expect(projectsSearch({ view: 'timeline' })).toEqual({ layout: 'timeline', view: undefined })
    expect(projectsSearch({ view: 'x' })).toEqual({ view: 'x' })
  })

  it('keep how it is laid out with all else that is a view, and leave out what makes no sense', () => {
    const raw = { layout: 'board', group: 'priority', f: [['status', 'anyOf', ['todo']], ['nothing', 'is', 'x']], sort: 'projectId,people', cols: 'due', day: '2026-02-30', at: 4, task: 't' }
    const search = listSearch(columns, raw)
    expect(search).toEqual({ layout: 'board', group: 'priority', f: [['status', 'anyOf', ['todo']]], sort: 'projectId,people', cols: 'due', at: 4, task: 't' })
    const view = viewOf(search)
    expect(listSearch(columns, JSON.parse(JSON.stringify(view)) as Record<string, unknown>)).toEqual(view)
    expect(sameView(view, { ...view, layout: 'table' })).toBe(false)
    expect(parseSort(columns, search.sort)).toEqual([{ id: 'projectId', desc: false }])
    expect(parseSort(projects, 'people,-companyId,progress')).toEqual([{ id: 'companyId', desc: true }])
    expect(listSearch(columns, { layout: '<b>' })).toEqual({})
  })

  it('the title leads, whatever they say', () => {
    expect(columns.lead).toBe('title')
    expect(parseColumns(columns, 'due,title,position')).toEqual(['title', 'due'])
    expect(columns.ids).not.toContain('agenda')
  })
})

describe('filters', () => {
  it('of a choice ask for what its column has, which is a rank, a place, or the word itself', () => {
    expect(where(columns, ['status', 'anyOf', ['todo', 'doing']])).toEqual({ status: { in: ['todo', 'doing'] } })
    expect(where(columns, ['priority', 'anyOf', ['high', 'gone']])).toEqual({ priority: { in: [1] } })
    expect(where(projects, ['status', 'anyOf', ['done', 'active']])).toEqual({ status: { in: [0, 3] } })
    expect(describeFilter(columns, ['priority', 'anyOf', ['high', 'low']])).toBe('Priority is any of High, Low')
  })

  it('of a status that all have do not ask for none', () => {
    expect(operatorsFor(columns, 'status')).toEqual(['anyOf'])
    expect(operatorsFor(columns, 'priority')).toEqual(['anyOf', 'empty', 'notEmpty'])
    expect(operatorsFor(columns, 'projectId')).toEqual(['anyOf', 'empty', 'notEmpty'])
  })

  it('of a day take the time of day for a part of it, and count from today', () => {
    expect(where(columns, ['due', 'is', '2026-11-27'])).toEqual({ due: { startsWith: '2026-11-27' } })
    expect(where(columns, ['due', 'after', '2026-11-30'])).toEqual({ due: { gte: '2026-12-01' } })
    expect(where(columns, ['due', 'nextDays', '6'])).toEqual({ due: { gte: '2026-11-27', lt: '2026-12-04' } })
    expect(where(columns, ['due', 'nextDays', 'x'])).toEqual({ due: { gte: '2026-11-27', lt: '2026-11-28' } })
    expect(where(projects, ['endsOn', 'passed'])).toEqual({ endsOn: { lt: '2026-11-27' } })
    expect([[['due', 'nextDays', '6']], [{ any: [['due', 'passed']] }], [['due', 'is', '2026-11-27']]].map((items) => isRelative(readItems(columns, items)))).toEqual([true, true, false])
    expect(describeFilter(columns, ['custom.gone', 'anyOf', ['a1b2']]), 'a field that was taken away').toBe('A field that is not here (left out)')
    expect(describeFilter(columns, ['due', 'passed'])).toBe('Due has passed')
    expect(describeFilter(columns, ['due', 'nextDays', '1'])).toBe('Due in the next 1 day')
  })

  it('of names are said by name, in whatever group they stand', () => {
    const nameOf = (of: string, id: string): string | undefined => (of === 'projects' && id === 'p' ? 'Retreat' : undefined)
    const filter: Filter = ['projectId', 'anyOf', ['p', 'q']]
    expect(where(columns, filter)).toEqual({ projectId: { in: ['p', 'q'] } })
    expect(describeItem(columns, { any: [filter, ['due', 'empty']] }, nameOf)).toBe('Project is any of Retreat, Not here any more or Due is empty')
  })
})

describe('what stands in others', () => {
  it('is left out, unless one searches or asks for it', () => {
    expect(leftOut(taskList, '', [['status', 'anyOf', ['todo']]])).toEqual({ parentId: null })
    expect(leftOut(taskList, 'call', [])).toBeUndefined()
    expect(leftOut(taskList, '', [{ any: [['parentId', 'notEmpty']] }])).toBeUndefined()
    expect(leftOut({}, '', [])).toBeUndefined()
  })
})

describe('boards', () => {
  it('are of what the rows are grouped by, where that can be one, else of the first that can', () => {
    expect(boardOf({ group: 'projectId' }, columns.boards)).toBe('projectId')
    expect(boardOf({ group: 'contactId' }, columns.boards)).toBe('status')
    expect(boardOf({ group: null }, columns.boards)).toBe('status')
  })

  it('have a column for each choice as one goes through them, asked for by what the table has, and one for none where that can be', () => {
    expect(placesOfChoice({ columns }, 'priority')).toEqual([
      { id: 'high', value: 'high', where: { priority: 1 } }, { id: 'medium', value: 'medium', where: { priority: 2 } }, { id: 'low', value: 'low', where: { priority: 3 } },
      { id: 'none', value: null, where: { priority: null } },
    ])
    expect(placesOfChoice({ columns: projects, board: { order: () => [], steps: { status: ['planned', 'active', 'paused', 'done'] } } }, 'status').map(({ id, where: asked }) => [id, asked['status' as never]])).toEqual([['planned', 1], ['active', 0], ['paused', 2], ['done', 3]])
    expect(placesOfNames('projectId', ['p'])).toEqual([{ id: 'p', value: 'p', where: { projectId: 'p' } }, { id: 'none', value: null, where: { projectId: null } }])
  })

  it('and groups are headed by words', () => {
    expect(groupWords(projects, 'status', { key: 0, value: '0' }, () => undefined)).toBe('Active')
    expect(groupWords(columns, 'projectId', { key: 'p', value: 'p' }, () => 'Retreat')).toBe('Retreat')
    expect(groupWords(columns, 'projectId', { key: null, value: null }, () => undefined)).toBe('No project')
  })
})

describe('fields that people made', () => {
  const field = (id: string, kind: CustomField['kind'], choices: CustomField['choices'] = []): CustomField => ({ id, entity: 'projects', kind, label: id, currency: '', choices, position: 1, removed: false })
  const choices = [{ id: 'gold', label: 'Gold', removed: false }, { id: 'tin', label: 'Tin', removed: true }, { id: 'lead', label: 'Lead', removed: true }]
  const level = field('level', 'choice', choices), likes = field('likes', 'choices', choices), who = field('who', 'person')
  const own = withFields(projects, [level, likes, who, field('note', 'text')])

  it('group by a choice or several, and make a board of one choice', () => {
    expect(own.groupable.filter((id) => !projects.groupable.includes(id))).toEqual(['custom.level', 'custom.likes'])
    expect(own.boards.filter((id) => !projects.boards.includes(id))).toEqual(['custom.level'])
    expect(sortKey(own, 'custom.level')).toBe('custom.level:gold,tin,lead')
    expect(listSearch(projects, { group: 'custom.level', shut: ['gold'] })).toEqual({ group: 'custom.level', shut: ['gold'] })
    expect(listSearch(projects, { group: 'custom.' })).toEqual({})
  })

  it('a board of a choice has what is offered, what else records have, and none; a card that moves is written in that field alone', () => {
    expect(placesOfOwnChoice(level, 'custom.level', ['tin', 'gone']).map(({ value }) => value)).toEqual(['gold', 'tin', 'gone', null])
    expect(placesOfOwnChoice(level, 'custom.level', [])[0]!.where).toEqual({ 'custom.level': 'gold' })
    expect(fieldPatch(own, 'custom.level', 'gold')).toEqual({ custom: { $set: { update: { level: { choice: 'gold' } } } } })
    expect(fieldPatch(own, 'custom.level', null)).toEqual({ custom: { $set: { update: { level: { choice: null } } } } })
    expect(fieldPatch(own, 'status', 'done')).toEqual({ status: 'done' })
  })

  it('head their groups by all that the rows have, by names', () => {
    expect(groupWords(own, 'custom.level', { key: 'tin', value: 'tin' }, () => undefined)).toBe('Tin')
    expect(groupWords(own, 'custom.likes', { key: 'lead gold', value: 'lead gold' }, () => undefined)).toBe('Gold, Lead')
    expect(groupWords(own, 'custom.likes', { key: null, value: null }, () => undefined)).toBe('No likes')
  })

  it('a person is chosen in a cell and for many records, by id and by the name of now; emptied, both go', () => {
    expect(editorOf({ entity: projectsEntity, edits: {}, columns: own }, 'custom.who')).toBe('name')
    expect(fieldPatch(own, 'custom.who', personMembers('c1', 'Ana'))).toEqual({ custom: { $set: { update: { who: { person: 'c1', name: 'Ana' } } } } })
    expect(bulkValue(who, 'c1', 'Ana')).toEqual({ ok: true, field: 'custom', value: { $set: { update: { who: { person: 'c1', name: 'Ana' } } } } })
    expect(bulkValue(who, '', '')).toEqual({ ok: true, field: 'custom', value: { $set: { update: { who: { person: null, name: null } } } } })
  })
})
