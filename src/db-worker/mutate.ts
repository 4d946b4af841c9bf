import { layOver } from '../merge/lay-over.ts'
import type { PendingChange } from '../merge/lay-over.ts'
import { conflicts, history } from '../model/bookkeeping.ts'
import type { Role } from '../model/entity.ts'
import { replicaProblem, roleProblem } from '../model/roles.ts'
import { uuid, wireLimits } from '../protocol/change.ts'
import type { Change, Op } from '../protocol/change.ts'
import { SatchelError } from '../shared/errors.ts'
import type { Data, Json } from '../shared/json.ts'
import { recordAct } from './act-stack.ts'
import { baseOfChange } from './base-of-change.ts'
import { heldBy } from './cascades.ts'
import { checkPatch } from './check-patch.ts'
import type { DraftChange, MutationInput, MutationResult, Row } from './contract.ts'
import type { Core } from './core.ts'
import type { EntityTable } from './entity-table.ts'
import { knownAlong } from './known-along.ts'
import type { ReadRecord } from './records.ts'
import { checkReferences } from './references.ts'
import { madeRow, rowsOf } from './rows.ts'
import { readBase, refreshGoingAlong, unsettledOf, writeBase } from './view.ts'

/** What only the engine itself may ask of a change: to stand for an older one (P4), or to undo (U1). */
export interface InnerDraft extends DraftChange {
  at?: string
  baseEpoch?: string
  /** Of a create: what the server once gave of the record, which it is made of anew (R5); under the patch. */
  asGiven?: Data
  /** Of a delete: what its author knew of what goes along, where that was written down long ago (M4). */
  along?: Record<string, number>
  /** Of a delete: what was written later than this to what goes along is not known to it, also where it is seen here. */
  alongUntil?: number
  /** Of an undo: the change that it takes back. */
  undoes?: string
  /** What the person saw in the fields when they wrote it, where that is long ago. */
  seen?: Data
}
export interface InnerMutation extends Omit<MutationInput, 'changes'> {
  changes: InnerDraft[]
  /** False: no act of its own on the undo stack. */
  act?: boolean
  /** False: nobody looks at the rows, so none are answered. */
  answered?: boolean
}

/**
 * J1: one act of the person in one transaction: the rows, their journal rows, the undo stack. Repeated under the same mutationId it writes
 * nothing and answers the rows. What would change nothing is left out; a mutation of nothing writes nothing.
 * @throws SatchelError `too_large`, `invalid`, `forbidden`, `not_found`, `deleted`, `reference_gone`, `rule_broken`, `storage_full`; nothing is written then
 */
export function mutate(core: Core, mutation: InnerMutation): MutationResult {
  const { mutationId, changes } = mutation
  if (changes.length > wireLimits.changesPerBatch) {
    throw new SatchelError('too_large', `One step can change at most ${wireLimits.changesPerBatch} records; this one has ${changes.length}.`)
  }
  return core.write(() => {
    const earlier = core.journal.byMutation(mutationId)
    if (earlier.length > 0) return { mutationId, rows: mutation.answered === false ? [] : rowsOf(core, earlier.map(({ change }) => change)) }

    let bytes = 0, undoable = false, changed = false
    const made = idsOf(mutation, 'create'), brought = idsOf(mutation, 'restore')
    const rows = new Map<string, Row | null>()
    for (const draft of changes) {
      const written = writeChange(core, mutation, draft, { made, brought })
      rows.set(`${draft.entity} ${draft.recordId}`, written?.row ?? null)
      if (written === null) continue
      bytes += written.bytes
      // P1: what could never travel is refused now, not when it is pushed.
      if (bytes > wireLimits.batchBytes - headroom) throw new SatchelError('too_large', 'This is more than one step can carry (1 MiB).')
      changed = true
      // A settled conflict is an act too, also one that leaves the field as it stands (M3).
      undoable ||= core.table(draft.entity).entity.bookkeeping !== true || draft.entity === conflicts.name
    }
    if (undoable && mutation.act !== false) recordAct(core, mutation.groupId ?? mutationId, mutation.label)
    if (changed) core.touchJournal()
    if (mutation.answered === false) return { mutationId, rows: [] }
    return { mutationId, rows: [...rows].flatMap(([key, row]) => row ?? rowsOf(core, changes.filter((draft) => `${draft.entity} ${draft.recordId}` === key))) }
  })
}

/**
 * Why a change would not be taken as things stand (a rule, a shape, what needs the record), without writing anything; null: it would be.
 * What fails for another reason throws as it would there.
 */
