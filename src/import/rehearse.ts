import type { ImportMember } from './contract.ts'
import type { ImportDb } from './import-db.ts'
import type { Job } from './job.ts'
import type { Here } from './map/due-words.ts'
import type { KeyedRow } from './plan/key-row.ts'
import { keyRow } from './plan/key-row.ts'
import { makePlan } from './plan/make-plan.ts'
import { maybeRenamed } from './plan/maybe-renamed.ts'
import type { Plan, SourceRow } from './plan/plan.ts'
import { lookAhead } from './plan/known-records.ts'
import { fetchKnown } from './plan/wanted-by.ts'
import { withAlong, type OpenFile } from './read/open-file.ts'
import { sourceRowsOf } from './read/source-rows.ts'
import { tellTogether, type Warning } from './read/warnings.ts'
import type { Counts } from './write/apply-plan.ts'

/** An import that is gone on with: its ids and what it made, the rows that are left of it, and what came of the others. */
export interface Goes { of: Pick<Plan, 'groupId' | 'importId' | 'made'>; rows: ReadonlySet<string>; counts: Counts; noted: boolean }

interface RehearsalInput {
  files: readonly OpenFile[]
  members: readonly ImportMember[]
  goesOn: Goes | null
  here: Here
  db: ImportDb
  makeId: () => string
  makeElementId: () => string
  job: Job
}

/** Files to a plan: their rows are read, looked for among what is here, and decided on. Nothing is written. */
export async function rehearse({ files, members, goesOn, here, db, makeId, makeElementId, job }: RehearsalInput): Promise<Plan> {
  let isReading = true
  const ahead = Promise.all([...new Set(withAlong(files).map(({ into }) => into))].map(({ entity, kinds }) => lookAhead(db, entity.name, kinds, () => isReading && !job.cancelled))).catch(() => undefined)
  // Whoever is stopped waits for nobody.
  try {
    return await planned({ files, members, goesOn, here, db, makeId, makeElementId, job }, ahead)
  } finally {
    isReading = false
  }
}

async function planned({ files, members, goesOn, here, db, makeId, makeElementId, job }: RehearsalInput, ahead: Promise<unknown>): Promise<Plan> {
  const sources: SourceRow[] = [], told: Parameters<typeof tellTogether>[0][number][] = []
  for (const file of files) {
    const warnings: Warning[] = []
    for (const part of withAlong([file])) {
      const read = await sourceRowsOf(part, job, here)
      for (const row of read.rows) sources.push(row)
      warnings.push(...read.warnings)
    }
    told.push({ name: file.inspected.name, warnings })
  }
  job.phase('matching')
  const keyed = new Map<SourceRow, KeyedRow | null>()
  for (const [index, source] of sources.entries()) {
    await job.checkpoint(index, sources.length)
    if (goesOn === null || goesOn.rows.has(`${source.fileId} ${source.row}`)) keyed.set(source, keyRow(source, makeElementId))
  }
  await ahead
  const known = await fetchKnown(db, [...keyed.values()].filter((row) => row !== null), job)
  const name = files.map(({ inspected }) => inspected.name).join(', ').slice(0, 1_000)
  const plan = await makePlan({
    name, format: files[0]?.inspected.format ?? 'csv', sources, keyed, known, members, of: goesOn?.of ?? null, warnings: goesOn === null ? tellTogether(told) : [], makeId, job,
  })
  job.report(sources.length, sources.length)
  return goesOn === null ? { ...plan, rehearsal: { ...plan.rehearsal, warnings: [...plan.rehearsal.warnings, ...maybeRenamed(files, plan.rows)] } } : plan
}
