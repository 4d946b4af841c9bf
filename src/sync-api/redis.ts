import { createClient } from '@redis/client'
import type { Log } from '../shared/log.ts'

/**
 * A Redis that several servers share: for telling each other of commits, and for counting requests. Nothing is kept there that anybody would miss. It
 * may be away when the server starts, and come and go; what is asked meanwhile fails at once.
 */
export interface Redis {
  /** Whether it can be asked now. */
  isReady(): boolean
  publish(channel: string, message: string): Promise<void>
  /** Hears a channel from now on, also after the line broke. `again`: it broke, and something may have been missed. */
  subscribe(channel: string, heard: (message: string) => void, again: () => void): void
  /** Called whenever it can be asked (again). */
  onReady(callback: () => void): void
  /** Runs a script on the server, by its hash once it is known there. */
  run(script: string, keys: readonly string[], values: readonly string[]): Promise<unknown>
  close(): Promise<void>
}

/** @param url redis://[user:password@]host:port[/number], or rediss:// for TLS */
export function openRedis(url: string, log: Log): Redis {
  const options = {
    url, name: 'satchel', disableOfflineQueue: true, pingInterval: 30_000,
    socket: { connectTimeout: 5_000, keepAlive: true, reconnectStrategy: (tries: number) => Math.min(5_000, 50 * 2 ** Math.min(tries, 10)) },
  }
  const asking = createClient(options), hearing = createClient({ ...options, disableOfflineQueue: false })
  const readyCallbacks: (() => void)[] = []
  let isThere: boolean | null = null
  const noteState = (ready: boolean, why?: string): void => {
    if (isThere === ready) return
    isThere = ready
    // Never the address: it may hold a password.
    log(ready ? 'info' : 'warn', ready ? 'redis.ready' : 'redis.away', why === undefined ? {} : { why })
  }
  asking.on('error', (thrown: Error) => { noteState(false, 'code' in thrown ? String(thrown.code) : thrown.name) })
  asking.on('ready', () => {
    noteState(true)
    for (const callback of readyCallbacks) callback()
  })
  hearing.on('error', () => undefined)
  // They go on trying by themselves; a close before they were there rejects.
  for (const client of [asking, hearing]) client.connect().catch(() => undefined)

  const hashes = new Map<string, string>()
  return {
    isReady: () => asking.isReady,
    async publish(channel, message) { await asking.publish(channel, message) },
    subscribe(channel, heard, again) {
      let subscribed = false
      hearing.subscribe(channel, heard).then(() => { subscribed = true }, () => undefined)
      hearing.on('ready', () => { if (subscribed) again() })
    },
    onReady(callback) { readyCallbacks.push(callback) },
    async run(script, keys, values) {
      const given = { keys: [...keys], arguments: [...values] }
      const hash = hashes.get(script)
      if (hash !== undefined) {
        try {
          return await asking.evalSha(hash, given)
        } catch (thrown) {
          // It was started anew, and has forgotten.
          if (!(thrown instanceof Error && thrown.message.startsWith('NOSCRIPT'))) throw thrown
        }
      }
      hashes.set(script, await asking.scriptLoad(script))
      return asking.evalSha(hashes.get(script)!, given)
    },
    async close() {
      for (const client of [asking, hearing]) if (client.isOpen) client.destroy()
    },
  }
}
