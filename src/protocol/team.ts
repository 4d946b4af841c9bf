import { z } from '../shared/zod.ts'

/*
 * Who is in a workspace, in which role, and how others come in. Calls of a signed-in person, as protocol/account.ts has them; what each role may do is
 * in model/roles.ts.
 */

const nothing = z.object({})
export const roleSchema = z.enum(['viewer', 'member', 'admin', 'owner'])
const userId = z.string().check(z.minLength(1), z.maxLength(100))
const workspaceName = z.string().check(z.trim(), z.minLength(1), z.maxLength(200))
/** What stands behind the `#` of an invitation's link. */
export const invitationSecret = z.string().check(z.minLength(1), z.maxLength(200))

const workspaceSchema = z.object({ id: z.string(), name: z.string(), role: roleSchema })

export const memberSchema = z.object({ userId: z.string(), name: z.string(), email: z.string(), role: roleSchema, joinedAt: z.string(), you: z.boolean() })
export type Member = z.infer<typeof memberSchema>

export const invitationSchema = z.object({
  id: z.string(),
  role: roleSchema,
  /** Whose it is alone; null: whoever has the link. */
  email: z.nullable(z.string()),
  uses: z.int(),
  used: z.int(),
  madeBy: z.string(),
  createdAt: z.string(),
  expiresAt: z.string(),
})
export type Invitation = z.infer<typeof invitationSchema>

export const teamCalls = {
  workspaces: { path: '/api/auth/workspaces', summary: 'The workspaces that the person is in', answer: z.object({ workspaces: z.array(workspaceSchema) }) },
  createWorkspace: { path: '/api/auth/workspaces/create', summary: 'Make another workspace; whoever makes it owns it', request: z.object({ name: workspaceName }), answer: z.object({ workspace: workspaceSchema }) },

  members: { path: '/api/workspace/members', summary: 'Who is in the workspace', answer: z.object({ members: z.array(memberSchema) }), ofWorkspace: true },
  changeRole: {
    path: '/api/workspace/members/role', summary: 'Give a member another role; an admin neither makes nor unmakes owners', request: z.object({ userId, role: roleSchema }), answer: nothing, ofWorkspace: true,
  },
  removeMember: { path: '/api/workspace/members/remove', summary: 'Take a member out; their sessions and tokens lose the workspace at once', request: z.object({ userId }), answer: nothing, ofWorkspace: true },
  leaveWorkspace: { path: '/api/workspace/leave', summary: 'Leave the workspace; its last owner cannot', request: nothing, answer: nothing, ofWorkspace: true },
  transferWorkspace: { path: '/api/workspace/transfer', summary: 'Hand the workspace over: the other becomes an owner, and who was one an admin', request: z.object({ userId }), answer: nothing, ofWorkspace: true },
  renameWorkspace: { path: '/api/workspace/rename', summary: 'Call the workspace something else', request: z.object({ name: workspaceName }), answer: nothing, ofWorkspace: true },

  invitations: { path: '/api/workspace/invitations', summary: 'The workspace\'s invitations that hold', answer: z.object({ invitations: z.array(invitationSchema) }), ofWorkspace: true },
  invite: {
    path: '/api/workspace/invitations/make', summary: 'Make a link by which others come in, for seven days; its secret is told this once',
    request: z.object({
      role: roleSchema,
      /** For the account of this address alone. */
      email: z.optional(z.email().check(z.maxLength(320))),
      /** How many may come in by it; 1. */
      uses: z.optional(z.int().check(z.minimum(1), z.maximum(100))),
    }),
    answer: z.object({ secret: z.string(), invitation: invitationSchema }), ofWorkspace: true,
  },
  revokeInvitation: { path: '/api/workspace/invitations/revoke', summary: 'A link lets nobody in any more', request: z.object({ id: z.string().check(z.maxLength(100)) }), answer: nothing, ofWorkspace: true },

  lookAtInvitation: {
    path: '/api/auth/invitations/look', summary: 'What an invitation is to; 410 where it holds no more', request: z.object({ secret: invitationSecret }),
    answer: z.object({ workspace: z.object({ id: z.string(), name: z.string() }), role: roleSchema, invitedBy: z.string(), email: z.nullable(z.string()), expiresAt: z.string() }), open: true,
  },
  acceptInvitation: {
    path: '/api/auth/invitations/accept', summary: 'Come in by an invitation; who is in already stays as they are, and nothing is used up', request: z.object({ secret: invitationSecret }),
    answer: z.object({ workspace: workspaceSchema }),
  },
} as const

/** 401 `wrong_account` with these details: it is the right person, and they are in no such workspace. One that is not there answers the same. */
export const notAMemberDetails = z.object({ why: z.literal('not_a_member') })
