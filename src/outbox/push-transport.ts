import type { z } from '../shared/zod.ts'
import type { Clock } from '../shared/clock.ts'
import { err, ok, type Result } from '../shared/result.ts'
import { accountCalls, type AccountAnswer, type AccountCall, type AccountInput } from '../protocol/account.ts'
import { sessionSchema, type Session } from '../protocol/auth.ts'
import { digestRangesSchema, rangeRecordsSchema } from '../protocol/digests.ts'
import { headers as names } from '../protocol/headers.ts'
import { giveBackResponseSchema } from '../protocol/give-back.ts'
import { pullResponseSchema, snapshotLineSchema, type SnapshotLine } from '../protocol/pull.ts'
import { pushResponseSchema } from '../protocol/push.ts'
import type { DeviceKey } from './device-key.ts'
import type { Failure } from './failure.ts'
import { callStreamed, callWhole, type Fetch, type HttpRequest } from './http.ts'
import { ndjsonLines } from './ndjson.ts'
import { parseJson, readAnswer, readFailure, type CallKind } from './read-answers.ts'
import type { Account, Sender, SyncTransport } from './sync-transport.ts'

export interface TransportParts {
  /** "https://satchel.example", without a slash at the end. */
  origin: string
  fetch: Fetch
  clock: Clock
  sender: Sender
  /** Registered with a sign-in, and signs what is written then. A bearer has none. */
  deviceKey?: DeviceKey
  /** Tokens in memory instead of cookies: for replicas outside a browser. Gets the access token whenever there is a new one. */
  bearer?: (accessToken: string | null) => void
}

