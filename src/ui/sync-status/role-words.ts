import type { Role } from '../../model/entity.ts'

/** What a role is called, and what it may do, in a sentence. */
export const roleWords: Record<Role, { label: string; text: string }> = {
  viewer: { label: 'Viewer', text: 'Sees everything, changes nothing.' },
  member: { label: 'Member', text: 'Adds, changes and deletes records.' },
  admin: { label: 'Admin', text: 'As a member, and invites people and gives them roles.' },
  owner: { label: 'Owner', text: 'Everything, the workspace’s settings and other owners too.' },
}
