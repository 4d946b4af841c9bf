import { productModel } from '../model/model.ts'
import type { Session } from '../changes-worker/contract.ts'
import { SatchelError } from '../shared/errors.ts'
import type { Connection } from './connection.ts'
import { accountlessDatabase, deleteDatabaseFiles, forgetDatabase, knownDatabases, rememberDatabase } from './databases.ts'
import type { Satchel, SignInResult } from './types.ts'

export interface AccountsOptions {
  connection: () => Connection
  /** Opens another local database in this and every other tab. */
  switchTo(databaseName: string): Promise<void>
  makeId: () => string
}

/**
 * Signing in and out, and what becomes of what is on the device (J4). Signing in never mixes two people's records: an account-less
 * database with records in it is bound only on the person's word, a database of another account is never touched.
 */
export function createAccounts({ connection, switchTo, makeId }: AccountsOptions): Satchel['auth'] {
  let undecided: Session | null = null

  const bindHere = async (session: Session): Promise<void> => {
    await connection().changes((api) => api.bindAccount())
    rememberDatabase({
      databaseName: connection().database,
      workspaceId: session.workspace.id,
      userId: session.user.id,
      label: session.workspace.name,
      email: session.user.email,
    })
  }
  const ownDatabase = (session: Session): string =>
    knownDatabases().find((known) => known.workspaceId === session.workspace.id && known.userId === session.user.id)?.databaseName
    ?? `satchel-${session.workspace.id}`
  const openOwn = async (session: Session): Promise<void> => {
    const databaseName = ownDatabase(session)
    if (databaseName !== connection().database) await switchTo(databaseName)
    await bindHere(session)
  }
  const signedIn = async (session: Session): Promise<SignInResult> => {
    const info = await connection().data((api) => api.storage())
    if (info.workspaceId !== null) {
      if (info.workspaceId === session.workspace.id && info.userId === session.user.id) await bindHere(session)
      else await openOwn(session)
      return { state: 'ready', localRecords: 0, user: session.user }
    }
    const localRecords = [...productModel.entities.values()]
      .filter((entity) => entity.authored === 'people')
      .reduce((sum, entity) => sum + (info.counts[entity.name] ?? 0), 0)
    const hasOwn = knownDatabases().some((known) => known.workspaceId === session.workspace.id && known.userId === session.user.id)
    if (localRecords > 0) {
      undecided = session
      return { state: 'choose', localRecords, user: session.user }
    }
    if (hasOwn) await openOwn(session)
    else await bindHere(session)
    return { state: 'ready', localRecords: 0, user: session.user }
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
    register: async (input) => signedIn(await connection().changes((api) => api.register(input), { once: true })),
    login: async (input) => signedIn(await login({ ...input, deviceName: deviceName() })),
    settleSignIn: async (choice) => {
      const session = undecided ?? (await connection().changes((api) => api.session()))
      if (!session) throw new SatchelError('signed_out', 'Nobody is signed in. Sign in first; what is on this device stays as it is.')
      if (choice === 'add') await bindHere(session)
      else {
        const local = connection().database
        const databaseName = `satchel-${session.workspace.id}` === local ? `satchel-${makeId().slice(-12)}` : ownDatabase(session)
        rememberDatabase({ databaseName: local, workspaceId: null, userId: null, label: 'Only on this device', email: null })
        await switchTo(databaseName)
        await bindHere(session)
        if (choice === 'discard') {
          await deleteDatabaseFiles(local)
          forgetDatabase(local)
        }
      }
      undecided = null
    },
    logout: async (choice = 'keep') => {
      const database = connection().database
      await connection().changes((api) => api.logout())
      const next = accountlessDatabase(makeId)
      if (next === database) return
      await switchTo(next)
      rememberDatabase({ databaseName: next, workspaceId: null, userId: null, label: 'Only on this device', email: null })
      if (choice === 'discard') {
        await deleteDatabaseFiles(database)
        forgetDatabase(database)
      }
    },
  }
}

/** "Chrome on Linux": what the history calls this device until somebody names it. */
function deviceName(): string {
  const agent = navigator.userAgent
  const browser = /Edg\//.test(agent) ? 'Edge' : /Firefox\//.test(agent) ? 'Firefox' : /Chrome\//.test(agent) ? 'Chrome' : /Safari\//.test(agent) ? 'Safari' : 'Browser'
  const system = /Android/.test(agent) ? 'Android' : /iPhone|iPad/.test(agent) ? 'iOS' : /Mac OS X/.test(agent) ? 'macOS' : /Windows/.test(agent) ? 'Windows' : /Linux/.test(agent) ? 'Linux' : 'this device'
  return `${browser} on ${system}`
}
