import { createImporter } from '../../src/import/importer.ts'
import type { ImportApi, ImportProgress, ImportReport, InspectedFile, PlannedRow, Rehearsal } from '../../src/import/contract.ts'
import type { ImportDb } from '../../src/import/import-db.ts'
import { systemClock } from '../../src/shared/clock.ts'
import { silentLog } from '../../src/shared/log.ts'
import { seededRandom } from '../../src/shared/random.ts'
import type { ErrorBody } from '../../src/shared/errors.ts'
import type { Result } from '../../src/shared/result.ts'

/** An importer over a database, with answers that throw and files given as text or bytes: tests read as what a person does. */
export function setupImport(db: ImportDb, seed = 1): {
  api: ImportApi
  inspect: (content: string | Uint8Array, name: string) => Promise<InspectedFile>
  rehearse: (...files: InspectedFile[]) => Promise<Rehearsal>
  apply: (onProgress?: (progress: ImportProgress) => void) => Promise<ImportReport>
  rows: () => Promise<PlannedRow[]>
  /** All four steps. */
  run: (content: string | Uint8Array, name: string) => Promise<{ file: InspectedFile; rehearsal: Rehearsal; rows: PlannedRow[]; report: ImportReport }>
} {
  const api = createImporter({ clock: systemClock, random: seededRandom(seed), log: silentLog, db, connect: () => undefined })
  const inspect = async (content: string | Uint8Array, name: string): Promise<InspectedFile> => value(await api.inspect(new Blob([content as BlobPart]), name))
  const rehearse = async (...files: InspectedFile[]): Promise<Rehearsal> => value(await api.rehearse(files.map(({ fileId }) => fileId), listener()))
  const apply = async (onProgress?: (progress: ImportProgress) => void): Promise<ImportReport> => value(await api.apply(listener(onProgress)))
  const rows = async (): Promise<PlannedRow[]> => value(await api.planned({ offset: 0, limit: 1_000_000 })).rows
  return {
    api, inspect, rehearse, apply, rows,
    async run(content, name) {
      const file = await inspect(content, name)
      const rehearsal = await rehearse(file)
      const planned = await rows()
      return { file, rehearsal, rows: planned, report: await apply() }
    },
  }
}

/** A port as the importer takes it: `postMessage` reaches `onProgress` at once. */
export function listener(onProgress: (progress: ImportProgress) => void = () => undefined): MessagePort {
  return { postMessage: (progress: ImportProgress) => { onProgress(progress) }, close: () => undefined } as unknown as MessagePort
}

export function value<T>(result: Result<T, ErrorBody>): T {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`)
  return result.value
}
