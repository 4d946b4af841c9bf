import { useMemo, useSyncExternalStore } from 'react'
import { useSatchel } from '../../../data-api/hooks.ts'
import type { CsvShape, Encoding, ImportFormat, ImportProgress, ImportReport, Mapping, MendedRow, Satchel } from '../../../data-api/types.ts'
import { toSatchelError } from '../../../shared/errors.ts'
import { nextImport, noImport, type ImportEvent, type ImportState } from './import-state.ts'

export interface ImportActs {
  addFiles(files: Iterable<File>): Promise<void>
  /** Reads a file otherwise: its shape, encoding, format or mapping. */
  change(fileId: string, change: { csv?: Partial<CsvShape>; encoding?: Encoding; mapping?: Mapping; format?: ImportFormat; entity?: string }): Promise<void>
  forget(fileId: string): Promise<void>
  rehearse(): Promise<void>
  /** Null where it failed or was stopped before anything was written. */
  apply(): Promise<ImportReport | null>
  /** A failed row as it stands mended, for `tryAgain`. */
  mend(row: MendedRow): void
  /** Rehearses anew with what was mended; in the result of an import it is also written, as a part of that. Null where nothing could be written. */
  tryAgain(): Promise<ImportReport | null>
  cancel(): Promise<void>
  back(): void
  over(): void
}

/** The import under way and what can be done with it. One a page, whichever screens show it. */
export function useImport(): ImportActs & { state: ImportState } {
  const satchel = useSatchel()
  const state = useSyncExternalStore(subscribe, () => current)
  const acts = useMemo(() => createActs(satchel), [satchel])
  return { ...acts, state }
}

let current = noImport
const listeners = new Set<() => void>()
const send = (event: ImportEvent): void => {
  current = nextImport(current, event)
  for (const listener of listeners) listener()
}
const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** The import's thread does one thing at a time; who drops more files meanwhile, or changes two of them, waits. */
let line: Promise<unknown> = Promise.resolve()
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const turn = line.then(work, work)
  line = turn.catch(() => undefined)
  return turn
}
/** Rises with every cancel: what waited for its turn before is not wanted any more. */
let cancels = 0

function createActs({ importer }: Satchel): ImportActs {
  const failed = (thrown: unknown): void => {
    const error = toSatchelError(thrown)
    send({ type: 'back', error: error.code === 'cancelled' ? null : error.message })
  }
  return {
    addFiles: async (files) => {
      const list = [...files], begun = cancels
      send({ type: 'reading', count: list.length })
      await Promise.all(list.map((file) => inTurn(async () => {
        if (begun !== cancels) { send({ type: 'unread' }); return }
        try {
          send({ type: 'read', file: await importer.inspect(file, file.name) })
        } catch (thrown) {
          const { code, message } = toSatchelError(thrown)
          send(code === 'cancelled' ? { type: 'unread' } : { type: 'unreadable', name: file.name, message })
        }
      })))
    },
    change: async (fileId, change) => { send({ type: 'changed', file: await inTurn(() => importer.reinspect(fileId, change)) }) },
    forget: async (fileId) => {
      send({ type: 'forgotten', fileId })
      await importer.forget(fileId)
    },
    rehearse: async () => {
      send({ type: 'rehearse' })
      try {
        const rehearsal = await importer.rehearse(current.files.map((file) => file.fileId), (progress) => send({ type: 'progress', progress }))
        send({ type: 'rehearsed', rehearsal })
      } catch (thrown) {
        failed(thrown)
      }
    },
    apply: async () => {
      send({ type: 'apply' })
      const files = current.files.map((file) => file.fileId)
      try {
        const report = await importer.apply((progress) => send({ type: 'progress', progress }))
        send({ type: 'applied', report })
        // The worker's memory, not the result: a failure to forget is none.
        for (const fileId of files) importer.forget(fileId).catch(() => undefined)
        return report
      } catch (thrown) {
        failed(thrown)
        return null
      }
    },
    mend: (row) => send({ type: 'mended', row }),
    tryAgain: async () => {
      const inResult = current.step === 'done', rows = Object.values(current.mended)
      const onProgress = (progress: ImportProgress): void => send({ type: 'progress', progress })
      send(inResult ? { type: 'retry' } : { type: 'rehearse' })
      try {
        const rehearsal = await importer.mend(rows, onProgress)
        if (!inResult) { send({ type: 'rehearsed', rehearsal }); return null }
        const { create, update, skip } = rehearsal.counts
        const report = create + update + skip > 0 ? await importer.apply(onProgress) : null
        send({ type: 'retried', report })
        return report
      } catch (thrown) {
        failed(thrown)
        return null
      }
    },
    cancel: () => {
      cancels += 1
      return importer.cancel()
    },
    back: () => send({ type: 'back', error: null }),
    over: () => {
      for (const file of current.files) importer.forget(file.fileId).catch(() => undefined)
      send({ type: 'over' })
    },
  }
}
