import { useSyncExternalStore } from 'react'
import { useSatchel } from '../../../data-api/hooks.ts'
import type { FileChange, ImportProgress, ImportReport, MendedRow, Satchel } from '../../../data-api/types.ts'
import { toSatchelError } from '../../../shared/errors.ts'
import { showError } from '../../components/toast.tsx'
import { nextImport, noImport, type ImportEvent, type ImportState } from './import-state.ts'

export interface ImportActs {
  addFiles(files: Iterable<File>): Promise<void>
  /** Reads a file otherwise: its shape, encoding, format or mapping. */
  change(fileId: string, change: FileChange): Promise<void>
  forget(fileId: string): Promise<void>
  rehearse(): Promise<void>
  /** Null where it failed, was stopped before anything was written, or would do something else by now. */
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
  return { ...actsOf(satchel), state }
}

let current = noImport
const listeners = new Set<() => void>()
const put = (next: ImportState): void => {
  current = next
  for (const listener of listeners) listener()
}
const send = (event: ImportEvent): void => put(nextImport(current, event))
const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

let own: { satchel: Satchel; acts: ImportActs } | null = null
/** Rises where another workspace is opened: what was begun before is nothing to its screens. */
let lives = 0
function actsOf(satchel: Satchel): ImportActs {
  if (own?.satchel === satchel) return own.acts
  satchel.importer.onEnded(() => {
    lives += 1
    put(noImport)
  })
  own = { satchel, acts: createActs(satchel) }
  return own.acts
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
  /** Goes back to the files, or says why not; of another workspace's import only what had begun to be written is told. */
  const failed = (thrown: unknown, begun: number, wasWriting = false): void => {
    const error = toSatchelError(thrown)
    if (begun === lives) send({ type: 'back', error: error.code === 'cancelled' ? null : error.message })
    else if (wasWriting) showError(error)
  }
  return {
    addFiles: async (files) => {
      const list = [...files], begun = cancels, life = lives
      send({ type: 'reading', count: list.length })
      await Promise.all(list.map((file) => inTurn(async () => {
        if (life !== lives) return
        if (begun !== cancels) { send({ type: 'unread' }); return }
        try {
          const read = await importer.inspect(file, file.name)
          if (life === lives) send({ type: 'read', file: read })
        } catch (thrown) {
          const { code, message } = toSatchelError(thrown)
          if (life === lives) send(code === 'cancelled' ? { type: 'unread' } : { type: 'unreadable', name: file.name, message })
        }
      })))
    },
    change: async (fileId, change) => { send({ type: 'changed', file: await inTurn(() => importer.reinspect(fileId, change)) }) },
    forget: async (fileId) => {
      send({ type: 'forgotten', fileId })
      await importer.forget(fileId)
    },
    rehearse: async () => {
      const life = lives
      send({ type: 'rehearse' })
      try {
        const rehearsal = await importer.rehearse(current.files.map((file) => file.fileId), (progress) => send({ type: 'progress', progress }))
        send({ type: 'rehearsed', rehearsal })
      } catch (thrown) {
        failed(thrown, life)
      }
    },
    apply: async () => {
      const files = current.files.map((file) => file.fileId), life = lives
      send({ type: 'apply' })
      try {
        const report = await importer.apply((progress) => send({ type: 'progress', progress }), (rehearsal) => send({ type: 'rehearsedAgain', rehearsal }))
        if (report === null) return null
        send({ type: 'applied', report })
        // The worker's memory, not the result: a failure to forget is none.
        for (const fileId of files) importer.forget(fileId).catch(() => undefined)
        return report
      } catch (thrown) {
        failed(thrown, life, true)
        return null
      }
    },
    mend: (row) => send({ type: 'mended', row }),
    tryAgain: async () => {
      const inResult = current.step === 'done', rows = Object.values(current.mended), life = lives
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
        failed(thrown, life, inResult)
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
