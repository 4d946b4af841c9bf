import * as Comlink from 'comlink'
import type { ImportApi, ImportMember, ImportProgress } from '../import/contract.ts'
import { sleep, systemClock } from '../shared/clock.ts'
import { SatchelError, type ErrorBody } from '../shared/errors.ts'
import type { Result } from '../shared/result.ts'
import type { Connection } from './connection.ts'
import type { Satchel } from './types.ts'

/** The import worker's side of the data API; the worker starts with the first file and writes straight to the db-worker. */
export function createImporter(connection: () => Connection, members: () => Promise<ImportMember[]>): Satchel['importer'] & { reconnect(): void } {
  let api: Comlink.Remote<ImportApi> | null = null
  let connectedTo: Connection | null = null

  const handPort = async (to: Comlink.Remote<ImportApi>): Promise<void> => {
    connectedTo = connection()
    const port = connectedTo.port('data')
    unwrap(await to.connect(Comlink.transfer(port, [port])))
  }
  const importApi = async (): Promise<Comlink.Remote<ImportApi>> => {
    if (!api) {
      const worker = new Worker(new URL('../import/import-worker.ts', import.meta.url), { type: 'module', name: 'import-worker' })
      api = Comlink.wrap<ImportApi>(worker)
      await handPort(api)
    } else if (connectedTo !== connection()) {
      await handPort(api)
    }
    return api
  }
  const withProgress = async <T>(onProgress: (progress: ImportProgress) => void, act: (to: Comlink.Remote<ImportApi>, port: MessagePort) => Promise<Result<T, ErrorBody>>): Promise<T> => {
    const { port, stop } = progressPort(onProgress)
    try {
      return unwrap(await act(await importApi(), Comlink.transfer(port, [port])))
    } finally { stop() }
  }
  return {
    inspect: async (file, name) => unwrap(await (await importApi()).inspect(file, name)),
    reinspect: async (fileId, change) => unwrap(await (await importApi()).reinspect(fileId, change)),
    forget: async (fileId) => unwrap(await (await importApi()).forget(fileId)),
    rehearse: async (fileIds, onProgress) => {
      // Only the server says who is in the workspace: without it, names stay words.
      const known = await Promise.race([members().catch(() => []), sleep(systemClock, patienceMs).then(() => [])])
      return withProgress(onProgress, (to, port) => to.rehearse(fileIds, port, known))
    },
    planned: async (query) => unwrap(await (await importApi()).planned(query)),
    failed: async (query) => unwrap(await (await importApi()).failed(query)),
    mend: (rows, onProgress) => withProgress(onProgress, (to, port) => to.mend(rows, port)),
    apply: (onProgress) => withProgress(onProgress, (to, port) => to.apply(port)),
    cancel: async () => { if (api) unwrap(await api.cancel()) },
    reconnect: () => { if (api) void handPort(api) },
  }
}

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
