import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Elsewhere } from '../changes-worker/contract.ts'
import { SatchelError } from '../shared/errors.ts'
import { createAccounts } from './accounts.ts'
import type { Connection } from './connection.ts'
import { knownDatabases, noteLeft, rememberDatabase } from './databases.ts'
import type { OpenChoices } from './open-choice.ts'

/* J4: what signing out takes along of a person's other workspaces on this device. */

let kept: Map<string, string>
beforeEach(() => {
  kept = new Map()
  vi.stubGlobal('localStorage', { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => { kept.set(key, value) }, removeItem: (key: string) => { kept.delete(key) } })
  const known = (databaseName: string, userId: string | null, more: { failed?: number; unsent?: number | null } = {}) => { rememberDatabase({ databaseName, userId, workspaceId: userId === null ? null : `of ${databaseName}`, label: `${databaseName} workspace`, email: null, ...more }) }
  known('open', 'ana')
  known('sent', 'ana')
  known('waiting', 'ana')
  known('refused', 'ana', { failed: 2 })
  known('cut off', 'ana', { unsent: 4_000 })
  known('silent', 'ana', { unsent: null })
  known('answered', 'ana', { unsent: 3 })
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
    const elsewhere = async () => [{ databaseName: 'waiting', waiting: 3, answered: 0 }, { databaseName: 'answered', waiting: 0, answered: 3 }]
    const { sent, kept } = await setupAccounts(elsewhere).otherCopies()
    expect(sent).toEqual(['sent workspace', 'answered workspace'])
    expect(kept).toEqual(['waiting workspace', 'refused workspace', 'cut off workspace', 'silent workspace'])
  })

  it('[J4] all stay where nobody can say what waits in them', async () => {
    expect(await setupAccounts(() => Promise.reject(new SatchelError('leader_lost', 'gone'))).otherCopies()).toEqual({ sent: [], kept: ['sent workspace', 'waiting workspace', 'refused workspace', 'cut off workspace', 'silent workspace', 'answered workspace'] })
  })
})

describe('a database that is left for another', () => {
  const leave = (database: string, journalCounts: () => Promise<unknown>): Promise<void> => noteLeft({ database, data: (async (use: (api: unknown) => unknown) => use({ journalCounts })) as Connection['data'] })

  it('[J4] is noted with what waits and what failed as its journal has it, whatever has been heard or mirrored of that', async () => {
    await leave('sent', async () => ({ pending: 5, pushing: 2, deferred: 1, failed: 3, synced: 9 }))
    expect(knownDatabases().find(({ databaseName }) => databaseName === 'sent')).toMatchObject({ failed: 3, unsent: 8 })
  })

  it('[J4] and does not answer, stays whatever is asked', async () => {
    await leave('refused', () => Promise.reject(new SatchelError('leader_lost', 'gone')))
    expect(knownDatabases().find(({ databaseName }) => databaseName === 'refused')).toMatchObject({ failed: 2, unsent: null })
  })
})
