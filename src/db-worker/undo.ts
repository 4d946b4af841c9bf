import { inverseOf } from '../merge/inverse.ts'
import { conflicts } from '../model/bookkeeping.ts'
import { isTextField } from '../model/entity.ts'
import { wireLimits } from '../protocol/change.ts'
import { SatchelError } from '../shared/errors.ts'
import { asMadeUntil, changesOfAct, prepareActs } from './act-changes.ts'
import { dropAct, labelOf, nextRedo, nextUndo, recordAct, turnAct } from './act-stack.ts'
import type { Act } from './act-stack.ts'
import type { HistoryEntry, UndoResult } from './contract.ts'
import type { Core } from './core.ts'
import { inverseOfDecision } from './decisions.ts'
import { isRefusal, mutate, refusalOf } from './mutate.ts'
import type { InnerDraft } from './mutate.ts'
import { recordTurned, turnedOf } from './turned-acts.ts'
import type { Turned } from './turned-acts.ts'

/** U1: takes back the person's last act that stands, by new changes. `done: false` where there is none. */
export function undo(core: Core): UndoResult {
  const act = nextUndo(core)
  return act === null ? nothing : turnKnown(core, act, 'undo')
}

/** Does again what was undone last. */
export function redo(core: Core): UndoResult {
  const act = nextRedo(core)
  return act === null ? nothing : turnKnown(core, act, 'redo')
}

/** The journal keeps what was synced for a while, the history for as long as its owner wants: an act may outlive both on the stack. */
function turnKnown(core: Core, act: Act, kind: Turned['kind']): UndoResult {
  if (changesOfAct(core, act.actId).length > 0) return turn(core, act, kind, (inverse) => { turnAct(core, act, kind === 'undo', inverse) })
  core.write(() => {
    dropAct(core, act.actId)
    core.touchJournal()
  })
  return { ...nothing, label: act.label }
}

/** Takes back any act by its mutation or group, however long ago; an act of its own, so that it can be undone too. */
export function undoAct(core: Core, actId: string): UndoResult {
  const known = changesOfAct(core, actId)
  if (known.length === 0) throw new SatchelError('not_found', 'There is nothing left on this device to undo it by.')
  const label = labelOf(core, actId) ?? core.journal.byAct(actId)[0]?.label ?? ''
  return turn(core, { actId, label }, 'undo', (inverse, inverseLabel) => {
    dropAct(core, actId)
    recordAct(core, inverse, inverseLabel)
  })
}

const nothing: UndoResult = { done: false, label: '', changed: 0, leftAlone: [], gone: 0 }

/**
 * Turns an act around and notes on the stack by which changes; one transaction. What undid something is turned around by doing that again.
 * Where nothing was to be written, there is nothing that could be turned around again.
 * @param kind what turning the act around is, where it is no undo or redo itself
 */
function turn(core: Core, act: { actId: string; label: string }, kind: Turned['kind'], settle: (inverseId: string, label: string) => void): UndoResult {
  prepareActs(core)
  const turned = (careful: boolean): UndoResult => core.write(() => {
    const inverseId = core.makeId()
    const before = turnedOf(core, act.actId)
    const now: Turned = before === null ? { kind, label: act.label } : { kind: before.kind === 'undo' ? 'redo' : 'undo', label: before.label }
    const label = [now.kind === 'undo' ? 'Undo' : 'Redo', now.label].filter(Boolean).join(': ')
    const done = inverseChanges(core, act.actId, { label, actId: inverseId }, careful)
    if (done.changed === 0) dropAct(core, act.actId)
    else {
      recordTurned(core, inverseId, now)
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
export function inverseChanges(core: Core, id: string, act: { label: string; actId: string }, careful: boolean): Pick<UndoResult, 'changed' | 'leftAlone' | 'gone'> {
  const leftAlone: UndoResult['leftAlone'] = []
  let gone = 0
  const inBatch = new Set<string>()
  let batch: InnerDraft[] = [], bytes = 0, changed = 0
  const flush = (): void => {
    if (batch.length > 0) mutate(core, { mutationId: core.makeId(), groupId: act.actId, label: act.label, changes: batch, act: false })
    changed += batch.length
    batch = []
    bytes = 0
    inBatch.clear()
  }
  const entries = changesOfAct(core, id).reverse()
  // A decision about a conflict and what it wrote are taken back together (M3): the server judges those by the conflict.
  const decides = entries.some((entry) => entry.entity === conflicts.name)
  // What the act brought back (M4) goes after the act's own: gone before them, it would take them along, and come back without them where others need it.
  for (const entry of [...entries.filter((one) => !isBroughtBack(one)), ...entries.filter(isBroughtBack)]) {
    if (entry.status === 'failed' || isServersOwn(core, entry.entity)) continue
    // A record's second step back builds on its first, so that has to be written before.
    if (batch.length === wireLimits.changesPerBatch || inBatch.has(entry.recordId)) flush()
    const draft = inverseDraft(core, entry, leftAlone, decides)
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

function inverseDraft(core: Core, entry: HistoryEntry, leftAlone: UndoResult['leftAlone'], decides: boolean): InnerDraft | 'gone' | null {
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
  // Upon the revision up to which it is as it was made, or came back, so that M4 guards what others have written since.
  const entered = inverse.op === 'delete' ? asMadeUntil(core, entry.entity, entry.recordId, entry.changeId) || (entry.op === 'create' ? 0 : undefined) : undefined
  return { entity: entry.entity, recordId: entry.recordId, op: inverse.op, patch: inverse.patch, ...(inverse.op === 'update' && !decides ? { undoes: entry.changeId } : {}), ...(entered === undefined ? {} : { baseRevision: entered, ...(entry.op === 'create' ? { alongUntil: entered } : {}) }) }
}

/** A field and the conflict about it are left alone together, and counted once. */
function leave(leftAlone: UndoResult['leftAlone'], left: UndoResult['leftAlone'][number]): void {
  const known = leftAlone.some(({ entity, recordId, fields }) => entity === left.entity && recordId === left.recordId && left.fields.every((field) => fields.includes(field)))
  if (!known) leftAlone.push(left)
}
