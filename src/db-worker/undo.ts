import { inverseOf } from '../merge/inverse.ts'
import { liftChange } from '../merge/lift.ts'
import { conflicts } from '../model/bookkeeping.ts'
import { isTextField } from '../model/entity.ts'
import { wireLimits } from '../protocol/change.ts'
import type { Change } from '../protocol/change.ts'
import { SatchelError } from '../shared/errors.ts'
import { asMadeUntil, changesOfAct, fromJournal, prepareActs } from './act-changes.ts'
import { dropAct, labelOf, nextRedo, nextUndo, recordAct, turnAct } from './act-stack.ts'
import type { Act } from './act-stack.ts'
import type { HistoryEntry, TurnOf, UndoResult } from './contract.ts'
import type { Core } from './core.ts'
import { inverseOfDecision } from './decisions.ts'
import { isRefusal, mutate, refusalOf } from './mutate.ts'
import type { InnerDraft } from './mutate.ts'
import { recordTurned, turnedOf } from './turned-acts.ts'
import type { Turned } from './turned-acts.ts'
import { withdraw, withdrawnChanges } from './withdraw.ts'

/** U1: takes back the person's last act that stands, by new changes. `done: false` where there is none. */
export const undo = (core: Core): UndoResult => turnAround(core, { kind: 'undo' }, [])

/** Does again what was undone last. */
export const redo = (core: Core): UndoResult => turnAround(core, { kind: 'redo' }, [])

/** @param unsent mutations that no other thread has sent or can still send: an act that is all among them and never left is withdrawn (J2) */
export function turnAround(core: Core, of: TurnOf, unsent: readonly string[]): UndoResult {
  const proven = new Set(unsent)
  if ('actId' in of) return undoAct(core, of.actId, proven)
  const act = of.kind === 'undo' ? nextUndo(core) : nextRedo(core)
  return act === null ? nothing : turnKnown(core, act, of.kind, proven)
}

/** The journal keeps what was synced for a while, the history for as long as its owner wants: an act may outlive both on the stack. */
function turnKnown(core: Core, act: Act, kind: Turned['kind'], proven: ReadonlySet<string>): UndoResult {
  if (isKnown(core, act.actId)) return turn(core, act, kind, proven, (inverse) => { turnAct(core, act, kind === 'undo', inverse) })
  core.write(() => {
    dropAct(core, act.actId)
    core.touchJournal()
  })
  return { ...nothing, label: act.label }
}

/** Takes back any act by its mutation or group, however long ago; an act of its own, so that it can be undone too. */
export function undoAct(core: Core, actId: string, proven: ReadonlySet<string> = new Set()): UndoResult {
  if (!isKnown(core, actId)) throw new SatchelError('not_found', 'There is nothing left on this device to undo it by.')
  const label = labelOf(core, actId) ?? core.journal.byAct(actId)[0]?.label ?? ''
  return turn(core, { actId, label }, 'undo', proven, (inverse, inverseLabel) => {
    dropAct(core, actId)
    recordAct(core, inverse, inverseLabel)
  })
}

const isKnown = (core: Core, actId: string): boolean => changesOfAct(core, actId).length > 0 || withdrawnChanges(core, actId).length > 0

const nothing: UndoResult = { done: false, label: '', changed: 0, leftAlone: [], gone: 0 }

/**
 * Turns an act around and notes on the stack by which changes; one transaction. What undid something is turned around by doing that again.
 * Where nothing was to be written, there is nothing that could be turned around again.
 * Withdrawn, an act is turned around by doing it again, and keeps its id until then.
 * @param kind what turning the act around is, where it is no undo or redo itself
 */
