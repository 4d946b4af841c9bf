import { layOver } from '../merge/lay-over.ts'
import type { PendingChange } from '../merge/lay-over.ts'
import { liftChange } from '../merge/lift.ts'
import { isTextPatch, wordsOf } from '../merge/text-field.ts'
import type { ErrorCode } from '../shared/errors.ts'
import { SatchelError, toSatchelError } from '../shared/errors.ts'
import type { Data, Json } from '../shared/json.ts'
import type { MutationResult } from './contract.ts'
import type { Core } from './core.ts'
import type { JournalEntry } from './journal.ts'
import { madeAnewAlong, parentsOf } from './kept-along.ts'
import { asGiven, isStillGone, letGo } from './kept-records.ts'
import { mutate } from './mutate.ts'
import type { InnerDraft } from './mutate.ts'
import { referencesOf } from './references.ts'

/**
 * P4: a failed mutation once more, as new changes with the old base and `at`; what failed because it builds on it goes along in order, and so does
 * what it builds on itself, which is nowhere but among the failed. The old changes become `replaced`. A record that the server has not got is made anew from what was kept of it (R5), under its id: where two
 * devices do so, the second meets the first's as an edit would, instead of making a double of it.
 * @param edits what the person wrote instead, by record and field
 */
export function retryFailed(core: Core, mutationId: string, edits: Record<string, Record<string, Json>> = {}): MutationResult {
  return core.write(() => retry(core, readFailed(core), mutationId, edits))
}

/**
 * Several failed mutations once more, each by itself and kept at once, so that one which cannot go holds none of the others up; one that is no longer among
 * the failed went along with one before it.
 * @returns why what could not go cannot, in the words of its error
 */
export function retryFailedOnes(core: Core, mutationIds: readonly string[]): string[] {
  const failed = readFailed(core), refused: string[] = []
  for (const id of mutationIds) {
    if (!failed.mutations.has(id)) continue
    try {
      core.write(() => retry(core, failed, id, {}))
    } catch (thrown) {
      const { code, message } = toSatchelError(thrown)
      // Of anything but the data all that come after it would suffer alike.
      if (!aboutTheData.has(code)) throw thrown
      refused.push(message)
    }
  }
  return refused
}

const aboutTheData: ReadonlySet<ErrorCode> = new Set(['invalid', 'not_found', 'deleted', 'too_large', 'forbidden', 'rule_broken', 'reference_gone'])

function retry(core: Core, failed: Failed, mutationId: string, edits: Record<string, Record<string, Json>>): MutationResult {
  const chain = chainOf(core, failed, mutationId)
  if (chain.length === 0) throw new SatchelError('not_found', 'This is no longer among the failed changes.')
  const asked = failed.mutations.get(mutationId)![0]!.change.seq
  const renewed = new Set<string>()
  const results: MutationResult[] = []
  // Of what hung together with it, what it refers to goes in front of it (J3), and what refers to it behind.
  const along = madeAnewAlong(core, new Set(chain.flat().flatMap(({ change, error }) =>
    [change.recordId, ...referencesOf(core, change), ...parentsOf(core.table(change.entity), error?.kept ?? {}).map(({ id }) => id)])))
  const anew = (drafts: readonly InnerDraft[]): void => {
    for (const draft of drafts) mutate(core, { mutationId: core.makeId(), label: chain[0]![0]!.label, act: false, changes: [draft] })
  }
  anew(along.front)
  for (const entry of chain.flat()) core.journal.setStatus(entry.change.id, 'replaced', { error: entry.error, settledAt: core.clock.now() })
  for (const entries of chain) {
    const { change, label } = entries[0]!
    const again = core.makeId()
    // What goes along in front is as it was written: the edits are of what comes after it.
    const isInFront = change.seq < asked
    const changes = entries.flatMap((entry) => draftOf(core, entry, isInFront ? {} : edits[entry.change.recordId] ?? {}, renewed))
    results.push(mutate(core, { mutationId: again, label, act: false, ...(change.groupId === undefined ? {} : { groupId: change.groupId }), changes }))
    core.db.run('UPDATE undo_acts SET act_id = ? WHERE act_id = ?', [again, change.mutationId])
  }
  anew(along.after)
  core.touchJournal()
  for (const entries of chain) failed.mutations.delete(entries[0]!.change.mutationId)
  return results[0]!
}

/** What is among the failed, read once for all that is sent again: mutations in the order of their first change, and of each what it touches or refers to. */
interface Failed { mutations: Map<string, JournalEntry[]>; touched: ReadonlyMap<string, readonly string[]>; makers: ReadonlyMap<string, readonly string[]> }

function readFailed(core: Core): Failed {
  const mutations = new Map<string, JournalEntry[]>(), touched = new Map<string, string[]>(), makers = new Map<string, string[]>()
  for (const entry of core.journal.select("status = 'failed'", [])) {
    const { change } = entry, id = change.mutationId
    const entries = mutations.get(id), ids = touched.get(id)
    if (entries === undefined) mutations.set(id, [entry])
    else entries.push(entry)
    const these = [change.recordId, ...referencesOf(core, change)]
    if (ids === undefined) touched.set(id, these)
    else ids.push(...these)
    if (isMaking(entry)) makers.set(change.recordId, [...makers.get(change.recordId) ?? [], id])
  }
  return { mutations, touched, makers }
}

