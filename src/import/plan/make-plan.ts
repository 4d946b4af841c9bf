import type { PlannedRow, Rehearsal } from '../contract.ts'
import type { Job } from '../job.ts'
import type { Data } from '../../shared/json.ts'
import { contactName } from '../../model/names.ts'
import { additionsFor, describeAdditions, withAdditions } from './add-missing.ts'
import type { Match } from './people.ts'
import { createPeople } from './people.ts'
import { fingerprint } from './fingerprint.ts'
import type { KnownRecords } from './known-records.ts'
import type { KeyedRow } from './key-row.ts'
import type { MatchRule } from './match-keys.ts'
import type { Plan, PlannedWrite, SourceRow } from './plan.ts'

export interface PlanInput {
  name: string
  format: Plan['format']
  sources: readonly SourceRow[]
  keyed: ReadonlyMap<SourceRow, KeyedRow>
  known: KnownRecords
  warnings: string[]
  makeId: () => string
  job: Job
}

/**
 * Decides row by row, in the files' order, what becomes of it. A row that matches nobody is created and from then on known to the rows
 * after it, so that a file's own duplicates fall together too.
 */
export async function makePlan(input: PlanInput): Promise<Plan> {
  const { sources, keyed, known, makeId, job } = input
  const people = createPeople(known)
  const rows: PlannedRow[] = []
  const writes = new Map<string, PlannedWrite>()
  for (const [index, source] of sources.entries()) {
    await job.checkpoint(index, sources.length)
    const row = keyed.get(source)
    rows.push(row === undefined ? failedRow(source) : planRow(row, index))
  }
  return {
    groupId: makeId(), importId: makeId(), name: input.name, format: input.format, rows, writes: [...writes.values()],
    rehearsal: { counts: countsOf(rows), warnings: input.warnings },
  }

  function planRow(row: KeyedRow, index: number): PlannedRow {
    const match = people.same(row)
    return match === null ? planCreate(row, index) : planAddition(row, index, match)
  }

  function planCreate(row: KeyedRow, index: number): PlannedRow {
    const { source, data } = row
    const alike = people.alike(row)
    const recordId = makeId()
    const notes = row.notes.map((body) => noteOf(body, source.fingerprint))
    writes.set(recordId, { recordId, op: 'create', data, notes, rows: [index] })
    people.add(recordId, row, data, source.row)
    const reason = alike === null ? 'New' : `New, but looks like ${alike.title}: the same ${ruleNames[alike.rule]}`
    return planned(source, 'create', reason, data, row.notes, null, alike?.id ?? null)
  }

  function planAddition(row: KeyedRow, index: number, match: Match): PlannedRow {
    const { source, data } = row
    const standing = people.data(match.id)
    const { adds, differs } = additionsFor(standing, data)
    const freshNotes = row.notes.filter((body) => people.addNote(match.id, body))
    const because = `${ruleNames[match.rule]} ${match.title}`
    // A contact that only gains the import's own mark is not worth a write of its own.
    const worth = Object.keys(adds).some((field) => field !== 'externalId') || freshNotes.length > 0
    people.add(match.id, row, worth ? withAdditions(standing, adds) : standing, null)
    if (!worth) return planned(source, 'skip', [`${because}; nothing new`, ...differs].join('; '), {}, [], match.id, null)
    const write = writes.get(match.id) ?? { recordId: match.id, op: 'update', data: {}, notes: [], rows: [] }
    write.data = withAdditions(write.data, adds)
    write.notes.push(...freshNotes.map((body) => noteOf(body, source.fingerprint)))
    write.rows.push(index)
    writes.set(match.id, write)
    return planned(source, 'update', [`${because}; ${describeAdditions(adds, freshNotes.length)}`, ...differs].join('; '), adds, freshNotes, match.id, null)
  }

  function noteOf(body: string, rowMark: string): PlannedWrite['notes'][number] {
    return { recordId: makeId(), body, externalId: fingerprint(`${rowMark}\u001e${body}`) }
  }
}

const ruleNames: Record<MatchRule, string> = {
  id: 'The same record as', external: 'Imported before, as', email: 'Same e-mail as', phoneAndName: 'Same phone and last name as', nameAndCompany: 'Same name and company as',
  name: 'name', phone: 'phone', mailbox: 'e-mail',
}

function planned(
  source: SourceRow, action: PlannedRow['action'], reason: string, data: Data, notes: readonly string[], targetId: string | null, lookalikeId: string | null,
): PlannedRow {
  const { draft } = source
  return {
    fileId: source.fileId, row: source.row, action, reason: [reason, ...(draft?.warnings ?? [])].join('; '), title: draft === null ? '' : contactName(draft.data),
    data: notes.length === 0 ? data : { ...data, notes: [...notes] }, targetId, lookalikeId, raw: source.raw,
  }
}

const failedRow = (source: SourceRow): PlannedRow => planned(source, 'error', source.error ?? 'Could not be read', {}, [], null, null)

function countsOf(rows: readonly PlannedRow[]): Rehearsal['counts'] {
  const counts = { create: 0, update: 0, skip: 0, lookalike: 0, error: 0, total: rows.length }
  for (const row of rows) {
    counts[row.action] += 1
    if (row.lookalikeId !== null) counts.lookalike += 1
  }
  return counts
}
