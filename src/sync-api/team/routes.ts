import type { FastifyInstance, FastifyRequest } from 'fastify'
import { decideMember, decideTransfer, handsOut, may, type MemberChange, type MemberRefusal, type Permission } from '../../model/roles.ts'
import type { Role } from '../../model/entity.ts'
import type { AuditKind } from '../../protocol/audit.ts'
import type { Invitation } from '../../protocol/team.ts'
import { foldEmail } from '../../shared/fold.ts'
import type { Random } from '../../shared/random.ts'
import { auditAct, sourceOf } from '../audit/entry.ts'
import { subjectOf } from '../audit/trail.ts'
import { serveAccountCall, type AccountDeps } from '../auth/account-calls.ts'
import { identityOf, personOf } from '../auth/guard.ts'
import type { SecondFactorGate } from '../auth/second-factor-gate.ts'
import { memberKey } from '../auth/session-ends.ts'
import { ownWorkspaceName } from '../auth/sessions.ts'
import { HttpError, notFound } from '../http/http-error.ts'
import type { FoundInvitation, InvitationRow, TeamStore } from '../store/team-port.ts'
import { acceptanceOf, findInvitation, hashOfSecret, holdsAt, invitationDays, invitationOver } from './invitations.ts'

export interface TeamDeps extends Pick<AccountDeps, 'guard' | 'limits' | 'attempts' | 'ends' | 'log' | 'now'> {
  team: TeamStore
  factor: SecondFactorGate
  random: Random
  newId: () => string
  newEpoch: () => string
}

const mostInvitations = 100
/** Each costs a row of its own for good. */
const mostWorkspaces = 50

