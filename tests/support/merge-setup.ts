import fc from 'fast-check'
import { mergeChange } from '../../src/merge/merge-change.ts'
import { editText, isTooLarge, startOf, writeState } from '../../src/merge/text-document.ts'
import type { TextState } from '../../src/merge/text-document.ts'
import type { IncomingChange, MergeOutcome, MergeRecord } from '../../src/merge/types.ts'
import { defineEntity, elementId } from '../../src/model/entity.ts'
import type { Element } from '../../src/model/entity.ts'
import { z } from '../../src/shared/zod.ts'
import type { Json } from '../../src/shared/json.ts'

const text = { kind: 'text', label: 'x', schema: z.string() } as const

/** An entity with a field of every policy. */
export const things = defineEntity({
  name: 'things', label: { one: 'thing', many: 'things' }, priority: 'normal', schemaVersion: 1, authored: 'people',
  fields: {
    title: { ...text, policy: 'newest' },
    note: { ...text, policy: 'newest' },
    company: { ...text, policy: 'manual' },
    code: { ...text, policy: 'server' },
    rank: { ...text, policy: 'role' },
    body: { ...text, policy: 'text' },
    emails: { kind: 'list', label: 'x', policy: 'union', schema: z.any() },
    tags: { kind: 'tags', label: 'x', policy: 'union', schema: z.any() },
  },
  columns: {}, rules: [], title: () => 'thing',
})

/** The same, merged by whole record. */
export const wholes = defineEntity({ ...things, name: 'wholes', mergeUnit: 'record' })

/** A change as `replica` made it at `at` ms; `before` and the rest as given. */
export function change(given: Partial<Omit<IncomingChange, 'at'>> & { replica: string; at: number }): IncomingChange {
  const { replica, at, ...rest } = given
  const seq = rest.seq ?? at
  return {
    id: `${replica}-${seq}`, op: 'update', patch: {}, baseRevision: 1, replicaId: replica, seq, userId: `user-${replica}`, role: 'member',
    revision: 0, ...rest, at: { ms: at, counter: 0, replicaId: replica },
  }
}

/** A record that replica `origin` created at revision 1, everybody's base. */
export function existing(data: Record<string, Json>): MergeRecord {
  return mergeChange(things, null, change({ replica: 'origin', at: 1, op: 'create', patch: data, baseRevision: 0, revision: 1 })).record
}

/** The server: takes changes one after the other, each at the next revision. */
export function pushAll(record: MergeRecord, changes: IncomingChange[], entity = things): { record: MergeRecord; outcomes: MergeOutcome[] } {
  const outcomes: MergeOutcome[] = []
  for (const next of changes) {
    const outcome = mergeChange(entity, record, { ...next, revision: record.revision + 1 })
    outcomes.push(outcome)
    record = outcome.record
  }
  return { record, outcomes }
}

/** The record's data with its sets in a fixed order, and whether it is in the trash. */
export function shown(record: MergeRecord): Json {
  const sorted = (list: Json | undefined): Json => (Array.isArray(list) ? ([...list] as Element[]).sort((a, b) => (elementId(a) < elementId(b) ? -1 : 1)) : [])
  return { ...record.data, emails: sorted(record.data['emails']), tags: sorted(record.data['tags']), deleted: record.deletedAt !== null }
}

/** Every way to bring the replicas' sequences into one order that keeps each replica's own: one of them, at random. */
export function interleaving<T>(sequences: T[][]): fc.Arbitrary<T[]> {
  const turns = sequences.flatMap((sequence, index) => sequence.map(() => index))
  return fc.shuffledSubarray(turns, { minLength: turns.length }).map((order) => {
    const taken = sequences.map(() => 0)
    return order.map((index) => sequences[index]![taken[index]!++]!)
  })
}

/** A document of a field `body`, of so many pieces: words that stay between words that were taken out. */
export function grown(seed: string, pieces: number): { text: string; document: Json } {
  const start = 'Begin.', words = Array.from({ length: pieces - 4 }, (_, index) => `${seed}${index}`)
  let text = `${start} ${words.join(' ')}`, state: TextState = editText(startOf('body', start), text, `${seed}-made`)
  const thinned = words.filter((_, index) => index % 2 === 0)
  // A part at a time: what differs in too many places counts as another text.
  for (let from = 0; from < thinned.length; from += 200) {
    text = [start, ...thinned.slice(0, from + 200), ...words.slice((from + 200) * 2)].join(' ')
    const next = editText(state, text, `${seed}-${from}`)
    if (isTooLarge(next)) break
    state = next
  }
  for (let more = 0; ; more += 1) {
    const next = editText(state, `${text}${more}`, `${seed}-more-${more}`)
    if (pieces < 3_000 || isTooLarge(next)) return { text, document: writeState(state) }
    text += String(more)
    state = next
  }
}
