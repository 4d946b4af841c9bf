import { z } from '../shared/zod.ts'
import { accessCalls } from './api-access.ts'
import { hintCalls } from './notifications.ts'
import { credentialsLimits, passkeyResponse, registrations } from './auth.ts'
import { teamCalls } from './team.ts'

/*
 * What a person does with their account beside signing in: one entry a call. Server, device and the OpenAPI document are made from it, so
 * that none of them knows a call that the others do not. A call without `request` is a GET; every answer is JSON.
 */

const nothing = z.object({})
const newPassword = z.string().check(z.minLength(credentialsLimits.password.min), z.maxLength(credentialsLimits.password.max))
const password = z.string().check(z.maxLength(1_000))
/** Six digits of the app, or a recovery code. */
const code = z.string().check(z.maxLength(50))
const recoveryCodes = z.object({ recoveryCodes: z.array(z.string()) })
const deviceId = z.string().check(z.minLength(1), z.maxLength(100))

/** A place where the person has signed in. `browser`: an app with data of its own; `script`: a program with a bearer token, which keeps nothing. */
export const accountDeviceSchema = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(['browser', 'script']),
  /** When somebody first signed in there, and when it last asked the server for something, to five minutes; ISO 8601. */
  createdAt: z.string(),
  lastSeenAt: z.string(),
  /** The one that asks. */
  current: z.boolean(),
  /** `signed_out`: its data may still lie there. `wiping`: it deletes everything at its next contact. `wiped`: it said that it did. */
  state: z.enum(['signed_in', 'signed_out', 'wiping', 'wiped']),
  /** Everything it writes is signed by a key that never leaves it; a program's token alone is enough. */
  signs: z.boolean(),
  /** The local database that pushed last from there, whose name the history says; null: none yet. */
  replicaId: z.nullable(z.string()),
  /** Its sessions that hold. */
  sessions: z.array(z.object({ id: z.string(), createdAt: z.string(), current: z.boolean() })),
})
export type AccountDevice = z.infer<typeof accountDeviceSchema>

