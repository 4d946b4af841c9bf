import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { change, existing, interleaving, pushAll, shown, things } from '../../tests/support/merge-setup.ts'
import type { Json } from '../shared/json.ts'
import { canonicalJson, sameJson } from './canonical.ts'
import { mergeChange } from './merge-change.ts'
import type { IncomingChange, MergeOutcome, MergeRecord } from './types.ts'
import { runs } from '../../tests/support/whole-run.ts'

const times = { numRuns: runs(200) }
const start = (): MergeRecord => existing({
  title: 'old', company: 'old', code: 'old', rank: 'old',
  emails: [{ id: 'e1', value: 'old', label: 'work' }, { id: 'e2', value: 'old' }], tags: ['red', 'blue'],
})

const word = fc.constantFrom('one', 'two', 'three')
const some = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: undefined })
const defined = (object: Record<string, unknown>): Record<string, Json> =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Record<string, Json>
const members = fc.record({ value: some(word), label: some(fc.option(word, { nil: null })) }).map(defined)
const emailPatch = fc.record({
  remove: fc.subarray(['e1', 'e2']),
  update: fc.dictionary(fc.constantFrom('e1', 'e2'), members, { maxKeys: 2 }),
  add: fc.array(fc.record({ id: fc.constantFrom('n1', 'n2'), value: word }), { maxLength: 1 }),
}).map(({ remove, update, add }): Json => ({ $set: { add, remove: remove.filter((id) => !(id in update)), update } }))
const tagPatch = fc.record({ remove: fc.subarray(['red', 'blue', 'green']), add: fc.subarray(['red', 'green', 'a/b']) })
  .map(({ remove, add }): Json => ({ $set: { add, remove: remove.filter((tag) => !add.includes(tag)) } }))

/** Acts of one replica that has seen nothing but the common base. Times differ between replicas, so that no two are equal. */
function acts(replica: string, offset: number, patch: fc.Arbitrary<Record<string, Json>>, ops: IncomingChange['op'][]): fc.Arbitrary<IncomingChange[]> {
  return fc.array(fc.record({ op: fc.constantFrom(...ops), patch, after: fc.integer({ min: 1, max: 50 }) }), { minLength: 1, maxLength: 4 }).map((made) => {
    let at = offset
    return made.map(({ op, patch, after }, index) => {
      at += after * 10
      return change({ replica, at, seq: index + 1, op, patch: op === 'update' ? patch : {}, role: replica === 'a' ? 'admin' : 'member' })
    })
  })
}

const threeReplicas = (patch: fc.Arbitrary<Record<string, Json>>, ops: IncomingChange['op'][] = ['update']) =>
  fc.tuple(acts('a', 1, patch, ops), acts('b', 2, patch, ops), acts('c', 3, patch, ops))
    .chain((sequences) => fc.tuple(interleaving(sequences), interleaving(sequences)))

const settledPatch = fc.record({ title: some(word), note: some(word), emails: some(emailPatch), tags: some(tagPatch) }).map(defined)
const anyPatch = fc.record({ title: some(word), company: some(word), code: some(word), rank: some(word), emails: some(emailPatch), tags: some(tagPatch) }).map(defined)
const everyOp: IncomingChange['op'][] = ['update', 'update', 'update', 'delete', 'restore']

