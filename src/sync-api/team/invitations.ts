import { createHash } from 'node:crypto'
import { handsOut } from '../../model/roles.ts'
import { foldEmail } from '../../shared/fold.ts'
import { HttpError } from '../http/http-error.ts'
import type { Acceptance, FoundInvitation, TeamStore } from '../store/team-port.ts'

/** How long a link lets people in. */
export const invitationDays = 7

/** A secret is random enough that nobody finds it by trying, so a fast hash will do. */
export const hashOfSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex')

/** Whether it still lets somebody in: whoever made it must still be one who may. */
export const holdsAt = (now: string) => ({ revokedAt, expiresAt, used, uses, makersRole, role }: FoundInvitation): boolean =>
  revokedAt === null && expiresAt > now && used < uses && makersRole !== null && handsOut[makersRole].includes(role)

/** @throws HttpError 410 `invitation_over`, the same for one that never was */
export async function findInvitation(team: TeamStore, secret: string, now: string): Promise<FoundInvitation> {
  const found = await team.invitation(hashOfSecret(secret))
  if (found === null || !holdsAt(now)(found)) throw invitationOver()
  return found
}

/**
 * What the store needs to let somebody of this address in.
 * @throws HttpError 410 `invitation_over`; 403 `invitation_for_another` where it is bound to another address
 */
export async function acceptanceOf(team: TeamStore, secret: string, email: string, now: string): Promise<Acceptance & { invitation: FoundInvitation }> {
  const invitation = await findInvitation(team, secret, now)
  if (invitation.email !== null && invitation.email !== foldEmail(email)) throw new HttpError(403, 'invitation_for_another', `This invitation is for ${invitation.email}. Sign in with that address.`)
  return { invitation, secretHash: invitation.secretHash, workspaceId: invitation.workspaceId, holds: holdsAt(now) }
}

export const invitationOver = (): HttpError => new HttpError(410, 'invitation_over', 'This invitation is used, over or taken back. Ask for another one.')