export const accountCalls = {
  ...accessCalls,
  ...teamCalls,
  ...hintCalls,
  registration: { path: '/api/auth/registration', summary: 'Who may make an account here: everybody, only who has an invitation, nobody', answer: z.object({ registration: z.enum(registrations) }), open: true },
  devices: { path: '/api/auth/devices', summary: 'The account\'s devices and their sessions', answer: z.object({ devices: z.array(accountDeviceSchema) }) },
  renameDevice: {
    path: '/api/auth/devices/rename', summary: 'Call a device something else',
    request: z.object({ id: deviceId, name: z.string().check(z.minLength(1), z.maxLength(200)) }), answer: nothing,
  },
  revokeDevice: { path: '/api/auth/devices/revoke', summary: 'End a device\'s sessions at once; what lies on it stays there', request: z.object({ id: deviceId }), answer: nothing },
  revokeOthers: { path: '/api/auth/devices/revoke-others', summary: 'End all sessions but the one that asks', request: nothing, answer: z.object({ ended: z.int() }) },
  wipeDevice: { path: '/api/auth/devices/wipe', summary: 'End a device\'s sessions, and have it delete everything local at its next contact', request: z.object({ id: deviceId }), answer: nothing },
  wiped: { path: '/api/auth/devices/wiped', summary: 'A device says that it has deleted everything it was told to', request: nothing, answer: nothing, open: true },

  changePassword: {
    path: '/api/auth/password', summary: 'Change the password; every other session ends, and where `revokeTokens` says so every API token',
    request: z.object({ password, newPassword, revokeTokens: z.optional(z.boolean()) }), answer: z.object({ ended: z.int() }),
  },
  requestReset: {
    path: '/api/auth/password/request-reset', summary: 'Have a link sent by which the password can be set anew; the same answer for every address',
    request: z.object({ email: z.string().check(z.maxLength(320)) }), answer: nothing, open: true,
  },
  resetPassword: {
    path: '/api/auth/password/reset', summary: 'Set the password by a link\'s token, which is good once and for an hour; every session and every API token ends',
    request: z.object({ token: z.string().check(z.maxLength(200)), newPassword }), answer: nothing, open: true,
  },

  security: {
    path: '/api/auth/security', summary: 'What proves the person beside the password, and whether this session has it proved',
    answer: z.object({
      authenticator: z.boolean(),
      recoveryCodes: z.int(),
      /** In this session. */
      proven: z.boolean(),
      passkeys: z.array(z.object({ id: z.string(), name: z.string(), createdAt: z.string(), lastUsedAt: z.nullable(z.string()) })),
    }),
  },
  beginAuthenticator: {
    path: '/api/auth/authenticator/begin', summary: 'A secret for an authenticator app (TOTP), in force once a code of it is confirmed', request: z.object({ password }),
    /** `uri` is what the QR code says; `ticket` belongs to the confirmation, for a quarter of an hour. */
    answer: z.object({ ticket: z.string(), secret: z.string(), uri: z.string() }),
  },
  confirmAuthenticator: {
    path: '/api/auth/authenticator/confirm', summary: 'Puts it in force by its first code; answers the recovery codes, which are said this once', request: z.object({ ticket: z.string().check(z.maxLength(200)), code }),
    answer: recoveryCodes,
  },
  removeAuthenticator: { path: '/api/auth/authenticator/remove', summary: 'No codes any more; asks for the password and for a last one', request: z.object({ password, code }), answer: nothing },
  renewRecoveryCodes: { path: '/api/auth/recovery-codes', summary: 'Other recovery codes in place of those before', request: z.object({ password, code }), answer: recoveryCodes },
  proveFactor: { path: '/api/auth/prove', summary: 'Proves the second factor in this session, by a code of the app or a recovery code', request: z.object({ code }), answer: nothing },

  beginPasskey: {
    path: '/api/auth/passkeys/begin', summary: 'What a browser needs to make a passkey (WebAuthn)', request: z.object({ password }),
    answer: z.object({ ticket: z.string(), options: z.record(z.string(), z.json()) }),
  },
  finishPasskey: {
    path: '/api/auth/passkeys/finish', summary: 'Keeps the passkey that the browser made; the person is proved by it in this session',
    request: z.object({ ticket: z.string().check(z.maxLength(200)), name: z.string().check(z.minLength(1), z.maxLength(60)), response: passkeyResponse }), answer: nothing,
  },
  removePasskey: { path: '/api/auth/passkeys/remove', summary: 'A passkey opens nothing any more', request: z.object({ id: z.string().check(z.maxLength(1_400)), password }), answer: nothing },
  passkeyOptions: {
    path: '/api/auth/passkeys/options', summary: 'What a browser needs to sign somebody in by a passkey, whoever it will be', request: nothing,
    answer: z.object({ ticket: z.string(), options: z.record(z.string(), z.json()) }), open: true,
  },
} as const satisfies Record<string, Call>

interface Call {
  path: string
  summary: string
  request?: z.ZodMiniType
  answer: z.ZodMiniType
  /** Needs no session. */
  open?: true
  /** A GET whose input, texts all of it, is in the query. */
  query?: true
  /** Is about the workspace that it names, and not about the person alone. */
  ofWorkspace?: true
}

export type AccountCall = keyof typeof accountCalls
type Declared<K extends AccountCall> = (typeof accountCalls)[K]
export type AccountInput<K extends AccountCall> = Declared<K> extends { request: z.ZodMiniType<infer T> } ? T : null
export type AccountAnswer<K extends AccountCall> = z.infer<Declared<K>['answer']>

/** 401 with the code `wiped`: whoever gets it deletes what it has of these people before anything else. */
export const wipedDetailsSchema = z.object({ userIds: z.array(z.string()) })

/** 401 `signed_out` with these details: no session came along, nor a sign of a former one. */
export const noSessionDetails = z.object({ why: z.literal('no_session') })

/** A refusal with these details is about one field of what was sent. */
export const fieldDetails = z.object({ field: z.string() })
