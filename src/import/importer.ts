import type { Choices, OpenFile } from './read/open-file.ts'
import { openFile, withAlong } from './read/open-file.ts'
import type { ImportApi, ImportMember, ImportProgress } from './contract.ts'
import { fetchOwnFields } from './map/own-fields.ts'
import { isZone, type Here } from './map/due-words.ts'
import { withMended } from './mended.ts'
import type { ImportDb } from './import-db.ts'
import type { Job } from './job.ts'
import { createJob } from './job.ts'
import type { Plan } from './plan/plan.ts'
import { rehearse, type Goes } from './rehearse.ts'
import type { Application } from './write/apply-plan.ts'
import { applyPlan, countsOf, createApplication, failedRowsOf } from './write/apply-plan.ts'
import type { Clock } from '../shared/clock.ts'
import type { ErrorBody } from '../shared/errors.ts'
import { SatchelError, toSatchelError } from '../shared/errors.ts'
import type { Log } from '../shared/log.ts'
import type { Random } from '../shared/random.ts'
import { createElementIdMaker, createIdMaker, pooled } from '../shared/random.ts'
import type { Result } from '../shared/result.ts'
import { err, ok } from '../shared/result.ts'

export interface ImporterParts {
  clock: Clock
  random: Random
  log: Log
  db: ImportDb
  /** Hands over another port to the database. */
  connect: (port: MessagePort) => void
  /** The zone of times for which a file names none. */
  zone?: string
}

/** The last rehearsal, what was done with it, and the files as they are mended. */
interface Rehearsed { files: OpenFile[]; members: readonly ImportMember[]; plan: Plan; application: Application | null; goesOn: Goes | null }

/** The import worker's door: keeps the open files and the last rehearsal. One long piece of work runs at a time. */
export function createImporter({ clock, random, log, db, connect, zone = 'UTC' }: ImporterParts): ImportApi {
  const makeId = createIdMaker(clock, pooled(random))
  const makeElementId = createElementIdMaker(random)
  const files = new Map<string, OpenFile>()
  let running: Job | null = null
  let rehearsed: Rehearsed | null = null

  const fieldsHere = (entity: string): ReturnType<typeof fetchOwnFields> => fetchOwnFields(db, entity)
  const plan = async (files: OpenFile[], members: readonly ImportMember[], goesOn: Goes | null, job: Job): Promise<Plan['rehearsal']> => {
    const planned = await rehearse({ files, members, goesOn, here: hereOf(clock, zone), db, makeId, makeElementId, job })
    rehearsed = { files, members, plan: planned, application: null, goesOn }
    return planned.rehearsal
  }

  return {
    connect: (port) => answer(async () => { connect(port) }),

    inspect: (file, name) => work(null, async (job) => {
      const opened = await openFile(makeId(), name, await bytesOf(file, name), {}, job, fieldsHere)
      files.set(opened.inspected.fileId, opened)
      return opened.inspected
    }),

    reinspect: (fileId, change) => work(null, async (job) => {
      const standing = fileOf(fileId)
      const reopened = await openFile(fileId, standing.inspected.name, standing.bytes, choicesAfter(standing.choices, change), job, fieldsHere)
      files.set(fileId, reopened)
      return reopened.inspected
    }),

    forget: (fileId) => answer(async () => { files.delete(fileId) }),

    rehearse: (fileIds, onProgress, members = []) => work(onProgress, async (job) => {
      rehearsed = null
      return plan(fileIds.map(fileOf), members, null, job)
    }),

    again: (onProgress) => work(onProgress, async (job) => {
      const { files: of, members, plan: standing, application, goesOn } = standingOf()
      return application === null ? plan(of, members, goesOn, job) : standing.rehearsal
    }),

    failed: ({ offset, limit }) => answer(async () => {
      const { plan: standing, application, files: of } = standingOf()
      const rows = failedRowsOf(standing, application)
      const known = new Map(withAlong(of).map((file) => [file.inspected.fileId, { name: file.inspected.name, columns: columnsOf(file) }]))
      return {
        total: rows.length,
        rows: rows.slice(offset, offset + limit).map(({ row: { fileId, row, raw }, reason }) => ({ fileId, file: known.get(fileId)?.name ?? '', row, columns: widened(known.get(fileId)?.columns ?? [], raw.length), cells: raw, reason })),
      }
    }),

    mend: (rows, onProgress) => work(onProgress, async (job) => {
      const { files: of, members, plan: standing, application, goesOn } = standingOf()
      const mended = await Promise.all(of.map((file) => withMended(file, rows, job)))
      for (const file of mended) if (files.has(file.inspected.fileId)) files.set(file.inspected.fileId, file)
      return plan(mended, members, application === null ? goesOn : goingOn(standing, application), job)
    }),

    planned: ({ action, offset, limit }) => answer(async () => {
      const all = standingOf().plan.rows
      const rows = action === undefined ? all : all.filter((row) => (action === 'lookalike' ? row.lookalikeId !== null : row.action === action))
      return { rows: rows.slice(offset, offset + limit), total: rows.length }
    }),

    apply: (onProgress) => work(onProgress, async (job) => {
      const standing = standingOf()
      standing.application ??= createApplication(standing.plan, clock, makeId, standing.goesOn)
      const report = await applyPlan(standing.plan, standing.application, db, job, new Map(withAlong(standing.files).map((file) => [file.inspected.fileId, columnsOf(file)])))
      log('info', 'import.applied', { groupId: report.groupId, created: report.created, updated: report.updated, skipped: report.skipped, failed: report.failed })
      return report
    }),

    cancel: () => answer(async () => { running?.cancel() }),
  }

  function fileOf(fileId: string): OpenFile {
    const file = files.get(fileId)
    if (file === undefined) throw new SatchelError('not_found', 'This file is no longer open; choose it again.')
    return file
  }

  function standingOf(): Rehearsed {
    if (rehearsed === null) throw new SatchelError('not_found', 'There is no rehearsal to show or apply; rehearse the import first.')
    return rehearsed
  }

  async function answer<T>(act: () => Promise<T>): Promise<Result<T, ErrorBody>> {
    try {
      return ok(await act())
    } catch (thrown) {
      const error = toSatchelError(thrown)
      if (error.code === 'internal') log('error', 'import.failed', { message: error.message })
      return err(error.toBody())
    }
  }

  function work<T>(onProgress: MessagePort | null, act: (job: Job) => Promise<T>): Promise<Result<T, ErrorBody>> {
    return answer(async () => {
      if (running !== null) throw new SatchelError('invalid', 'An import is running already; wait for it or cancel it.')
      const job = createJob(clock, (progress: ImportProgress) => { onProgress?.postMessage(progress) })
      running = job
      try {
        return await act(job)
      } finally {
        running = null
        onProgress?.close()
      }
    })
  }
}

