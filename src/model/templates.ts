import { z } from '../shared/zod.ts'
import { customListSchema } from './custom-values.ts'
import { parseDue } from './due.ts'
import { defineEntity } from './entity.ts'
import { isRepeat } from './repeat-rules.ts'
import { elementsOf, limits, str } from './text.ts'
import { line, text, upTo } from './text-schemas.ts'

/** More than these is no plan that one makes again. */
export const mostTasks = 300

const tags = z.array(upTo(100).check(z.minLength(1))).check(z.maxLength(limits.elements))
const days = z.number().check(z.int(), z.gte(-36_500), z.lte(36_500))
const clock = z.object({ time: z.optional(z.string()), zone: z.optional(z.string()) })

/** A task of a template. Its due is so many days after the project's start, at its own time of day. */
const part = z.object({
  title: line(), notes: z.optional(text()), priority: z.optional(z.enum(['high', 'medium', 'low'])), tags: z.optional(tags), assigneeId: z.optional(upTo(64)),
  repeat: z.optional(z.string().check(z.refine(isRepeat, 'no rule of RFC 5545 by days or longer'))),
  due: z.optional(z.extend(clock, { days }).check(z.refine(({ time, zone }) => (time === undefined) === (zone === undefined) && (time === undefined || parseDue(`2026-01-01T${time}[${zone}]`) !== null), 'no time in a zone'))),
  custom: z.optional(customListSchema),
})
const task = z.extend(part, { parts: z.optional(z.array(part).check(z.maxLength(mostTasks))) })

export const templateContent = z.object({
  /** `days`: from its start to its end. */
  project: z.object({ notes: z.optional(text()), tags: z.optional(tags), days: z.optional(days), custom: z.optional(customListSchema) }),
  tasks: z.array(task).check(z.maxLength(mostTasks)),
})
export type TemplateContent = z.infer<typeof templateContent>
export type TemplateTask = TemplateContent['tasks'][number]
export type TemplatePart = z.infer<typeof part>

/** What a project begins as: its tasks, with days that count from its start. What it holds is one value, since half of one plan and half of another are none. */
export const templates = defineEntity({
  name: 'templates',
  label: { one: 'template', many: 'templates' },
  priority: 'normal',
  schemaVersion: 1,
  authored: 'people',
  fields: {
    name: { kind: 'text', label: 'Name', policy: 'newest', schema: line(), search: 'text' },
    content: { kind: 'json', label: 'What is in it', policy: 'newest', schema: templateContent, words: (content) => elementsOf(content, 'tasks').map((task) => str(task['title'])).join('\n') },
  },
  columns: { name: { label: 'Name', type: 'text', sort: (data) => str(data['name']) || null, edits: 'name', shown: true, width: 260 } },
  rules: [{ name: 'template_needs_a_name', check: (data) => (str(data['name']).trim() ? null : { message: 'Give the template a name.', field: 'name' }) }],
  title: (data) => str(data['name']).trim() || 'Template without a name',
})