export function refusalOf(core: Core, draft: InnerDraft): SatchelError | null {
  const table = core.table(draft.entity), row = core.records.read(table, draft.recordId), id = core.makeId()
  try {
    const act = plan(core, table, row, draft, id)
    if (act === null || act.op === 'delete') return null
    const shown = layOver(table.entity, { data: row?.data ?? {}, deletedAt: row?.deletedAt ?? null }, { ...act, id, at: core.now() })
    checkRules(core, table, act.op, draft.recordId, shown.data)
    return null
  } catch (thrown) {
    if (isRefusal(thrown)) return thrown
    throw thrown
  }
}

/** Whether the data themselves stand against a change, and not this device's storage, say. */
export const isRefusal = (thrown: unknown): thrown is SatchelError => thrown instanceof SatchelError && refusals.has(thrown.code)

const refusals: ReadonlySet<string> = new Set(['rule_broken', 'invalid', 'forbidden', 'too_large', 'deleted'])

/** What a push says around its changes. */
const headroom = 4_096

/**
 * Writes one change, its row and its journal row; null where there was nothing to change.
 * @param within ids of records that the same mutation makes, and that it brings back
 * @returns how many bytes it will take on the wire, and a made record's row: of others more is to be known than what was written
 */
function writeChange(core: Core, mutation: InnerMutation, draft: InnerDraft, { made, brought }: { made: ReadonlySet<string>; brought: ReadonlySet<string> }): { bytes: number; row: Row | null } | null {
  const table = core.table(draft.entity)
  checkTravels(table, draft)
  checkRole(core, table, draft.recordId)
  const row = core.records.read(table, draft.recordId)
  const id = core.makeId()
  const act = plan(core, table, row, draft, id, brought.has(draft.recordId))
  if (act === null) return null

  const unsettled = row === null ? [] : unsettledOf(core, table, draft.recordId)
  const now = core.clock.now()
  const epoch = draft.baseEpoch ?? (row === null ? undefined : core.meta.get('epochNames')?.[row.epoch]) ?? undefined
  const base = baseOfChange({ revision: draft.baseRevision ?? row?.revision ?? 0, epoch }, act, unsettled)
  const change: Change = {
    id,
    mutationId: mutation.mutationId,
    ...(mutation.groupId === undefined ? {} : { groupId: mutation.groupId }),
    seq: core.journal.nextSeq(),
    entity: draft.entity,
    recordId: draft.recordId,
    op: act.op,
    patch: act.patch,
    ...(Object.keys(act.before).length === 0 ? {} : { before: act.before }),
    baseRevision: base.revision,
    ...(base.epoch === undefined ? {} : { baseEpoch: base.epoch }),
    ...(draft.undoes === undefined ? {} : { undoes: draft.undoes }),
    ...(act.op === 'delete' ? alongOf(core, table, draft, base.epoch) : {}),
    at: draft.at ?? core.hlc.next(),
    schemaVersion: table.entity.schemaVersion,
  }
  // What is undone, done again or sent once more is no new word of the person's: the server decides what has become of it.
  if (mutation.act !== false) checkReferences(core, table, act, made)
  const shown = layOver(table.entity, { data: row?.data ?? {}, deletedAt: row?.deletedAt ?? null }, change as PendingChange)
  checkRules(core, table, act.op, draft.recordId, shown.data)

  // Before the first change over it, a row is its own base.
  if (row !== null && row.revision > 0 && unsettled.length === 0 && readBase(core, table, row.id) === null) writeBase(core, table, row)
  const bytes = core.journal.append(change, { label: mutation.label, title: table.entity.title(shown.data), createdAt: now })
  const stored = {
    id: draft.recordId, revision: row?.revision ?? 0, epoch: row?.epoch ?? core.meta.get('epochNumber') ?? 0, gen: row?.gen ?? 0, ...shown, updatedAt: now,
  }
  core.records.put(table, stored, row)
  core.touch(draft.entity)
  if (row !== null && (row.deletedAt === null) !== (stored.deletedAt === null)) refreshGoingAlong(core, table, row.id, stored.deletedAt === null)
  return { bytes, row: row === null && mutation.answered !== false ? madeRow(core, stored, now) : null }
}

/** M4: what this delete's author knows of what goes along with it. */
function alongOf(core: Core, { entity }: EntityTable, { recordId, along, alongUntil = Infinity }: InnerDraft, epoch: string | undefined): Pick<Change, 'along'> {
  const known = along ?? knownAlong(core, entity.name, recordId, epoch, alongUntil)
  return known === null ? {} : { along: known }
}

const idsOf = ({ changes }: InnerMutation, wanted: Op): ReadonlySet<string> => new Set(changes.flatMap(({ op, recordId }) => (op === wanted ? [recordId] : [])))

interface Planned { op: Op; patch: Record<string, Json>; before: Record<string, Json> }

