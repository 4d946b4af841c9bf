import webpush from 'web-push'
import type { AccountStore } from '../store/account-port.ts'

/** What push services know this server by (VAPID, RFC 8292): its keys, and whom to turn to (`subject`, mailto: or https:). */
export interface Vapid { publicKey: string; privateKey: string; subject: string }

/** Those of the settings, or ones made at the first start and kept in the store, which all servers on it share. Other keys would make every subscription void. */
export async function vapidOf(accounts: Pick<AccountStore, 'secret'>, given: { publicKey: string; privateKey: string } | null, subject: string): Promise<Vapid> {
  if (given !== null) return { ...given, subject }
  const made = JSON.parse(await accounts.secret('vapid', () => JSON.stringify(webpush.generateVAPIDKeys()))) as { publicKey: string; privateKey: string }
  return { ...made, subject }
}

/** A message as its push service takes it: encrypted for the one device (RFC 8291), signed by us. @throws where the device's keys are none */
export function sealed(vapid: Vapid, to: { endpoint: string; p256dh: string; auth: string }, message: object, topic: string): { headers: Record<string, string | number>; body: Buffer } {
  const { headers, body } = webpush.generateRequestDetails({ endpoint: to.endpoint, keys: { p256dh: to.p256dh, auth: to.auth } }, JSON.stringify(message), {
    vapidDetails: vapid, contentEncoding: 'aes128gcm', TTL: keptFor, urgency: 'normal',
    // Of several that wait for a device that is away, the push service keeps the last of a topic.
    topic,
  })
  if (body === null) throw new Error('Nothing was encrypted.')
  return { headers: headers as Record<string, string | number>, body }
}

/** How long a push service keeps a hint for a device that is away, s: after a day it syncs anyway. */
const keptFor = 24 * 3_600
