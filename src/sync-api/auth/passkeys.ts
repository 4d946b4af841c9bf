import {
  generateAuthenticationOptions, generateRegistrationOptions, verifyAuthenticationResponse, verifyRegistrationResponse,
  type AuthenticationResponseJSON, type RegistrationResponseJSON,
} from '@simplewebauthn/server'
import type { FastifyRequest } from 'fastify'
import { HttpError } from '../http/http-error.ts'
import { relyingParty } from '../http/public-address.ts'
import type { AccountStore, User } from '../store/account-port.ts'
import type { OneTimeTokens } from './one-time-tokens.ts'

/** Passkeys (WebAuthn): made for one address of a server, and used with the person's finger, face or PIN, so that one is two factors. */
export interface Passkeys {
  begin(user: User, request: FastifyRequest): Promise<{ ticket: string; options: object }>
  /** @throws HttpError 400 where the answer is not to what was asked, or not for here */
  finish(user: User, request: FastifyRequest, answer: { ticket: string; name: string; response: object }): Promise<void>
  ask(request: FastifyRequest): Promise<{ ticket: string; options: object }>
  /** Whose it is. @throws HttpError 401 alike for whatever is wrong */
  prove(request: FastifyRequest, answer: { ticket: string; response: object }): Promise<User>
}

interface Asked { challenge: string; userId: string | null }

export function createPasskeys(accounts: AccountStore, tokens: OneTimeTokens, now: () => string): Passkeys {
  /** A challenge is good once, and for five minutes. */
  const keep = (asked: Asked): Promise<string> => tokens.make('passkey', JSON.stringify(asked), 5 * 60_000)
  const take = async (ticket: string, userId: string | null): Promise<Asked | null> => {
    const kept = await tokens.take('passkey', ticket), asked = kept === null ? null : JSON.parse(kept) as Asked
    return asked?.userId === userId ? asked : null
  }
  return {
    async begin(user, request) {
      const known = await accounts.passkeysOf(user.id)
      const options = await generateRegistrationOptions({
        rpName: 'Satchel', rpID: relyingParty(request).id, userName: user.email, userDisplayName: user.name, userID: new TextEncoder().encode(user.id),
        excludeCredentials: known.map(({ id, transports }) => ({ id, transports: JSON.parse(transports) as string[] })),
        // Found without an address being typed, and never by mere presence.
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      })
      return { options, ticket: await keep({ challenge: options.challenge, userId: user.id }) }
    },

    async finish(user, request, { ticket, name, response }) {
      const asked = await take(ticket, user.id)
      const made = asked === null ? null : await verifyRegistrationResponse({
        response: response as RegistrationResponseJSON, expectedChallenge: asked.challenge, ...here(request), requireUserVerification: true,
      }).catch(() => null)
      if (made?.registrationInfo === undefined) throw new HttpError(400, 'passkey_refused', 'This passkey could not be taken. Try again.')
      const { id, publicKey, counter, transports = [] } = made.registrationInfo.credential
      if (await accounts.passkey(id) !== null) throw new HttpError(400, 'passkey_refused', 'This passkey is known already.')
      await accounts.addPasskey({ id, userId: user.id, name, publicKey: Buffer.from(publicKey).toString('base64url'), counter, transports: JSON.stringify(transports), createdAt: now(), lastUsedAt: null })
    },

    async ask(request) {
      const options = await generateAuthenticationOptions({ rpID: relyingParty(request).id, userVerification: 'required' })
      return { options, ticket: await keep({ challenge: options.challenge, userId: null }) }
    },

    async prove(request, { ticket, response }) {
      const asked = await take(ticket, null), passkey = await accounts.passkey((response as AuthenticationResponseJSON).id)
      const proof = asked === null || passkey === null ? null : await verifyAuthenticationResponse({
        response: response as AuthenticationResponseJSON, expectedChallenge: asked.challenge, ...here(request), requireUserVerification: true,
        credential: { id: passkey.id, publicKey: Uint8Array.from(Buffer.from(passkey.publicKey, 'base64url')), counter: passkey.counter, transports: JSON.parse(passkey.transports) as string[] },
      }).catch(() => null)
      const user = proof?.verified === true && passkey !== null ? await accounts.userById(passkey.userId) : null
      if (proof === null || passkey === null || user === null) throw new HttpError(401, 'wrong_passkey', 'This passkey does not open an account here.')
      await accounts.usePasskey(passkey.id, proof.authenticationInfo.newCounter, now())
      return user
    },
  }
}

/** As the browser sees this server; a page of another address gets no passkey of this one to answer with. */
function here(request: FastifyRequest): { expectedOrigin: string; expectedRPID: string } {
  const { id, origin } = relyingParty(request)
  return { expectedOrigin: origin, expectedRPID: id }
}
