import { createHmac } from 'node:crypto'
import { post, type Sent } from './post.ts'
import type { Addresses } from './public-addresses.ts'

export interface Message { id: string; type: string; body: string }

/**
 * Posts one message, signed as the Standard Webhooks specification has it: `webhook-id`, `webhook-timestamp` (s), `webhook-signature`
 * (`v1,` and the base64 of HMAC-SHA256 over `id.timestamp.body`).
 *
 * @param secret base64
 * @param nowMs since 1970
 */
export function send(addresses: Addresses, url: string, secret: string, message: Message, nowMs: number, signal: AbortSignal): Promise<Sent> {
  const timestamp = String(Math.floor(nowMs / 1_000)), body = Buffer.from(message.body)
  const signature = createHmac('sha256', Buffer.from(secret, 'base64')).update(`${message.id}.${timestamp}.`).update(body).digest('base64')
  return post(addresses, url, {
    'content-type': 'application/json', 'user-agent': 'Satchel-Webhooks', 'webhook-id': message.id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}`,
  }, body, signal)
}
