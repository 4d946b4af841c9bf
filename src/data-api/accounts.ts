import type { Session } from '../changes-worker/contract.ts'
import { SatchelError, toSatchelError } from '../shared/errors.ts'
import { checkChoice } from './check-options.ts'
import type { Connection } from './connection.ts'
import { accountlessDatabase, deleteDatabaseFiles, forgetDatabase, knownDatabases, rememberDatabase } from './databases.ts'
import { countLocal, readLocal, writeMoved } from './move-records.ts'
import type { OpenChoice, OpenChoices } from './open-choice.ts'
import { defaultName, givenName } from './this-device.ts'
import { forgetAllLastSeen } from './last-seen.ts'
import { clearUnfinishedSignOut, rememberUnfinishedSignOut } from './unfinished-sign-out.ts'
import type { Satchel, SignInResult } from './types.ts'

export interface AccountsOptions {
  connection: () => Connection
  /** Opens another local database in this and every other tab. */
  switchTo(databaseName: string): Promise<void>
  choices: OpenChoices
  makeId: () => string
}

/**
 * Signing in and out, and what becomes of what is on the device (J4). Signing in never mixes two people's records: an account-less
 * database with records in it is bound only on the person's word, a database of another account is never touched. Signing up is that word:
 * a new account begins with what is here.
 */
export function createAccounts({ connection, switchTo, choices, makeId }: AccountsOptions): Satchel['auth'] {
  const bindHere = async (session: Session): Promise<void> => {
    const expected = { userId: session.user.id, workspaceId: session.workspace.id }
    await connection().changes((api) => api.bindAccount(expected))
    rememberDatabase({ ...expected, databaseName: connection().database, label: session.workspace.name, email: session.user.email })
  }
  const ownKnown = (session: Session): string | null =>
    knownDatabases().find((known) => known.workspaceId === session.workspace.id && known.userId === session.user.id)?.databaseName ?? null
  const openOwn = async (session: Session): Promise<void> => {
    const fresh = (): string => `satchel-${makeId().slice(-12)}`
    const databaseName = ownKnown(session) ?? fresh()
    if (databaseName !== connection().database) await switchTo(databaseName)
    await bindHere(session)
  }
  const signedIn = async (session: Session, { isNew = false } = {}): Promise<SignInResult> => {
    clearUnfinishedSignOut()
    choices.close()
    const info = await connection().data((api) => api.storage())
    const ready: SignInResult = { state: 'ready', localRecords: 0, user: session.user }
    if (info.workspaceId !== null) {
      if (info.workspaceId === session.workspace.id && info.userId === session.user.id) await bindHere(session)
      else await openOwn(session)
      return ready
    }
    const localRecords = countLocal(info)
    if (localRecords > 0 && !isNew) {
      choices.ask(session)
      return { state: 'choose', localRecords, user: session.user }
    }
    if (ownKnown(session) === null) await bindHere(session)
    else await openOwn(session)
    return ready
  }
  /** The account has a database here already, perhaps with unsent changes: what is in the open one goes into it, ids and all. */
  const moveToOwn = async (session: Session): Promise<void> => {
    const local = connection().database
    const records = await readLocal(connection())
    await openOwn(session)
    await writeMoved(connection(), makeId, records)
    await removeDatabase(local)
  }
  const removeDatabase = async (databaseName: string): Promise<void> => {
    await deleteDatabaseFiles(databaseName)
    forgetDatabase(databaseName)
  }
  const settle = async (choice: 'add' | 'apart' | 'discard', asked: OpenChoice | null): Promise<void> => {
    const local = connection().database
    if ((await connection().data((api) => api.storage())).workspaceId !== null) return
    // Before anything is opened or removed: without its account a device could only begin an empty database that belongs to nobody.
    const session = await connection().changes((api) => api.session())
    if (session === null || (asked !== null && asked.user.id !== session.user.id)) {
      choices.close()
      throw new SatchelError('signed_out', `${session === null ? 'Your sign-in has ended' : 'Somebody else has signed in'} meanwhile. Sign in again; what is on this device stays as it is.`)
    }
    if (choice === 'add') {
      if (ownKnown(session) === null) await bindHere(session)
      else await moveToOwn(session)
      return
    }
    rememberDatabase({ databaseName: local, workspaceId: null, userId: null, label: 'Only on this device', email: null })
    await openOwn(session)
    if (choice === 'discard') await removeDatabase(local)
  }
  const login = async (input: { email: string; password: string; deviceName: string }): Promise<Session> => {
    try {
      return await connection().changes((api) => api.login(input))
    } catch (thrown) {
      // What is open here is somebody else's. They did sign in: their own database is opened instead, this one stays untouched.
      const session = thrown instanceof SatchelError && thrown.code === 'wrong_account' ? await connection().changes((api) => api.session()) : null
      if (!session) throw thrown
      return session
    }
  }
  return {
    register: async (input) => signedIn(await connection().changes((api) => api.register(input), { once: true }), { isNew: true }),
    login: async (input) => signedIn(await login({ ...input, deviceName: givenName() ?? defaultName() })),
    settleSignIn: (choice) => {
      const asked = choices.current()
      return navigator.locks.request('satchel-settle-sign-in', async () => {
        // Two tabs ask the same question: whoever answers second finds it answered, and must not discard what was just added.
        if (asked !== null && choices.current() === null) return
        await settle(choice, asked)
        choices.close()
      })
    },
    openChoice: () => choices.current(),
    onOpenChoice: choices.onChange,
    logout: async (choice = 'keep') => {
      checkChoice(choice, ['keep', 'discard'], 'What becomes of the data here')
      const database = connection().database
      await connection().changes((api) => api.logout()).catch((thrown: unknown) => {
        const { code } = toSatchelError(thrown)
        if (code !== 'offline' && code !== 'server_unreachable' && code !== 'timeout' && code !== 'server_error') throw thrown
        // Locking a device must not need the network: the server is told as soon as it is there.
        rememberUnfinishedSignOut()
      })
      choices.close()
      const next = accountlessDatabase(makeId)
      if (next === database) return
      await switchTo(next)
      forgetAllLastSeen(database)
      rememberDatabase({ databaseName: next, workspaceId: null, userId: null, label: 'Only on this device', email: null })
      if (choice === 'discard') await removeDatabase(database)
    },
  }
}
