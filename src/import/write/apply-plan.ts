import type { ImportReport, PlannedRow } from '../contract.ts'
import type { ImportDb } from '../import-db.ts'
import { need } from '../import-db.ts'
import type { Job } from '../job.ts'
import type { Plan, PlannedWrite } from '../plan/plan.ts'
import type { Clock } from '../../shared/clock.ts'
import type { ErrorCode } from '../../shared/errors.ts'
import { toSatchelError } from '../../shared/errors.ts'
import type { Batch } from './batches.ts'
import { importCounts, importRecord, packBatches } from './batches.ts'
import { importables } from '../importables/importables.ts'
import { failedRowsCsv } from './failed-csv.ts'

/**
 * An apply under way or over. It is kept with its plan: applied again after a failure it goes on with the same ids, so what the lost
 * leader did write is not written twice.
 */
export interface Application {
  batches: Batch[]
  written: Set<PlannedWrite>
  failed: Map<PlannedWrite, string>
  /** What came of the import before, where this goes on with what had failed of it. */
  before: Counts
  /** Whether the record that stands for the import is written. */
  noted: boolean
  /** The id of the mutation that stands under a name of ours, the same at every attempt. */
  mutationId: (name: string) => string
}

/** Rows, by what became of them. */
export type Counts = Record<'created' | 'updated' | 'skipped' | 'duplicates' | 'failed', number>

/** `earlier`: what came of the import that `plan` goes on with; null for one that begins. */
export function createApplication(plan: Plan, clock: Clock, makeId: () => string, earlier: { counts: Counts; noted: boolean } | null = null): Application {
  const noted = earlier?.noted ?? false
  const before = earlier?.counts ?? { created: 0, updated: 0, skipped: 0, duplicates: 0, failed: 0 }
  const startedAt = new Date(clock.now()).toISOString()
  const whole = countsOf(plan, () => true, before)
  // Until the last mutation is written, only what was planned is known: a reload may cut the import short.
  const begun = !noted ? importRecord(plan, { ...countsOf(plan, () => false, before), planned: plan.writes.length }, startedAt) : null
  const only = !noted ? importRecord(plan, whole, startedAt) : importCounts(plan, whole)
  const batches = plan.writes.length === 0 ? [] : packBatches(plan.writes, { first: begun, last: importCounts(plan, whole), only }, makeId)
  const ids = new Map<string, string>()
  const mutationId = (name: string): string => {
    let id = ids.get(name)
    if (id === undefined) ids.set(name, id = makeId())
    return id
  }
  return { batches, written: new Set(), failed: new Map(), before, noted, mutationId }
}

/**
 * Writes what is not written yet, mutation by mutation, and reports. Never throws for a failure of a write: a record that the database
 * refuses is a failed row; when the storage itself fails, all that was not written is.
 */
export async function applyPlan(plan: Plan, application: Application, db: ImportDb, job: Job, headers: ReadonlyMap<string, readonly string[]>): Promise<ImportReport> {
  const { batches, written, failed } = application
  failed.clear()
  const warnings = [...plan.rehearsal.warnings], label = labelOf(plan)
  job.phase('writing')
  let stopped: string | null = null
  let rowsOver = plan.rows.length - plan.writes.reduce((sum, write) => sum + write.rows.length, 0)
  const counted = new Set<PlannedWrite>()
  const over = (write: PlannedWrite): void => {
    if (counted.has(write)) return
    counted.add(write)
    rowsOver += write.rows.length
  }
  for (const write of written) over(write)
  const due = batches.filter((batch) => batch.writes.length === 0 || !batch.writes.every((write) => written.has(write)))
  // Who names what another mutation makes waits until that is there.
  const atOnce = plan.writes.some(({ needs }) => needs.length > 0) ? 1 : mostAtOnce
  const underWay: { batch: Batch; answer: ReturnType<typeof send> }[] = []
  for (;;) {
    while (underWay.length < atOnce && due.length > 0 && stopped === null) {
      if (job.cancelled) { stopped = 'Stopped before this row was written'; break }
      const batch = due.shift()!
      underWay.push({ batch, answer: failed.size > 0 && batch.writes.some((write) => lacking(write, failed) !== null) ? Promise.resolve(inPart) : send(plan, batch, db) })
    }
    const oldest = underWay.shift()
    if (oldest === undefined) break
    const error = await oldest.answer
    if (error === null) {
      for (const write of oldest.batch.writes) written.add(write)
      application.noted ||= oldest.batch.changes.some(({ recordId }) => recordId === plan.importId)
    } else if (aboutTheData.has(error.code)) {
      const rest = await sendSingly(plan, application, oldest.batch, db)
      if (rest !== null) warnings.push(`The import itself could not be written down: ${rest}`)
    }
    else stopped ??= error.message
    if (error === null || aboutTheData.has(error.code)) oldest.batch.writes.forEach(over)
    job.report(rowsOver, plan.rows.length)
    await job.breathe()
  }
  if (stopped !== null) {
    const left = plan.writes.filter((write) => !written.has(write) && !failed.has(write))
    // A person who stopped an import knows why the rest is missing; a failure has to be told row by row.
    if (!job.cancelled) for (const write of left) failed.set(write, stopped)
    warnings.push(job.cancelled
      ? `Stopped after ${written.size.toLocaleString('en')} of ${plan.writes.length.toLocaleString('en')} ${label.many}. What was written stays and can be undone; importing the file again goes on from there.`
      : `${left.length.toLocaleString('en')} ${left.length === 1 ? `${label.one} was` : `${label.many} were`} not written: ${stopped}`)
  }
  if (written.size < plan.writes.length && written.size > 0) await correctCounts(plan, application, db)
  job.report(plan.rows.length, plan.rows.length)
  return reportOf(plan, application, warnings, headers)
}

