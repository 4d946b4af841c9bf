/** An answer that is not 2xx, thrown by handlers: `{error: code, message, ...more}`. */
export class HttpError extends Error {
  override readonly name = 'HttpError'
  readonly status: number
  readonly code: string
  readonly more: Record<string, unknown>
  /** When to come again, s, where that is known; of 429 and 503 something is always said (errors.ts). */
  readonly retryAfter: number | null

  constructor(status: number, code: string, message: string, more: Record<string, unknown> = {}, retryAfter: number | null = null) {
    super(message)
    this.status = status
    this.code = code
    this.more = more
    this.retryAfter = retryAfter
  }
}

export const invalid = (message: string): HttpError => new HttpError(400, 'invalid', message)
export const signedOut = (): HttpError => new HttpError(401, 'signed_out', 'Sign in to go on. Nothing on your device is lost.')
/** Nothing of ours came along, not even which device this is: whoever asks never signed in here, or their browser lost it (decision 0094). */
export const noSession = (): HttpError => new HttpError(401, 'signed_out', 'Sign in to go on. Nothing on your device is lost.', { details: { why: 'no_session' } })
export const wrongAccount = (): HttpError => new HttpError(401, 'wrong_account', 'You are signed in to another account or workspace than this device syncs with.')
/** The same for a workspace that is not there: nobody learns of one by asking. */
export const notAMember = (): HttpError => new HttpError(401, 'wrong_account', 'You are not a member of this workspace.', { details: { why: 'not_a_member' } })
/** What belongs to another workspace answers exactly as what does not exist. */
export const notFound = (): HttpError => new HttpError(404, 'not_found', 'There is nothing here.')