/**
 * What is to be written, or null where nothing would change.
 * @param brought whether the same mutation brings the record back, as the next of a repeating task is: what is written to it then follows from something else
 */
function plan(core: Core, { entity }: EntityTable, row: ReadRecord | null, draft: InnerDraft, id: string, brought = false): Planned | null {
  const { op } = draft
  if (op === 'create') {
    if (row !== null) throw new SatchelError('invalid', `This ${entity.label.one} is there already.`)
    if (entity.authored === 'server') throw new SatchelError('forbidden', `A ${entity.label.one} is not made by hand.`)
    const { patch } = checkPatch(entity, draft.patch, null, core.makeElementId, id)
    // What this version does not know goes as something that was seen and left alone (R4).
    const unknown = Object.entries(draft.asGiven ?? {}).filter(([name]) => !Object.hasOwn(entity.fields, name))
    return { op, patch: { ...draft.asGiven, ...patch }, before: Object.fromEntries(unknown) }
  }
  if (entity.insteadOfDelete !== undefined && op !== 'update') throw new SatchelError('forbidden', `A ${entity.label.one} cannot be deleted.`)
  if (row === null) throw new SatchelError('not_found', `This ${entity.label.one} is not on this device.`)
  if (op === 'delete') {
    if (entity.authored === 'server') throw new SatchelError('forbidden', `A ${entity.label.one} cannot be deleted.`)
    if (row.deletedAt !== null) return null
    const held = heldBy(core, entity.name, row.id)
    if (held !== null) throw new SatchelError('rule_broken', `There are ${held} that need this ${entity.label.one}. Move or delete them first.`)
    return { op, patch: {}, before: {} }
  }
  const { patch, before } = checkPatch(entity, draft.patch, row.data, core.makeElementId, id, { ...(draft.seen === undefined ? {} : { seen: draft.seen }), alike: brought || draft.undoes !== undefined })
  const empty = Object.keys(patch).length === 0
  if (op === 'restore') return row.deletedAt === null && empty ? null : { op, patch, before }
  if (row.deletedAt !== null) throw new SatchelError('deleted', `This ${entity.label.one} is in the trash. Restore it first.`)
  if (empty) return null
  return entity.mergeUnit === 'record' ? { op, patch: { ...row.data, ...patch }, before: row.data } : { op, patch, before }
}

/** P1: no server takes another id or revision, so a record made with one would never leave this device, nor anything that is done to it. */
function checkTravels({ entity }: EntityTable, { op, recordId, baseRevision = 0 }: InnerDraft): void {
  if (op === 'create' && !isUuid(recordId)) throw new SatchelError('invalid', `The id of a ${entity.label.one} is a UUID in small letters; leave it out to have one made.`, { field: 'id' })
  if (!Number.isSafeInteger(baseRevision) || baseRevision < 0) {
    throw new SatchelError('invalid', 'A base revision is a whole number from 0: the `revision` of the record that the edit began with.', { field: 'baseRevision' })
  }
}

const isUuid = (id: string): boolean => uuid.safeParse(id).success

/** A database that is nobody's is its person's own. */
const roleHere = (core: Core): Role => core.meta.get('role') as Role | null ?? 'owner'

/** M5: the rule before all others, also of a delete: who may only look at the workspace writes nothing into it. */
function checkRole(core: Core, { entity }: EntityTable, recordId: string): void {
  const role = roleHere(core)
  const problem = roleProblem(entity, role) ?? (entity.ofReplica === true ? replicaProblem(entity, { role, userId: core.meta.get('userId') }, personOf(core, recordId)) : null)
  if (problem !== null) throw new SatchelError('rule_broken', problem.message, { details: { rule: problem.name } })
}

/** Whose replica it is, as the history says, which tells of each who works there; null: nobody's that is known here. */
function personOf(core: Core, replicaId: string): string | null {
  if (replicaId === core.replicaId) return null
  const { name } = core.table(history.name)
  return core.db.get<{ userId: string }>(`SELECT json_extract(data, '$.userId') AS userId FROM ${name} WHERE json_extract(data, '$.replicaId') = ? LIMIT 1`, [replicaId])?.userId ?? null
}

/** M5: the same rules that the server runs, before anything is written. */
function checkRules(core: Core, { entity }: EntityTable, op: Op, recordId: string, data: Data): void {
  if (op === 'delete') return
  const context = { role: roleHere(core), userId: core.meta.get('userId'), recordId, entities: core.model.entities }
  for (const rule of entity.rules) {
    const broken = rule.check(data, context)
    if (broken !== null) {
      throw new SatchelError('rule_broken', broken.message, { ...(broken.field === undefined ? {} : { field: broken.field }), details: { rule: rule.name } })
    }
  }
}