/** Mutations under way: the database works on one while the answer to another is on its way. */
const mostAtOnce = 2

/** Said of a mutation that is not even tried as a whole. */
const inPart: { code: ErrorCode; message: string } = { code: 'invalid', message: 'Some of it names what could not be written.' }

/** Why a record cannot be written though it is sound: one that it names was not. */
const lacking = (write: PlannedWrite, failed: ReadonlyMap<PlannedWrite, string>): string | null =>
  ([...failed.keys()].some(({ recordId }) => write.needs.includes(recordId)) ? 'What it belongs to could not be written' : null)

/** Refusals of the data itself; of anything else all mutations would suffer alike. */
const aboutTheData: ReadonlySet<ErrorCode> = new Set(['invalid', 'too_large', 'rule_broken', 'not_found', 'deleted', 'forbidden'])

async function send(plan: Plan, { mutationId, changes }: Pick<Batch, 'mutationId' | 'changes'>, db: ImportDb): Promise<{ code: ErrorCode; message: string } | null> {
  try {
    await need(db.mutateGroup([{ mutationId, groupId: plan.groupId, label: `Import ${plan.name}`, changes }]))
    return null
  } catch (thrown) {
    return toSatchelError(thrown)
  }
}

/** One refused record must not keep the ninety-nine around it out. Why what belongs to no record was refused, if it was. */
async function sendSingly(plan: Plan, application: Application, batch: Batch, db: ImportDb): Promise<string | null> {
  const { written, failed, mutationId } = application
  const ofWrites = new Set(batch.writes.flatMap((write) => [write.recordId, ...write.notes.map((note) => note.recordId)]))
  const others = batch.changes.filter((change) => !ofWrites.has(change.recordId))
  const rest = others.length === 0 ? null : await send(plan, { mutationId: mutationId(`rest of ${batch.mutationId}`), changes: others }, db)
  application.noted ||= rest === null && others.some(({ recordId }) => recordId === plan.importId)
  for (const write of batch.writes) {
    const missing = lacking(write, failed)
    if (missing !== null) { failed.set(write, missing); continue }
    const own = new Set([write.recordId, ...write.notes.map((note) => note.recordId)])
    const error = await send(plan, { mutationId: mutationId(write.recordId), changes: batch.changes.filter((change) => own.has(change.recordId)) }, db)
    if (error === null) written.add(write)
    else failed.set(write, error.message)
  }
  return rest?.message ?? null
}

/** The import's record ends with what became of it, also where that is not what was planned. */
async function correctCounts(plan: Plan, application: Application, db: ImportDb): Promise<void> {
  const counts = countsOf(plan, (write) => application.written.has(write), application.before), left = plan.writes.length - application.written.size
  await send(plan, { mutationId: application.mutationId(`counts ${application.written.size}`), changes: [importCounts(plan, { ...counts, left })] }, db)
}

function writeOfRow(plan: Plan): (PlannedWrite | null)[] {
  const writes: (PlannedWrite | null)[] = plan.rows.map(() => null)
  for (const write of plan.writes) for (const row of write.rows) writes[row] = write
  return writes
}

/** What the records of a plan are called. */
function labelOf({ rehearsal: { entities } }: Plan): { one: string; many: string } {
  const only = entities.length === 1 ? importables.find(({ entity }) => entity.name === entities[0]) : undefined
  return only?.entity.label ?? { one: 'record', many: 'records' }
}

/** What came of an import, with what had come of it before; rows that failed before are this plan's. */
export function countsOf(plan: Plan, isWritten: (write: PlannedWrite) => boolean, before: Counts): Counts {
  const counts = { ...before, failed: 0 }
  const writes = writeOfRow(plan)
  plan.rows.forEach((row, i) => {
    const write = writes[i]
    if (row.action === 'error') counts.failed += 1
    else if (row.action === 'skip') counts.skipped += 1
    else if (write !== null && write !== undefined && isWritten(write)) {
      counts[row.action === 'create' ? 'created' : 'updated'] += 1
      if (row.lookalikeId !== null) counts.duplicates += 1
    }
  })
  return counts
}

/** The rows that were not written, and why. */
export function failedRowsOf(plan: Plan, application: Application | null): { row: PlannedRow; reason: string }[] {
  const writes = writeOfRow(plan)
  return plan.rows.flatMap((row, i) => {
    const write = writes[i], refused = write === null || write === undefined ? undefined : application?.failed.get(write)
    return row.action === 'error' ? [{ row, reason: row.reason }] : refused === undefined ? [] : [{ row, reason: refused }]
  })
}

function reportOf(plan: Plan, application: Application, warnings: string[], headers: ReadonlyMap<string, readonly string[]>): ImportReport {
  const counts = countsOf(plan, (write) => application.written.has(write), application.before)
  const failedRows = failedRowsOf(plan, application)
  const { created, updated, skipped } = application.before
  return {
    entities: plan.rehearsal.entities, groupId: plan.groupId, importId: plan.importId, created: counts.created, updated: counts.updated, skipped: counts.skipped, lookalikes: counts.duplicates,
    failed: failedRows.length, total: plan.rows.length + created + updated + skipped, warnings, alsoMade: plan.rehearsal.alsoMade, failedCsv: failedRows.length === 0 ? null : failedRowsCsv(failedRows, headers),
  }
}
