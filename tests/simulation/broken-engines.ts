import { over } from '../../src/sync-api/store/over.ts'
import type { SyncStore, WriteBatch } from '../../src/sync-api/store/port.ts'
import type { Store } from '../../src/db-worker/store.ts'
import { bodyHash } from '../../src/merge/canonical.ts'
import type { SyncTransport } from '../../src/outbox/sync-transport.ts'
import { isTextPatch, wordsOf } from '../../src/merge/text-field.ts'
import type { Json } from '../../src/shared/json.ts'
import type { Change } from '../../src/protocol/change.ts'

/**
 * Ways in which an engine like ours loses data, each as a small fault behind one of its ports: what changes the database (`sync`), the way
 * to the server, what a crash leaves on the device, what the page is answered, the server's store. Invariants that do not notice them would prove nothing.
 */
export interface BrokenEngine {
  sync?(sync: Store['sync'], store: Store): Partial<Store['sync']>
  transport?(transport: SyncTransport): SyncTransport
  /** `mirrored`: the mutations that its mirror holds. */
  crashed?(store: Store, mirrored: readonly string[]): void
  /** A full disk says of every write that it went well. */
  saysSaved?: true
  /** Changes what the store answers the page. */
  opened?(store: Store): void
  server?(store: SyncStore): SyncStore
  /** Only where the server is put back to backups can it be noticed. */
  restores?: true
  /** Only where policies change often can it be noticed in a short story. */
  policies?: true
  /** Only where several push at the same time can it be noticed in a short story. */
  together?: true
  /** Only where devices are closed right after a write can it be noticed in a short story. */
  crashes?: true
  /** Only where clocks are years off, and people write where others do, can it be noticed in a short story. */
  clocks?: true
  /** Only where two write into one note can it be noticed in a short story. */
  texts?: true
  /** The invariants that have to notice it, as they begin: others may as well. */
  by?: readonly string[]
}

const marks = (ids: readonly string[]): string => ids.map(() => '?').join(', ')

/** True every `n`th time. */
function every(n: number): () => boolean {
  let count = 0
  return () => { count += 1; return count % n === 0 }
}

const saving = (change: (batch: WriteBatch) => WriteBatch) => (store: SyncStore): SyncStore => ({
  ...store,
  write: (workspaceId, work) => store.write(workspaceId, (writer) => work(over(writer, { save: (batch) => writer.save(change(batch)) }))),
})
const forgetting = (entity: string): BrokenEngine => ({
  server: saving((batch) => ({ ...batch, records: batch.records.filter((record) => record.entity !== entity) })),
})

/** What each change's device had for the workspace's settings when it was written, by the change's id; null: it writes one itself. */
const settingsWhenWritten = new Map<string, Map<string, Json> | null>()

/** M7 the wrong way round: the server asks what was in force when the edit was written. */
const policyOfTheWriting: BrokenEngine = {
  policies: true,
  opened: ({ data, core }) => {
    const { mutate } = data
    data.mutate = (mutation) => {
      const known = new Map(data.list({ entity: 'settings', limit: 100 }).rows.map((row) => [row.id, row.data['value'] ?? null]))
      const done = mutate(mutation)
      const writesOne = mutation.changes.some(({ entity }) => entity === 'settings')
      for (const id of core.db.values<string>('SELECT id FROM local_changes WHERE mutation_id = ?', [mutation.mutationId])) settingsWhenWritten.set(id, writesOne ? null : known)
      return done
    }
  },
  server: (store) => ({
    ...store,
    write: (workspaceId, work) => store.write(workspaceId, (writer) => {
      let known: Map<string, Json> | null = null
      return work(over(writer, {
        answers: (ids) => {
          const all = ids.flatMap((id) => settingsWhenWritten.get(id) ?? (settingsWhenWritten.has(id) ? [null] : []))
          known = all.includes(null) ? null : all[0] ?? null
          return writer.answers(ids)
        },
        records: async (keys) => (await writer.records(keys)).map((record) =>
          (record.entity !== 'settings' || record.data === null || known === null ? record : { ...record, data: { ...record.data, value: known.get(record.id) ?? null } })),
      }))
    }),
  }),
}

