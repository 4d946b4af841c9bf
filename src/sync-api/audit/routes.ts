import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { may } from '../../model/roles.ts'
import { auditKinds, type AuditEntryView, type AuditKindGroup, type AuditReport } from '../../protocol/audit.ts'
import type { AuditQuery } from '../../protocol/api-access.ts'
import type { Clock } from '../../shared/clock.ts'
import { serveAccountCall, type AccountDeps } from '../auth/account-calls.ts'
import { identityOf } from '../auth/guard.ts'
import { createHold, whileHeld, type HoldDeps } from '../auth/while-held.ts'
import { HttpError, invalid, notFound } from '../http/http-error.ts'
import { sourceId, isErased } from '../store/audit-chain.ts'
import type { AuditEntry, AuditFilter } from '../store/audit-port.ts'
import type { SyncStore } from '../store/port.ts'
import type { SourceFacts } from './entry.ts'

export interface AuditDeps extends Pick<AccountDeps, 'attempts' | 'guard' | 'limits'>, HoldDeps { store: SyncStore; clock: Clock }

/** How many entries one page looks at for a filter; some hundredths of a second. */
const within = 20_000
const reportLooksAt = 200_000
const reportLists = 2_000
const hourMs = 3_600_000

/** `/api/audit*`: an admin reads, filters and exports the log; a device tells what left it. */
export function auditRoutes(app: FastifyInstance, deps: AuditDeps): void {
  const { store, clock } = deps
  const workspaceOf = async (request: FastifyRequest): Promise<{ id: string; name: string }> => {
    await deps.factor.check(request)
    const { membership } = identityOf(request)
    if (!may(membership.role, 'audit')) throw new HttpError(403, 'forbidden', 'Only an admin of the workspace may read its audit log.')
    return membership.workspace
  }
  const readPage = async (workspaceId: string, filter: AuditFilter, before: number | null, limit: number) => {
    const page = await store.read(workspaceId, (reader) => reader.auditPage(filter, before, limit, within))
    if (page === null) throw notFound()
    return page
  }

  serveAccountCall(app, deps, 'audit', async (query, request) => {
    const { id } = await workspaceOf(request), filter = filterOf(query)
    await request.auditNowAndThen('audit_read', { key: '', ms: hourMs }, said(query))
    const { entries, next } = await readPage(id, filter, cursorOf(query.cursor), limitOf(query.limit))
    return { entries: entries.map(shown), nextCursor: next === null ? null : String(next) }
  })

  serveAccountCall(app, deps, 'auditReport', async (query, request) => {
    const workspace = await workspaceOf(request)
    if (query.from === undefined || query.until === undefined) throw invalid('from, until: a report is about a period')
    await request.audit('audit_read', { report: true, ...said(query) })
    const entries: AuditEntry[] = [], filter = filterOf(query)
    let before: number | null = null, looked = 0
    do {
      const page = await readPage(workspace.id, filter, before, 1_000)
      entries.push(...page.entries)
      looked += within
      before = page.next
    } while (before !== null && looked < reportLooksAt && entries.length < reportLists * 5)
    return report(workspace.name, query, entries, before !== null, new Date(clock.now()).toISOString())
  })

  serveAccountCall(app, deps, 'noteExports', async ({ exports }, request) => {
    const { membership } = identityOf(request)
    for (const { id, at, what, format, count } of exports) {
      // Told twice where the answer was lost on the way.
      if (await isNoted(store, membership.workspace.id, id)) continue
      await request.audit('exported', { export: id, what, format, count, deviceAt: at })
    }
    return {}
  })

  app.get('/api/audit/export', { ...deps.limits.snapshot, onRequest: [deps.guard, deps.factor.check] }, async (request, reply) => {
    const workspace = await workspaceOf(request), query = request.query as AuditQuery
    const filter = filterOf(query)
    await request.audit('audit_exported', said(query))
    return reply.type('application/x-ndjson').header('cache-control', 'no-store').header('content-disposition', 'attachment; filename="audit.jsonl"')
      .send(Readable.from(whileHeld(createHold(deps, identityOf(request)), clock, exportLines(store, workspace.id, filter))))
  })
}

async function* exportLines(store: SyncStore, workspaceId: string, filter: AuditFilter): AsyncGenerator<string> {
  const span = await store.read(workspaceId, (reader) => reader.auditSpan())
  if (span === null) return
  yield `${JSON.stringify({ workspaceId, audit: span })}\n`
  let after: number | null = span.anchor.n, count = 0
  while (after !== null && after < span.head.n) {
    const from: number = after
    const page = await store.read(workspaceId, (reader) => reader.auditForth(filter, from, 500, within))
    if (page === null) return
    count += page.entries.length
    if (page.entries.length > 0) yield page.entries.map((entry) => `${JSON.stringify({ ...shown(entry), hashed: { source: sourceId(entry.source), detail: entry.detail } })}\n`).join('')
    after = page.next
  }
  yield `${JSON.stringify({ end: true, entries: count })}\n`
}

