import type { FormerAccount, Session } from '../changes-worker/contract.ts'
import type { StorageInfo } from '../db-worker/contract.ts'
import { SatchelError, toSatchelError } from '../shared/errors.ts'
import { foldEmail } from '../shared/fold.ts'
import { checkChoice } from './check-options.ts'
import type { Connection } from './connection.ts'
import { accountlessDatabase, deleteDatabaseFiles, forgetDatabase, knownDatabases, rememberDatabase, waitingIn, type KnownDatabase } from './databases.ts'
import { countLocal, readLocal, writeMoved } from './move-records.ts'
import type { OpenChoice, OpenChoices } from './open-choice.ts'
import { defaultName, givenName } from './this-device.ts'
import { forgetBeside } from './beside.ts'
import { moveDrafts } from './kept-drafts.ts'
import { clearUnfinishedSignOut, rememberUnfinishedSignOut } from './unfinished-sign-out.ts'
import type { Satchel, SignInResult } from './types.ts'
import { forgetWiped } from './wipe.ts'

export interface AccountsOptions {
  connection: () => Connection
  /** Opens another local database in this and every other tab. */
  switchTo(databaseName: string): Promise<void>
  choices: OpenChoices
  makeId: () => string
  /** The browser's dialog; resolves to what the server wants to see. */
  askPasskey(): Promise<{ ticket: string; response: { id: string } }>
  /** Somebody signs out here: nothing is shown of what others change. */
  signedOut(): Promise<void>
}

/**
 * Signing in and out, and what becomes of what is on the device (J4). Signing in never mixes two people's records: an account-less
 * database with records in it is bound only on the person's word, a database of another account is never touched. Signing up is that word:
 * a new account begins with what is here.
 *
 * Where a server was emptied, accounts and all, the person comes back with an account of the same address but another id. What is here of the
 * former one then goes on under the new one, if they say so: an address that is free again proves that the server has lost who had it.
 */
