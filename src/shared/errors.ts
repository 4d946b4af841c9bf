/**
 * Every error a person or a program can meet, with what to do next. The codes travel between threads and over the wire;
 * decisions are taken by `code`, never by the text.
 */
export type ErrorCode =
  // data and rules
  | 'invalid' | 'not_found' | 'deleted' | 'too_large' | 'forbidden' | 'rule_broken' | 'reference_gone'
  // this device's storage
  | 'storage_full' | 'storage_unavailable' | 'storage_corrupt' | 'storage_locked' | 'schema_newer'
  // files
  | 'file_unreadable' | 'file_empty' | 'cancelled'
  // the network and the account
  | 'offline' | 'server_unreachable' | 'server_error' | 'server_garbage' | 'signed_out' | 'second_factor_required' | 'wrong_account' | 'not_a_member' | 'rate_limited' | 'code_too_old'
  // threads
  | 'leader_lost' | 'timeout' | 'internal'

export interface ErrorBody {
  code: ErrorCode
  /** One sentence for a person: what happened. */
  message: string
  /** The field the error is about, where there is one. */
  field?: string
  /** Facts for a log; never shown as they are. */
  details?: Record<string, unknown>
}

/** The one error class of Satchel; it survives a structured clone by `toBody` and `fromBody`. */
export class SatchelError extends Error {
  override readonly name = 'SatchelError'
  readonly code: ErrorCode
  readonly field: string | undefined
  readonly details: Record<string, unknown> | undefined

  constructor(code: ErrorCode, message: string, more: { field?: string; details?: Record<string, unknown>; cause?: unknown } = {}) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause })
    this.code = code
    this.field = more.field
    this.details = more.details
  }

  toBody(): ErrorBody {
    return {
      code: this.code,
      message: this.message,
      ...(this.field === undefined ? {} : { field: this.field }),
      ...(this.details === undefined ? {} : { details: this.details }),
    }
  }

  static fromBody(body: ErrorBody): SatchelError {
    return new SatchelError(body.code, body.message, {
      ...(body.field === undefined ? {} : { field: body.field }),
      ...(body.details === undefined ? {} : { details: body.details }),
    })
  }
}

/** Turns whatever was thrown into a SatchelError, keeping one that already is. */
export function toSatchelError(thrown: unknown): SatchelError {
  if (thrown instanceof SatchelError) return thrown
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  return new SatchelError('internal', message, { cause: thrown })
}
