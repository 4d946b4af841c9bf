import type { AccountAnswer, AccountCall, AccountInput } from '../changes-worker/contract.ts'
import type { Connection } from './connection.ts'
import type { Satchel } from './types.ts'

/** How other programs are let in. All of it is the server's, so everything here needs the network. */
export function createPrograms(connection: () => Connection): Pick<Satchel, 'apiTokens' | 'webhooks'> {
  // Comlink carries no type parameter; what the names stand for is declared once (protocol/account.ts).
  const call = async <K extends AccountCall>(name: K, input: AccountInput<K>): Promise<AccountAnswer<K>> =>
    await connection().changes((api) => api.account(name, input), { once: input !== null }) as AccountAnswer<K>
  return {
    apiTokens: {
      list: async () => (await call('apiTokens', null)).tokens,
      make: (input) => call('makeApiToken', input),
      revoke: async (id) => { await call('revokeApiToken', { id }) },
    },
    webhooks: {
      list: async () => (await call('webhooks', null)).webhooks,
      add: (input) => call('addWebhook', input),
      change: async (id, change) => (await call('changeWebhook', { id, ...change })).webhook,
      remove: async (id) => { await call('removeWebhook', { id }) },
      deliveries: async (id) => (await call('webhookDeliveries', { id })).deliveries,
    },
  }
}
