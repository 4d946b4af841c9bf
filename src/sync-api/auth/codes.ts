import { createHash } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'
import type { Clock } from '../../shared/clock.ts'
import type { Random } from '../../shared/random.ts'
import type { AccountStore, User } from '../store/account-port.ts'
import type { Attempts } from './attempts.ts'

/** Codes of an authenticator app (TOTP, RFC 6238: six digits, half a minute), and recovery codes for who has lost it. */
export interface Codes {
  newSecret(email: string): { secret: string; uri: string }
  /** The half minute that a code is of, now or one beside it; null: none. */
  stepOf(secret: string, code: string): number | null
  /** Whether a code is right; it is used up by that. @throws HttpError 429 */
  check(user: User, code: string): Promise<boolean>
  /** Ten new ones in place of those before. Only their hashes are kept. */
  renewRecovery(userId: string): Promise<string[]>
}

export function createCodes({ accounts, attempts, clock, random }: { accounts: AccountStore; attempts: Attempts; clock: Pick<Clock, 'now'>; random: Pick<Random, 'bytes'> }): Codes {
  const stepOf = (secret: string, code: string): number | null => {
    const delta = new TOTP({ secret: Secret.fromBase32(secret), period }).validate({ token: code, timestamp: clock.now(), window: 1 })
    return delta === null ? null : Math.floor(clock.now() / 1_000 / period) + delta
  }
  return {
    newSecret(email) {
      const secret = new Secret({ buffer: Uint8Array.from(random.bytes(20)).buffer })
      return { secret: secret.base32, uri: new TOTP({ issuer: 'Satchel', label: email, secret, period }).toString() }
    },
    stepOf,
    async check(user, typed) {
      await attempts.ofPerson(user.id)
      const code = typed.replaceAll(/[\s-]/g, '').toLowerCase()
      if (!/^\d{6}$/.test(code)) return accounts.useRecoveryCode(user.id, hashOf(code))
      const step = user.totpSecret === null ? null : stepOf(user.totpSecret, code)
      // Whoever looks over a shoulder has a code that was used.
      return step !== null && accounts.useTotpStep(user.id, step)
    },
    async renewRecovery(userId) {
      const codes = Array.from({ length: 10 }, () => Array.from(random.bytes(10), (byte) => alphabet[byte & 31]).join(''))
      await accounts.setRecoveryCodes(userId, codes.map(hashOf))
      return codes.map((code) => `${code.slice(0, 5)}-${code.slice(5)}`)
    },
  }
}

/** s */
const period = 30
/** Without what looks like something else on paper; 32 of them, so ten make 50 bits. */
const alphabet = 'abcdefghjkmnpqrstuvwxyz023456789'

/** Fifty random bits are not found by trying at a server that bounds it, so a fast hash will do. */
const hashOf = (code: string): string => createHash('sha256').update(`recovery ${code}`).digest('base64url')
