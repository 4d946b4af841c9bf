import type { Role } from '../../model/entity.ts'
import type { MemberChange } from '../../model/roles.ts'
import type { User, Workspace } from './account-port.ts'
import type { NewAuditEntry } from './audit-port.ts'

/* The part of the storage port (port.ts) that knows who is in a workspace, and who may come in. */

export interface MemberRow { userId: string; name: string; email: string; role: Role; joinedAt: string }

/** A link by which people come in. Of its secret only the hash is kept. */
export interface InvitationRow {
  id: string
  workspaceId: string
  /** SHA-256 of the secret, hex. */
  secretHash: string
  role: Role
  /** Folded; null: for whoever has the link. */
  email: string | null
  /** How many people may come in by it, and how many have. */
  uses: number
  used: number
  madeBy: string
  createdAt: string
  expiresAt: string
  revokedAt: string | null
}

/** `makersRole`: of whoever made it, as it is now; null: they are in the workspace no more. */
export interface FoundInvitation extends InvitationRow { workspaceName: string; makersName: string; makersRole: Role | null }

/** Which invitation is taken, and whether it still holds as it is found then. */
export interface Acceptance { secretHash: string; workspaceId: string; holds: (invitation: FoundInvitation) => boolean }

export interface TeamStore {
  /** One more workspace for somebody, who owns it; with `ifInNone` only where they are in none, also where two of their devices ask at once. */
  createWorkspace(workspace: Workspace & { epoch: string }, ownerId: string, at: string, ifInNone?: boolean): Promise<void>
  rename(workspaceId: string, name: string): Promise<void>
  /** In the order in which they came. */
  members(workspaceId: string): Promise<MemberRow[]>
  /**
   * One transaction, that nobody else's comes in between: what is decided on the members as they are is what becomes of them. What `decide` throws leaves
   * all as it was. Whoever goes loses their API tokens for the workspace too, and comes in by no older invitation. What is `told` of it, for the
   * audit log, is written along, as it is by the others that take entries.
   */
  changeMembers(workspaceId: string, at: string, decide: (members: ReadonlyMap<string, Role>) => readonly MemberChange[], told?: (changes: readonly MemberChange[], before: ReadonlyMap<string, Role>) => readonly NewAuditEntry[]): Promise<readonly MemberChange[]>
  saveInvitation(invitation: InvitationRow): Promise<void>
  /** Those that were not revoked, newest first. */
  invitations(workspaceId: string): Promise<FoundInvitation[]>
  invitation(secretHash: string): Promise<FoundInvitation | null>
  /** False: the workspace has none of this id that holds. */
  revokeInvitation(workspaceId: string, id: string, at: string, told?: readonly NewAuditEntry[]): Promise<boolean>
  /** `member`: they were in already, with whatever role; nothing is used up. `over`: it holds no more, or is older than their going. */
  accept(invitation: Acceptance, userId: string, at: string, told?: readonly NewAuditEntry[]): Promise<'joined' | 'member' | 'over'>
  /** Makes a person, in the workspace that they were invited to, in one transaction. `taken`: there is somebody of this address. */
  registerInvited(user: Omit<User, 'totpSecret'>, invitation: Acceptance, at: string, told?: readonly NewAuditEntry[]): Promise<'joined' | 'taken' | 'over'>
}
