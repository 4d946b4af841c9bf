import { createHash } from 'node:crypto'
import type { Clock } from '../../shared/clock.ts'
import type { Random } from '../../shared/random.ts'
import type { AccountStore, OneTime } from '../store/account-port.ts'

/** Tokens that are good once. What is stored is their hash: whoever reads the data has none of them. */
export interface OneTimeTokens {
  make(purpose: OneTime['purpose'], data: string, lifetimeMs: number): Promise<string>
  /** What it stands for, without using it up. */
  peek(purpose: OneTime['purpose'], token: string): Promise<string | null>
  /** What it stands for; null: unknown, used, or over. */
  take(purpose: OneTime['purpose'], token: string): Promise<string | null>
}

export function createOneTimeTokens(accounts: AccountStore, clock: Pick<Clock, 'now'>, random: Pick<Random, 'bytes'>): OneTimeTokens {
  return {
    async make(purpose, data, lifetimeMs) {
      const token = Buffer.from(random.bytes(32)).toString('base64url')
      await accounts.putOneTime({ hash: hashOf(token), purpose, data, expiresAt: new Date(clock.now() + lifetimeMs).toISOString() })
      return token
    },
    peek: (purpose, token) => accounts.oneTime(hashOf(token), purpose, new Date(clock.now()).toISOString()),
    take: (purpose, token) => accounts.takeOneTime(hashOf(token), purpose, new Date(clock.now()).toISOString()),
  }
}

/** A token is random enough that nobody finds it by trying, so a fast hash will do. */
const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url')