/** The sync API over fetch. A session lives in the browser's HttpOnly cookies, or in memory where `bearer` is given. */
export function createPushTransport({ origin, fetch, clock, sender, deviceKey, bearer }: TransportParts): SyncTransport {
  let tokens: { access: string; refresh: string | undefined } | null = null

  const authorization = (): Record<string, string> => (tokens === null ? {} : { Authorization: `Bearer ${tokens.access}` })
  const aboutAccount = (account: Account): Record<string, string> => ({
    [names.workspace]: account.workspaceId, [names.user]: account.userId, [names.sender]: sender, ...authorization(),
  })
  const aboutOptional = (account: Account | null = null): Record<string, string> =>
    (account === null ? authorization() : { [names.workspace]: account.workspaceId, [names.user]: account.userId, ...authorization() })
  const call = async <T>(request: HttpRequest, schema: z.ZodMiniType<T>, kind: CallKind): Promise<Result<T, Failure>> => {
    const answer = await callWhole(fetch, clock, await signed(request))
    return answer.ok ? readAnswer(answer.value, schema, kind, clock.now()) : answer
  }
  const signed = async (request: HttpRequest): Promise<HttpRequest> => {
    if (deviceKey === undefined || request.method === 'GET') return request
    const about = { method: request.method, path: request.url.slice(origin.length), workspace: request.headers[names.workspace] ?? '', user: request.headers[names.user] ?? '', body: request.body ?? '' }
    const signature = await deviceKey.sign(about)
    return signature === null ? request : { ...request, headers: { ...request.headers, [names.signature]: signature } }
  }
  const post = (path: string, body: object, about: Record<string, string>): HttpRequest =>
    ({ method: 'POST', url: `${origin}${path}`, headers: about, body: JSON.stringify(body) })
  const get = (path: string, query: Record<string, string | null>, about: Record<string, string>): HttpRequest =>
    ({ method: 'GET', url: `${origin}${path}${queryText(query)}`, headers: about })

  const keep = (answer: Result<Session, Failure>): Result<Session, Failure> => {
    if (bearer && answer.ok && answer.value.accessToken !== undefined) {
      tokens = { access: answer.value.accessToken, refresh: answer.value.refreshToken ?? tokens?.refresh }
      bearer(tokens.access)
    }
    return answer
  }
  /** A key that does not come is gone without: signing in must not hang on it. */
  const signIn = async (path: string, body: object): Promise<Result<Session, Failure>> => {
    const key = await deviceKey?.publicKey() ?? null
    return startSession(path, key === null ? body : { ...body, deviceKey: key })
  }
  const startSession = async (path: string, body: object, account: Account | null = null): Promise<Result<Session, Failure>> =>
    keep(await call(post(path, bearer ? { ...body, transport: 'bearer' } : body, { [names.sender]: sender, ...aboutOptional(account) }), sessionSchema, 'auth'))

  return {
    push: (account, request) => call(post('/api/sync/push', request, aboutAccount(account)), pushResponseSchema, 'push'),
    pull: (account, { since, seen, limit, report = {} }) => {
      const told = Object.fromEntries(Object.entries(report).map(([name, count]) => [name, String(count)]))
      return call(get('/api/sync/changes', { since, limit: String(limit), seen, ...told }, aboutAccount(account)), pullResponseSchema, 'read')
    },
    giveBack: (account, request) => call(post('/api/sync/give-back', request, aboutAccount(account)), giveBackResponseSchema, 'read'),
    snapshot: async (account, { after, seen }) => {
      const opened = await callStreamed(fetch, clock, get('/api/sync/snapshot', { after, seen }, aboutAccount(account)))
      if (!opened.ok) return opened
      const { response, pieces } = opened.value
      if (response.status === 200) return ok(snapshotLines(pieces))
      const text = await collect(pieces)
      const answer = { status: response.status, text, retryAfter: response.headers.get('Retry-After') }
      return err(readFailure(answer, parseJson(text), 'read', clock.now()))
    },
    digests: (account, query) => call(get('/api/sync/digests', { ...query }, aboutAccount(account)), digestRangesSchema, 'read'),
    recordsUnder: (account, query) => call(get('/api/sync/digests', { ...query, records: '1' }, aboutAccount(account)), rangeRecordsSchema, 'read'),
    eventsUrl: (account, { since, seen }) => {
      // A socket cannot set headers.
      const query = { since, seen, workspace: account.workspaceId, user: account.userId }
      return `${origin.replace(/^http/, 'ws')}/api/sync/events${queryText(query)}`
    },
    auth: {
      register: (input) => signIn('/api/auth/register', input),
      login: (input) => signIn('/api/auth/login', input),
      passkey: (input) => signIn('/api/auth/passkey', input),
      refresh: (account) => startSession('/api/auth/refresh', tokens?.refresh === undefined ? {} : { refreshToken: tokens.refresh }, account),
      session: async (account) => {
        const answer = await call(get('/api/auth/session', {}, aboutOptional(account)), sessionSchema, 'auth')
        return isSignedOut(answer) ? ok(null) : answer
      },
      logout: async () => {
        const answer = await callWhole(fetch, clock, post('/api/auth/logout', {}, authorization()))
        if (!answer.ok) return answer
        const { status, text } = answer.value
        // Already signed out is what was wanted.
        if (status !== 401 && (status < 200 || status > 299)) return err(readFailure(answer.value, parseJson(text), 'auth', clock.now()))
        tokens = null
        bearer?.(null)
        return ok(null)
      },
      account: <K extends AccountCall>(name: K, input: AccountInput<K>, account: Account | null = null) => {
        const { path, answer, query, ofWorkspace = false }: { path: string; answer: z.ZodMiniType; query?: true; ofWorkspace?: boolean } = accountCalls[name]
        const about = ofWorkspace ? aboutOptional(account) : authorization()
        const request = input === null || query ? get(path, asQuery(input as object | null), about) : post(path, input as object, about)
        return call(request, answer as z.ZodMiniType<AccountAnswer<K>>, 'auth')
      },
    },
  }
}

/** Absent members are left out. */
const asQuery = (input: object | null): Record<string, string> => Object.fromEntries(Object.entries(input ?? {}).filter((pair): pair is [string, string] => typeof pair[1] === 'string'))

async function* snapshotLines(pieces: AsyncIterable<Result<Uint8Array, Failure>>): AsyncGenerator<Result<SnapshotLine, Failure>> {
  for await (const line of ndjsonLines(pieces)) {
    if (!line.ok) { yield line; return }
    const read = snapshotLineSchema.safeParse(parseJson(line.value))
    if (!read.success) { yield err({ kind: 'garbage', message: `a line of the snapshot: ${line.value.slice(0, 80)}` }); return }
    yield ok(read.data)
  }
}

async function collect(pieces: AsyncIterable<Result<Uint8Array, Failure>>): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const piece of pieces) if (piece.ok) text += decoder.decode(piece.value, { stream: true })
  return text
}

const isSignedOut = (answer: Result<Session, Failure>): boolean =>
  !answer.ok && answer.error.kind === 'refused' && answer.error.error.code === 'signed_out'

function queryText(query: Record<string, string | null>): string {
  const pairs = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== null)
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs).toString()}`
}
