import type { ErrorBody } from '../shared/errors.ts'
import type { Result } from '../shared/result.ts'
import type { AccountAnswer, AccountInput } from '../protocol/account.ts'
import type { Account } from './sync-transport.ts'
import { noteTold, type WantedHints, type WantedStore } from './wanted-hints.ts'

/** `subscribeHints` for the workspace that is named, by whoever may call the server. */
export type SubscribeHints = (input: AccountInput<'subscribeHints'>, of: Account) => Promise<Result<AccountAnswer<'subscribeHints'>, ErrorBody>>

/** What the server said of one workspace. */
export interface Told {
  wanted: WantedHints
  /** Null: it takes it. */
  error: ErrorBody | null
  /** It had forgotten this device, though nobody signed out here: they were taken out of the workspace, or its push service said that the subscription is gone. */
  forgotten: boolean
}

/** Has the server tell the browser's one subscription of what each of these workspaces wants (decision 0036). Told again, the server changes nothing. */
export async function tellHints(wanted: Pick<WantedStore, 'update'>, subscribe: SubscribeHints, { endpoint = '', keys = {} }: PushSubscriptionJSON, each: readonly WantedHints[]): Promise<Told[]> {
  const told: Told[] = []
  for (const one of each) {
    const { workspaceId, userId, entities } = one
    const answer = await subscribe({ endpoint, p256dh: keys['p256dh'] ?? '', auth: keys['auth'] ?? '', entities: entities.map(({ name }) => name) }, { workspaceId, userId })
    if (answer.ok) await noteTold(wanted, one, answer.value.id)
    told.push({ wanted: one, error: answer.ok ? null : answer.error, forgotten: answer.ok && one.signedOutAt === undefined && answer.value.id !== one.id })
  }
  return told
}