/** Who is in a workspace, in which role, and how others come in (model/roles.ts says what each role may). */
export function teamRoutes(app: FastifyInstance, deps: TeamDeps & { workspacesOf: (userId: string) => Promise<{ workspace: { id: string; name: string }; role: Role }[]> }): void {
  const { team, ends, log, now } = deps

  /** Who asks, where their role is enough. */
  const allowed = async (request: FastifyRequest, permission: Permission): Promise<{ workspaceId: string; userId: string; role: Role }> => {
    await deps.factor.check(request)
    const { membership: { workspace, role }, user } = identityOf(request)
    if (!may(role, permission)) throw new HttpError(403, 'forbidden', words.not_yours_to_give)
    return { workspaceId: workspace.id, userId: user.id, role }
  }
  /** The members as they are then decide; whoever is concerned hears of it at once, in every process. */
  const change = async (request: FastifyRequest, kind: AuditKind, workspaceId: string, by: string, decide: (members: ReadonlyMap<string, Role>) => readonly MemberChange[] | MemberRefusal): Promise<void> => {
    const at = now(), source = sourceOf(request, identityOf(request))
    // As they are called now: whoever reads the log later knows nobody by an id, and those who went least of all.
    const names = new Map((await team.members(workspaceId)).map(({ userId, name }) => [userId, name]))
    request.told = true
    const changes = await team.changeMembers(workspaceId, at, (members) => {
      const decided = decide(members)
      if (typeof decided === 'string') throw decided === 'no_such_member' ? notFound() : new HttpError(decided === 'last_owner' ? 409 : 403, decided === 'last_owner' ? decided : 'forbidden', words[decided])
      return decided
    }, (decided, before) => decided.map(({ userId, role }) => auditAct(at, source, kind, { target: userId, name: names.get(userId) ?? '', fields: { role: [before.get(userId) ?? null, role] } })))
    ends.ended(changes.map(({ userId }) => memberKey(workspaceId, userId)))
    for (const { userId, role } of changes) log('info', role === null ? 'team.gone' : 'team.role', { workspaceId, userId, role, by })
  }
  /** Whoever is in no workspace is given one when they come next; where it would be called as the one they just left, they get it now and by another name. */
  const goOnElsewhere = async (left: { name: string }, { id, name }: { id: string; name: string }): Promise<void> => {
    if (left.name !== ownWorkspaceName(name) || (await deps.workspacesOf(id)).length > 0) return
    await team.createWorkspace({ id: deps.newId(), name: `${name}'s new workspace`, epoch: deps.newEpoch() }, id, now(), true)
  }

  serveAccountCall(app, deps, 'workspaces', async (_input, request) =>
    ({ workspaces: (await deps.workspacesOf(personOf(request).user.id)).map(({ workspace, role }) => ({ ...workspace, role })) }))

  serveAccountCall(app, deps, 'createWorkspace', async ({ name }, request) => {
    const { user } = personOf(request)
    if ((await deps.workspacesOf(user.id)).filter(({ role }) => role === 'owner').length >= mostWorkspaces) throw new HttpError(422, 'too_many', `You own ${mostWorkspaces} workspaces already.`)
    const workspace = { id: deps.newId(), name }
    await team.createWorkspace({ ...workspace, epoch: deps.newEpoch() }, user.id, now())
    await request.audit('workspace_made', { name }, subjectOf(request, user, { workspace, role: 'owner' }))
    log('info', 'team.workspace_made', { workspaceId: workspace.id, userId: user.id })
    return { workspace: { ...workspace, role: 'owner' as const } }
  })

  serveAccountCall(app, deps, 'members', async (_input, request) => {
    const { workspaceId, userId } = await allowed(request, 'look')
    return { members: (await team.members(workspaceId)).map((member) => ({ ...member, you: member.userId === userId })) }
  })

  serveAccountCall(app, deps, 'changeRole', async (to, request) => {
    const { workspaceId, userId } = await allowed(request, 'people')
    await change(request, 'role_changed', workspaceId, userId, (members) => decideMember(members, userId, to))
    return {}
  })
  serveAccountCall(app, deps, 'removeMember', async ({ userId: whom }, request) => {
    const { workspaceId, userId } = await allowed(request, 'people')
    const gone = (await team.members(workspaceId)).find((member) => member.userId === whom)
    await change(request, 'member_removed', workspaceId, userId, (members) => decideMember(members, userId, { userId: whom, role: null }))
    if (gone !== undefined) await goOnElsewhere(identityOf(request).membership.workspace, { id: whom, name: gone.name })
    return {}
  })
  serveAccountCall(app, deps, 'leaveWorkspace', async (_input, request) => {
    const { membership: { workspace }, user } = identityOf(request)
    await change(request, 'member_left', workspace.id, user.id, (members) => decideMember(members, user.id, { userId: user.id, role: null }))
    await goOnElsewhere(workspace, user)
    return {}
  })
  serveAccountCall(app, deps, 'transferWorkspace', async ({ userId: whom }, request) => {
    const { workspaceId, userId } = await allowed(request, 'transfer')
    await change(request, 'ownership_given', workspaceId, userId, (members) => decideTransfer(members, userId, whom))
    return {}
  })
  serveAccountCall(app, deps, 'renameWorkspace', async ({ name }, request) => {
    const { workspaceId, userId } = await allowed(request, 'rename')
    await request.audit('workspace_renamed', { fields: { name: [identityOf(request).membership.workspace.name, name] } })
    await team.rename(workspaceId, name)
    log('info', 'team.renamed', { workspaceId, userId })
    return {}
  })

  serveAccountCall(app, deps, 'invitations', async (_input, request) => {
    const { workspaceId } = await allowed(request, 'people')
    return { invitations: (await team.invitations(workspaceId)).filter(holdsAt(now())).map(shown) }
  })
  serveAccountCall(app, deps, 'invite', async ({ role, email, uses = 1 }, request, reply) => {
    const { workspaceId, userId, role: mine } = await allowed(request, 'people')
    if (!handsOut[mine].includes(role)) throw new HttpError(403, 'forbidden', words.not_yours_to_give)
    if ((await team.invitations(workspaceId)).filter(holdsAt(now())).length >= mostInvitations) throw new HttpError(422, 'too_many', `There are ${mostInvitations} invitations already. Take back those that nobody needs.`)
    const secret = Buffer.from(deps.random.bytes(32)).toString('base64url'), at = now()
    const row: InvitationRow = {
      id: deps.newId(), workspaceId, secretHash: hashOfSecret(secret), role, email: email === undefined ? null : foldEmail(email), uses: email === undefined ? uses : 1, used: 0, madeBy: userId,
      createdAt: at, expiresAt: new Date(Date.parse(at) + invitationDays * 24 * 3_600_000).toISOString(), revokedAt: null,
    }
    await request.audit('invited', { target: row.id, role, email: row.email, uses: row.uses })
    await team.saveInvitation(row)
    log('info', 'team.invited', { workspaceId, userId, invitationId: row.id, role })
    void reply.header('cache-control', 'no-store')
    return { secret, invitation: shown({ ...row, workspaceName: '', makersName: identityOf(request).user.name, makersRole: mine }) }
  })
  serveAccountCall(app, deps, 'revokeInvitation', async ({ id }, request) => {
    const { workspaceId, userId } = await allowed(request, 'people')
    const at = now()
    request.told = true
    if (!await team.revokeInvitation(workspaceId, id, at, [auditAct(at, sourceOf(request, identityOf(request)), 'invitation_revoked', { target: id })])) throw notFound()
    log('info', 'team.invitation_revoked', { workspaceId, userId, invitationId: id })
    return {}
  })

  serveAccountCall(app, deps, 'lookAtInvitation', async ({ secret }) => {
    const { workspaceId, workspaceName, role, makersName, email, expiresAt } = await findInvitation(team, secret, now())
    return { workspace: { id: workspaceId, name: workspaceName }, role, invitedBy: makersName, email, expiresAt }
  })
  serveAccountCall(app, deps, 'acceptInvitation', async ({ secret }, request) => {
    const { user } = personOf(request)
    // Who is in already gets in, whatever has become of the link: it may be their own answer that was lost.
    const found = await team.invitation(hashOfSecret(secret))
    const already = found === null ? undefined : (await deps.workspacesOf(user.id)).find(({ workspace }) => workspace.id === found.workspaceId)
    if (already !== undefined) return { workspace: { ...already.workspace, role: already.role } }
    const { invitation, ...acceptance } = await acceptanceOf(team, secret, user.email, now())
    const joined = { workspace: { id: invitation.workspaceId, name: invitation.workspaceName }, role: invitation.role }, at = now()
    request.told = true
    const entry = auditAct(at, sourceOf(request, { ...personOf(request), membership: joined }), 'member_joined', { invitation: invitation.id, fields: { role: [null, invitation.role] } })
    if (await team.accept(acceptance, user.id, at, [entry]) === 'over') throw invitationOver()
    log('info', 'team.joined', { workspaceId: invitation.workspaceId, userId: user.id, invitationId: invitation.id, role: invitation.role })
    return { workspace: { id: invitation.workspaceId, name: invitation.workspaceName, role: invitation.role } }
  })
}

const words: Record<Exclude<MemberRefusal, 'no_such_member'>, string> = {
  not_yours_to_give: 'Your role does not allow this. Ask an owner of the workspace.',
  last_owner: 'A workspace always has an owner. Make somebody else one first.',
}

const shown = ({ id, role, email, uses, used, makersName, createdAt, expiresAt }: FoundInvitation): Invitation => ({ id, role, email, uses, used, madeBy: makersName, createdAt, expiresAt })
