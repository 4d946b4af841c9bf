import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Elsewhere } from '../changes-worker/contract.ts'
import { SatchelError } from '../shared/errors.ts'
import { createAccounts } from './accounts.ts'
import type { Connection } from './connection.ts'
import { rememberDatabase } from './databases.ts'
import type { OpenChoices } from './open-choice.ts'

/* J4: what signing out takes along of a person's other workspaces on this device. */

let kept: Map<string, string>
beforeEach(() => {
  kept = new Map()
  vi.stubGlobal('localStorage', { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => { kept.set(key, value) }, removeItem: (key: string) => { kept.delete(key) } })
  const known = (databaseName: string, userId: string | null, more: { failed?: number } = {}) => { rememberDatabase({ databaseName, userId, workspaceId: userId === null ? null : `of ${databaseName}`, label: `${databaseName} workspace`, email: null, ...more }) }
  known('open', 'ana')
  known('sent', 'ana')
  known('waiting', 'ana')
  known('refused', 'ana', { failed: 2 })
  known('bens', 'ben')
  known('nobodys', null)
})
afterEach(() => { vi.unstubAllGlobals() })

function setupAccounts(elsewhere: () => Promise<Elsewhere[]>) {
  const connection = { database: 'open', changes: async (use: (api: { elsewhere: typeof elsewhere }) => Promise<unknown>) => use({ elsewhere }) } as unknown as Connection
  const never = (): Promise<never> => Promise.reject(new Error('not asked for here'))
  return createAccounts({ connection: () => connection, switchTo: never, choices: {} as OpenChoices, makeId: () => 'id', askPasskey: never, signedOut: never })
}

describe('the other workspaces of who signs out', () => {
  it('[J4] go with the copy where all of them was sent, and stay where something waits or was refused; nobody else’s is named', async () => {
    expect(await setupAccounts(async () => [{ databaseName: 'waiting', waiting: 3 }]).otherCopies()).toEqual({ sent: ['sent workspace'], kept: ['waiting workspace', 'refused workspace'] })
  })

  it('[J4] all stay where nobody can say what waits in them', async () => {
    expect(await setupAccounts(() => Promise.reject(new SatchelError('leader_lost', 'gone'))).otherCopies()).toEqual({ sent: [], kept: ['sent workspace', 'waiting workspace', 'refused workspace'] })
  })
})
