import type { ImportMember, PlannedRow, Rehearsal } from '../contract.ts'
import { importables } from '../importables/importables.ts'
import type { Job } from '../job.ts'
import { wholeFinder } from '../read/mark-by-place.ts'
import { grouped } from '../../shared/grouped.ts'
import { str } from '../../model/text.ts'
import type { Data } from '../../shared/json.ts'
import { additionsFor, describeAdditions, withAdditions } from './add-missing.ts'
import { withoutCopiedIds } from './copied-rows.ts'
import { inPlanningOrder } from './planning-order.ts'
import type { Match, Standing } from './standing.ts'
import { createStanding } from './standing.ts'
import { fingerprint } from './fingerprint.ts'
import type { KeyedRow } from './key-row.ts'
import { noteWords, nothingKnown } from './known-records.ts'
import type { MatchRule } from './match-keys.ts'
import type { Made, Plan, PlannedWrite, SourceRow } from './plan.ts'
import type { Resolved, ToMake } from './resolve-links.ts'
import { placePersons } from './persons-named.ts'
import { calledBy, resolveLinks } from './resolve-links.ts'
import type { Known } from './wanted-by.ts'

export interface PlanInput {
  name: string
  format: Plan['format']
  /** All rows of the files. */
  sources: readonly SourceRow[]
  /** Those of them that are to be planned, each with what it would make; the others were. */
  keyed: ReadonlyMap<SourceRow, KeyedRow | null>
  known: Known
  members: readonly ImportMember[]
  /** Of an import that is gone on with: its ids, and what it made. */
  of: Pick<Plan, 'groupId' | 'importId' | 'made'> | null
  warnings: string[]
  makeId: () => string
  job: Job
}

/**
 * Decides row by row what becomes of it: companies before people, projects and tasks, and what others are a part of before these. A row that matches nothing is created
 * and from then on known to the rows after it, so that a file's own duplicates fall together too.
 */
