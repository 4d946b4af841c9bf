import { foldEmail } from '../shared/fold.ts'
import type { ErrorBody } from '../shared/errors.ts'
import { err, ok, type Result } from '../shared/result.ts'
import type { Session } from '../protocol/auth.ts'
import { failureToError, type Failure } from '../outbox/failure.ts'
import { ready } from '../outbox/retry-schedule.ts'
import type { Account, AuthTransport } from '../outbox/sync-transport.ts'
import type { ChangesApi, FormerAccount, SyncStatus } from './contract.ts'
import { left, type SyncContext } from './context.ts'
import { must } from './db-call.ts'

type SessionCalls = Pick<ChangesApi, 'register' | 'login' | 'passkey' | 'logout' | 'session' | 'bindAccount'>

/** Who is signed in, and whether that is whose database this is (J4). */
export interface SessionKeeper extends SessionCalls {
  /** The server was heard to know this session. */
  heard(session: Session): void
  /** What the person may do, as the server just said it: the rules on this device judge by it from now on (M5), and the screens follow. */
  noteRole(role: string): Promise<void>
  /** Who it was the last time; nobody has to be signed in for it. */
  remembered(account: SyncStatus['account']): void
  /** Reads the binding; to be called at the start. */
  start(): Promise<void>
}

export function createSessionKeeper(context: SyncContext, auth: AuthTransport): SessionKeeper {
  const { parts: { db }, board, say } = context

  let knownRole: string | null = null
  const readBinding = async (): Promise<void> => {
    const { workspaceId, userId, role } = await must(db.identity())
    knownRole = role
    const same = context.account?.workspaceId === workspaceId && context.account?.userId === userId
    if (!same) context.account = workspaceId === null || userId === null ? null : { workspaceId, userId }
    board.set({ bound: context.account !== null })
  }
  const noteRole = async (role: string): Promise<void> => {
    const { account } = context, shown = board.facts.account
    if (account === null || role === knownRole) return
    await must(db.bindTo(account.workspaceId, account.userId, role))
    knownRole = role
    if (shown?.userId !== account.userId || shown.workspaceId !== account.workspaceId || shown.role === role) return
    board.set({ account: { ...shown, role } })
    say('info', 'role', `Your role in ${shown.workspaceName} was ${shown.role}; it is ${role} now.`)
  }
  /** The session is this database's: so is the role it names. */
  const noteRoleOf = ({ workspace }: Session): void => { noteRole(workspace.role).catch((error: unknown) => { context.threw('pull', error) }) }
  /** Takes the session up where it is this database's; otherwise says whose it is. */
  const takeUp = (session: Session): Result<Session, ErrorBody> => {
    const { account } = context
    if (account === null) { heard(session); return ok(session) }
    if (account.userId !== session.user.id || account.workspaceId !== session.workspace.id) {
      const notAMember = account.userId === session.user.id
      board.set({ hold: { kind: 'wrong_account', message: 'another account is signed in', ...(notAMember ? { notAMember } : {}) } })
      context.onHold()
      return err(wrongAccount(session))
    }
    context.session += 1
    noteRoleOf(session)
    board.set({ account: label(session), hold: null, push: ready, pull: ready, trouble: null })
    context.wake.push()
    context.wake.pull()
    return ok(session)
  }
  const signIn = async (answer: Result<Session, Failure>): Promise<Result<Session, ErrorBody>> => {
    if (!answer.ok) return err(failureToError(answer.error))
    say('info', 'signed_in', `Signed in as ${answer.value.user.email}.`)
    return takeUp(answer.value)
  }
  /** An access token that ended is no end of the session. `about`: answered with that workspace, where the session is of that person and they are in it. */
  const currentSession = async (about: Account | null = context.account): Promise<Result<Session | null, Failure>> => {
    const named = await auth.session(about)
    const known = isAnothers(named) ? await auth.session() : named
    if (known.ok ? known.value !== null : !isAnothers(known)) return known
    const renewed = await auth.refresh(about)
    if (renewed.ok) return renewed
    return renewed.error.kind === 'refused' ? ok(null) : renewed
  }

  const here = (): { workspaceId?: string } => (context.account === null ? {} : { workspaceId: context.account.workspaceId })
  const heard = (session: Session): void => {
    const { account } = context
    const ours = account === null || (account.userId === session.user.id && account.workspaceId === session.workspace.id)
    if (ours) {
      noteRoleOf(session)
      board.set({ account: label(session) })
    }
  }

  return {
    register: async (input) => {
      // Addresses are unique: a server that makes an account of the same one has lost the former. What is here stays the former's until the person decides.
      const known = board.facts.account
      const again = known !== null && foldEmail(known.email) === foldEmail(input.email)
      if (context.account !== null && !again) return err({ code: 'wrong_account', message: 'What is on this device belongs to an account already. Sign in to it, or begin apart from it.' })
      return signIn(await auth.register(input))
    },
    // Whose database this is goes on in its workspace, whichever is the person's first.
    login: async (input) => signIn(await auth.login({ ...input, ...here() })),
    passkey: async (input) => signIn(await auth.passkey({ ...input, ...here() })),
    session: async () => {
      const answer = await currentSession()
      if (!answer.ok) return err(failureToError(answer.error))
      if (answer.value !== null) heard(answer.value)
      return answer
    },
    logout: async () => {
      // The server ends only a session it is shown: with the access token ended, the refresh token would live on.
      context.leaving = true
      try {
        const known = await currentSession()
        const answer = known.ok ? await auth.logout() : known
        if (!answer.ok) return err(failureToError(answer.error))
      } finally {
        context.leaving = false
      }
      context.session += 1
      say('info', 'signed_out', 'Signed out. What is on this device stays on it.')
      if (context.account === null) board.set({ account: null })
      else {
        board.set({ hold: left, caughtUp: false })
        context.onHold()
      }
      return ok(undefined)
    },
    bindAccount: async (expected, former) => {
      const answer = await currentSession(expected)
      if (!answer.ok) return err(failureToError(answer.error))
      const session = answer.value
      if (session === null) return err({ code: 'signed_out', message: 'Sign in first.' })
      if (session.user.id !== expected.userId || session.workspace.id !== expected.workspaceId) {
        return err({ code: 'wrong_account', message: 'Another tab has signed in as somebody else meanwhile. Nothing on this device was touched; sign in again.' })
      }
      if (former !== undefined && isFormer(former, session) && !isAccount(context.account, session)) {
        const bound = await db.bindTo(session.workspace.id, session.user.id, session.workspace.role, { workspaceId: former.workspaceId, userId: former.userId })
        if (!bound.ok) return bound
        await readBinding()
        context.onHold()
        // What was lost is given back before anything is pushed (R8).
        context.resetting = (await must(db.state())).givingBack
        say('info', 'bound_again', `The server did not know the former account of ${session.user.email} any more. What is on this device now belongs to the new one.`)
      } else if (context.account === null) {
        const bound = await db.bindTo(session.workspace.id, session.user.id, session.workspace.role)
        if (!bound.ok) return bound
        await readBinding()
        say('info', 'bound', `What is on this device now belongs to ${session.user.email} and is synced.`)
      }
      const taken = takeUp(session)
      return taken.ok ? ok(undefined) : taken
    },
    heard, noteRole,
    remembered: (account) => {
      if (account === null || board.facts.account !== null) return
      if (account.userId === context.account?.userId && account.workspaceId === context.account.workspaceId) board.set({ account })
    },
    start: readBinding,
  }
}

/** The session is of somebody else, or of somebody who is not in the workspace that was named. */
const isAnothers = (answer: Result<unknown, Failure>): boolean => !answer.ok && answer.error.kind === 'refused' && answer.error.error.details?.['said'] === 'wrong_account'

/** Never another person's: the address is the one thing that both accounts must share, and nothing else may. */
const isFormer = (former: FormerAccount, { user, workspace }: Session): boolean =>
  foldEmail(former.email) === foldEmail(user.email) && former.userId !== user.id && former.workspaceId !== workspace.id

const isAccount = (account: SyncContext['account'], { user, workspace }: Session): boolean =>
  account?.userId === user.id && account.workspaceId === workspace.id

const label = ({ user, workspace }: Session): NonNullable<SyncStatus['account']> =>
  ({ userId: user.id, email: user.email, name: user.name, workspaceId: workspace.id, workspaceName: workspace.name, role: workspace.role })

const wrongAccount = (session: Session): ErrorBody => ({
  code: 'wrong_account',
  message: `What is on this device belongs to another account than ${session.user.email}.`,
  details: { userId: session.user.id, workspaceId: session.workspace.id, email: session.user.email },
})
