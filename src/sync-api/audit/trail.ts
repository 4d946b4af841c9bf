import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { AuditKind } from '../../protocol/audit.ts'
import type { Clock } from '../../shared/clock.ts'
import type { Data } from '../../shared/json.ts'
import type { Log } from '../../shared/log.ts'
import { deviceName } from '../auth/device-name.ts'
import { createCounts } from '../http/counts.ts'
import type { Membership, User } from '../store/account-port.ts'
import { sourceId } from '../store/audit-chain.ts'
import type { AuditSource, NewAuditEntry } from '../store/audit-port.ts'
import { isDiskFull } from '../store/disk-full.ts'
import type { SyncStore, WorkspaceWriter } from '../store/port.ts'
import { auditAct, auditSource, sourceOf } from './entry.ts'
import { createLateEntries } from './late-entries.ts'

/** Whose log it stands in, and who it says did it. */
export interface AuditSubject { workspaceId: string; source: AuditSource }

declare module 'fastify' {
  interface FastifyRequest {
    /**
     * Adds an entry to the workspace's audit log, in a transaction of its own: asked for just before what it tells of is done, so that nothing is done
     * without an entry. Where the server dies between the two there is an entry of what was not done, and nobody was told that it was.
     * What is about a person alone stands in each workspace that they are in: admins of each see their members' sign-ins.
     * @param of who and where, if not who is signed in
     */
    audit(kind: AuditKind, detail?: Data, of?: AuditSubject | readonly AuditSubject[]): Promise<void>
    /** The same of what happens all the time: the first in a window, then the tenth, the hundredth, …, with how many it were. */
    auditNowAndThen(kind: AuditKind, window: { key: string; ms: number }, detail?: Data): Promise<void>
    /** Whom a refusal is about, where nobody is signed in. */
    refusing: { kind: AuditKind; of: readonly AuditSubject[] } | null
    told: boolean
    refusedAs: string | null
  }
}

/** Who a person is that is not signed in (yet). */
export const subjectOf = (request: FastifyRequest, user: Pick<User, 'id' | 'name'>, membership: Membership, device: { id: string; name: string; by: 'browser' | 'script' } | null = null): AuditSubject => ({
  workspaceId: membership.workspace.id,
  source: auditSource(user.id, device?.id ?? '', {
    name: user.name, device: device?.name ?? '', by: device?.by ?? 'browser', role: membership.role, ip: request.ip, agent: deviceName(request.headers['user-agent']),
  }),
})

/** The same in each workspace that they are in. */
export const subjectsOf = (request: FastifyRequest, user: Pick<User, 'id' | 'name'>, memberships: readonly Membership[], device: Parameters<typeof subjectOf>[3] = null): AuditSubject[] =>
  memberships.map((membership) => subjectOf(request, user, membership, device))

/** What writes and is told change by change, or is no act of anybody; everything else that writes and says nothing is told as `other_act`. */
const toldOtherwise: ReadonlySet<string> = new Set([
  '/api/sync/push', '/api/sync/give-back', '/api/:entity', '/api/:entity/:id', '/api/auth/refresh', '/api/auth/passkeys/options', '/api/auth/devices/wiped', '/api/auth/password/request-reset', '/api/audit/exports',
  '/api/workspace/webhooks/deliveries', '/api/hints/about',
])
/** What nothing is written for but its entry: it goes on where there is no room for that (late-entries.ts). */
const reading: ReadonlySet<AuditKind> = new Set(['synced', 'read', 'snapshot_read', 'audit_read', 'audit_exported'])
/** Answers that a device gets in the course of things, and that refuse nobody anything. */
const inTheCourse: ReadonlySet<string> = new Set(['signed_out', 'epoch_changed', 'code_required'])
const refusals: ReadonlySet<number> = new Set([401, 403, 409, 422, 429])
const hourMs = 3_600_000