export async function makePlan(input: PlanInput): Promise<Plan> {
  const { sources, known, members, makeId, job } = input, keyed = withoutCopiedIds(input.keyed, known)
  const made: Made = new Map(input.of?.made), writes = new Map<string, PlannedWrite>(), named = new Map<string, string[]>()
  const standings = new Map(importables.map((into): [string, Standing] => [into.entity.name, createStanding(into, known.get(into.entity.name) ?? nothingKnown)]))
  const wholes = wholesOf(sources), claimed = new Set<PlannedWrite['notes'][number]>()
  const planning = sources.filter((source) => keyed.has(source)), places = new Map(planning.map((source, index): [SourceRow, number] => [source, index]))
  const rows = new Array<PlannedRow>(planning.length)
  let done = 0
  for (const source of inPlanningOrder(planning, wholes)) {
    await job.checkpoint(done, planning.length)
    done += 1
    const row = keyed.get(source) ?? null, index = places.get(source)!
    rows[index] = row === null ? failedRow(source) : planRow(row, index)
    if (rows[index].action === 'error') made.delete(rowCalled(source))
  }
  return {
    groupId: input.of?.groupId ?? makeId(), importId: input.of?.importId ?? makeId(), name: input.name, format: input.format, rows, writes: [...writes.values()], made,
    rehearsal: { entities: entitiesOf(sources), counts: countsOf(rows), warnings: input.warnings, alsoMade: alsoMade(named) },
  }

  function planRow(row: KeyedRow, index: number): PlannedRow {
    const { source } = row
    const resolved = resolveLinks(row, { known, made, members })
    const whole = wholes.get(source)
    if (whole !== undefined) {
      const id = made.get(rowCalled(whole))
      if (id === undefined) { source.error = `It is a part of row ${whole.row}, which could not be read`; return failedRow(source) }
      resolved.data['parentId'] = id
    } else placeParent(row, resolved)
    Object.assign(row.data, resolved.data)
    placePersons(row.data, known, made)
    // Without a record that it names it may be nothing.
    const broken = source.into.entity.rules.map((rule) => rule.check(row.data, { role: 'owner', userId: null })).find((one) => one !== null)
    if (broken !== undefined && broken !== null) {
      source.error = [broken.message.replace(/\.$/, ''), ...resolved.words.map(({ column, words: name }) => `${column} “${name}” is not here`)].join('; ')
      return failedRow(source)
    }
    const standing = standings.get(source.into.entity.name)!, match = standing.same(row)
    return match === null ? planCreate(row, index, standing, resolved) : planAddition(row, index, match, standing, resolved)
  }

  /** A task that is not in the file. */
  function placeParent({ source: { into, draft } }: KeyedRow, resolved: Resolved): void {
    const link = draft?.links.find(({ field }) => field === 'parentId')
    if (link === undefined) return
    const id = link.id === null ? undefined : made.get(calledBy.id(into.entity.name, link.id)) ?? (known.get(into.entity.name)?.records.has(link.id) === true ? link.id : undefined)
    if (id !== undefined) resolved.data['parentId'] = id
    else if (link.words !== '') resolved.words.push({ column: link.column, words: link.words })
  }

  /** A note that its record has already, or that comes with the record's own row and may say less there, as it may where that came earlier; null: none of these. */
  function planKnownNote({ source, data }: KeyedRow, index: number): PlannedRow | null {
    const owner = source.into.noteOn?.(data), body = noteWords(str(data['body']))
    if (owner === undefined || owner === null || body === '') return null
    const along = writes.get(owner.id)?.notes.find((note) => noteWords(str(note.data['body'])) === body && !claimed.has(note))
    if (along !== undefined) {
      claimed.add(along)
      Object.assign(along.data, data)
      return planned(source, 'skip', 'Comes with its record', {}, [], null, null)
    }
    const standing = standings.get(owner.entity)!
    if (standing.hasNote(owner.id, body, str(data['happenedAt']))) return planned(source, 'skip', 'Its record has this note already', {}, [], null, null)
    const undated = standing.takeUndated(owner.id, body)
    if (undated === null) return null
    const { entity } = source.into, { adds } = additionsFor(undated.data, data, entity)
    writes.set(undated.id, { entity: entity.name, recordId: undated.id, op: 'update', data: adds, notes: [], rows: [index], needs: madeIn(adds) })
    return planned(source, 'update', `Its record has these words as a note already; ${describeAdditions(adds, 0, entity)}`, adds, [], undated.id, null)
  }

  function planCreate(row: KeyedRow, index: number, standing: Standing, { words, toMake }: Resolved): PlannedRow {
    const known = planKnownNote(row, index)
    if (known !== null) return known
    const { source, data } = row
    const { entity } = source.into
    const alike = standing.alike(row)
    const recordId = makeId()
    for (const one of toMake) data[one.field] = makeNamed(one)
    const notes = [...row.notes, ...wordsInto(source, data, words)]
    writes.set(recordId, { entity: entity.name, recordId, op: 'create', data, notes: notes.map((body) => noteOf(source, recordId, body)), rows: [index], needs: madeIn(data) })
    standing.add(recordId, row, data, source.row)
    for (const body of notes) standing.addNote(recordId, body)
    remember(row, recordId)
    const reason = alike === null ? 'New' : `New, but looks like ${alike.title}: the same ${ruleNames[alike.rule]}`
    return planned(source, 'create', reason, data, notes, null, alike?.id ?? null)
  }

  function planAddition(row: KeyedRow, index: number, match: Match, standings: Standing, { words, toMake }: Resolved): PlannedRow {
    const { source, data } = row
    const { entity } = source.into
    remember(row, match.id)
    const standing = standings.data(match.id)
    for (const one of toMake) if (str(standing[one.field]) === '') data[one.field] = makeNamed(one)
    const notes = [...row.notes, ...wordsInto(source, data, words)]
    const { adds, differs } = additionsFor(standing, data, entity)
    for (const { field, data: named } of toMake) if (data[field] === undefined) differs.push(`${entity.fields[field]?.label ?? field} stays another one, the file has "${str(named['name'])}"`)
    const freshNotes = notes.filter((body) => standings.addNote(match.id, body))
    const because = `${ruleNames[match.rule]} ${match.title}`
    // A record that only gains the import's own mark is not worth a write of its own.
    const worth = Object.keys(adds).some((field) => field !== 'externalId') || freshNotes.length > 0
    standings.add(match.id, row, worth ? withAdditions(standing, adds) : standing, null)
    if (!worth) return planned(source, 'skip', [`${because}; nothing new`, ...differs].join('; '), {}, [], match.id, null)
    const write = writes.get(match.id) ?? { entity: entity.name, recordId: match.id, op: 'update', data: {}, notes: [], rows: [], needs: [] }
    write.data = withAdditions(write.data, adds)
    write.notes.push(...freshNotes.map((body) => noteOf(source, match.id, body)))
    write.rows.push(index)
    write.needs = [...new Set([...write.needs, ...madeIn(adds)])]
    // Behind what was made for it.
    if (toMake.length > 0) writes.delete(match.id)
    writes.set(match.id, write)
    return planned(source, 'update', [`${because}; ${describeAdditions(adds, freshNotes.length, entity)}`, ...differs].join('; '), adds, freshNotes, match.id, null)
  }

  /** What of a record's values is made by this import, too. */
  function madeIn(data: Data): string[] {
    return Object.values(data).filter((value): value is string => typeof value === 'string' && writes.has(value))
  }

  /** The record that rows name and that there is none of, once for all of them. */
  function makeNamed({ entity, called, id, data }: ToMake): string {
    const there = made.get(called)
    if (there !== undefined) return there
    const recordId = id === null || known.get(entity)?.taken.has(id) === true ? makeId() : id
    made.set(called, recordId)
    writes.set(recordId, { entity, recordId, op: 'create', data, notes: [], rows: [], needs: [] })
    named.set(entity, [...(named.get(entity) ?? []), String(data['name'])])
    return recordId
  }

  function remember({ source, same, alike, recordId }: KeyedRow, id: string): void {
    const { name } = source.into.entity
    made.set(rowCalled(source), id)
    if (recordId !== null) made.set(calledBy.id(name, recordId), id)
    for (const { sameness } of [...same, ...alike]) if (!made.has(calledBy.name(name, sameness))) made.set(calledBy.name(name, sameness), id)
  }

  function noteOf({ into, fingerprint: rowMark }: SourceRow, ownerId: string, body: string): PlannedWrite['notes'][number] {
    const reference = 'reference' in into.notes ? into.notes.reference : 'contactId'
    return { recordId: makeId(), data: { [reference]: ownerId, body, externalId: fingerprint(`${rowMark}\u001e${body}`) } }
  }
}