/** What failed of an import that was applied, with what is made already. */
function goingOn(plan: Plan, application: Application): Goes {
  const { written, before } = application
  const lost = new Set(plan.writes.filter((write) => !written.has(write) && write.op === 'create').map(({ recordId }) => recordId))
  const made = new Map([...plan.made].filter(([, id]) => !lost.has(id)))
  const rows = new Set(failedRowsOf(plan, application).map(({ row: { fileId, row } }) => `${fileId} ${row}`))
  return { of: { groupId: plan.groupId, importId: plan.importId, made }, rows, counts: countsOf(plan, (write) => written.has(write), before), noted: application.noted }
}

const columnsOf = ({ content }: OpenFile): string[] => (content.kind === 'csv' ? content.header : ['Card'])

const widened = (columns: readonly string[], width: number): string[] => Array.from({ length: Math.max(columns.length, width) }, (_, i) => columns[i] || `Column ${i + 1}`)

function hereOf(clock: Clock, zone: string): Here {
  const known = isZone(zone) ? zone : 'UTC'
  return { zone: known, today: new Intl.DateTimeFormat('sv-SE', { timeZone: known, year: 'numeric', month: '2-digit', day: '2-digit' }).format(clock.now()) }
}

async function bytesOf(file: Blob, name: string): Promise<Uint8Array> {
  try {
    return new Uint8Array(await file.arrayBuffer())
  } catch (cause) {
    throw new SatchelError('file_unreadable', `"${name}" could not be read; it may have been moved, changed or be too large.`, { cause })
  }
}

/** What was chosen before stays chosen, except a mapping whose columns may be others now. */
function choicesAfter(standing: Choices, change: Choices): Choices {
  const { mapping, ...before } = standing
  const rereads = change.csv !== undefined || change.encoding !== undefined || change.format !== undefined || change.entity !== undefined
  return {
    ...before, ...change,
    ...(before.csv === undefined && change.csv === undefined ? {} : { csv: { ...before.csv, ...change.csv } }),
    ...(change.mapping !== undefined ? { mapping: change.mapping } : rereads || mapping === undefined ? {} : { mapping }),
  }
}
