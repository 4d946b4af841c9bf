import type { PlannedRow, Rehearsal } from '../contract.ts'
import type { Job } from '../job.ts'
import type { Data, Json } from '../../shared/json.ts'
import { contactName, contacts } from '../../model/contacts.ts'
import { str } from '../../model/text.ts'
import { additionsFor, describeAdditions, withAdditions } from './add-missing.ts'
import { fingerprint } from './fingerprint.ts'
import type { KnownRecords, Wanted } from './known-records.ts'
import type { MatchKey, MatchRule } from './match-keys.ts'
import { alikeKeys, areDistinct, bornApart, sameKeys, sharePhone } from './match-keys.ts'
import type { Plan, PlannedWrite, SourceRow } from './plan.ts'

/** A row with the contact it would make and the keys it is known by. */
export interface KeyedRow { source: SourceRow; data: Data; notes: string[]; same: MatchKey[]; alike: MatchKey[]; recordId: string | null }

/** Gives a row's draft its ids and keys; null for a row that cannot become a contact, with the reason put into it. */
export function keyRow(source: SourceRow, makeElementId: () => string): KeyedRow | null {
  const { draft } = source
  if (draft === null || source.error !== null) return null
  const data = withElementIds(draft.data, makeElementId)
  const carried = [str(data['externalId']), draft.carriedId ?? '', source.fingerprint].filter((id) => id !== '')
  data['externalId'] = carried[0]!
  for (const rule of contacts.rules) {
    const broken = rule.check(data, { role: 'owner', userId: null })
    if (broken !== null) {
      source.error = rule.name === 'contact_needs_a_name' ? 'No name, company, e-mail or phone' : broken.message
      return null
    }
  }
  return { source, data, notes: draft.notes, same: sameKeys(data, carried), alike: alikeKeys(data), recordId: draft.recordId }
}

/** The keys and ids that `makePlan` will ask for. */
export function wantedBy(rows: readonly KeyedRow[]): Wanted {
  const same = new Set<string>(), alike = new Set<string>(), ids = new Set<string>(), withNotes = new Set<string>()
  for (const { same: sameKeys, alike: alikeKeys, notes, recordId } of rows) {
    for (const { key } of sameKeys) { same.add(key); if (notes.length > 0) withNotes.add(key) }
    for (const { key } of alikeKeys) alike.add(key)
    if (recordId !== null) { ids.add(recordId); if (notes.length > 0) withNotes.add(recordId) }
  }
  return { same, alike, ids, withNotes }
}

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
  const book = createBook(known)
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
    const match = book.same(row)
    return match === null ? planCreate(row, index) : planAddition(row, index, match)
  }

  function planCreate(row: KeyedRow, index: number): PlannedRow {
    const { source, data } = row
    const alike = book.alike(row)
    const recordId = makeId()
    const notes = row.notes.map((body) => noteOf(body, source.fingerprint))
    writes.set(recordId, { recordId, op: 'create', data, notes, rows: [index] })
    book.add(recordId, row, data, source.row)
    const reason = alike === null ? 'New' : `New, but looks like ${alike.title}: the same ${alike.rule}`
    return planned(source, 'create', reason, data, row.notes, null, alike?.id ?? null)
  }

  function planAddition(row: KeyedRow, index: number, match: Match): PlannedRow {
    const { source, data } = row
    const standing = book.data(match.id)
    const { adds, differs } = additionsFor(standing, data)
    const freshNotes = row.notes.filter((body) => book.addNote(match.id, body))
    const because = `${ruleNames[match.rule]} ${match.title}`
    // A contact that only gains the import's own mark is not worth a write of its own.
    const worth = Object.keys(adds).some((field) => field !== 'externalId') || freshNotes.length > 0
    book.add(match.id, row, worth ? withAdditions(standing, adds) : standing, null)
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

interface Match { id: string; rule: MatchRule; title: string }

const ruleNames: Record<MatchRule, string> = {
  id: 'The same record as', external: 'Imported before, as', email: 'Same e-mail as', phoneAndName: 'Same phone and last name as', nameAndCompany: 'Same name and company as',
  name: 'name', phone: 'phone',
}

/** Whether the rest of two contacts bears out what one key says of them. */
function agrees(rule: MatchRule, standing: Data, row: Data): boolean {
  if ((rule === 'phone' || rule === 'phoneAndName') && !sharePhone(standing, row)) return false
  if (rule === 'phoneAndName' || rule === 'nameAndCompany') return !areDistinct(standing, row)
  return rule !== 'name' || !bornApart(standing, row)
}

/** Who is known so far: on this device, and from the rows above. */
function createBook(known: KnownRecords): {
  same(row: KeyedRow): Match | null
  alike(row: KeyedRow): Match | null
  data(id: string): Data
  /** `fileRow`: the row that creates it; null for additions. */
  add(id: string, row: KeyedRow, data: Data, fileRow: number | null): void
  /** False when the contact has that note. */
  addNote(id: string, body: string): boolean
} {
  const inFile = new Map<string, string>()
  const states = new Map<string, { data: Data; fileRow: number | null; notes: Set<string> }>()

  const stateOf = (id: string): { data: Data; fileRow: number | null; notes: Set<string> } => {
    let state = states.get(id)
    if (state === undefined) states.set(id, state = { data: known.contacts.get(id)?.data ?? {}, fileRow: null, notes: new Set(known.notes.get(id)) })
    return state
  }
  const titleOf = (id: string): string => {
    const { data, fileRow } = stateOf(id)
    return fileRow === null ? contactName(data) : `${contactName(data)} in row ${fileRow}`
  }
  const here = (key: string): string | undefined => known.byKey.get(key)?.find((id) => known.contacts.has(id))
  const find = (keys: readonly MatchKey[], data: Data): Match | null => {
    for (const { rule, key, sameness } of keys) {
      const id = here(key) ?? inFile.get(sameness)
      if (id === undefined || !agrees(rule, stateOf(id).data, data)) continue
      return { id, rule, title: titleOf(id) }
    }
    return null
  }
  return {
    same: (row) => (row.recordId !== null && known.contacts.has(row.recordId) ? { id: row.recordId, rule: 'id', title: titleOf(row.recordId) } : find(row.same, row.data)),
    alike: (row) => find(row.alike, row.data),
    data: (id) => stateOf(id).data,
    add(id, row, data, fileRow) {
      const state = stateOf(id)
      state.data = data
      if (fileRow !== null) { state.fileRow = fileRow; for (const body of row.notes) state.notes.add(body.trim()) }
      for (const { sameness } of [...row.same, ...row.alike]) if (!inFile.has(sameness)) inFile.set(sameness, id)
    },
    addNote(id, body) {
      const { notes } = stateOf(id)
      if (notes.has(body.trim())) return false
      notes.add(body.trim())
      return true
    },
  }
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

function withElementIds(data: Data, makeElementId: () => string): Data {
  const result: Data = {}
  for (const [field, value] of Object.entries(data)) {
    result[field] = Array.isArray(value) && field !== 'tags' ? value.map((element) => ({ id: makeElementId(), ...(element as Record<string, Json>) })) : value
  }
  return result
}

function countsOf(rows: readonly PlannedRow[]): Rehearsal['counts'] {
  const counts = { create: 0, update: 0, skip: 0, lookalike: 0, error: 0, total: rows.length }
  for (const row of rows) {
    counts[row.action] += 1
    if (row.lookalikeId !== null) counts.lookalike += 1
  }
  return counts
}