function turn(core: Core, act: { actId: string; label: string }, kind: Turned['kind'], proven: ReadonlySet<string>, settle: (inverseId: string, label: string) => void): UndoResult {
  prepareActs(core)
  const turned = (careful: boolean): UndoResult => core.write(() => {
    const inverseId = core.makeId()
    const before = turnedOf(core, act.actId), again = withdrawnChanges(core, act.actId)
    const now: Turned = before === null ? { kind, label: act.label } : { kind: before.kind === 'undo' ? 'redo' : 'undo', label: before.label }
    const turnedLabel = [now.kind === 'undo' ? 'Undo' : 'Redo', now.label].filter(Boolean).join(': ')
    const away = withdraw(core, act.actId, proven)
    if (away > 0) {
      settle(act.actId, turnedLabel)
      core.touchJournal()
      return { ...nothing, done: true, label: act.label, changed: away }
    }
    const label = again.length > 0 ? core.journal.byAct(act.actId)[0]!.label : turnedLabel
    const done = writeSteps(core, again.length > 0 ? again.map((change) => stepAgain(core, change)) : stepsBack(core, act.actId), { label, actId: inverseId }, careful)
    if (done.changed === 0) dropAct(core, act.actId)
    else {
      const is = again.length > 0 ? before : now
      if (is !== null) recordTurned(core, inverseId, is)
      settle(inverseId, label)
    }
    core.touchJournal()
    return { done: true, label: act.label, ...done }
  })
  try {
    return turned(false)
  } catch (thrown) {
    if (!isRefusal(thrown)) throw thrown
    return turned(true)
  }
}

/**
 * Writes the inverse of a mutation or group, latest change first, as one group of as many mutations as it takes. What was refused has left
 * the view already and is passed over.
 * @param careful looks at each change before, and leaves alone what would break a rule as things stand: it would stand in the way of all that
 * was done before it. Twice the work
 */
export const inverseChanges = (core: Core, id: string, act: { label: string; actId: string }, careful: boolean): Written => writeSteps(core, stepsBack(core, id), act, careful)

type Written = Pick<UndoResult, 'changed' | 'leftAlone' | 'gone'>
/** What is turned around; `again`: the change itself that was withdrawn, of which `entry` tells as if it had been undone. */
interface Step { entry: HistoryEntry; again?: Change; undoes?: string }

/** An act's changes, latest first. */
function stepsBack(core: Core, id: string): Step[] {
  const entries = changesOfAct(core, id).reverse()
  // A decision about a conflict and what it wrote are taken back together (M3): the server judges those by the conflict.
  const decides = entries.some((entry) => entry.entity === conflicts.name)
  // What the act brought back (M4) goes after the act's own: gone before them, it would take them along, and come back without them where others need it.
  return [...entries.filter((one) => !isBroughtBack(one)), ...entries.filter(isBroughtBack)]
    .map((entry) => ({ entry, ...(decides ? {} : { undoes: entry.changeId }) }))
}

const opposite = { create: 'delete', delete: 'restore', restore: 'delete', update: 'update' } as const

function stepAgain(core: Core, change: Change): Step {
  const entry = fromJournal(core, core.journal.byId(change.id)!)
  const fields = Object.fromEntries(Object.entries(entry.fields).map(([field, { from, to }]) => [field, { from: to, to: from }]))
  return { entry: { ...entry, op: opposite[entry.op], fields: entry.op === 'update' ? fields : {} }, again: change, ...(change.undoes === undefined ? {} : { undoes: change.undoes }) }
}

function writeSteps(core: Core, steps: readonly Step[], act: { label: string; actId: string }, careful: boolean): Written {
  const leftAlone: UndoResult['leftAlone'] = []
  let gone = 0
  const inBatch = new Set<string>()
  let batch: InnerDraft[] = [], bytes = 0, changed = 0
  const flush = (): void => {
    if (batch.length > 0) mutate(core, { mutationId: core.makeId(), groupId: act.actId, label: act.label, changes: batch, act: false, answered: false })
    changed += batch.length
    batch = []
    bytes = 0
    inBatch.clear()
  }
  for (const step of steps) {
    const { entry } = step
    if (entry.status === 'failed' || isServersOwn(core, entry.entity)) continue
    // A record's second step back builds on its first, so that has to be written before.
    if (batch.length === wireLimits.changesPerBatch || inBatch.has(entry.recordId)) flush()
    const draft = step.again?.op === 'create' ? draftOfMade(core, step.again) : inverseDraft(core, step, leftAlone)
    if (draft === 'gone') gone += 1
    if (draft === null || draft === 'gone') continue
    if (careful && refusalOf(core, draft) !== null) {
      leave(leftAlone, { entity: draft.entity, recordId: draft.recordId, fields: Object.keys(draft.patch) })
      continue
    }
    // Mutations of any size within the limit come together here; what they are taken back by has to travel too (P1).
    const size = sizeOf(core, draft)
    if (bytes + size > wireLimits.batchBytes * 0.9) flush()
    bytes += size
    batch.push(draft)
    inBatch.add(entry.recordId)
  }
  flush()
  return { changed, leftAlone, gone }
}

