import { writeDue } from '../../../model/due.ts'
import { repeatWords } from '../../../model/repeat-rules.ts'
import { fold } from '../../../shared/fold.ts'
import { findRepeat, firstDay, isOfItsDue, ruleFrom, type Repeats } from './quick-repeat.ts'

/*
 * "call Ana tomorrow 10:00 !high #onboarding": what of a line is the task and what is said about it. Pure: dates, people and projects are
 * handed in. Every part can be taken back (`ignored`), and is words of the title then.
 */

export interface DateFound { start: number; end: number; date: string; time: string | null; timeOnly: boolean }

export interface Named { id: string; name: string }

export interface QuickAddContext {
  /** The person's date and zone. */
  today: string
  zone: string
  people: readonly Named[]
  projects: readonly Named[]
  /** Null while the library loads: dates are words until then. */
  readDates: ((text: string) => DateFound[]) | null
  /** Keys of parts that the person took back. */
  ignored: ReadonlySet<string>
}

export type PartKind = 'due' | 'repeat' | 'priority' | 'project' | 'tag' | 'person'

export interface Part { kind: PartKind; key: string; start: number; end: number; label: string }

export interface QuickTask {
  title: string
  parts: Part[]
  fields: { due?: string; repeat?: string; priority?: 'high' | 'medium' | 'low'; projectId?: string; contactId?: string; tags?: string[] }
}

/** Reads a line. Where nothing would be left for a title, the line is the title. */
export function readQuickAdd(text: string, context: QuickAddContext): QuickTask {
  const reading = new Reading(text, context.ignored)
  const fields: QuickTask['fields'] = {}
  readPriority(reading, fields)
  readHashes(reading, fields, context)
  readAt(reading, fields, context)
  const repeats = findRepeat(reading.rest)
  readDue(reading, fields, context, repeats)
  readNames(reading, fields, context)
  const title = reading.title()
  return !/[\p{L}\p{N}\p{So}]/u.test(title) ? { title: text.trim(), parts: [], fields: {} } : { title, parts: reading.parts.sort((a, b) => a.start - b.start), fields }
}

/** What a line holds that is not said yet, and what was found. */
class Reading {
  parts: Part[] = []
  rest: string
  #cuts: [number, number][] = []
  readonly text: string
  readonly #counts = new Map<string, number>()
  readonly #ignored: ReadonlySet<string>
  constructor(text: string, ignored: ReadonlySet<string>) {
    this.text = text
    this.rest = text
    this.#ignored = ignored
  }

