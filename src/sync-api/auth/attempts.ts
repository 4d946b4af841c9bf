import type { FastifyRequest } from 'fastify'
import { countedAddress } from '../http/counted-address.ts'
import { HttpError } from '../http/http-error.ts'
import type { RequestCounts } from '../store/port.ts'

/** Bounds on guessing, beside those on requests; null where a test owns the clock. */
export interface AttemptSettings {
  /** Passwords and links tried from an address a minute, whatever the accounts: each costs a slow hash. */
  perAddress: number
  /** Passwords and codes tried for what an account does beside signing in, in a quarter of an hour. */
  perPerson: number
  /** Sign-ins of an account tried in a quarter of an hour from wherever it is not known, all together. Its own browsers are not counted, nor kept out. */
  perAccount: number
}
export const defaultAttempts: AttemptSettings = { perAddress: 120, perPerson: 10, perAccount: 100 }

/** Of `perAccount`, from one address. */
const partOfAddress = 0.3

export interface Attempts {
  /** An onRequest hook: nobody has a body read, let alone a password hashed. */
  fromAddress(request: FastifyRequest): Promise<void>
  /** Before a password is compared of somebody who comes from a browser that the account was never signed in to; the address folded, whether there is such an account or not. */
  ofAccount(email: string, request: FastifyRequest): Promise<void>
  /** Before what a person typed is compared. */
  ofPerson(userId: string): Promise<void>
}

export function createAttempts(settings: AttemptSettings | null, counts: Pick<RequestCounts, 'count'>): Attempts {
  const check = async (key: string, most: number, windowMs: number): Promise<number | null> => {
    const { current, ttl } = await counts.count(key, windowMs)
    return current > most ? Math.max(1, Math.ceil(ttl / 1_000)) : null
  }
  const tooMany = (seconds: number): HttpError => new HttpError(429, 'rate_limited', `Too many attempts. Try again in ${seconds < 90 ? `${seconds} s` : `${Math.ceil(seconds / 60)} minutes`}.`, {}, seconds)
  return {
    async fromAddress(request) {
      const wait = settings === null ? null : await check(`attempts from ${countedAddress(request)}`, settings.perAddress, 60_000)
      if (wait !== null) throw tooMany(wait)
    },
    async ofAccount(email, request) {
      if (settings === null) return
      // What is beyond an address's part is not counted for all: no one address keeps an account's person out everywhere.
      const wait = await check(`sign-ins of ${email} from ${countedAddress(request)}`, Math.ceil(settings.perAccount * partOfAddress), 15 * 60_000) ?? await check(`sign-ins of ${email}`, settings.perAccount, 15 * 60_000)
      if (wait !== null) throw tooMany(wait)
    },
    async ofPerson(userId) {
      const wait = settings === null ? null : await check(`attempts of ${userId}`, settings.perPerson, 15 * 60_000)
      if (wait !== null) throw tooMany(wait)
    },
  }
}
