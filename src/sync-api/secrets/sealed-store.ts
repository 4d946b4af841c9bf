import type { Random } from '../../shared/random.ts'
import type { AccountStore, OneTime, User } from '../store/account-port.ts'
import type { KeptSecret } from '../store/kept-secrets.ts'
import type { SyncStore } from '../store/port.ts'
import type { WebhookRow } from '../store/webhook-port.ts'
import { markName } from './key.ts'
import { hashUnder, isSealed, UnreadableSecretError, type Seal } from './seal.ts'

/** A store whose secrets are closed when they are written and opened when they are read: whoever calls it never sees one that is closed. */
export function sealedStore(store: SyncStore, seal: Seal): SyncStore {
  return { ...store, accounts: sealedAccounts(store.accounts, seal), webhooks: sealedWebhooks(store.webhooks, seal) }
}

function sealedAccounts(accounts: AccountStore, seal: Seal): AccountStore {
  const opened = (user: User | null): User | null =>
    (user === null || user.totpSecret === null ? user : { ...user, totpSecret: seal.open(placeOf({ kind: 'totp', id: user.id }), user.totpSecret) })
  /** Of these the data itself is a secret; the others stand for a person. */
  const holds = (purpose: OneTime['purpose']): boolean => purpose === 'totp'
  const openedData = (hash: string, purpose: OneTime['purpose'], data: string | null): string | null =>
    (data === null || !holds(purpose) ? data : seal.open(placeOf({ kind: 'one-time', id: hash }), data))
  return {
    ...accounts,
    userByEmail: async (email) => opened(await accounts.userByEmail(email)),
    userById: async (id) => opened(await accounts.userById(id)),
    setTotp: (userId, secret) => accounts.setTotp(userId, secret === null ? null : seal.close(placeOf({ kind: 'totp', id: userId }), secret)),
    putOneTime: (token) => accounts.putOneTime(holds(token.purpose) ? { ...token, data: seal.close(placeOf({ kind: 'one-time', id: token.hash }), token.data) } : token),
    oneTime: async (hash, purpose, now) => openedData(hash, purpose, await accounts.oneTime(hash, purpose, now)),
    takeOneTime: async (hash, purpose, now) => openedData(hash, purpose, await accounts.takeOneTime(hash, purpose, now)),
    setRecoveryCodes: (userId, hashes) => accounts.setRecoveryCodes(userId, hashes.map((hash) => seal.hash(placeOf({ kind: 'recovery', id: userId }), hash))),
    useRecoveryCode: async (userId, hash) => {
      const place = placeOf({ kind: 'recovery', id: userId })
      if (await accounts.useRecoveryCode(userId, seal.hash(place, hash))) return true
      for (const former of await formerHashKeys(accounts, seal)) if (await accounts.useRecoveryCode(userId, hashUnder(former, place, hash))) return true
      return false
    },
    secret: async (name, make) => {
      if (isOpen(name)) return accounts.secret(name, make)
      const place = placeOf({ kind: 'secret', id: name })
      return seal.open(place, await accounts.secret(name, () => seal.close(place, make())))
    },
  }
}

function sealedWebhooks(webhooks: SyncStore['webhooks'], seal: Seal): SyncStore['webhooks'] {
  const opened = (row: WebhookRow): WebhookRow => ({ ...row, secret: seal.open(placeOf({ kind: 'webhook', id: row.id }), row.secret) })
  return {
    ...webhooks,
    of: async (workspaceId) => (await webhooks.of(workspaceId)).map(opened),
    enabled: async () => (await webhooks.enabled()).map(opened),
    add: (row, by) => webhooks.add({ ...row, secret: seal.close(placeOf({ kind: 'webhook', id: row.id }), row.secret) }, by),
    claim: async (...of) => {
      const row = await webhooks.claim(...of)
      return row === null ? null : opened(row)
    },
  }
}

/** A hash cannot be made anew for another key: what it was made with is kept, closed under the new one. */
async function formerHashKeys(accounts: Pick<AccountStore, 'secret'>, seal: Seal): Promise<string[]> {
  return JSON.parse(seal.open(formerPlace, await accounts.secret(formerName, () => seal.close(formerPlace, '[]')))) as string[]
}
const formerName = 'former-hash-keys', formerPlace = `secret ${formerName}`

/**
 * Closes under `to` what was closed under `from`; nothing else becomes of it: people stay signed in, and codes of apps and recovery codes are good. What is closed
 * under `to` already is left as it is, so that it can be done again. @returns how many changed
 * @throws UnreadableSecretError where something is closed under neither; then nothing is changed
 */
export async function closeAnew(store: Pick<SyncStore, 'rewriteSecrets' | 'accounts'>, from: Seal, to: Seal): Promise<number> {
  // There to be written to, in the one transaction with all the others.
  await store.accounts.secret(formerName, () => from.close(formerPlace, '[]'))
  return store.rewriteSecrets((kept) => {
    const { kind, id, value } = kept, place = placeOf(kept)
    if (kind === 'secret' && id === markName) return to.mark
    if (kind === 'recovery' || (kind === 'secret' && isOpen(id))) return value
    const text = openedBy(from, to, place, value)
    if (text === null) return value
    return to.close(place, kind === 'secret' && id === formerName ? JSON.stringify([...JSON.parse(text) as string[], from.hashKey]) : text)
  })
}

/** Null: it is closed under `to`. */
function openedBy(from: Seal, to: Seal, place: string, value: string): string | null {
  try {
    return from.open(place, value)
  } catch (thrown) {
    to.open(place, value)
    if (thrown instanceof UnreadableSecretError) return null
    throw thrown
  }
}

/** What `seen` tokens are signed with lets nobody in, and a device whose token cannot be read begins anew: it outlives a lost key. */
const isOpen = (name: string): boolean => name === 'seen' || name === markName

const placeOf = ({ kind, id }: Pick<KeptSecret, 'kind' | 'id'>): string => `${kind} ${id}`

/** Closes what a version before this left open. @returns how many there were */
export const closeOpenSecrets = (store: Pick<SyncStore, 'rewriteSecrets'>, seal: Seal): Promise<number> =>
  store.rewriteSecrets((kept) => {
    if (isSealed(kept.value) || (kept.kind === 'secret' && isOpen(kept.id))) return kept.value
    return kept.kind === 'recovery' ? seal.hash(placeOf(kept), kept.value) : seal.close(placeOf(kept), kept.value)
  })

/**
 * For a key that is lost: forgets everything that was closed under it. Authenticator apps go with their recovery codes, every session ends, and webhooks
 * are signed by what no receiver knows, until they are added anew. @returns how many there were
 */
export const forgetSecrets = (store: Pick<SyncStore, 'rewriteSecrets'>, random: Pick<Random, 'bytes'>): Promise<number> =>
  store.rewriteSecrets((kept) => {
    if (kept.kind === 'secret' && kept.id === markName) return null
    if (!isSealed(kept.value)) return kept.value
    return kept.kind === 'webhook' ? Buffer.from(random.bytes(32)).toString('base64') : null
  })
