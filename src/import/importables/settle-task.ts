import type { CsvReading } from '../map/csv-draft.ts'
import type { DraftBuilder } from '../map/draft.ts'
import type { DueHints } from '../map/due-words.ts'
import { dueOf, momentOf } from '../map/due-words.ts'
import { firstDue, repetitionOf, ruleOf } from '../map/repeat-words.ts'
import { statusOf } from '../map/status-words.ts'
import { splitTags } from '../map/tags.ts'
import { isEmptyDate } from '../map/dates.ts'
import { fold } from '../../shared/fold.ts'
import { parseDue } from '../../model/due.ts'
import { isRepeat } from '../../model/repeat-rules.ts'
import type { Part, Parts } from './importable.ts'

/** What columns of a list of tasks say together: when, how far, whose, and a part of what. */
export const collected = [
  'title', 'due', 'dueTime', 'zone', 'allDay', 'startsAt', 'repeat', 'priority', 'status', 'section', 'completed', 'completedAt', 'assignee', 'assigneeEmail', 'assigneeId',
  'project', 'projectId', 'company', 'companyId', 'contact', 'contactId', 'parent', 'parentId', 'key', 'labels', 'comments', 'kind',
] as const

/** Puts a task together; what has no place in one is kept in words, and what was left undone is said. */
export function settleTask(draft: DraftBuilder, parts: Parts, reading: CsvReading): void {
  placeTitle(draft, parts.get('title'))
  placeWhen(draft, parts, reading)
  placePriority(draft, parts.get('priority'))
  placeStatus(draft, parts, reading)
  placeNamed(draft, parts)
  for (const label of splitLabels(parts.get('labels'))) draft.addTag(label)
  if (fold(parts.get('kind')?.value ?? '') === 'note') draft.addTag('note')
  const key = parts.get('key')
  if (key !== undefined) draft.setKey(key.value)
  const comments = parts.get('comments')
  if (comments !== undefined) draft.note(comments.value)
}

/** Todoist writes labels into the words, "Buy milk @errand", and marks with "* " what cannot be completed. */
function placeTitle(draft: DraftBuilder, title: Part | undefined): void {
  if (title === undefined) return
  if (title.dialect !== 'todoist') { draft.set('title', title.value, title.name); return }
  const words = title.value.replace(/^\* /, '').replace(/(?:^|\s)@([\p{L}\p{N}_][\p{L}\p{N}_-]*)(?=\s|$)/gu, (_, label: string) => { draft.addTag(label); return '' })
  draft.set('title', words.replace(/\s+/g, ' ').trim() || title.value, title.name)
}

function placeWhen(draft: DraftBuilder, parts: Parts, { dateOrder, here, exact }: CsvReading): void {
  const hints: DueHints = { order: dateOrder, here, zone: parts.get('zone')?.value ?? null, allDay: isYes(parts.get('allDay')?.value ?? '') }
  const due = parts.get('due'), starts = parts.get('startsAt'), repeat = parts.get('repeat'), time = parts.get('dueTime')
  let when: string | null = null, rule: string | null = null
  if (due !== undefined && !isEmptyDate(due.value)) {
    when = dueOf(time === undefined ? due.value : `${due.value} ${time.value}`, hints)
    const repeating = when === null ? repetitionOf(due.value, hints) : null
    if (repeating !== null) { when = repeating.due; rule = repeating.rule }
    else if (when === null) keepWords(draft, due, 'no date')
  }
  if (starts !== undefined) {
    const from = dueOf(starts.value, hints)
    if (when === null && from !== null) when = from
    else if (from !== when) draft.note(parseDue(from)?.date ?? starts.value, starts.name)
  }
  if (repeat !== undefined && rule === null) {
    rule = exact && isRepeat(repeat.value) ? repeat.value : ruleOf(repeat.value)
    // "Monthly" beside a due is every month on the due's day, whatever today is.
    const repeating = rule === null ? repetitionOf(repeat.value, when === null ? hints : { ...hints, here: { ...here, today: parseDue(when)?.date ?? here.today } }) : null
    if (repeating !== null) { rule = repeating.rule; when ??= repeating.due }
    if (rule === null) keepWords(draft, repeat, 'no rule by which it can repeat here')
    else if (!exact) when ??= firstDue(rule, here.today)
  }
  if (when !== null) draft.put('due', when)
  if (rule !== null) draft.put('repeat', rule)
}

function keepWords(draft: DraftBuilder, { value, name }: Part, is: string): void {
  draft.note(value, name)
  draft.warn(`"${value.slice(0, 60)}" is ${is}; it is in the notes`)
}