  /** Takes a stretch as a part; false where the person took it back. `cut`: what of it is no word of the title; all of it unless told. */
  take(kind: PartKind, start: number, end: number, label: string, cut: [number, number] | null = [start, end]): boolean {
    // Written once more, it is another part: what was taken back was the first.
    const said = `${kind} ${fold(this.text.slice(start, end).trim())}`, count = this.#counts.get(said) ?? 0
    this.#counts.set(said, count + 1)
    const key = `${said} ${count}`
    if (this.#ignored.has(key)) return false
    this.parts.push({ kind, key, start, end, label })
    if (cut !== null) this.#cuts.push(cut)
    this.blank(start, end)
    return true
  }

  blank(start: number, end: number): void { this.rest = this.rest.slice(0, start) + ' '.repeat(end - start) + this.rest.slice(end) }

  title(): string {
    let title = this.text
    for (const [start, end] of this.#cuts.sort((a, b) => b[0] - a[0])) title = joined(title.slice(0, start), title.slice(end))
    return title.replace(/\s+/g, ' ').replace(/\s+([,.;:])/g, '$1').replace(/^[\s,;]+|[\s,;]+$/g, '')
  }
}

/** What stood around a part: its brackets go with it, and a mark after it comes to the word before. */
function joined(before: string, after: string): string {
  const open = /[([]\s*$/.exec(before), close = /^\s*[)\]]/.exec(after)
  if (open !== null && close !== null) return joined(before.slice(0, open.index), after.slice(close[0].length))
  return /^\s*[!?](?=\s|$)/.test(after) ? before.trimEnd() + after.trimStart() : `${before} ${after}`
}

const priorities = { high: 'high', h: 'high', 1: 'high', medium: 'medium', med: 'medium', m: 'medium', 2: 'medium', low: 'low', l: 'low', 3: 'low' } as const
const priorityLabels = { high: 'High', medium: 'Medium', low: 'Low' } as const

function readPriority(reading: Reading, fields: QuickTask['fields']): void {
  for (const match of reading.rest.matchAll(/(?<=^|\s)!(high|medium|med|low|[hml123])(?=\s|$)/gi)) {
    const priority = priorities[match[1]!.toLowerCase() as keyof typeof priorities]
    if (fields.priority === undefined && reading.take('priority', match.index, match.index + match[0].length, priorityLabels[priority])) fields.priority = priority
  }
}

/** A project where there is one of this name, else a tag. "#spring-retreat" is the Spring Retreat. */
function readHashes(reading: Reading, fields: QuickTask['fields'], { projects }: QuickAddContext): void {
  for (const match of reading.rest.matchAll(/(?<=^|\s)#([\p{L}\p{N}][\p{L}\p{N}_-]*)/gu)) {
    const word = match[1]!, wanted = squeezed(word)
    const project = projects.find(({ name }) => squeezed(name) === wanted) ?? only(projects.filter(({ name }) => squeezed(name).startsWith(wanted) && wanted.length > 2))
    const range = [match.index, match.index + match[0].length] as const
    // Said once more, it is the same project, and the same tag as it was spelled first.
    if (project !== undefined && (fields.projectId === undefined || fields.projectId === project.id)) {
      if (reading.take('project', ...range, project.name)) fields.projectId = project.id
      continue
    }
    const tag = fields.tags?.find((one) => fold(one) === fold(word)) ?? word
    if (reading.take('tag', ...range, tag)) fields.tags = [...new Set([...fields.tags ?? [], tag])]
  }
}

/** "@ana", "@Ana Silva": the sign goes, the name stays in the title. */
function readAt(reading: Reading, fields: QuickTask['fields'], { people }: QuickAddContext): void {
  for (const match of reading.rest.matchAll(/(?<=^|\s)@(\p{L}[\p{L}'’-]*)(?:\s(\p{Lu}[\p{L}'’-]*))?/gu)) {
    const both = match[2] === undefined ? null : people.find(({ name }) => fold(name) === fold(`${match[1]} ${match[2]}`))
    const person = both ?? people.find(({ name }) => fold(name).split(/\s+/).some((word) => word.startsWith(fold(match[1]!))))
    if (person === undefined || fields.contactId !== undefined) continue
    const end = match.index + (both ? match[0].length : match[1]!.length + 1)
    if (reading.take('person', match.index, end, person.name, [match.index, match.index + 1])) fields.contactId = person.id
  }
}

/** Who is called by the whole name, or by the first where only one is called so. */
function readNames(reading: Reading, fields: QuickTask['fields'], { people }: QuickAddContext): void {
  if (fields.contactId !== undefined) return
  const whole = [...people].sort((a, b) => b.name.length - a.name.length).flatMap((person) => {
    const at = person.name.includes(' ') ? wordAt(reading.rest, person.name) : null
    return at === null ? [] : [{ person, at }]
  })
  const firsts = people.flatMap((person) => {
    const first = firstName(person.name), at = wordAt(reading.rest, first)
    const isOnly = people.filter(({ name }) => fold(firstName(name)) === fold(first)).length === 1
    return at !== null && isOnly && /^\p{Lu}/u.test(reading.rest.slice(at[0])) ? [{ person, at }] : []
  })
  const found = whole[0] ?? firsts[0]
  if (found !== undefined && reading.take('person', ...found.at, found.person.name, null)) fields.contactId = found.person.id
}

const firstName = (name: string): string => name.split(/\s+/)[0]!

/** The due, of a date and a time wherever they stand, and how it repeats; what repeats is due at its first time from today on. */
function readDue(reading: Reading, fields: QuickTask['fields'], { today, zone, readDates }: QuickAddContext, repeats: Repeats | null): void {
  if (repeats !== null) {
    const key = reading.text.slice(repeats.start, repeats.end)
    const first = firstDay(repeats, today)
    const rule = ruleFrom(repeats, first)
    if (key !== '' && reading.take('repeat', repeats.start, repeats.end, repeatWords(rule))) {
      fields.repeat = rule
      fields.due = first
    }
  }
  if (readDates === null) return
  const found = readDates(reading.rest).map((one) => ({ ...one, start: withPreposition(reading.rest, one.start) }))
  const day = found.find(({ timeOnly }) => !timeOnly), clock = day?.time == null ? found.find(({ timeOnly }) => timeOnly) : undefined
  const parts = [day, clock].filter((one) => one !== undefined).filter((one) => reading.take('due', one.start, one.end, ''))
  if (parts.length === 0) return
  const date = parts.find(({ timeOnly }) => !timeOnly)?.date ?? fields.due ?? parts[0]!.date
  const time = parts.find((one) => one.time !== null)?.time ?? null
  fields.due = writeDue({ date, time, zone: time === null ? null : zone })
  // A rule counts from its due: "every month" from the 5th is every month on the 5th.
  if (repeats !== null && fields.repeat !== undefined && isOfItsDue(repeats)) fields.repeat = ruleFrom(repeats, date)
}

/** "by Friday", "due tomorrow": the word before goes with it. */
const withPreposition = (text: string, start: number): number => start - (/(?<=^|\s)(?:by|due|on|at|until|from|starting)\s+$/i.exec(text.slice(0, start))?.[0].length ?? 0)

/** From where to where a name stands as a word, however its accents are written; null: nowhere. */
function wordAt(text: string, name: string): [number, number] | null {
  // Of each unit of what is searched, the letter that it came from: folded, a letter may be several, and a sign is two units as it is.
  const origins: { from: number; to: number }[] = []
  let inText = '', from = 0
  for (const letter of text) {
    const folded = fold(letter) || letter, to = from + letter.length
    inText += folded
    for (let unit = 0; unit < folded.length; unit += 1) origins.push({ from, to })
    from = to
  }
  const wanted = Array.from(name).map((letter) => fold(letter) || letter).join('')
  for (let at = inText.indexOf(wanted); wanted !== '' && at !== -1; at = inText.indexOf(wanted, at + 1)) {
    if (!/[\p{L}\p{N}]/u.test(inText[at - 1] ?? ' ') && !/[\p{L}\p{N}]/u.test(inText[at + wanted.length] ?? ' ')) return [origins[at]!.from, origins[at + wanted.length - 1]!.to]
  }
  return null
}

/** The words of a line that may be a name: what to look for among the contacts. */
export function nameWords(text: string): string[] {
  const signed = [...text.matchAll(/(?<=^|\s)@(\p{L}[\p{L}'’-]*)/gu)].map((match) => match[1]!)
  const capital = [...text.matchAll(/(?<![\p{L}\p{N}#!@])\p{Lu}[\p{L}'’-]+/gu)].map((match) => match[0])
  return [...new Set([...signed, ...capital])].slice(0, 6)
}

/** The parts by what they say: what was said twice, and a date and a time that stand apart, are one, and are taken back together. */
export function saidOnce(parts: readonly Part[]): { part: Part; keys: string[] }[] {
  const said = new Map<string, { part: Part; keys: string[] }>()
  for (const part of parts) {
    const words = `${part.kind} ${part.label}`, before = said.get(words)
    if (before === undefined) said.set(words, { part, keys: [part.key] })
    else before.keys.push(part.key)
  }
  return [...said.values()]
}

const only = <T>(list: readonly T[]): T | undefined => (list.length === 1 ? list[0] : undefined)
const squeezed = (text: string): string => fold(text).replace(/[^\p{L}\p{N}]+/gu, '')

