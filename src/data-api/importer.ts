import * as Comlink from 'comlink'
import { importedEntities, type ImportApi, type ImportMember, type ImportProgress, type ImportReport, type Rehearsal } from '../import/contract.ts'
import { customFields } from '../model/custom-fields.ts'
import { sleep, systemClock } from '../shared/clock.ts'
import { SatchelError, type ErrorBody } from '../shared/errors.ts'
import type { Result } from '../shared/result.ts'
import type { Connection } from './connection.ts'
import type { Satchel } from './types.ts'

/** The import worker, and the database that it reads and writes. */
interface Line {
  api: Comlink.Remote<ImportApi>
  database: string
  connectedTo: Connection
  ended: Promise<never>
  end(): void
  /** The last rehearsal, and whether anything that it looked at was changed since it began. */
  shown: Rehearsal | null
  stale: boolean
}

export type Importer = Satchel['importer'] & {
  reconnect(): void
  /** Runs what must not meet an import, in whatever tab. @throws SatchelError `invalid` while one is under way */
  whileNone<T>(work: () => Promise<T>): Promise<T>
}

/**
 * The import worker's side of the data API; the worker starts with the first file and writes straight to the db-worker. It is one database's: a plan names what it
 * met there, and must never be written into another. Where another one is opened it ends, with its files and what it was at.
 */
export function createImporter(connection: () => Connection, members: () => Promise<ImportMember[]>): Importer {
  let line: Line | null = null
  const endListeners = new Set<() => void>()

  const handPort = async (to: Line): Promise<void> => {
    to.connectedTo = connection()
    const port = to.connectedTo.port('data')
    unwrap(await to.api.connect(Comlink.transfer(port, [port])))
  }
  const endIfElsewhere = (): void => {
    if (line === null || line.database === connection().database) return
    line.end()
    line = null
    for (const listener of endListeners) listener()
  }
  const started = async (): Promise<Line> => {
    endIfElsewhere()
    if (line === null) {
      line = startWorker(connection())
      await handPort(line)
    } else if (line.connectedTo !== connection()) {
      await handPort(line)
    }
    return line
  }
  const ask = async <T>(act: (api: Comlink.Remote<ImportApi>) => Promise<Result<T, ErrorBody>>): Promise<T> => {
    const { api, ended } = await started()
    return unwrap(await Promise.race([act(api), ended]))
  }
  const withProgress = async <T>(onProgress: (progress: ImportProgress) => void, act: (to: Comlink.Remote<ImportApi>, port: MessagePort) => Promise<Result<T, ErrorBody>>): Promise<T> => {
    const { port, stop } = progressPort(onProgress)
    try {
      return await ask((api) => act(api, Comlink.transfer(port, [port])))
    } finally { stop() }
  }
  const rehearsed = async (rehearse: () => Promise<Rehearsal>): Promise<Rehearsal> => {
    const own = await started()
    own.stale = false
    return own.shown = await rehearse()
  }
  const again = (onProgress: (progress: ImportProgress) => void): Promise<Rehearsal> => rehearsed(() => withProgress(onProgress, (to, port) => to.again(port)))
  let waiting: AbortController | null = null
  /** Two tabs that import one file at once would both find nothing of it here. */
  const alone = async <T>(work: () => Promise<T>): Promise<T> => {
    const turn = waiting = new AbortController()
    try {
      return await navigator.locks.request(lockOf(connection()), { signal: turn.signal }, work) as T
    } catch (thrown) {
      if (turn.signal.aborted && thrown instanceof DOMException) throw new SatchelError('cancelled', 'Stopped. Nothing was written.')
      throw thrown
    } finally {
      if (waiting === turn) waiting = null
    }
  }
  const apply = (onProgress: (progress: ImportProgress) => void, onOther?: (rehearsal: Rehearsal) => void): Promise<ImportReport | null> => alone(async () => {
    const { shown, stale } = await started()
    const now = stale && shown !== null ? await again(onProgress) : shown
    if (onOther !== undefined && now !== null && shown !== null && JSON.stringify(now.counts) !== JSON.stringify(shown.counts)) {
      onOther(now)
      return null
    }
    return withProgress(onProgress, (to, port) => to.apply(port))
  })
  return {
    inspect: (file, name) => ask((api) => api.inspect(file, name)),
    reinspect: (fileId, change) => ask((api) => api.reinspect(fileId, change)),
    forget: (fileId) => ask((api) => api.forget(fileId)),
    rehearse: async (fileIds, onProgress) => {
      // Only the server says who is in the workspace: without it, names stay words.
      const known = await Promise.race([members().catch(() => []), sleep(systemClock, patienceMs).then(() => [])])
      return rehearsed(() => withProgress(onProgress, (to, port) => to.rehearse(fileIds, port, known)))
    },
    planned: (query) => ask((api) => api.planned(query)),
    failed: (query) => ask((api) => api.failed(query)),
    mend: (rows, onProgress) => rehearsed(() => withProgress(onProgress, (to, port) => to.mend(rows, port))),
    apply: apply as Satchel['importer']['apply'],
    onEnded: (callback) => {
      endListeners.add(callback)
      return () => { endListeners.delete(callback) }
    },
    cancel: async () => {
      waiting?.abort()
      if (line !== null) unwrap(await line.api.cancel())
    },
    whileNone: <T>(work: () => Promise<T>) => navigator.locks.request(lockOf(connection()), { ifAvailable: true }, (lock) => {
      if (lock === null) throw new SatchelError('invalid', 'An import is under way. Let it end, or stop it, and try again. Nothing was changed.')
      return work()
    }) as Promise<T>,
    reconnect: () => {
      endIfElsewhere()
      if (line !== null) handPort(line).catch(() => undefined)
    },
  }
}

function startWorker(connectedTo: Connection): Line {
  const worker = new Worker(new URL('../import/import-worker.ts', import.meta.url), { type: 'module', name: 'import-worker' })
  let lose: (error: SatchelError) => void = () => undefined
  const ended = new Promise<never>((_, reject) => { lose = reject })
  // Whoever waits for an answer hears of it.
  ended.catch(() => undefined)
  const line: Line = {
    api: Comlink.wrap<ImportApi>(worker), database: connectedTo.database, connectedTo, ended, shown: null, stale: false,
    end: () => {
      unlisten()
      worker.terminate()
      lose(new SatchelError('leader_lost', 'Another workspace was opened, and the import ended with the one it was for. What it had written is there; importing the file again there goes on from that.'))
    },
  }
  const unlisten = connectedTo.onCommit((changed) => { if (changed === 'everything' || changed.entities.some((name) => lookedAt.includes(name))) line.stale = true })
  return line
}

/** Held while an import writes. */
const lockOf = ({ database }: Connection): string => `satchel-import:${database}`

/** What a rehearsal goes by. */
const lookedAt: readonly string[] = [...importedEntities, customFields.name]

/** No longer does a rehearsal wait for a server that may not answer. */
const patienceMs = 2_000

function progressPort(onProgress: (progress: ImportProgress) => void): { port: MessagePort; stop: () => void } {
  const channel = new MessageChannel()
  channel.port1.onmessage = (event: MessageEvent<ImportProgress>) => { onProgress(event.data) }
  return { port: channel.port2, stop: () => { channel.port1.close() } }
}

function unwrap<T>(result: Result<T, ErrorBody>): T {
  if (result.ok) return result.value
  throw SatchelError.fromBody(result.error)
}