const priorities: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  todoist: { 1: 'high', 2: 'medium', 3: 'low', 4: '' },
  ticktick: { 5: 'high', 3: 'medium', 1: 'low', 0: '' },
}
const priorityWords = new Map(Object.entries({
  high: 'high|highest|urgent|critical|important|hoch|dringend|wichtig|haute|alta|p1|1|a|!!!', medium: 'medium|normal|mittel|moyenne|media|p2|2|b|!!', low: 'low|lowest|niedrig|gering|basse|baja|p3|3|c|!',
  '': 'none|no priority|keine|p4|4|0|-',
}).flatMap(([priority, words]) => words.split('|').map((word): [string, string] => [word, priority])))

function placePriority(draft: DraftBuilder, part: Part | undefined): void {
  if (part === undefined) return
  const priority = (part.dialect === null ? undefined : priorities[part.dialect]?.[part.value.trim()]) ?? priorityWords.get(fold(part.value).trim())
  if (priority === undefined) draft.note(part.value, part.name)
  else if (priority !== '') draft.put('priority', priority)
}

function placeStatus(draft: DraftBuilder, parts: Parts, { dateOrder, here, exact }: CsvReading): void {
  const words = parts.get('status'), section = parts.get('section'), completed = parts.get('completed'), at = parts.get('completedAt')
  let status: string | null = null
  if (words?.dialect === 'ticktick') {
    status = words.value.trim() === '0' ? 'todo' : 'done'
    if (words.value.trim() === '-1') draft.note('Won’t do', 'TickTick')
  } else if (words !== undefined) {
    status = statusOf('tasks', words.value)
    if (status === null) draft.note(words.value, words.name)
  }
  if (section !== undefined) {
    const said = statusOf('tasks', section.value)
    if (said !== null) status ??= said
    else if (!/^\(?(?:untitled|no) section\)?$/i.test(section.value.trim())) draft.addTag(section.value.trim().slice(0, 100))
  }
  if (completed !== undefined && isYes(completed.value)) status = 'done'
  const moment = at === undefined || isEmptyDate(at.value) ? null : momentOf(at.value, { order: dateOrder, here, zone: parts.get('zone')?.value ?? null, allDay: false })
  if (moment !== null) { if (!exact) status = 'done'; draft.put('completedAt', moment) }
  else if (at !== undefined && !isEmptyDate(at.value)) keepWords(draft, at, 'no date')
  if (status !== null || !exact) draft.put('status', status ?? 'todo')
}

/** Who and what it is about. */
function placeNamed(draft: DraftBuilder, parts: Parts): void {
  const named = (field: string, words: Part | undefined, id: string | null, of: (value: string) => string = (value) => value): void => {
    draft.link({ field, words: words === undefined ? '' : of(words.value).trim(), id, column: words?.name ?? field })
  }
  const project = parts.get('project'), mail = parts.get('assigneeEmail'), assignee = parts.get('assignee')
  const [first = '', ...others] = project === undefined ? [] : project.dialect === 'asana' ? project.value.split(/\s*,\s*/) : [project.value]
  if (others.length > 0) draft.note(others.join(', '), project!.name)
  named('projectId', project, parts.get('projectId')?.value ?? null, () => first)
  named('companyId', parts.get('company'), parts.get('companyId')?.value ?? null)
  named('contactId', parts.get('contact'), parts.get('contactId')?.value ?? null)
  named('parentId', parts.get('parent'), parts.get('parentId')?.value ?? null)
  const [who = '', ...rest] = assignee === undefined ? [] : assignee.dialect === 'several' ? assignee.value.split(/\s*[,;]\s*/) : [assignee.value]
  if (rest.length > 0) draft.note(rest.join(', '), assignee!.name)
  // "Ana (1234567)" is Todoist's, "Ana Silva (ana)" Trello's.
  const name = who.replace(/\s*\([^()]*\)$/, '')
  named('assigneeId', assignee ?? mail, parts.get('assigneeId')?.value ?? null, () => (mail === undefined ? name : name === '' ? mail.value : `${name} <${mail.value}>`))
}

/** "Einkauf (green), Dringend (red)": a label's colour is none of its words. */
function splitLabels(labels: Part | undefined): string[] {
  return labels === undefined ? [] : splitTags(labels.value, false).map((label) => label.replace(/\s*\((?:[a-z]+_)?(?:green|yellow|orange|red|purple|blue|sky|lime|pink|black|none)(?:_[a-z]+)?\)$/, '')).filter((label) => label !== '')
}

const isYes = (value: string): boolean => /^(?:true|yes|y|x|1|✓|done|completed?|ja|oui|si|sí|wahr)$/i.test(value.trim())
