import { z } from '../shared/zod.ts'
import type { ErrorCode } from '../shared/errors.ts'
import { err, ok, type Result } from '../shared/result.ts'
import { fieldDetails, noSessionDetails, wipedDetailsSchema } from '../protocol/account.ts'
import { epochChangedSchema, resetRequiredSchema, wireErrorSchema } from '../protocol/error.ts'
import { pushResultSchema, type PushResult } from '../protocol/push.ts'
import { notAMemberDetails } from '../protocol/team.ts'
import type { Failure } from './failure.ts'
import { parseRetryAfter } from './retry-schedule.ts'

/** An HTTP answer, read to its end. */
export interface RawAnswer { status: number; text: string; retryAfter: string | null }

/** What a call is: an answer that means "bisect" to a push means "no" to a login. */
export type CallKind = 'push' | 'read' | 'auth'

/**
 * Reads an answer. Only what has the shape we agreed on with the server is believed: a login page of a hotel's network that answers
 * 200, 403 or 410 is `garbage`.
 */
export function readAnswer<T>(answer: RawAnswer, schema: z.ZodMiniType<T>, kind: CallKind, nowMs: number): Result<T, Failure> {
  const body = parseJson(answer.text)
  if (answer.status < 200 || answer.status > 299) return err(readFailure(answer, body, kind, nowMs))
  const read = schema.safeParse(body)
  if (!read.success) return err(garbage(answer, z.prettifyError(read.error)))
  return ok(read.data)
}

/** The failure that a status of 400 and more, or a redirect (status 0), stands for. */
export function readFailure(answer: RawAnswer, body: unknown, kind: CallKind, nowMs: number): Failure {
  const { status } = answer
  const retryAfterMs = parseRetryAfter(answer.retryAfter, nowMs)
  const wire = wireErrorSchema.safeParse(body)
  const message = wire.success ? wire.data.message : `HTTP ${status}`

  // Whoever answered this, the cure is the same: later.
  if (status === 429) return { kind: 'retry', code: 'rate_limited', retryAfterMs, message }
  if (status === 408 || status === 504) return { kind: 'retry', code: 'timeout', retryAfterMs, message }
  if (status >= 500) return { kind: 'retry', code: 'server_error', retryAfterMs, message, ...(status === 500 ? { byContent: true as const } : {}) }
  if (status === 409 && kind !== 'auth') {
    const changed = epochChangedSchema.safeParse(body)
    if (changed.success) return { kind: 'epoch_changed', results: readableResults(changed.data.results) }
  }
  if (status === 410) {
    const reset = resetRequiredSchema.safeParse(body)
    if (reset.success) return { kind: 'reset', entities: reset.data.entities }
  }
  // A proxy's own limit speaks no JSON; smaller pieces are worth a try, a verdict over a mutation it is not.
  if (status === 413 && kind === 'push') return { kind: 'bisect', code: wire.success ? wire.data.error : 'too_large', message, trusted: wire.success }
  if (!wire.success) return garbage(answer, 'the body is not an error of ours')

  const code = wire.data.error
  if (code === 'epoch_changed' && kind !== 'auth') return { kind: 'epoch_changed', results: [] }
  if (code === 'wiped' && status === 401) {
    const whose = wipedDetailsSchema.safeParse(wire.data.details)
    return whose.success ? { kind: 'wiped', userIds: whose.data.userIds } : garbage(answer, 'it does not say whose data is to be wiped')
  }
  if (kind === 'auth') {
    const notAMember = code === 'wrong_account' && isNotAMember(wire.data.details)
    const about = fieldDetails.safeParse(wire.data.details)
    return { kind: 'refused', error: { code: notAMember ? 'not_a_member' : authCode(status), message, ...(about.success ? { field: about.data.field } : {}), details: { said: code, status, ...(noSessionDetails.safeParse(wire.data.details).success ? { why: 'lost' } : {}) } } }
  }
  if (code === 'wrong_account') return { kind: 'wrong_account', message, ...(isNotAMember(wire.data.details) ? { notAMember: true as const } : {}) }
  if (status === 401) return { kind: 'pause_signed_out', code: code === 'revoked' ? 'revoked' : 'signed_out', message }
  if (status === 403) return { kind: 'pause_signed_out', code: code === 'second_factor_required' ? 'second_factor' : 'forbidden', message }
  if (status === 426) return { kind: 'too_old', message }
  if (kind === 'push' && (status === 400 || status === 413 || status === 422)) return { kind: 'bisect', code, message, trusted: true }
  return garbage(answer, `${code}: ${message}`)
}

const isNotAMember = (details: unknown): boolean => notAMemberDetails.safeParse(details).success

/** Results of our changes only, and whether every one of them was answered. */
export function matchResults(sentIds: readonly string[], results: readonly PushResult[]): { results: PushResult[]; unanswered: string[] } {
  const sent = new Set(sentIds)
  const mine = results.filter((result) => sent.has(result.id))
  const answered = new Set(mine.map((result) => result.id))
  return { results: mine, unanswered: sentIds.filter((id) => !answered.has(id)) }
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function readableResults(results: unknown[]): PushResult[] {
  return results.flatMap((result) => {
    const read = pushResultSchema.safeParse(result)
    return read.success ? [read.data] : []
  })
}

function authCode(status: number): ErrorCode {
  if (status === 401) return 'signed_out'
  if (status === 403) return 'forbidden'
  return 'invalid'
}

const garbage = (answer: RawAnswer, why: string): Failure =>
  ({ kind: 'garbage', message: `HTTP ${answer.status}, ${why}; it began with ${JSON.stringify(answer.text.slice(0, 80))}` })