describe('what merging promises', () => {
  it('[M6] newest and union: the order in which replicas push does not matter', () => {
    fc.assert(fc.property(threeReplicas(settledPatch), ([one, other]) => {
      expect(shown(pushAll(start(), one).record)).toEqual(shown(pushAll(start(), other).record))
    }), times)
  })

  it('[M6] role: the order in which replicas push one change each does not matter', () => {
    const ranked = (replica: string, at: number) => word.map((rank) => [change({ replica, at, patch: { rank }, role: replica === 'b' ? 'admin' : 'member' })])
    fc.assert(fc.property(fc.tuple(ranked('a', 3), ranked('b', 2), ranked('c', 1)).chain((s) => fc.tuple(interleaving(s), interleaving(s))), ([one, other]) => {
      expect(shown(pushAll(start(), one).record)).toEqual(shown(pushAll(start(), other).record))
    }), times)
  })

  it('[M4] edits, deletes and restores: the order in which replicas push does not matter', () => {
    fc.assert(fc.property(threeReplicas(settledPatch, everyOp), ([one, other]) => {
      expect(shown(pushAll(start(), one).record)).toEqual(shown(pushAll(start(), other).record))
    }), times)
  })

  it('[M4] a record that anybody edited last upon a delete of another is never in the trash', () => {
    fc.assert(fc.property(threeReplicas(anyPatch, everyOp), ([order]) => {
      const lastOps = new Map(order.map((made) => [made.replicaId, made.op]))
      const someEdit = [...lastOps.values()].some((op) => op !== 'delete')
      if (someEdit) expect(pushAll(start(), order).record.deletedAt).toBeNull()
    }), times)
  })

  it('[P3] a change taken twice in a row alters nothing the second time', () => {
    fc.assert(fc.property(threeReplicas(anyPatch, everyOp), ([order]) => {
      const last = order.at(-1)!
      const once = pushAll(start(), order)
      const twice = pushAll(once.record, [last])
      expect(shown(twice.record)).toEqual(shown(once.record))
      expect(twice.outcomes[0]!.changed).toEqual({})
    }), times)
  })

  it('[M6] merging is pure: it alters nothing it was given, and gives the same bytes again', () => {
    fc.assert(fc.property(threeReplicas(anyPatch, everyOp), ([order]) => {
      let record = start()
      for (const next of order) {
        const before = canonicalJson([record, next])
        const outcome = mergeChange(things, record, next), again = mergeChange(things, record, next)
        expect(canonicalJson([record, next])).toBe(before)
        expect(canonicalJson(again)).toBe(canonicalJson(outcome))
        record = outcome.record
      }
    }), times)
  })

  it('[M2] no value ever disappears: what does not stand is superseded, overruled or in a conflict', () => {
    fc.assert(fc.property(threeReplicas(anyPatch, everyOp), ([order]) => {
      let record = start()
      order.forEach((next, index) => {
        const outcome = mergeChange(things, record, { ...next, revision: index + 2 })
        for (const field of ['title', 'company', 'code', 'rank']) {
          if (next.op === 'update') expect(fates(record, outcome, next, field)).toEqual([])
        }
        expect(lostElements(record, outcome, next)).toEqual([])
        record = outcome.record
      })
    }), times)
  })

  it('[H1] from and to of what changed lead from the record before to the record after', () => {
    fc.assert(fc.property(threeReplicas(anyPatch, everyOp), ([order]) => {
      let record = start()
      for (const next of order) {
        const { record: after, changed } = mergeChange(things, record, next)
        for (const field of ['title', 'company', 'code', 'rank', 'emails', 'tags']) {
          expect(record.data[field] ?? null).toEqual(changed[field] ? changed[field].from : after.data[field] ?? null)
          expect(after.data[field] ?? null).toEqual(changed[field] ? changed[field].to : record.data[field] ?? null)
        }
        expect(changed['deletedAt'] ?? { from: after.deletedAt, to: after.deletedAt }).toEqual({ from: record.deletedAt, to: after.deletedAt })
        record = after
      }
    }), times)
  })
})

/** What is wrong with the fate of a field's two values, if anything. */
function fates(before: MergeRecord, { record, superseded, overruled, conflicts }: MergeOutcome, made: IncomingChange, field: string): string[] {
  const wanted = made.patch[field], stood = before.data[field] ?? null, stands = record.data[field] ?? null
  if (wanted === undefined) return sameJson(stood, stands) ? [] : [`${field} changed unasked`]
  const problems: string[] = []
  if (!sameJson(wanted, stands)
    && !superseded.some((loser) => loser.field === field && sameJson(loser.lost, wanted))
    && !conflicts.some((conflict) => conflict.field === field && sameJson(conflict.mine, wanted))) problems.push(`the incoming ${field} disappeared`)
  const meta = before.meta[field]
  const anothers = meta !== undefined && meta.replicaId !== made.replicaId && meta.revision > made.baseRevision
  if (anothers && !sameJson(stood, stands)
    && !overruled.some((loser) => loser.field === field && sameJson(loser.lost, stood) && loser.lostMeta.replicaId === meta.replicaId)) problems.push(`the ${field} that stood disappeared`)
  return problems
}

/** Elements a change added or updated that neither stand as asked nor are in what lost. */
function lostElements(before: MergeRecord, outcome: MergeOutcome, made: IncomingChange): string[] {
  const patch = (made.patch['emails'] as { $set: { add?: { id: string; value: string }[]; update?: Record<string, Record<string, Json>> } } | undefined)?.$set
  const wishes = [...(patch?.add ?? []).map((element) => [element.id, { value: element.value }] as const), ...Object.entries(patch?.update ?? {})]
  const standing = outcome.record.data['emails'] as Record<string, Json>[]
  const lost = (outcome.superseded.find((loser) => loser.field === 'emails')?.lost ?? []) as Record<string, Json>[]
  return wishes.flatMap(([id, wanted]) => Object.entries(wanted)
    .filter(([name, value]) => ![standing, lost].some((list) => sameJson(list.find((element) => element['id'] === id)?.[name], value)))
    .map(([name]) => `${id}.${name} of ${before.revision}`))
}
