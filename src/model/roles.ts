import { roleRank, type Entity, type Role } from './entity.ts'

/*
 * What a role may do in a workspace: one table, which device and server both go by. The device shows and offers accordingly, the server
 * refuses what is not in it. Rules about single records are in their entities' files (M5), `writtenBy` among them.
 */

/** The lowest role that may; every higher one may too. */
export const permissions = {
  /** See what is in the workspace, and who is in it. */
  look: 'viewer',
  /** Write records, those apart whose entity says otherwise (`writtenBy`). */
  write: 'member',
  /** Invite people, give them roles, take them out; whom and which, `handsOut` says. */
  people: 'admin',
  /** Call other people's devices something else. */
  devices: 'admin',
  /** Call the workspace something else. */
  rename: 'admin',
  /** Have the workspace's events sent elsewhere. */
  webhooks: 'admin',
  /** Read the audit log, which tells of everybody. */
  audit: 'admin',
  /** Decide how records merge, how long things are kept, and what everybody has to prove. */
  settings: 'owner',
  /** Hand the workspace over to somebody else. */
  transfer: 'owner',
} as const satisfies Record<string, Role>

export type Permission = keyof typeof permissions

/** The roles that one of a role may give and take: an admin neither makes nor unmakes owners. */
export const handsOut: Record<Role, readonly Role[]> = {
  viewer: [],
  member: [],
  admin: ['viewer', 'member', 'admin'],
  owner: ['viewer', 'member', 'admin', 'owner'],
}

export const roles: readonly Role[] = ['viewer', 'member', 'admin', 'owner']

export const isRole = (name: unknown): name is Role => typeof name === 'string' && Object.hasOwn(roleRank, name)

/** @param role of a person, or what stands for it where it is not known */
export const may = (role: string, permission: Permission): boolean => isRole(role) && roleRank[role] >= roleRank[permissions[permission]]

/** M5: the first rule of every entity. Who may not write its records is refused by this name, whatever the change. Null: they may. */
export function roleProblem({ writtenBy = permissions.write }: Pick<Entity, 'writtenBy'>, role: Role): { name: string; message: string } | null {
  return roleRank[role] >= roleRank[writtenBy] ? null : { name: roleRule, message: 'You may look at this workspace, not change it. Ask an admin for another role.' }
}
export const roleRule = 'role_may_not_write'

/** M5: the second rule, of what is said of a replica: it is its person's, and an admin's. @param userId whose replica it is; null: nobody's that is known */
export function replicaProblem({ ofReplica }: Pick<Entity, 'ofReplica'>, by: { role: Role; userId: string | null }, userId: string | null): { name: string; message: string } | null {
  if (ofReplica !== true || userId === null || userId === by.userId || may(by.role, 'devices')) return null
  return { name: 'anothers_device', message: 'This is somebody else’s device. They, or an admin, may call it something else.' }
}

/** What becomes of somebody's membership; `role` null: it ends. */
export interface MemberChange { userId: string; role: Role | null }

export type MemberRefusal = 'no_such_member' | 'not_yours_to_give' | 'last_owner'

/**
 * Whether one person may change another's role, or take them out, or go: decided on the members as they are at that moment.
 * @returns what changes, with what follows from it; or why it may not be
 */
export function decideMember(members: ReadonlyMap<string, Role>, byUserId: string, { userId, role }: MemberChange): readonly MemberChange[] | MemberRefusal {
  const mine = members.get(byUserId), theirs = members.get(userId)
  if (mine === undefined || theirs === undefined) return 'no_such_member'
  if (role === theirs) return []
  const isGoing = byUserId === userId && role === null
  if (!isGoing && (!handsOut[mine].includes(theirs) || (role !== null && !handsOut[mine].includes(role)))) return 'not_yours_to_give'
  const changes = [{ userId, role }]
  return hasOwner(members, changes) ? changes : 'last_owner'
}

/** Hands the workspace over: the other becomes an owner, and whoever was one an admin. */
export function decideTransfer(members: ReadonlyMap<string, Role>, byUserId: string, userId: string): readonly MemberChange[] | MemberRefusal {
  const mine = members.get(byUserId)
  if (mine === undefined || !members.has(userId) || byUserId === userId) return 'no_such_member'
  if (!may(mine, 'transfer')) return 'not_yours_to_give'
  return [{ userId, role: 'owner' }, { userId: byUserId, role: 'admin' }]
}

/** There is no workspace without an owner. */
function hasOwner(members: ReadonlyMap<string, Role>, changes: readonly MemberChange[]): boolean {
  const after = new Map<string, Role | null>(members)
  for (const { userId, role } of changes) after.set(userId, role)
  return [...after.values()].includes('owner')
}