const rowCalled = ({ fileId, row }: SourceRow): string => `row ${fileId} ${row}`

/** Rows that are a part of another one of their file. */
function wholesOf(sources: readonly SourceRow[]): ReadonlyMap<SourceRow, SourceRow> {
  const wholes = new Map<SourceRow, SourceRow>()
  for (const rows of grouped(sources, ({ fileId }) => fileId).values()) {
    if (!rows.some(({ draft }) => draft?.links.some(({ field }) => field === 'parentId') === true)) continue
    const wholeOf = wholeFinder(rows)
    for (const row of rows) {
      const whole = wholeOf(row)
      if (whole !== null && !leadsTo(wholes, whole, row)) wholes.set(row, whole)
    }
  }
  return wholes
}

/** A file may say that two tasks are parts of each other. */
function leadsTo(wholes: ReadonlyMap<SourceRow, SourceRow>, from: SourceRow, to: SourceRow): boolean {
  for (let at: SourceRow | undefined = from; at !== undefined; at = wholes.get(at)) if (at === to) return true
  return false
}

/** Names that came to nothing stand in the record's own text, or in a note. */
function wordsInto({ into }: SourceRow, data: Data, words: Resolved['words']): string[] {
  if (words.length === 0) return []
  const said = words.map(({ column, words: name }) => `${column}: ${name}`).join('\n')
  if ('reference' in into.notes) return [said]
  const { field } = into.notes, standing = data[field]
  data[field] = typeof standing === 'string' && standing !== '' ? `${standing}\n\n${said}` : said
  return []
}

const ruleNames: Record<MatchRule, string> = {
  id: 'The same record as', external: 'Imported before, as', email: 'Same e-mail as', phoneAndName: 'Same phone and last name as', nameAndCompany: 'Same name and company as',
  companyName: 'Same name as', domain: 'Same domain as', projectName: 'Same name and company as', named: 'Same name as', name: 'name', phone: 'phone', mailbox: 'e-mail',
}

function planned(
  source: SourceRow, action: PlannedRow['action'], reason: string, data: Data, notes: readonly string[], targetId: string | null, lookalikeId: string | null,
): PlannedRow {
  const { draft, into: { entity } } = source
  return {
    fileId: source.fileId, entity: entity.name, row: source.row, action, reason: [reason, ...(draft?.warnings ?? [])].join('; '), title: draft === null ? '' : entity.title(draft.data),
    data: notes.length === 0 ? data : { ...data, notes: [...notes] }, targetId, lookalikeId, raw: source.raw,
  }
}

const failedRow = (source: SourceRow): PlannedRow => planned(source, 'error', source.error ?? 'Could not be read', {}, [], null, null)

const entitiesOf = (sources: readonly SourceRow[]): string[] => [...new Set(sources.map(({ into }) => into.entity.name))]

function countsOf(rows: readonly PlannedRow[]): Rehearsal['counts'] {
  const counts = { create: 0, update: 0, skip: 0, lookalike: 0, error: 0, total: rows.length }
  for (const row of rows) {
    counts[row.action] += 1
    if (row.lookalikeId !== null) counts.lookalike += 1
  }
  return counts
}

/** "2 projects are made, which the file names: Website, Onboarding." */
function alsoMade(named: ReadonlyMap<string, readonly string[]>): string[] {
  return [...named].map(([name, titles]) => {
    const { label } = importables.find(({ entity }) => entity.name === name)!.entity
    const shown = titles.slice(0, 5).join(', '), more = titles.length > 5 ? ` and ${(titles.length - 5).toLocaleString('en')} more` : ''
    return `${titles.length === 1 ? `1 ${label.one} that is not here yet is` : `${titles.length.toLocaleString('en')} ${label.many} that are not here yet are`} made too: ${shown}${more}.`
  })
}
