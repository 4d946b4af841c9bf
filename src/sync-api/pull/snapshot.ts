import type { Model } from '../../model/model.ts'
import type { SyncRecord } from '../../protocol/change.ts'
import type { SnapshotLine } from '../../protocol/pull.ts'
import type { SeenTokens } from '../seen.ts'
import type { RecordText, SyncStore } from '../store/port.ts'
import { wholeCursor } from './changes.ts'
import { encodeCursor } from './cursor.ts'
import { entitiesOf } from './entities.ts'
import { lookFor } from './page.ts'

export interface SnapshotDeps { store: SyncStore; model: Model; tokens: SeenTokens }

/**
 * A workspace's records as NDJSON, a chunk of lines at a time: by entity priority, newest id first, a checkpoint every 1,000.
 * Each page is a read of its own, found by key, so that nothing is held while the network is slow, and memory stays flat. What changes
 * meanwhile comes with the delta, which begins at the header's cursor.
 *
 * @param asked the entities wanted; null: all
 * @param after a checkpoint to go on from; one of another epoch, or none of ours, starts over
 */
export async function* snapshotLines(deps: SnapshotDeps, workspaceId: string, asked: readonly string[] | null, after: string | null): AsyncGenerator<string> {
  const { store, model, tokens } = deps
  const start = await store.read(workspaceId, async (reader) => {
    const state = await reader.state()
    const entities = await entitiesOf(model, reader, asked)
    return { state, entities, counts: await reader.counts(entities), commit: await reader.commitAtOrBefore(state.revision) ?? { revision: 0, mark: '' } }
  })
  if (start === null) return
  const { entities: order, state: { epoch, revision } } = start
  const cursor = encodeCursor(wholeCursor(order, epoch, revision))
  yield line({ cursor, seen: tokens.sign(workspaceId, { epoch, ...start.commit }), counts: start.counts })

  const checkpoint = after === null ? null : readCheckpoint(after, epoch)
  // One in an entity that is not given here (any more) starts over: what is skipped, the device would take for gone.
  const from = checkpoint !== null && order.includes(checkpoint.entity) ? checkpoint : null
  let sinceCheckpoint = 0, look = 100
  for (const entity of from === null ? order : order.slice(order.indexOf(from.entity))) {
    let before = from?.entity === entity ? from.id : null
    for (;;) {
      const asked = Math.min(look, checkpointEvery - sinceCheckpoint), page: RecordText[] = await store.read(workspaceId, (reader) => reader.textsByIdDescending(entity, before, asked)) ?? []
      let chunk = page.map((record) => `${record.text}\n`).join('')
      look = lookFor(look, chunk.length)
      const last = page.at(-1)
      sinceCheckpoint += page.length
      if (last !== undefined && sinceCheckpoint >= checkpointEvery) {
        chunk += line({ checkpoint: writeCheckpoint({ epoch, entity, id: last.id }) })
        sinceCheckpoint = 0
      }
      if (chunk !== '') yield chunk
      if (last === undefined || page.length < asked) break
      before = last.id
    }
  }
  yield line({ end: true })
}

const checkpointEvery = 1_000

const line = (value: Exclude<SnapshotLine, SyncRecord>): string => `${JSON.stringify(value)}\n`

interface Checkpoint { epoch: string; entity: string; id: string }

const writeCheckpoint = ({ epoch, entity, id }: Checkpoint): string => Buffer.from(JSON.stringify([epoch, entity, id])).toString('base64url')

function readCheckpoint(text: string, epoch: string): Checkpoint | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString())
    if (!Array.isArray(value) || value[0] !== epoch || typeof value[1] !== 'string' || typeof value[2] !== 'string') return null
    return { epoch, entity: value[1], id: value[2] }
  } catch {
    return null
  }
}
