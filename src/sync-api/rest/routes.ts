import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Entity } from '../../model/entity.ts'
import { roleProblem, roleRule } from '../../model/roles.ts'
import { settings } from '../../model/settings.ts'
import { uuid } from '../../protocol/change.ts'
import type { Json } from '../../shared/json.ts'
import { once } from '../../shared/once.ts'
import { createElementIdMaker } from '../../shared/random.ts'
import { sourceOf } from '../audit/entry.ts'
import { identityOf } from '../auth/guard.ts'
import { HttpError, notFound } from '../http/http-error.ts'
import type { SyncDeps } from '../sync-routes.ts'
import { createIndexes } from './indexes.ts'
import { listPage } from './list.ts'
import { etagOf, isNamedIn, readBody, readIdempotencyKey, readIfMatch, readListQuery, writeCursor } from './read-request.ts'
import { answerRecord, type RestRecord } from './record.ts'
import { write, type Act, type Written } from './write.ts'

type RestDeps = Pick<SyncDeps, 'store' | 'model' | 'clock' | 'random' | 'log' | 'metrics' | 'commits' | 'guard' | 'factor' | 'limits'> & { newId(): string }

interface OfEntity { Params: { entity: string } }
interface OfRecord { Params: { entity: string; id: string } }

/** `/api/{entity}` and `/api/{entity}/{id}`: plain REST for scripts, over every entity of the model. */
export function restRoutes(app: FastifyInstance, deps: RestDeps): void {
  const { store, model } = deps
  const indexes = createIndexes(store), elementIds = once(() => createElementIdMaker(deps.random)), newElementId = (): string => elementIds()()
  const entityOf = (request: FastifyRequest): Entity => {
    const entity = model.entities.get((request.params as OfEntity['Params']).entity)
    if (entity === undefined) throw notFound()
    return entity
  }
  // What is no address of the API is none for anybody, signed in or not.
  const known = async (request: FastifyRequest): Promise<void> => { entityOf(request) }
  const { sync: limit } = deps.limits
  const options = { ...limit, config: { ...limit.config, apiTokens: 'by_entity' as const }, onRequest: [known, deps.guard, deps.factor.check] }

  app.get<OfEntity>('/api/:entity', options, async (request) => {
    const entity = entityOf(request), workspaceId = identityOf(request).membership.workspace.id
    await request.auditNowAndThen('read', { key: entity.name, ms: 3_600_000 }, { what: entity.name, list: true })
    const query = readListQuery(entity, request.query)
    const page = await listPage({ store, indexes }, workspaceId, entity, query)
    if (page === null) throw new HttpError(422, 'too_many', `There are too many ${entity.label.many} to sort them so. Sort by id, -id or revision.`)
    return { records: page.records, nextCursor: page.next === null ? null : writeCursor(page.next, query.sort) }
  })

  app.post<OfEntity>('/api/:entity', options, async (request, reply) => {
    const entity = entityOf(request), { id, patch, hash } = readBody(entity, request.body, newElementId)
    const key = readIdempotencyKey(request.headers['idempotency-key'])
    const act: Act = { entity, recordId: id ?? deps.newId(), op: 'create', patch, expected: 'any', key: key === null ? null : { text: key, bodyHash: hash } }
    const record = await written(deps, request, act)
    return sendRecord(reply.code(201).header('location', `/api/${entity.name}/${record!.id}`), record!)
  })

  app.get<OfRecord>('/api/:entity/:id', options, async (request, reply) => {
    const entity = entityOf(request), workspaceId = identityOf(request).membership.workspace.id
    await request.auditNowAndThen('read', { key: `one ${entity.name}`, ms: 3_600_000 }, { what: entity.name })
    const found = (await store.read(workspaceId, (reader) => reader.pulledRecords([{ entity: entity.name, id: idOf(request) }])))?.[0]
    if (found === undefined || found.data === null || found.deletedAt !== null) throw notFound()
    if (isNamedIn(request.headers['if-none-match'], found.revision)) return reply.code(304).header('etag', etagOf(found.revision)).send()
    return sendRecord(reply, answerRecord(found))
  })

  app.patch<OfRecord>('/api/:entity/:id', options, async (request, reply) => {
    const entity = entityOf(request), expected = readIfMatch(request.headers['if-match'])
    const { id, patch } = readBody(entity, request.body, newElementId)
    if (id !== null && id !== idOf(request)) throw new HttpError(422, 'invalid', 'A record keeps its id.', { details: { field: 'id' } })
    const record = await written(deps, request, { entity, recordId: idOf(request), op: 'update', patch, expected, key: null })
    return sendRecord(reply, record!)
  })

  app.delete<OfRecord>('/api/:entity/:id', options, async (request, reply) => {
    const expected = readIfMatch(request.headers['if-match'])
    await written(deps, request, { entity: entityOf(request), recordId: idOf(request), op: 'delete', patch: {}, expected, key: null })
    return reply.code(204).send()
  })
}

