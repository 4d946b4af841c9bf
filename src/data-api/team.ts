import type { AccountAnswer, AccountCall, AccountInput } from '../changes-worker/contract.ts'
import { SatchelError, toSatchelError } from '../shared/errors.ts'
import type { Connection } from './connection.ts'
import { describeDatabases, deleteDatabaseFiles, firstDatabase, forgetDatabase, knownDatabases, rememberDatabase, waitingIn, type KnownDatabase } from './databases.ts'
import type { Satchel, WorkspaceEntry } from './types.ts'

export interface TeamOptions {
  connection: () => Connection
  /** Opens another local database in this and every other tab. */
  switchTo(databaseName: string): Promise<void>
  makeId: () => string
}

/**
 * Who is in the workspace, and the person's others. Each workspace has a local database of its own (J4): to go to one that is on the device takes no
 * network, and what was not sent in the one that is left stays in it.
 */
export function createTeam({ connection, switchTo, makeId }: TeamOptions): Pick<Satchel, 'team' | 'workspaces' | 'databases'> {
  // Comlink carries no type parameter; what the names stand for is declared once (protocol/account.ts).
  const call = async <K extends AccountCall>(name: K, input: AccountInput<K>): Promise<AccountAnswer<K>> =>
    await connection().changes((api) => api.account(name, input), { once: input !== null }) as AccountAnswer<K>
  const opened = (): KnownDatabase | null => knownDatabases().find(({ databaseName }) => databaseName === connection().database) ?? null
  const lookAgain = (): void => { connection().changes((api) => api.syncNow()).catch(() => undefined) }

  const open = async (workspaceId: string): Promise<void> => {
    // Of the one who is here: another person of this browser may be in the same workspace.
    const session = opened()?.userId == null ? await connection().changes((api) => api.session()) : null
    const userId = opened()?.userId ?? session?.user.id
    const known = knownDatabases().find((one) => one.workspaceId === workspaceId && one.userId === userId)
    if (known !== undefined) {
      // The one that was last open is the newest of the list: signing in again begins there.
      rememberDatabase(known)
      await switchTo(known.databaseName)
      return
    }
    await openFirst(workspaceId)
  }
  /** It is not on the device yet: nothing is left before it is sure that there is something to come to. */
  const openFirst = async (workspaceId: string): Promise<void> => {
    const session = await connection().changes((api) => api.session())
    const wanted = (await call('workspaces', null)).workspaces.find(({ id }) => id === workspaceId)
    if (wanted === undefined || session === null) throw new SatchelError('not_found', 'You are not a member of that workspace.')
    const former = connection().database, databaseName = `satchel-${makeId().slice(-12)}`
    const expected = { userId: session.user.id, workspaceId }
    await switchTo(databaseName)
    try {
      await connection().changes((api) => api.bindAccount(expected))
    } catch (thrown) {
      await switchTo(former)
      await deleteDatabaseFiles(databaseName).catch(() => undefined)
      throw thrown
    }
    rememberDatabase({ ...expected, databaseName, label: wanted.name, email: session.user.email })
  }
  /** One that the person is in still; the server makes one for who is in none. */
  const openAnother = async (): Promise<void> => {
    const mine = connection().database, session = await connection().changes((api) => api.session())
    if (session === null) throw new SatchelError('signed_out', 'Sign in first.')
    const { workspaces } = await call('workspaces', null)
    const others = workspaces.filter(({ id }) => id !== knownDatabases().find(({ databaseName }) => databaseName === mine)?.workspaceId)
    await open(others[0]?.id ?? session.workspace.id)
  }

  const list = async (): Promise<WorkspaceEntry[]> => {
    const now = opened(), elsewhere = await connection().changes((api) => api.elsewhere()).catch(() => [])
    const here: WorkspaceEntry[] = knownDatabases().filter(({ workspaceId, userId }) => workspaceId !== null && userId === now?.userId).map((known) => {
      const isOpen = known.databaseName === now?.databaseName
      return { workspaceId: known.workspaceId!, name: known.label, open: isOpen, onDevice: true, waiting: isOpen ? 0 : waitingIn(known, elsewhere) ?? 0 }
    })
    return here.sort((a, b) => a.name.localeCompare(b.name))
  }

  /** Another name would begin an empty database, and look as if everything were lost. */
  const check = (databaseName: string): void => {
    if (databaseName === connection().database || databaseName === firstDatabase || knownDatabases().some((known) => known.databaseName === databaseName)) return
    throw new SatchelError('not_found', `There is no database "${databaseName}" on this device. \`satchel.databases.list()\` has those there are.`)
  }

  return {
    team: {
      members: async () => (await call('members', null)).members,
      changeRole: async (userId, role) => {
        await call('changeRole', { userId, role })
        lookAgain()
      },
      remove: async (userId) => { await call('removeMember', { userId }) },
      transfer: async (userId) => {
        await call('transferWorkspace', { userId })
        lookAgain()
      },
      rename: async (name) => {
        await call('renameWorkspace', { name })
        const known = opened()
        if (known !== null) rememberDatabase({ ...known, label: name })
        await connection().changes((api) => api.session())
      },
      leave: async () => {
        await call('leaveWorkspace', {})
        await openAnother()
      },
      invitations: async () => (await call('invitations', null)).invitations,
      invite: async (input) => {
        const { secret, invitation } = await call('invite', input)
        return { link: `${location.origin}/invite#${secret}`, invitation }
      },
      revokeInvitation: async (id) => { await call('revokeInvitation', { id }) },
      lookAtInvitation: (secret) => call('lookAtInvitation', { secret }),
      whereAlready: async (secret) => {
        try {
          // Who is in stays as they are; a link that is over lets nobody in.
          return (await call('acceptInvitation', { secret })).workspace
        } catch (thrown) {
          if (toSatchelError(thrown).details?.['said'] === 'invitation_over') return null
          throw thrown
        }
      },
      join: async (secret) => {
        const { workspace } = await call('acceptInvitation', { secret })
        await open(workspace.id)
        // Who was taken out and is let in again has it open, it may be, with what was never sent.
        lookAgain()
        return workspace
      },
    },
    workspaces: {
      list,
      listAll: async () => {
        const { workspaces } = await call('workspaces', null), here = await list()
        for (const known of knownDatabases()) {
          const current = workspaces.find(({ id }) => id === known.workspaceId)
          if (current !== undefined && current.name !== known.label) rememberDatabase({ ...known, label: current.name })
        }
        const away = workspaces.filter(({ id }) => !here.some(({ workspaceId }) => workspaceId === id))
        const named = here.map((entry) => ({ ...entry, name: workspaces.find(({ id }) => id === entry.workspaceId)?.name ?? entry.name }))
        return [...named, ...away.map(({ id, name }) => ({ workspaceId: id, name, open: false, onDevice: false, waiting: 0 }))].sort((a, b) => a.name.localeCompare(b.name))
      },
      open,
      openAnother,
      create: async (name) => {
        const { workspace } = await call('createWorkspace', { name })
        await open(workspace.id)
      },
    },
    databases: {
      list: () => Promise.resolve(describeDatabases()),
      open: async (databaseName) => {
        check(databaseName)
        await switchTo(databaseName)
      },
      remove: async (databaseName) => {
        check(databaseName)
        if (databaseName === connection().database) throw new SatchelError('invalid', 'This is the one that is open. Open another one first.')
        await deleteDatabaseFiles(databaseName)
        forgetDatabase(databaseName)
      },
    },
  }
}
