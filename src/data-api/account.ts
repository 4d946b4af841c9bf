import type { AccountAnswer, AccountCall, AccountInput } from '../changes-worker/contract.ts'
import { devices } from '../model/bookkeeping.ts'
import { SatchelError, toSatchelError } from '../shared/errors.ts'
import type { Connection } from './connection.ts'
import { makePasskey, usePasskey } from './passkeys.ts'
import type { Satchel } from './types.ts'

/** A form says how long to wait; the words for sync, which waits by itself, would not. */
function rethrow(thrown: unknown): never {
  const error = toSatchelError(thrown), said = error.details?.['said']
  throw error.code === 'rate_limited' && typeof said === 'string' ? new SatchelError('rate_limited', said) : error
}

/** The account as the server has it: everything here needs the network, and is refused without it. */
export function createAccount(connection: () => Connection, renameThis: Satchel['device']['rename'], makeId: () => string): { api: Satchel['account']; nameThis(name: string): Promise<void>; askPasskey(): Promise<{ ticket: string; response: { id: string } }> } {
  // Comlink carries no type parameter; what the names stand for is declared once (protocol/account.ts).
  const call = async <K extends AccountCall>(name: K, input: AccountInput<K>): Promise<AccountAnswer<K>> =>
    await connection().changes((api) => api.account(name, input), { once: input !== null }).catch(rethrow) as AccountAnswer<K>

  /** Its synced name is what history and conflicts say (decision 0007); written where it has a replica in the workspace that is open. */
  const renameReplica = async (replicaId: string, name: string): Promise<void> => {
    const known = await connection().data((api) => api.get(devices.name, replicaId))
    const change = { entity: devices.name, recordId: replicaId, op: known === null ? 'create' as const : 'update' as const, patch: { name } }
    await connection().data((api) => api.mutate({ mutationId: makeId(), label: 'Name a device', changes: [change] }))
  }
  /** Sync may have been waiting for just this. */
  const goOn = (): void => { connection().changes((api) => api.syncNow()).catch(() => undefined) }
  const api: Satchel['account'] = {
    registration: async () => (await call('registration', null)).registration,
    devices: async () => (await call('devices', null)).devices,
    renameDevice: async (device, name) => {
      if (device.current) await renameThis(name)
      else if (device.replicaId !== null) await renameReplica(device.replicaId, name)
      await call('renameDevice', { id: device.id, name })
    },
    revokeDevice: async (id) => { await call('revokeDevice', { id }) },
    revokeOthers: async () => (await call('revokeOthers', {})).ended,
    wipeDevice: async (id) => { await call('wipeDevice', { id }) },
    changePassword: async (password, newPassword, { revokeTokens } = { revokeTokens: false }) => (await call('changePassword', { password, newPassword, revokeTokens })).ended,
    security: () => call('security', null),
    beginAuthenticator: (password) => call('beginAuthenticator', { password }),
    confirmAuthenticator: async (ticket, code) => {
      const { recoveryCodes } = await call('confirmAuthenticator', { ticket, code })
      goOn()
      return recoveryCodes
    },
    removeAuthenticator: async (password, code) => { await call('removeAuthenticator', { password, code }) },
    renewRecoveryCodes: async (password, code) => (await call('renewRecoveryCodes', { password, code })).recoveryCodes,
    proveFactor: async (code) => {
      await call('proveFactor', { code })
      goOn()
    },
    addPasskey: async (password, name) => {
      const { ticket, options } = await call('beginPasskey', { password })
      await call('finishPasskey', { ticket, name, response: await makePasskey(options) })
      goOn()
    },
    removePasskey: async (id, password) => { await call('removePasskey', { id, password }) },
    requestReset: async (email) => { await call('requestReset', { email }) },
    resetPassword: async (token, newPassword) => { await call('resetPassword', { token, newPassword }) },
  }
  return {
    api,
    /** What signing in by a passkey takes to the server. */
    askPasskey: async () => {
      const { ticket, options } = await call('passkeyOptions', {})
      return { ticket, response: await usePasskey(options) }
    },
    /** The account's name for this device, where the server can be reached; otherwise it stays what it was. */
    nameThis: async (name) => {
      try {
        const id = (await api.devices()).find(({ current }) => current)?.id
        if (id !== undefined) await call('renameDevice', { id, name })
      } catch {
        // The synced name is the one that counts.
      }
    },
  }
}