export function createAccounts({ connection, switchTo, choices, makeId, askPasskey, signedOut }: AccountsOptions): Satchel['auth'] {
  const bindHere = async (session: Session, former?: FormerAccount): Promise<void> => {
    const expected = { userId: session.user.id, workspaceId: session.workspace.id }
    await connection().changes((api) => (former === undefined ? api.bindAccount(expected) : api.bindAccount(expected, former)))
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
  /** A database here of an account with this address that the server has lost, the open one before others; null: there is none. */
  const formerHere = async ({ user, workspace }: Session, { userId, workspaceId }: StorageInfo): Promise<(FormerAccount & { databaseName: string }) | null> => {
    const open = connection().database
    const email = userId === null ? null : (await connection().changes((api) => api.status())).account?.email ?? null
    const all = knownDatabases(), ofOpen = all.find(({ databaseName }) => databaseName === open)
    const here = { databaseName: open, userId, workspaceId, email: ofOpen?.email ?? email }
    for (const known of [here, ...all.filter((one) => one !== ofOpen).toReversed()]) {
      if (known.userId === null || known.workspaceId === null || !known.email) continue
      if (known.userId === user.id || known.workspaceId === workspace.id || foldEmail(known.email) !== foldEmail(user.email)) continue
      return { databaseName: known.databaseName, userId: known.userId, workspaceId: known.workspaceId, email: known.email }
    }
    return null
  }
  const signedIn = async (session: Session, { isNew = false } = {}): Promise<SignInResult> => {
    clearUnfinishedSignOut()
    forgetWiped()
    choices.close()
    const info = await connection().data((api) => api.storage())
    const ready: SignInResult = { state: 'ready', localRecords: 0, user: session.user }
    const former = ownKnown(session) === null ? await formerHere(session, info) : null
    if (former !== null) {
      const { databaseName, ...account } = former
      // The question stands over what it is about. What is open now and belongs to nobody stays as it is, and is in Settings.
      if (info.workspaceId === null) rememberDatabase(apart(connection().database))
      if (databaseName !== connection().database) await switchTo(databaseName)
      choices.ask(session, account)
      return { state: 'choose', localRecords: countLocal(await connection().data((api) => api.storage())), user: session.user }
    }
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
    try {
      await openOwn(session)
      await writeMoved(connection(), makeId, records)
    } catch (thrown) {
      // What was to be added is looked at again, and the question stands; in the other database nobody would find it.
      await switchTo(local)
      throw thrown
    }
    moveDrafts(local, connection().database)
    await removeDatabase(local)
  }
  const removeDatabase = async (databaseName: string): Promise<void> => {
    await deleteDatabaseFiles(databaseName)
    forgetDatabase(databaseName)
  }
  const settle = async (choice: 'add' | 'apart' | 'discard', asked: OpenChoice | null): Promise<void> => {
    const local = connection().database, former = asked?.former ?? null
    const { workspaceId, userId } = await connection().data((api) => api.storage())
    if (workspaceId !== (former?.workspaceId ?? null) || userId !== (former?.userId ?? null)) return
    // Before anything is opened or removed: without its account a device could only begin an empty database that belongs to nobody.
    const session = await connection().changes((api) => api.session())
    if (session === null || (asked !== null && asked.user.id !== session.user.id)) {
      choices.close()
      throw new SatchelError('signed_out', `${session === null ? 'Your sign-in has ended' : 'Somebody else has signed in'} meanwhile. Sign in again; what is on this device stays as it is.`)
    }
    if (choice === 'add' && former !== null) {
      await bindHere(session, former)
      return
    }
    if (choice === 'add') {
      if (ownKnown(session) === null) await bindHere(session)
      else await moveToOwn(session)
      return
    }
    rememberDatabase(former === null ? apart(local) : { databaseName: local, ...former, label: `${session.workspace.name} (earlier account)` })
    await openOwn(session)
    if (choice === 'discard') await removeDatabase(local)
  }
  const sessionOf = async (email: string | null, signIn: Promise<Session>): Promise<Session> => {
    try {
      return await signIn
    } catch (thrown) {
      // What is open here is somebody else's. They did sign in: their own database is opened instead, this one stays untouched.
      const session = thrown instanceof SatchelError && thrown.code === 'wrong_account' ? await connection().changes((api) => api.session()) : null
      if (!session || (email !== null && foldEmail(session.user.email) !== foldEmail(email))) throw thrown
      return session
    }
  }
  /** The other databases of the same person: those in which nothing waits and nothing has failed, and the rest, all of them where nobody can say. */
  const elsewhere = async (database: string): Promise<{ sent: KnownDatabase[]; kept: KnownDatabase[] }> => {
    const all = knownDatabases(), mine = all.find(({ databaseName }) => databaseName === database)?.userId ?? null
    const others = all.filter(({ databaseName, userId }) => mine !== null && userId === mine && databaseName !== database)
    const waiting = others.length === 0 ? [] : await connection().changes((api) => api.elsewhere()).catch(() => null)
    const isSent = (other: KnownDatabase): boolean => waiting !== null && (other.failed ?? 0) === 0 && waitingIn(other, waiting) === 0
    return { sent: others.filter(isSent), kept: others.filter((other) => !isSent(other)) }
  }
  return {
    register: async (input) => signedIn(await sessionOf(input.email, connection().changes((api) => api.register(input), { once: true })), { isNew: input.invitation === undefined }),
    login: async (input) => {
      // Of several workspaces the one that was last open here, also where nobody's database is open now.
      const last = knownDatabases().findLast(({ workspaceId, email }) => workspaceId !== null && email !== null && foldEmail(email) === foldEmail(input.email))
      const named = { ...input, ...(last?.workspaceId == null ? {} : { workspaceId: last.workspaceId }), deviceName: givenName() ?? defaultName() }
      return signedIn(await sessionOf(input.email, connection().changes((api) => api.login(named))))
    },
    loginWithPasskey: async () => {
      const proof = await askPasskey()
      return signedIn(await sessionOf(null, connection().changes((api) => api.passkey({ ...proof, deviceName: givenName() ?? defaultName() }), { once: true })))
    },
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
    otherCopies: async () => {
      const { sent, kept } = await elsewhere(connection().database)
      return { sent: sent.map(({ label }) => label), kept: kept.map(({ label }) => label) }
    },
    logout: async (choice = 'keep') => {
      checkChoice(choice, ['keep', 'discard'], 'What becomes of the data here')
      const database = connection().database
      // Beside the rest: between the end of the session and the other database as little as can be is waited for.
      const silenced = signedOut().catch(() => undefined)
      await connection().changes((api) => api.logout()).catch((thrown: unknown) => {
        const { code } = toSatchelError(thrown)
        if (code !== 'offline' && code !== 'server_unreachable' && code !== 'timeout' && code !== 'server_error') throw thrown
        // Locking a device must not need the network: the server is told as soon as it is there.
        rememberUnfinishedSignOut()
      })
      // Their other workspaces go too, but for what was never sent: nobody was asked about that.
      const others = choice === 'discard' ? (await elsewhere(database)).sent : []
      const asked = choices.current()
      choices.close()
      // Whoever takes back a sign-in has what they had before it.
      if (asked !== null && asked.former !== null && choice === 'keep') return silenced
      const next = accountlessDatabase(makeId)
      if (next === database) return silenced
      await switchTo(next)
      await silenced
      forgetBeside(database)
      rememberDatabase(apart(next))
      if (choice === 'discard') {
        await removeDatabase(database)
        for (const other of others) await removeDatabase(other.databaseName)
      }
    },
  }
}

const apart = (databaseName: string): KnownDatabase => ({ databaseName, workspaceId: null, userId: null, label: 'Only on this device', email: null })