/** Among the newest: a device tells again within days. */
async function isNoted(store: SyncStore, workspaceId: string, id: string): Promise<boolean> {
  const page = await store.read(workspaceId, (reader) => reader.auditPage({ kinds: ['exported'] }, null, 200, within))
  return page?.entries.some(({ detail }) => !isErased(detail) && (JSON.parse(detail) as { export?: unknown }).export === id) ?? false
}

export function shown({ n, at, kind, entity, recordId, source, detail, hash }: AuditEntry): AuditEntryView {
  const { name, device, ...from } = JSON.parse(source.text) as SourceFacts
  return {
    n, at, kind, entity: entity === '' ? null : entity, recordId: recordId === '' ? null : recordId,
    person: source.userId === '' ? null : { id: source.userId, name }, device: source.deviceId === '' && device === '' ? null : { id: source.deviceId, name: device },
    from, detail: isErased(detail) ? null : JSON.parse(detail) as AuditEntryView['detail'], hash,
  }
}

function report(workspace: string, query: AuditQuery, entries: readonly AuditEntry[], more: boolean, madeAt: string): AuditReport {
  const views = entries.map(shown), groups = Object.fromEntries(Object.keys(auditKinds).map((group) => [group, [] as AuditEntryView[]])) as Record<AuditKindGroup, AuditEntryView[]>
  const counts: Record<string, number> = {}, devices = new Map<string, AuditReport['devices'][number]>()
  for (const view of views) {
    counts[view.kind] = (counts[view.kind] ?? 0) + 1
    groups[groupOf(view.kind)].push(view)
    if (view.person === null) continue
    const key = `${view.person.id} ${view.device?.id ?? ''} ${view.device?.name ?? ''}`
    const device = devices.get(key) ?? { person: view.person.name, id: view.device?.id ?? '', name: view.device?.name ?? '', by: view.from.by, addresses: [], first: view.at, last: view.at, entries: 0 }
    if (view.from.ip !== undefined && !device.addresses.includes(view.from.ip)) device.addresses.push(view.from.ip)
    devices.set(key, { ...device, first: view.at < device.first ? view.at : device.first, last: view.at > device.last ? view.at : device.last, entries: device.entries + 1 })
  }
  const person = query.person === undefined ? null : views.find((view) => view.person?.id === query.person)?.person ?? { id: query.person, name: '' }
  const listed = (group: AuditKindGroup): AuditEntryView[] => groups[group].slice(0, reportLists)
  return {
    workspace, person, from: query.from!, until: query.until!, madeAt, counts, devices: [...devices.values()],
    accessed: listed('access'), changed: listed('changes'), acts: listed('acts'), refused: listed('refusals'),
    truncated: more || Object.values(groups).some((group) => group.length > reportLists),
  }
}

const groupOf = (kind: string): AuditKindGroup => (Object.keys(auditKinds) as AuditKindGroup[]).find((group) => (auditKinds[group] as readonly string[]).includes(kind)) ?? 'acts'

function filterOf({ person, device, entity, record, kind, from, until }: AuditQuery): AuditFilter {
  const kinds = kind === undefined || kind === '' ? undefined : kind.split(',').flatMap((one) => (Object.hasOwn(auditKinds, one) ? [...auditKinds[one as AuditKindGroup]] : [one]))
  const time = (name: string, text: string | undefined): string | undefined => {
    if (text === undefined || text === '') return undefined
    const ms = Date.parse(text)
    if (Number.isNaN(ms)) throw invalid(`${name}: no time, such as 2026-11-26T12:00:00Z`)
    return new Date(ms).toISOString()
  }
  return { userId: given(person), deviceId: given(device), entity: given(entity), recordId: given(record), kinds, from: time('from', from), until: time('until', until) }
}

const given = (text: string | undefined): string | undefined => (text === '' ? undefined : text)
/** The filter as the entry about its use says it. */
const said = ({ cursor: _cursor, limit: _limit, ...filter }: AuditQuery): Record<string, string> => Object.fromEntries(Object.entries(filter).filter((pair): pair is [string, string] => typeof pair[1] === 'string' && pair[1] !== ''))

function cursorOf(text: string | undefined): number | null {
  if (text === undefined || text === '') return null
  if (!/^\d{1,15}$/.test(text)) throw invalid('cursor: none that was given here')
  return Number(text)
}

function limitOf(text: string | undefined): number {
  if (text === undefined || text === '') return 100
  const limit = Number(text)
  if (!Number.isInteger(limit) || limit < 1 || limit > 500) throw invalid('limit: a number from 1 to 500')
  return limit
}
