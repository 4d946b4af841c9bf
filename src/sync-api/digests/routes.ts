import type { FastifyInstance, FastifyRequest, RouteShorthandOptions } from 'fastify'
import { formatDigest } from '../../merge/digest.ts'
import { idDigits, isIdPrefix } from '../../merge/id-range.ts'
import type { DigestRanges, RangeRecords } from '../../protocol/digests.ts'
import { recordsOfRange } from '../../protocol/digests.ts'
import { identityOf } from '../auth/guard.ts'
import { invalid, notFound } from '../http/http-error.ts'
import { syncRecord } from '../sync-record.ts'
import type { SyncDeps } from '../sync-routes.ts'
import { fillShares } from './keep-digests.ts'

/**
 * `GET /api/sync/digests`: the digests of the sixteen sub-ranges of ids under a prefix, or with `records=1` the records of the range itself
 * where they are few (R7, decision 0013).
 * @param knows throws where the `seen` of a request is of another history
 */
export function digestRoutes(app: FastifyInstance, deps: SyncDeps, options: RouteShorthandOptions, knows: (request: FastifyRequest) => Promise<void>): void {
  const { store, model, metrics } = deps
  app.get('/api/sync/digests', options, async (request): Promise<DigestRanges | RangeRecords> => {
    const workspaceId = identityOf(request).membership.workspace.id
    const { entity = '', prefix = '', records } = request.query as Record<string, string | undefined>
    if (entity === '') throw invalid('entity: the name of one')
    if (!model.entities.has(entity)) throw notFound()
    if (records !== undefined && records !== '1') throw invalid('records: 1 or absent')
    const most = records === undefined ? idDigits - 1 : idDigits
    if (!isIdPrefix(prefix, most)) throw invalid(`prefix: at most ${most} hex digits in lower case, without hyphens`)
    await knows(request)
    if (records === '1') metrics.digestsDiffered('repaired')
    else if (prefix === '') metrics.digestsDiffered('found')

    if (records === '1') {
      const found = await store.read(workspaceId, async (reader) =>
        ({ ...await reader.state(), records: await reader.recordsUnder(entity, prefix, recordsOfRange + 1) }))
      if (found === null) throw notFound()
      return { revision: found.revision, records: found.records.length > recordsOfRange ? null : found.records.map(syncRecord) }
    }
    for (let tries = 0; ; tries += 1) {
      const found = await store.read(workspaceId, async (reader) => ({
        ...await reader.state(), ...await reader.digestRanges(entity, prefix), unknown: (await reader.digests([entity]))[entity]!.unknown,
      }))
      if (found === null) throw notFound()
      if (found.unknown > 0 && tries < 3) { await fillShares(store, model, workspaceId); continue }
      return { revision: found.revision, common: found.common, ranges: found.ranges.map((range) => ({ ...range, digest: formatDigest(range.digest) })) }
    }
  })
}
