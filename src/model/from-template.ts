import type { Data, Json } from '../shared/json.ts'
import { addDays, daysBetween, parseDue, writeDue } from './due.ts'
import { projects } from './projects.ts'
import { movedRule } from './repeat-rules.ts'
import { tasks } from './tasks.ts'
import { mostTasks, type TemplateContent, type TemplatePart, type TemplateTask } from './templates.ts'
import { str, tagsOf } from './text.ts'

/*
 * A project made into a template, and a template into projects. A template knows no dates: its days count from the start of the project, or,
 * where that has none, from the first day on which something of it is due. Nobody it was done for goes along, nor what had been done.
 */

/** A record as it is here. */
export interface Found { id: string; data: Data }

/**
 * What a template of this project holds.
 * @param found its living tasks and their parts, in the order in which they are to stand
 * @throws Error with a sentence for the person, where they are too many
 */
export function templateOf(project: Data, found: readonly Found[]): TemplateContent {
  if (found.length > mostTasks) throw new Error(`A template holds ${mostTasks} tasks; this project has ${found.length}.`)
  const dues = found.flatMap(({ data }) => parseDue(data['due'])?.date ?? []).sort()
  // A date without a year is on no line of days.
  const [startsOn, endsOn] = [project['startsOn'], project['endsOn']].map((value) => parseDue(value)?.date ?? '') as [string, string]
  const start = startsOn || dues[0] || '', ends = endsOn
  const own = found.filter(({ data }) => str(data['parentId']) === '')
  const partsOf = (id: string): TemplatePart[] => found.filter(({ data }) => data['parentId'] === id).map(({ data }) => partOf(data, start))
  return {
    project: { ...kept(project, ['notes', 'custom']), ...taggedAs(project), ...(start !== '' && ends !== '' ? { days: daysBetween(start, ends) } : {}) },
    tasks: own.map(({ id, data }): TemplateTask => { const parts = partsOf(id); return { ...partOf(data, start), ...(parts.length === 0 ? {} : { parts }) } }),
  }
}

function partOf(data: Data, start: string): TemplatePart {
  const due = parseDue(data['due'])
  return {
    title: str(data['title']), ...kept(data, ['notes', 'priority', 'assigneeId', 'repeat', 'custom']), ...taggedAs(data),
    ...(due === null || start === '' ? {} : { due: { days: daysBetween(start, due.date), ...(due.time === null ? {} : { time: due.time, zone: due.zone! }) } }),
  }
}

const kept = (data: Data, names: readonly string[]): Record<string, never> =>
  Object.fromEntries(names.flatMap((name) => (data[name] === undefined || data[name] === null || data[name] === '' ? [] : [[name, data[name]]]))) as Record<string, never>
const taggedAs = (data: Data): { tags?: string[] } => { const tags = tagsOf(data, 'tags'); return tags.length === 0 ? {} : { tags } }

/** Whether it says when anything is. */
export const hasDays = ({ project, tasks: parts }: TemplateContent): boolean => project.days !== undefined || parts.some(({ due, parts: below = [] }) => [due, ...below.map((one) => one.due)].some((one) => one !== undefined))

/** How many tasks it makes, parts of tasks among them. */
export const countIn = ({ tasks: own }: TemplateContent): number => own.reduce((sum, { parts = [] }) => sum + 1 + parts.length, 0)

/** A record to make. */
export interface Made { entity: string; id: string; data: Record<string, Json> }

/**
 * The project and the tasks that a template makes, its days counted from `startsOn`.
 * @param project what the person has given it; that stands over what the template has
 */
export function fromTemplate(content: TemplateContent, project: Record<string, Json> & { startsOn: string }, makeId: () => string): Made[] {
  const start = project.startsOn, projectId = makeId()
  const made: Made[] = [{ entity: projects.name, id: projectId, data: { ...plain(content.project, ['notes', 'tags', 'custom']), ...(content.project.days === undefined ? {} : { endsOn: addDays(start, content.project.days) }), ...project } }]
  const add = (part: TemplatePart, position: number, more: Record<string, Json>): string => {
    const id = makeId(), due = part.due === undefined ? null : { date: addDays(start, part.due.days), time: part.due.time ?? null, zone: part.due.zone ?? null }
    made.push({
      entity: tasks.name, id,
      data: {
        status: 'todo', ...plain(part, ['title', 'notes', 'priority', 'tags', 'assigneeId', 'custom']), projectId, position, ...more,
        ...(due === null ? {} : { due: writeDue(due) }),
        ...(part.repeat === undefined ? {} : { repeat: due === null ? part.repeat : movedRule(part.repeat, due.date) ?? part.repeat }),
      },
    })
    return id
  }
  content.tasks.forEach((task, at) => {
    const parentId = add(task, at + 1, {})
    task.parts?.forEach((part, below) => add(part, below + 1, { parentId }))
  })
  return made
}

const plain = (from: object, names: readonly string[]): Record<string, Json> =>
  Object.fromEntries(names.flatMap((name) => { const value = (from as Record<string, Json | undefined>)[name]; return value === undefined ? [] : [[name, value]] }))
