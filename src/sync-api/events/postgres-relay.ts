import { Client, DatabaseError } from 'pg'
import { sleep, systemClock, type Clock } from '../../shared/clock.ts'
import { systemRandom } from '../../shared/random.ts'
import { createRelayQueue } from './relay-queue.ts'
import type { Relay, RelayMessage } from './relay.ts'

/**
 * Between processes by LISTEN and NOTIFY, on one connection of its own. It notifies after the commit and several at once: within the transactions, all
 * of them would commit one after the other, as PostgreSQL keeps notifications in the order of commits.
 */
export function openPostgresRelay(url: string, clock: Clock = systemClock, answerMs = 10_000): Relay {
  const me = Buffer.from(systemRandom.bytes(9)).toString('base64url')
  const listeners: Parameters<Relay['listen']>[0][] = []
  const heard: Parameters<Relay['listen']>[0] = (message) => { for (const listener of listeners) listener(message) }
  let client: Client | null = null, closed = false, everListened = false
  const queue = createRelayQueue({
    isOpen: () => client !== null,
    async send(messages) {
      const line = client!
      try {
        await line.query('SELECT pg_notify($1, message) FROM unnest($2::text[]) AS message', [channel, messages.map((message) => JSON.stringify({ from: me, ...message }))])
      } catch (thrown) {
        // Of a machine that fell silent nobody hears for a quarter of an hour that it is gone.
        if (!(thrown instanceof DatabaseError)) void line.end().catch(() => undefined)
        throw thrown
      }
    },
  })

  const connect = async (): Promise<void> => {
    for (let tries = 0; !closed; tries += 1) {
      const next = new Client({ connectionString: url, application_name: 'satchel relay', keepAlive: true, connectionTimeoutMillis: 10_000, query_timeout: answerMs })
      next.on('error', () => undefined)
      next.on('notification', ({ payload = '' }) => {
        const { from, ...message } = JSON.parse(payload) as RelayMessage & { from: string }
        if (from !== me) heard(message)
      })
      try {
        await next.connect()
        await next.query(`LISTEN ${channel}`)
        next.once('end', () => { if (client === next) { client = null; void connect() } })
        client = next
        if (everListened) heard({ type: 'gap' })
        everListened = true
        queue.flush()
        return
      } catch {
        await next.end().catch(() => undefined)
        await sleep(clock, Math.min(5_000, 50 * 2 ** tries))
      }
    }
  }

  const connected = connect()
  return {
    tell: queue.add,
    listen(listener) { listeners.push(listener) },
    close: async () => {
      closed = true
      await connected
      const last = client
      client = null
      await last?.end().catch(() => undefined)
    },
  }
}

const channel = 'satchel'
