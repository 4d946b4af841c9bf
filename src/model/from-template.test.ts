import { describe, expect, it } from 'vitest'
import type { Data } from '../shared/json.ts'
import { countIn, fromTemplate, hasDays, templateOf, type Found } from './from-template.ts'
import { projects } from './projects.ts'
import { tasks } from './tasks.ts'
import { mostTasks, templateContent } from './templates.ts'

const project: Data = { name: 'Retreat', status: 'done', startsOn: '2026-03-02', endsOn: '2026-05-01', companyId: 'c', people: [{ id: 'a', value: 'Ana' }], tags: ['retreat'], notes: 'Three days.', custom: [{ id: 'f', money: 12_000 }] }
const found: Found[] = [
  { id: '1', data: { title: 'Find a house', status: 'done', completedAt: '2026-03-05T10:00:00Z', due: '2026-03-04', priority: 'high', projectId: 'p', contactId: 'a', position: 7 } },
  { id: '2', data: { title: 'Call the cook', due: '2026-02-27T10:00[Europe/Lisbon]', parentId: '1', projectId: 'p' } },
  { id: '3', data: { title: 'Write to all', status: 'todo', due: '2026-03-06', repeat: 'FREQ=WEEKLY;BYDAY=FR', tags: ['mail'] } },
  { id: '4', data: { title: 'Tidy up' } },
]
const ids = (): (() => string) => { let n = 0; return () => `n${(n += 1)}` }

describe('a template', () => {
  const content = templateOf(project, found)
  it('knows days instead of dates, and nobody that it was done for, nor what had been done', () => {
    expect(content).toEqual({
      project: { notes: 'Three days.', tags: ['retreat'], days: 60, custom: [{ id: 'f', money: 12_000 }] },
      tasks: [
        { title: 'Find a house', priority: 'high', due: { days: 2 }, parts: [{ title: 'Call the cook', due: { days: -3, time: '10:00', zone: 'Europe/Lisbon' } }] },
        { title: 'Write to all', tags: ['mail'], repeat: 'FREQ=WEEKLY;BYDAY=FR', due: { days: 4 } },
        { title: 'Tidy up' },
      ],
    })
    expect(templateContent.safeParse(content).success).toBe(true)
    expect([countIn(content), hasDays(content)]).toEqual([4, true])
  })

  it('makes a project whose days count from its start: a time stays its time, a weekly day follows', () => {
    const made = fromTemplate(content, { name: 'Autumn', status: 'planned', startsOn: '2026-09-01', companyId: 'other' }, ids())
    expect(made.map(({ entity, data }) => [entity, data])).toEqual([
      ['projects', { name: 'Autumn', status: 'planned', startsOn: '2026-09-01', endsOn: '2026-10-31', companyId: 'other', notes: 'Three days.', tags: ['retreat'], custom: [{ id: 'f', money: 12_000 }] }],
      ['tasks', { title: 'Find a house', status: 'todo', priority: 'high', projectId: 'n1', position: 1, due: '2026-09-03' }],
      ['tasks', { title: 'Call the cook', status: 'todo', projectId: 'n1', position: 1, parentId: 'n2', due: '2026-08-29T10:00[Europe/Lisbon]' }],
      ['tasks', { title: 'Write to all', status: 'todo', tags: ['mail'], projectId: 'n1', position: 2, due: '2026-09-05', repeat: 'FREQ=WEEKLY;BYDAY=SA' }],
      ['tasks', { title: 'Tidy up', status: 'todo', projectId: 'n1', position: 3 }],
    ])
    for (const { entity, data } of made) {
      const { fields, rules } = entity === 'projects' ? projects : tasks
      for (const [name, value] of Object.entries(data)) expect([name, fields[name]!.schema.safeParse(value).success]).toEqual([name, true])
      for (const rule of rules) expect(rule.check(data, { role: 'member', userId: null })).toBeNull()
    }
  })

  it('of its own project is the same one again', () => {
    const [own, ...rest] = fromTemplate(content, { name: 'Again', startsOn: '2027-01-01' }, ids())
    const again = templateOf(own!.data, rest.map(({ id, data }) => ({ id, data })))
    // The day of the week has moved with its due.
    expect(again).toEqual({ ...content, tasks: content.tasks.map((task) => (task.repeat === undefined ? task : { ...task, repeat: 'FREQ=WEEKLY;BYDAY=TU' })) })
  })

  it('without a start counts from the first due; with no day at all it has none', () => {
    const dated = templateOf({ name: 'X', endsOn: '2026-03-09' }, found)
    expect([dated.project.days, dated.tasks[0]!.due, dated.tasks[0]!.parts![0]!.due?.days]).toEqual([10, { days: 5 }, 0])
    const bare = templateOf({ name: 'X' }, [{ id: '4', data: { title: 'Tidy up' } }])
    expect([bare, hasDays(bare)]).toEqual([{ project: {}, tasks: [{ title: 'Tidy up' }] }, false])
    expect(templateOf({ name: 'X', startsOn: '--03-02', endsOn: '2026-03-09' }, []).project.days).toBeUndefined()
  })

  it('is refused where it holds too many tasks, no title of a length that can be, or a time without a zone', () => {
    expect(() => templateOf(project, Array.from({ length: mostTasks + 1 }, (_, at) => ({ id: String(at), data: { title: 'x' } })))).toThrow(/300 tasks/)
    for (const task of [{ title: 'x'.repeat(1_001) }, { title: 'x', due: { days: 1, time: '10:00' } }, { title: 'x', due: { days: 1.5 } }, { title: 'x', repeat: 'FREQ=HOURLY' }]) {
      expect(templateContent.safeParse({ project: {}, tasks: [task] }).success).toBe(false)
    }
  })
})
