import { systemRandom } from '../../shared/random.ts'
import type { Redis } from '../redis.ts'
import { createRelayQueue } from './relay-queue.ts'
import type { Relay, RelayMessage } from './relay.ts'

/** Between processes by a channel of Redis, several messages as one. */
export function openRedisRelay(redis: Redis): Relay {
  const me = Buffer.from(systemRandom.bytes(9)).toString('base64url')
  const listeners: Parameters<Relay['listen']>[0][] = []
  const heard: Parameters<Relay['listen']>[0] = (message) => { for (const listener of listeners) listener(message) }
  const queue = createRelayQueue({
    isOpen: redis.isReady,
    send: (messages) => redis.publish(channel, JSON.stringify({ from: me, messages })),
  })
  redis.onReady(queue.flush)
  redis.subscribe(channel, (text) => {
    const { from, messages } = JSON.parse(text) as { from: string; messages: RelayMessage[] }
    if (from !== me) for (const message of messages) heard(message)
  }, () => { heard({ type: 'gap' }) })
  return {
    tell: queue.add,
    listen(listener) { listeners.push(listener) },
    close: () => redis.close(),
  }
}

const channel = 'satchel:events'
