import type { FastifyRequest } from 'fastify'
import { secondFactorKey, settingId, settings } from '../../model/settings.ts'
import type { Clock } from '../../shared/clock.ts'
import { HttpError } from '../http/http-error.ts'
import type { User } from '../store/account-port.ts'
import type { SyncStore } from '../store/port.ts'
import { identityOf } from './guard.ts'
import type { Identity } from './sessions.ts'

/** Whether a session may sync where its workspace asks for a second factor (the owner's setting). */
export interface SecondFactorGate {
  /** An onRequest hook behind the guard. @throws HttpError 403 `second_factor_required`, by which a device pauses and says what to do (P5) */
  check(request: FastifyRequest): Promise<void>
  isOpenTo(identity: Identity): Promise<boolean>
  /** The workspace's settings were written: what was remembered of them counts no more. */
  changed(workspaceId: string): void
}

/** Only who has not proved one costs a look at the setting; another process hears of a change after this, ms. */
const rememberedMs = 2_000

export function createSecondFactorGate(store: SyncStore, clock: Pick<Clock, 'now'>): SecondFactorGate {
  const known = new Map<string, { asked: Promise<boolean>; until: number }>()
  const prefix = settingId(secondFactorKey).replaceAll('-', '')
  const read = async (workspaceId: string): Promise<boolean> => {
    const found = await store.read(workspaceId, (reader) => reader.recordsUnder(settings.name, prefix, 1))
    const record = found?.[0]
    return record !== undefined && record.deletedAt === null && record.data?.['value'] === true
  }
  const isAskedFor = (workspaceId: string): Promise<boolean> => {
    const fresh = known.get(workspaceId)
    if (fresh !== undefined && clock.now() < fresh.until) return fresh.asked
    if (known.size > 10_000) known.clear()
    const asked = read(workspaceId)
    known.set(workspaceId, { asked, until: clock.now() + rememberedMs })
    asked.catch(() => { known.delete(workspaceId) })
    return asked
  }
  /** A token proves nothing itself, and may be of before this was asked for: it goes on in the name of who has a second factor now. */
  const hasOne = async ({ id, totpSecret }: User): Promise<boolean> => totpSecret !== null || (await store.accounts.passkeysOf(id)).length > 0
  const isOpenTo = async ({ session, membership, user, scopes }: Identity): Promise<boolean> =>
    session.secondFactor || !await isAskedFor(membership.workspace.id) || (scopes !== undefined && await hasOne(user))
  return {
    isOpenTo,
    changed(workspaceId) { known.delete(workspaceId) },
    async check(request) {
      if (!await isOpenTo(identityOf(request))) throw new HttpError(403, 'second_factor_required', request.identity?.scopes === undefined ? 'This workspace asks for two-factor authentication.' : 'This workspace asks for two-factor authentication, and whoever made this API token has none. It goes on once they have set it up.')
    },
  }
}