export const brokenEngines: Record<string, BrokenEngine> = {
  'the journal is written after the row, and a crash comes between': {
    crashed: ({ core }) => { core.db.run("DELETE FROM local_changes WHERE seq = (SELECT max(seq) FROM local_changes) AND status IN ('pending', 'pushing')") },
  },
  'what the mirror does not hold passes for sent: it is trusted over SQLite': {
    crashes: true,
    by: ['[M2] the value'],
    crashed: ({ core }, mirrored) => {
      core.db.run(`UPDATE local_changes SET status = 'synced', settled_at = 1 WHERE status IN ('pending', 'pushing') AND mutation_id NOT IN (${marks(mirrored)})`, [...mirrored])
    },
  },
  // Each push claims to have left when the server last spoke.
  'the clocks are trusted': {
    clocks: true,
    by: ['[T1]'],
    transport: (transport) => {
      let heard: string | null = null
      return {
        ...transport,
        push: async (account, request) => {
          const answer = await transport.push(account, { ...request, sentAt: heard ?? request.sentAt })
          if (answer.ok) heard = answer.value.serverTime
          return answer
        },
      }
    },
  },
  'a full disk passes for one with room': { by: ['[I24] the disk'], saysSaved: true },
  'the cursor moves although a row of the page was not written': {
    sync: (sync) => {
      const now = every(2)
      return { applyPage: (page) => sync.applyPage(page.changes.length > 0 && now() ? { ...page, changes: page.changes.slice(1) } : page) }
    },
  },
  'half a frame is written': {
    sync: (sync) => {
      const now = every(3)
      return { applyFrame: (frame) => sync.applyFrame(now() ? { ...frame, events: frame.events.slice(1) } : frame) }
    },
  },
  'what was sent without an answer is sent again under a new id': {
    transport: (transport) => {
      const unanswered = new Set<string>()
      return {
        ...transport,
        push: async (account, request) => {
          const old = new Map<string, string>()
          const changes = request.changes.map((change) => {
            if (!unanswered.has(change.id)) return change
            const again: Change = { ...change, id: change.id.slice(0, -1) + (change.id.endsWith('0') ? '1' : '0') }
            old.set(again.id, change.id)
            delete again.bodyHash
            return { ...again, bodyHash: bodyHash(again) }
          })
          const answer = await transport.push(account, { ...request, changes })
          if (!answer.ok) for (const { id } of request.changes) unanswered.add(id)
          return answer.ok ? { ...answer, value: { ...answer.value, results: answer.value.results.map((result) => ({ ...result, id: old.get(result.id) ?? result.id })) } } : answer
        },
      }
    },
  },
  'a text is written over as a whole': {
    texts: true,
    transport: (transport) => ({
      ...transport,
      push: (account, request) => transport.push(account, {
        ...request,
        changes: request.changes.map((change) => {
          const texts = Object.entries(change.patch).flatMap(([field, value]) => (isTextPatch(value) ? [[field, wordsOf(value)] as const] : []))
          if (texts.length === 0) return change
          const whole: Change = { ...change, patch: { ...change.patch, ...Object.fromEntries(texts) }, baseRevision: Number.MAX_SAFE_INTEGER }
          delete whole.bodyHash
          return { ...whole, bodyHash: bodyHash(whole) }
        }),
      }),
    }),
  },
  'what was deleted elsewhere is not heard of': {
    sync: (sync) => ({
      applyPage: (page) => sync.applyPage({ ...page, changes: page.changes.filter(({ deletedAt }) => deletedAt === null) }),
      applyFrame: (frame) => sync.applyFrame({ ...frame, events: frame.events.filter(({ action }) => action !== 'deleted') }),
    }),
  },
  'what could not be sent is dropped': {
    sync: (sync, { core }) => ({
      pushFailed: (ids, error) => {
        sync.pushFailed(ids, error)
        core.db.run(`DELETE FROM local_changes WHERE id IN (${marks(ids)})`, ids)
      },
    }),
  },
  'what could not be sent passes for sent': {
    sync: (sync, { core }) => ({
      pushFailed: (ids, error) => {
        sync.pushFailed(ids, error)
        core.db.run(`UPDATE local_changes SET status = 'synced', settled_at = 1 WHERE id IN (${marks(ids)})`, ids)
      },
    }),
  },
  'a network that fails passes for a refusal': {
    sync: (sync, { core }) => ({
      pushFailed: (ids, error) => {
        sync.pushFailed(ids, error)
        core.db.run(`UPDATE local_changes SET status = 'failed', error = '{"code":"network","message":"away"}' WHERE id IN (${marks(ids)})`, ids)
      },
    }),
  },
  'only the first change of a mutation is sent': {
    by: ['[P1] of the'],
    sync: (sync) => ({
      nextBatch: (options) => {
        const batch = sync.nextBatch(options), seen = new Set<string>()
        return { ...batch, changes: batch.changes.filter(({ mutationId }) => !seen.has(mutationId) && seen.add(mutationId)) }
      },
    }),
  },
  'what an answer says of the record is thrown away': {
    sync: (sync) => ({
      applyResults: (results, seen) => { sync.applyResults(results.map((result) => ('record' in result ? { ...result, record: { ...result.record, data: {} } } : result)), seen) },
    }),
  },
  'a pull writes over what waits': {
    sync: (sync, { core }) => ({
      applyFrame: (frame) => {
        const applied = sync.applyFrame(frame)
        for (const { entity, id, payload } of applied ? frame.events : []) {
          if (core.tables.has(entity) && payload !== null) core.db.run(`UPDATE "${entity}" SET data = ? WHERE id = ?`, [JSON.stringify(payload), id])
        }
        return applied
      },
      applyPage: (page) => {
        const applied = sync.applyPage(page)
        for (const { entity, id, data } of page.changes) if (core.tables.has(entity)) core.db.run(`UPDATE "${entity}" SET data = ? WHERE id = ?`, [JSON.stringify(data ?? {}), id])
        return applied
      },
    }),
  },
  'a download leaves a record out': {
    sync: (sync) => ({ snapshotRecords: (records, checkpoint) => { sync.snapshotRecords(records.length > 1 ? records.slice(1) : records, checkpoint) } }),
  },
  'undo says that it is done and does nothing': {
    opened: ({ data }) => { data.undoAct = () => ({ done: true, changed: 1, label: '', leftAlone: [], gone: 0 }) },
  },
  'an edit is decided by the policy of when it was written': policyOfTheWriting,
  'the server forgets what it answered': {
    server: (store) => ({
      ...store,
      write: (workspaceId, work) => store.write(workspaceId, (writer) => work(over(writer, { answers: () => Promise.resolve([]) }))),
    }),
  },
  // As where revisions come from a sequence, and not from under the row lock: one is seen before an earlier one is committed.
  'a reader steps over a revision': {
    server: (store) => {
      const now = every(4)
      return {
        ...store,
        read: (workspaceId, work) => store.read(workspaceId, (reader) => work(over(reader, {
          changedAfter: async (positions, limit) => {
            const records = await reader.changedAfter(positions, limit)
            return records.length > 1 && now() ? records.slice(1) : records
          },
        }))),
      }
    },
  },
  'a conflict is not written down': forgetting('conflicts'),
  'whoever lost is not told': forgetting('notices'),
  'whoever is overruled by another is not told': {
    server: saving((batch) => ({ ...batch, records: batch.records.filter(({ entity, data, updatedBy }) => entity !== 'notices' || data['forUserId'] === updatedBy) })),
  },
  'another body under a known id passes for the first': {
    by: ['[P2] another body'],
    server: (store) => ({
      ...store,
      write: (workspaceId, work) => store.write(workspaceId, (writer) => work(over(writer, { answers: async (ids) => (await writer.answers(ids)).map((answer) => ({ ...answer, bodyHash: '' })) }))),
    }),
  },
  'what was done last is sent first': {
    by: ['[J3]'],
    sync: (sync) => ({
      nextBatch: (options) => {
        const batch = sync.nextBatch(options), ids = [...new Set(batch.changes.map(({ mutationId }) => mutationId))].reverse()
        return { ...batch, changes: ids.flatMap((id) => batch.changes.filter(({ mutationId }) => mutationId === id)) }
      },
    }),
  },
  'each change of a mutation is sent as one of its own': {
    by: ['[P2] of the mutation', '[P4] beside a change that was refused'],
    transport: (transport) => ({
      ...transport,
      push: (account, request) => transport.push(account, {
        ...request,
        changes: request.changes.map((change) => {
          const alone: Change = { ...change, mutationId: change.id }
          delete alone.bodyHash
          return { ...alone, bodyHash: bodyHash(alone) }
        }),
      }),
    }),
  },
  'a mutation is sent in two pushes': {
    by: ['[P2] the mutation'],
    transport: (transport) => ({
      ...transport,
      push: async (account, request) => {
        const at = request.changes.findIndex((change, index) => change.mutationId === request.changes[index - 1]?.mutationId)
        const first = await transport.push(account, at < 0 ? request : { ...request, changes: request.changes.slice(0, at) })
        if (at < 0 || !first.ok) return first
        const second = await transport.push(account, { ...request, changes: request.changes.slice(at) })
        return second.ok ? { ...second, value: { ...second.value, results: [...first.value.results, ...second.value.results] } } : second
      },
    }),
  },
  'what shares a transaction with others is answered before its commit': {
    together: true,
    server: (store) => ({
      ...store,
      write: (workspaceId, work) => new Promise((resolve, reject) => {
        const written = store.write(workspaceId, async (writer) => {
          const result = await work(writer)
          resolve(result)
          return result
        })
        written.then(resolve, reject)
      }),
    }),
  },
  'after a refusal nothing is sent for a while': {
    by: ['[P4] beside'],
    sync: (sync, { core }) => ({
      nextBatch: (options) => {
        const refused = core.db.value<number | null>("SELECT max(settled_at) FROM local_changes WHERE status = 'failed'") ?? null
        return refused !== null && Math.abs(core.clock.now() - refused) < 30_000 ? { ...sync.nextBatch({ only: [] }), changes: [] } : sync.nextBatch(options)
      },
    }),
  },
  'whoever lost a part of a list is not told': {
    by: ['[M2]'],
    server: saving((batch) => ({ ...batch, records: batch.records.filter(({ entity, data }) => entity !== 'notices' || !Array.isArray(data['lost'])) })),
  },
  'whoever is overruled in a list is not told': {
    by: ['[M2]'],
    server: saving((batch) => ({ ...batch, records: batch.records.filter(({ entity, data, updatedBy }) => entity !== 'notices' || !Array.isArray(data['lost']) || data['forUserId'] === updatedBy) })),
  },
  'whoever lost a part of a list is told twice': {
    by: ['[M2]'],
    server: saving((batch) => ({ ...batch, records: batch.records.flatMap((record) => (record.entity !== 'notices' || !Array.isArray(record.data['lost']) ? [record]
      : [record, { ...record, id: record.id.slice(0, -1) + (record.id.endsWith('0') ? '1' : '0') }])) })),
  },
  'no history is kept': forgetting('history'),
  'nothing is given back': {
    restores: true,
    transport: (transport) => ({ ...transport, giveBack: (account, request) => transport.giveBack(account, { ...request, records: [] }) }),
  },
  'of what is given back only half is': {
    restores: true,
    sync: (sync) => ({
      nextGiveBack: () => {
        const step = sync.nextGiveBack()
        return step?.kind === 'send' ? { ...step, records: step.records.filter((_, at) => at % 2 === 0) } : step
      },
    }),
  },
}
