import * as Comlink from 'comlink'
import type { ImportApi, ImportProgress } from '../import/contract.ts'
import { SatchelError, type ErrorBody } from '../shared/errors.ts'
import type { Result } from '../shared/result.ts'
import type { Connection } from './connection.ts'
import type { Satchel } from './types.ts'

/** The import worker's side of the data API; the worker starts with the first file and writes straight to the db-worker. */
export function createImporter(connection: () => Connection): Satchel['importer'] & { reconnect(): void } {
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
  return {
    inspect: async (file, name) => unwrap(await (await importApi()).inspect(file, name)),
    reinspect: async (fileId, change) => unwrap(await (await importApi()).reinspect(fileId, change)),
    forget: async (fileId) => unwrap(await (await importApi()).forget(fileId)),
    rehearse: async (fileIds, onProgress) => {
      const { port, stop } = progressPort(onProgress)
      try {
        return unwrap(await (await importApi()).rehearse(fileIds, Comlink.transfer(port, [port])))
      } finally { stop() }
    },
    planned: async (query) => unwrap(await (await importApi()).planned(query)),
    apply: async (onProgress) => {
      const { port, stop } = progressPort(onProgress)
      try {
        return unwrap(await (await importApi()).apply(Comlink.transfer(port, [port])))
      } finally { stop() }
    },
    cancel: async () => { if (api) unwrap(await api.cancel()) },
    reconnect: () => { if (api) void handPort(api) },
  }
}

function progressPort(onProgress: (progress: ImportProgress) => void): { port: MessagePort; stop: () => void } {
  const channel = new MessageChannel()
  channel.port1.onmessage = (event: MessageEvent<ImportProgress>) => { onProgress(event.data) }
  return { port: channel.port2, stop: () => { channel.port1.close() } }
}

function unwrap<T>(result: Result<T, ErrorBody>): T {
  if (result.ok) return result.value
  throw SatchelError.fromBody(result.error)
}