/** A consequence that the server drew: its id is of version 8. */
const isBroughtBack = ({ op, changeId }: HistoryEntry): boolean => op === 'restore' && changeId[14] === '8'

/** The server's own notes are nobody's act, except a conflict that was settled; what stands for an act of the person (an import) goes with it. */
function isServersOwn(core: Core, name: string): boolean {
  const entity = core.tables.get(name)?.entity
  return entity?.bookkeeping === true && entity.authored === 'server' && name !== conflicts.name
}

/** At most how many bytes a draft's values will take: what it writes and what it finds. */
function sizeOf(core: Core, { entity, recordId, patch }: InnerDraft): number {
  if (Object.keys(patch).length === 0) return frameBytes
  const table = core.table(entity), found = core.records.read(table, recordId)?.data
  // A text travels as its document: what is found of it, with the new words, all in base64.
  const isText = Object.keys(patch).some((field) => isTextField(table.entity, field))
  return frameBytes + utf8(found) + (isText ? Math.ceil((utf8(patch) + utf8(found)) * 4 / 3) : utf8(patch))
}

const utf8 = (value: unknown): number => new TextEncoder().encode(JSON.stringify(value) ?? '').byteLength

const frameBytes = 700

/** Made anew, it is as it was made; where somebody has made it meanwhile, that is theirs. */
function draftOfMade(core: Core, made: Change): InnerDraft | 'gone' {
  const table = core.table(made.entity), { entity, recordId, patch } = liftChange(table.entity, made)
  return core.records.read(table, recordId) === null ? { entity, recordId, op: 'create', patch } : 'gone'
}

function inverseDraft(core: Core, { entry, again, undoes }: Step, leftAlone: UndoResult['leftAlone']): InnerDraft | 'gone' | null {
  const table = core.tables.get(entry.entity)
  if (table === undefined) return null
  const row = core.records.read(table, entry.recordId)
  if (row === null) return 'gone'
  if (entry.entity === conflicts.name) {
    const decision = inverseOfDecision(core, entry, row)
    if (decision !== null && 'leftAlone' in decision) leave(leftAlone, decision.leftAlone)
    return decision !== null && 'patch' in decision ? { entity: entry.entity, recordId: entry.recordId, op: 'update', patch: decision.patch } : null
  }
  const inverse = inverseOf(table.entity, entry, row)
  if (inverse === null) return null
  if (inverse.leftAlone.length > 0) leave(leftAlone, { entity: entry.entity, recordId: entry.recordId, fields: inverse.leftAlone })
  if (inverse.op === 'update' && Object.keys(inverse.patch).length === 0) return null
  const draft = { entity: entry.entity, recordId: entry.recordId, op: inverse.op, patch: inverse.patch, ...(inverse.op === 'update' && undoes !== undefined ? { undoes } : {}) }
  // Done again, a delete knows what it knew.
  if (again !== undefined) return inverse.op === 'delete' ? { ...draft, baseRevision: again.baseRevision ?? 0, ...(again.baseEpoch === undefined ? {} : { baseEpoch: again.baseEpoch }), ...(again.along === undefined ? {} : { along: again.along }) } : draft
  // Upon the revision up to which it is as it was made, or came back, so that M4 guards what others have written since.
  const entered = inverse.op === 'delete' ? asMadeUntil(core, entry.entity, entry.recordId, entry.changeId) || (entry.op === 'create' ? 0 : undefined) : undefined
  return { ...draft, ...(entered === undefined ? {} : { baseRevision: entered, ...(entry.op === 'create' ? { alongUntil: entered } : {}) }) }
}

/** A field and the conflict about it are left alone together, and counted once. */
function leave(leftAlone: UndoResult['leftAlone'], left: UndoResult['leftAlone'][number]): void {
  const known = leftAlone.some(({ entity, recordId, fields }) => entity === left.entity && recordId === left.recordId && left.fields.every((field) => fields.includes(field)))
  if (!known) leftAlone.push(left)
}