const sendRecord = (reply: FastifyReply, record: RestRecord): FastifyReply => reply.header('etag', etagOf(record.revision)).send(record)

/** What is no id names no record. */
function idOf(request: FastifyRequest): string {
  const id = uuid.safeParse((request.params as OfRecord['Params']).id)
  if (!id.success) throw notFound()
  return id.data
}

/** The record as it was written; null where a delete found it deleted. Everything else is an answer of its own. */
async function written(deps: RestDeps, request: FastifyRequest, act: Act): Promise<RestRecord | null> {
  const { user, membership, deviceName } = identityOf(request), started = deps.clock.monotonic()
  const pusher = { workspaceId: membership.workspace.id, userId: user.id, userName: user.name, deviceName, source: sourceOf(request, identityOf(request)) }
  const outcome = await write(deps, pusher, act, roleProblem(act.entity, membership.role) === null)
  if ('commit' in outcome && outcome.commit !== null) {
    deps.commits.published(outcome.commit)
    if (outcome.commit.records.some(({ entity }) => entity === settings.name)) deps.factor.changed(pusher.workspaceId)
  }
  const ms = deps.clock.monotonic() - started
  deps.metrics.pushed({ sender: 'rest', statuses: statusesOf[outcome.kind], seconds: ms / 1_000, ages: [] })
  deps.log('info', 'rest', { workspaceId: pusher.workspaceId, userId: user.id, entity: act.entity.name, recordId: act.recordId, op: act.op, outcome: outcome.kind, ms: Math.round(ms * 10) / 10 })
  if (outcome.kind === 'written' || outcome.kind === 'repeated' || outcome.kind === 'unchanged') return outcome.record
  if (outcome.kind === 'deleted_already') return null
  throw refusal(outcome, request.body as Json)
}

/** As a push's answers are counted; what was called off was no change. */
const statusesOf: Record<Written['kind'], Record<string, number>> = {
  written: { applied: 1 }, conflict: { conflict: 1 }, rejected: { rejected: 1 }, waits: { deferred: 1 }, repeated: {}, unchanged: {}, key_reused: {}, deleted_already: {}, not_found: {},
}

function refusal(outcome: Exclude<Written, { kind: 'written' | 'repeated' | 'unchanged' | 'deleted_already' }>, sent: Json | undefined): HttpError {
  switch (outcome.kind) {
    case 'not_found': return notFound()
    case 'key_reused': return new HttpError(422, 'key_reused', 'This Idempotency-Key came with another body before.')
    case 'waits': return new HttpError(422, 'reference_gone', 'What it refers to is nowhere to be found.', { details: { waitsFor: outcome.waitsFor } })
    case 'conflict': {
      const { revision, data, deletedAt } = outcome.record
      return new HttpError(409, 'conflict', 'Another revision stands than the one you know. Look at it, and send what is still to be changed.', {
        currentRevision: revision, serverData: data, clientData: sent ?? null, ...(deletedAt === null ? {} : { deletedAt }),
      })
    }
    case 'rejected': {
      const { code, message, field } = outcome.error
      return new HttpError(statusOf[code] ?? 422, code, message, field === undefined ? {} : { details: { field } })
    }
  }
}

/** Rules and values that cannot be kept are 422. */
const statusOf: Record<string, number> = { forbidden: 403, [roleRule]: 403, too_large: 413, server_error: 500 }
