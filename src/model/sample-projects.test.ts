import { expect, it } from 'vitest'
import { notes } from './notes.ts'
import { projects } from './projects.ts'
import { sampleProjects } from './sample-projects.ts'
import { sampleSource } from './sample.ts'
import { tasks } from './tasks.ts'

const people = Array.from({ length: 20 }, (_, at) => ({ id: `c${at}`, name: `Ana${at} Silva` }))
const teams = ['one', 'two', 'three'].map((companyId) => ({ companyId, people: Array.from({ length: 5 }, (_, at) => ({ id: `${companyId}${at}`, name: `Ben${at} Onda` })) }))
const asked = { today: '2026-11-26', zone: 'Europe/Berlin', people, teams }
const sample = sampleProjects(asked)
const all = [...sample.projects.flatMap((project) => project.tasks), ...sample.loose]

it('sample projects and tasks keep their schemas and rules, are the same for the same day, and can be found again', () => {
  expect(sampleProjects(asked)).toEqual(sample)
  for (const [entity, records] of [[projects, sample.projects.map(({ data }) => data)], [tasks, all.flatMap(({ data, parts }) => [data, ...parts])]] as const) {
    for (const data of records) {
      for (const [name, value] of Object.entries(data)) expect(entity.fields[name]!.schema.safeParse(value).success, `${name} ${JSON.stringify(value)}`).toBe(true)
      for (const rule of entity.rules) expect(rule.check(data, { role: 'owner', userId: null })).toBeNull()
      expect(data['source']).toBe(sampleSource)
    }
  }
})

it('sample projects are done for companies, with those who work there, and each has a timeline that keeps the rules of notes', () => {
  const done = sample.projects.filter(({ data }) => data['companyId'] !== undefined)
  expect(done.map(({ data }) => data['companyId'])).toEqual(['one', 'two', 'three'])
  for (const { data } of done) for (const { id } of data['people'] as { id: string }[]) expect(id.startsWith(String(data['companyId']))).toBe(true)
  for (const { timeline } of sample.projects) {
    expect(timeline.length).toBeGreaterThan(0)
    for (const note of timeline) {
      for (const [name, value] of Object.entries(note)) expect(notes.fields[name]!.schema.safeParse(value).success, `${name} ${JSON.stringify(value)}`).toBe(true)
      for (const rule of notes.rules) expect(rule.check({ ...note, projectId: 'p' }, { role: 'owner', userId: null })).toBeNull()
    }
  }
})

it('sample tasks look like a day at work: some late, some for today, some that come back, most about somebody', () => {
  const due = (data: Record<string, unknown>): string => String(data['due'] ?? '').slice(0, 10)
  const open = all.filter(({ data }) => data['status'] === 'todo')
  expect(open.filter(({ data }) => due(data) !== '' && due(data) < '2026-11-26').length).toBeGreaterThanOrEqual(2)
  expect(open.filter(({ data }) => due(data) === '2026-11-26').length).toBeGreaterThanOrEqual(4)
  expect(open.filter(({ data }) => data['repeat'] !== undefined).length).toBeGreaterThanOrEqual(4)
  expect(all.some(({ data }) => String(data['title']).includes('{}'))).toBe(false)
})