/** The audit log of what is no change of a record: acts, what was read, refusals. */
export function keepAuditTrail(app: FastifyInstance, { store, clock, log }: { store: SyncStore; clock: Clock; log: Log }): void {
  const counts = createCounts(clock)
  const now = (): string => new Date(clock.now()).toISOString()
  const subjects = async (request: FastifyRequest): Promise<AuditSubject[]> => {
    const { identity } = request
    if (identity === null) return []
    const memberships = request.routeOptions.config.ofPerson === true ? await store.accounts.memberships(identity.user.id) : identity.membership === null ? [] : [identity.membership]
    return memberships.map((membership) => ({ workspaceId: membership.workspace.id, source: sourceOf(request, { ...identity, membership }) }))
  }
  const appendOne = async (workspaceId: string, entry: NewAuditEntry, isTriedBefore = false): Promise<void> => {
    let isAgain = isTriedBefore
    await store.write(workspaceId, async (writer) => {
      // The run before, whose connection was lost at its commit, may have done it.
      if (isAgain && await isTold(writer, entry)) return
      isAgain = true
      await writer.appendAudit([entry])
    })
  }
  const late = createLateEntries(appendOne, clock, log)
  app.addHook('onClose', () => late.stop())
  const append = async (of: readonly AuditSubject[], kind: AuditKind, detail: Data): Promise<void> => {
    const hasRoom = await late.write()
    for (const { workspaceId, source } of of) {
      const entry = auditAct(now(), source, kind, detail)
      if (!hasRoom && reading.has(kind)) { late.hold(workspaceId, entry); continue }
      try {
        await appendOne(workspaceId, entry)
      } catch (thrown) {
        if (!isDiskFull(thrown) || !reading.has(kind)) throw thrown
        late.hold(workspaceId, entry)
      }
    }
  }
  /** Nobody can fill the disk by doing the same over and over: a million times leave sixteen entries. Null: not this time. */
  const counted = async (key: string, windowMs: number, each: number): Promise<number | null> => {
    const { current } = await counts.count(key, windowMs)
    return current <= each || /^10*$/.test(String(current)) ? current : null
  }

  app.decorateRequest('told', false)
  app.decorateRequest('refusing', null)
  app.decorateRequest('refusedAs', null)
  app.decorateRequest('audit', async function (this: FastifyRequest, kind: AuditKind, detail: Data = {}, of?: AuditSubject | readonly AuditSubject[]) {
    this.told = true
    await append(of === undefined ? await subjects(this) : [of].flat(), kind, detail)
  })
  app.decorateRequest('auditNowAndThen', async function (this: FastifyRequest, kind: AuditKind, { key, ms }: { key: string; ms: number }, detail: Data = {}) {
    const times = await counted(`${kind} ${this.identity?.sessionId ?? ''} ${this.identity?.membership?.workspace.id ?? ''} ${key}`, ms, 1)
    this.told = true
    if (times !== null) await append(await subjects(this), kind, times === 1 ? detail : { ...detail, times })
  })

  app.addHook('onSend', async (request, reply, payload) => {
    const route = request.routeOptions.url ?? '', { statusCode } = reply
    if (refusals.has(statusCode) && route.startsWith('/api/')) request.refusedAs = codeOf(payload)
    const writes = request.method !== 'GET' && request.method !== 'HEAD' && request.method !== 'OPTIONS'
    // A route that was added and that nobody thought of here: better told in general than not at all.
    if (writes && statusCode < 300 && request.identity !== null && !request.told && !toldOtherwise.has(route)) await request.audit('other_act', { route: `${request.method} ${route}` })
    return payload
  })
  // After the answer: how long it takes must not say whether there is such an account.
  app.addHook('onResponse', async (request, reply) => {
    const code = request.refusedAs
    if (code === null || (inTheCourse.has(code) && request.refusing?.kind !== 'refresh_reused')) return
    const kind = request.refusing?.kind ?? 'refused'
    try {
      for (const of of request.refusing?.of ?? await subjects(request)) {
        const times = await counted(`${kind} ${code} ${of.workspaceId} ${of.source.userId}`, hourMs, 10)
        if (times !== null) await append([of], kind, { code, status: reply.statusCode, route: `${request.method} ${request.routeOptions.url ?? ''}`, ...(times > 10 ? { times } : {}) })
      }
    } catch (thrown) {
      log('warn', 'audit.refusal_not_kept', { code, error: String(thrown) })
    }
  })
}

/** Among the newest: moments have passed. */
async function isTold(writer: WorkspaceWriter, { kind, at, detail, source }: NewAuditEntry): Promise<boolean> {
  const { entries } = await writer.auditPage({ kinds: [kind] }, null, 100, 1_000)
  return entries.some((entry) => entry.at === at && entry.detail === detail && sourceId(entry.source) === sourceId(source))
}

function codeOf(payload: unknown): string | null {
  if (typeof payload !== 'string') return 'refused'
  try { return String((JSON.parse(payload) as { error?: unknown }).error ?? 'refused') } catch { return 'refused' }
}
