import { hash } from 'node:crypto'
import type { Digest } from '../../merge/digest.ts'
import { emptyDigest, recordDigest } from '../../merge/digest.ts'
import type { Model } from '../../model/model.ts'
import type { Data } from '../../shared/json.ts'
import { over } from '../store/over.ts'
import type { RecordWrite, SyncStore } from '../store/port.ts'

/**
 * R7: the store, with the share of its entity's digest put to every record that is written through it, whoever writes. The engine adds the
 * shares up in the same transaction.
 */
export function keepDigests(store: SyncStore, model: Model): SyncStore {
  return {
    ...store,
    write: (workspaceId, work) => store.write(workspaceId, (writer) => work(over(writer, {
      save: (batch) => writer.save({ ...batch, records: batch.records.map((record) => withShare(model, record)) }),
    }))),
  }
}

/**
 * Hashes what has no share yet: what was written before there were digests, or by other hands. In transactions of a few hundred records, so
 * that nobody waits for the whole.
 */
export async function fillShares(store: SyncStore, model: Model, workspaceId: string): Promise<void> {
  const entities = [...model.entities.keys()]
  for (;;) {
    const left = await store.write(workspaceId, async (writer) => {
      const records = await writer.withoutShare(entities, inOneGo)
      await writer.saveShares(records.map((record) => ({ entity: record.entity, id: record.id, share: shareOf(model, record) ?? emptyDigest })))
      return records.length === inOneGo
    })
    if (left !== true) return
  }
}

const inOneGo = 500

function withShare(model: Model, record: RecordWrite): RecordWrite {
  const share = shareOf(model, record)
  return share === null ? record : { ...record, share }
}

/** Null: of an entity this server does not know, so nobody can say. Tombstones have no part in it, nor what is left of a purged record. */
function shareOf(model: Model, record: { entity: string; id: string; data: Data | null; deletedAt: string | null }): Digest | null {
  const entity = model.entities.get(record.entity)
  if (entity === undefined) return null
  return record.deletedAt !== null || record.data === null ? emptyDigest : recordDigest(entity, record.id, record.data, nativeHigh128)
}

/** Every push hashes two records a change: Node's own SHA-256 takes a quarter of the time of that in JavaScript. */
function nativeHigh128(text: string): Digest {
  const bytes = hash('sha256', text, 'buffer')
  return (bytes.readBigUInt64BE(0) << 64n) | bytes.readBigUInt64BE(8)
}