const isMaking = ({ change: { op } }: JournalEntry): boolean => op === 'create' || op === 'restore'

/** @param renewed the ids of records that this retry has made anew */
function draftOf(core: Core, entry: JournalEntry, edits: Record<string, Json>, renewed: Set<string>): InnerDraft[] {
  const { change: old, error } = entry
  const { patch: wrote, before: seen } = liftChange(core.table(old.entity).entity, old)
  const patch = { ...wrote, ...mended(old.patch, edits) }
  const draft = { entity: old.entity, recordId: old.recordId, at: old.at, ...(seen === undefined ? {} : { seen: seen as Data }) }
  // Where newer edits of it are on their way, they are to be answered first: this one goes as it was, and comes back with what is kept then.
  const anew = isStillGone(core, entry) && !core.journal.hasUnsettled(old.entity, old.recordId)
  const kept = anew ? error?.kept : undefined
  if (kept === undefined || renewed.has(old.recordId)) {
    // What two make alike (the next of a task that repeats) is there when the other's is: then what this one wrote is an edit of it, as the server takes it (P2).
    const there = old.op === 'create' ? core.records.read(core.table(old.entity), old.recordId) : null
    if (there !== null) return [...there.deletedAt === null ? [] : [{ ...draft, op: 'restore' as const, patch: {}, baseRevision: 0 }], { ...draft, op: 'update', patch, baseRevision: 0 }]
    return [{ ...draft, op: old.op, patch, baseRevision: old.baseRevision ?? 0, ...(old.baseEpoch === undefined ? {} : { baseEpoch: old.baseEpoch }), ...(old.along === undefined ? {} : { along: old.along }), ...(old.undoes === undefined ? {} : { undoes: old.undoes }) }]
  }
  letGo(core, entry)
  const { entity } = core.table(old.entity)
  // What was to be deleted is gone already; what only the server writes is nothing without it.
  if (old.op === 'delete' || entity.authored === 'server') return []
  renewed.add(old.recordId)
  const whole = layOver(entity, { data: kept, deletedAt: null }, { ...old, patch } as PendingChange).data
  const written = Object.keys(patch).filter((name) => Object.hasOwn(whole, name))
  const rest = Object.entries(asGiven(whole)).filter(([name]) => !written.includes(name))
  return [{ ...draft, op: 'create', patch: Object.fromEntries(written.map((name) => [name, whole[name]!])), asGiven: Object.fromEntries(rest), baseRevision: 0 }]
}

/** What the person wrote instead; a text is mended from what failed, not from what stands. */
const mended = (old: Record<string, Json>, edits: Record<string, Json>): Record<string, Json> =>
  Object.fromEntries(Object.entries(edits).map(([field, text]) => {
    const failed = old[field]
    return [field, isTextPatch(failed) ? { $edit: { from: wordsOf(failed), state: failed.$text, text: wordsOf(text) } } : text]
  }))

/**
 * The failed mutation and, by seq, the failed ones that touch or refer to a record one of them makes; with a record that is to be made anew,
 * its own or one that it refers to, all that are about it, earlier ones too. What makes a record anew goes in front: the server refuses what
 * refers to a purged one.
 */
function chainOf(core: Core, failed: Failed, mutationId: string): JournalEntry[][] {
  const { mutations, touched } = failed, start = mutations.get(mutationId)
  if (start === undefined) return []
  const kept = new Set([...mutations.values()].flat().filter(keeps).map(({ change }) => change.recordId))
  const renewed = new Set(touched.get(mutationId)!.filter((id) => kept.has(id)))
  const lacking = madeByFailed(core, failed, mutationId)
  const made = new Set<string>()
  const chain: JournalEntry[][] = []
  for (const [id, entries] of mutations) {
    const about = (ids: ReadonlySet<string>): boolean => ids.size > 0 && touched.get(id)!.some((one) => ids.has(one))
    const builds = about(made)
    if (id !== mutationId && !builds && !lacking.has(id) && !about(renewed)) continue
    chain.push(entries)
    for (const entry of entries) if (isMaking(entry)) made.add(entry.change.recordId)
  }
  return [...chain.filter((entries) => entries.some(keeps)), ...chain.filter((entries) => !entries.some(keeps))]
}

/** The failed mutations that make or bring back what the given one needs and what is not here otherwise, and what these need in turn. */
function madeByFailed(core: Core, { mutations, touched, makers }: Failed, mutationId: string): Set<string> {
  const taken = new Set<string>()
  const look = (from: string): void => {
    for (const id of touched.get(from)!) {
      const maker = makers.get(id)?.find((one) => mutations.has(one))
      if (maker === undefined || maker === mutationId || taken.has(maker)) continue
      const entry = mutations.get(maker)?.find(({ change }) => change.recordId === id)
      if (entry === undefined || isLiving(core, entry.change)) continue
      taken.add(maker)
      look(maker)
    }
  }
  look(mutationId)
  return taken
}

const isLiving = (core: Core, { entity, recordId }: JournalEntry['change']): boolean => core.records.read(core.table(entity), recordId)?.deletedAt === null

const keeps = ({ error }: JournalEntry): boolean => error?.kept !== undefined
