import { z } from '../shared/zod.ts'

export const credentialsLimits = { password: { min: 10, max: 200 } } as const

/** Who may make an account on a server: everybody, only who has an invitation, nobody. Otherwise 403 `registration_closed` (decision 0110). */
export const registrations = ['open', 'invited', 'closed'] as const
export type Registration = (typeof registrations)[number]

/** SPKI of an ECDSA P-256 key in base64url: from then on the session writes nothing that it has not signed. */
const deviceKey = z.optional(z.string().check(z.maxLength(200), z.regex(/^[\w-]+$/)))
/** The workspace to begin in, where the person is in it; the first of theirs otherwise. */
const workspaceId = z.optional(z.string().check(z.maxLength(100)))

export const registerRequestSchema = z.object({
  email: z.email().check(z.maxLength(320)),
  password: z.string().check(z.minLength(credentialsLimits.password.min), z.maxLength(credentialsLimits.password.max)),
  name: z.string().check(z.minLength(1), z.maxLength(200)),
  workspace: z.optional(z.string().check(z.minLength(1), z.maxLength(200))),
  /** The secret of an invitation: the account is made in its workspace, and no other is made. */
  invitation: z.optional(z.string().check(z.minLength(1), z.maxLength(200))),
  deviceKey,
  transport: z.optional(z.enum(['cookie', 'bearer'])),
})
export const loginRequestSchema = z.object({
  email: z.string().check(z.maxLength(320)),
  password: z.string().check(z.maxLength(1_000)),
  /** Where the account asks for one: of the authenticator app, or a recovery code. Without it 401 `code_required`, with a wrong one `wrong_code`. */
  code: z.optional(z.string().check(z.maxLength(50))),
  workspaceId,
  deviceKey,
  deviceName: z.optional(z.string().check(z.maxLength(200))),
  transport: z.optional(z.enum(['cookie', 'bearer'])),
})

/** What a browser answers when it made or used a passkey; the library that checks it knows the rest of its shape. */
export const passkeyResponse = z.looseObject({ id: z.string().check(z.maxLength(1_400)) })

/** `POST /api/auth/passkey`: signs in by a passkey, which proves the second factor too. `ticket` is from `passkeyOptions`. */
export const passkeyRequestSchema = z.object({
  ticket: z.string().check(z.maxLength(200)),
  response: passkeyResponse,
  workspaceId,
  deviceKey,
  deviceName: z.optional(z.string().check(z.maxLength(200))),
})
export type PasskeyRequest = z.infer<typeof passkeyRequestSchema>

/** What register, login, refresh and `GET session` answer. */
export const sessionSchema = z.object({
  user: z.object({ id: z.string(), email: z.string(), name: z.string() }),
  workspace: z.object({ id: z.string(), name: z.string(), role: z.enum(['viewer', 'member', 'admin', 'owner']) }),
  /** When the access token ends; ISO 8601. */
  expiresAt: z.string(),
  accessToken: z.optional(z.string()),
  refreshToken: z.optional(z.string()),
})
export type Session = z.infer<typeof sessionSchema>
export type RegisterRequest = z.infer<typeof registerRequestSchema>
export type LoginRequest = z.infer<typeof loginRequestSchema>
