import type { Choices, OpenFile } from './read/open-file.ts'
import { openFile } from './read/open-file.ts'
import { sourceRowsOf } from './read/source-rows.ts'
import { tellTogether } from './read/warnings.ts'
import { importedEntity, type ImportApi, type ImportProgress } from './contract.ts'
import { fetchOwnFields } from './map/own-fields.ts'
import type { ImportDb } from './import-db.ts'
import type { Job } from './job.ts'
import { createJob } from './job.ts'
import { fetchKnownRecords } from './plan/known-records.ts'
import type { KeyedRow } from './plan/key-row.ts'
import { keyRow, wantedBy } from './plan/key-row.ts'
import { makePlan } from './plan/make-plan.ts'
import type { Plan, SourceRow } from './plan/plan.ts'
import type { Application } from './write/apply-plan.ts'
import { applyPlan, createApplication } from './write/apply-plan.ts'
import type { Clock } from '../shared/clock.ts'
import type { ErrorBody } from '../shared/errors.ts'
import { SatchelError, toSatchelError } from '../shared/errors.ts'
import type { Log } from '../shared/log.ts'
import type { Random } from '../shared/random.ts'
import { createElementIdMaker, createIdMaker } from '../shared/random.ts'
import type { Result } from '../shared/result.ts'
import { err, ok } from '../shared/result.ts'

export interface ImporterParts {
  clock: Clock
  random: Random
  log: Log
  db: ImportDb
  /** Hands over another port to the database. */
  connect: (port: MessagePort) => void
}

/** The import worker's door: keeps the open files and the last rehearsal. One long piece of work runs at a time. */
export function createImporter({ clock, random, log, db, connect }: ImporterParts): ImportApi {
  const makeId = createIdMaker(clock, random)
  const makeElementId = createElementIdMaker(random)
  const files = new Map<string, OpenFile>()
  let running: Job | null = null
  let rehearsed: { plan: Plan; application: Application | null; headers: Map<string, string[]> } | null = null

  const fieldsHere = (): ReturnType<typeof fetchOwnFields> => fetchOwnFields(db, importedEntity)

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

    rehearse: (fileIds, onProgress) => work(onProgress, async (job) => {
      rehearsed = null
      const opened = fileIds.map(fileOf)
      const sources: SourceRow[] = [], told: Parameters<typeof tellTogether>[0][number][] = []
      for (const file of opened) {
        const read = await sourceRowsOf(file, job)
        for (const row of read.rows) sources.push(row)
        told.push({ name: file.inspected.name, warnings: read.warnings })
      }
      job.phase('matching')
      const keyed = new Map<SourceRow, KeyedRow>()
      for (const [index, source] of sources.entries()) {
        await job.checkpoint(index, sources.length)
        const row = keyRow(source, makeElementId)
        if (row !== null) keyed.set(source, row)
      }
      const known = await fetchKnownRecords(db, wantedBy([...keyed.values()]), job)
      const name = opened.map(({ inspected }) => inspected.name).join(', ').slice(0, 1_000)
      const plan = await makePlan({ name, format: opened[0]?.inspected.format ?? 'csv', sources, keyed, known, warnings: tellTogether(told), makeId, job })
      job.report(sources.length, sources.length)
      const headers = new Map(opened.map((file) => [file.inspected.fileId, file.content.kind === 'csv' ? file.content.header : ['Card']]))
      rehearsed = { plan, application: null, headers }
      return plan.rehearsal
    }),

    planned: ({ action, offset, limit }) => answer(async () => {
      const all = planOf().plan.rows
      const rows = action === undefined ? all : all.filter((row) => (action === 'lookalike' ? row.lookalikeId !== null : row.action === action))
      return { rows: rows.slice(offset, offset + limit), total: rows.length }
    }),

    apply: (onProgress) => work(onProgress, async (job) => {
      const standing = planOf()
      standing.application ??= createApplication(standing.plan, clock, makeId)
      const report = await applyPlan(standing.plan, standing.application, db, job, standing.headers)
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

  function planOf(): NonNullable<typeof rehearsed> {
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
  const rereads = change.csv !== undefined || change.encoding !== undefined || change.format !== undefined
  return {
    ...before, ...change,
    ...(before.csv === undefined && change.csv === undefined ? {} : { csv: { ...before.csv, ...change.csv } }),
    ...(change.mapping !== undefined ? { mapping: change.mapping } : rereads || mapping === undefined ? {} : { mapping }),
  }
}
