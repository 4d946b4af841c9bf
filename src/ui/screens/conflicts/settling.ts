import type { BulkWriter, HistoryEntry, Rec } from '../../../data-api/types.ts'
import { conflicts } from '../../../model/bookkeeping.ts'
import { productModel } from '../../../model/model.ts'
import type { Json } from '../../../shared/json.ts'

/** One side of a conflict, as the server wrote it down. */
export interface Side { value: Json; userId: string; userName: string; deviceName: string; replicaId: string; at: string; changeId: string }

/** A conflict as the review shows it. */
export interface Conflict {
  id: string
  entity: string
  recordId: string
  field: string
  base: Json
  theirs: Side
  /** Every edit that met it, oldest first. */
  mine: Side[]
  status: 'open' | 'settled'
  settledValue: Json
  openedAt: string
  updatedAt: string
  raw: { theirs: Json; mine: Json }
}

/** Reads a conflict record; null where it is none this version understands. */
export function toConflict(rec: Rec): Conflict | null {
  const { entity, recordId, field } = rec
  const theirs = toSide(rec['theirs'] as Json | undefined)
  const mine = (Array.isArray(rec['mine']) ? rec['mine'] : []).map(toSide).filter((side) => side !== null)
  if (typeof entity !== 'string' || typeof recordId !== 'string' || typeof field !== 'string' || !theirs) return null
  const settlement = rec['settlement'] as { value?: Json } | null | undefined
  return {
    id: rec.id, entity, recordId, field, theirs, mine,
    base: (rec['base'] as Json | undefined) ?? null,
    status: rec['status'] === 'settled' ? 'settled' : 'open',
    settledValue: settlement?.value ?? null,
    openedAt: typeof rec['openedAt'] === 'string' ? rec['openedAt'] : rec.createdAt,
    updatedAt: rec.updatedAt,
    raw: { theirs: (rec['theirs'] as Json | undefined) ?? null, mine: (rec['mine'] as Json | undefined) ?? [] },
  }
}

function toSide(value: Json | undefined): Side | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  const text = (key: string): string => (typeof value[key] === 'string' ? value[key] : '')
  return {
    value: value['value'] ?? null, userId: text('userId'), userName: text('userName'), deviceName: text('deviceName'),
    replicaId: text('replicaId'), at: text('at'), changeId: text('changeId'),
  }
}

/** The latest side that this device wrote, or else its person on another; where there is none, what stands. */
export function ownSide({ theirs, mine }: Conflict, me: { userId: string | null; replicaId: string | null }): Side {
  const sides = [theirs, ...mine]
  return sides.findLast((side) => side.replicaId === me.replicaId) ?? sides.findLast((side) => side.userId === me.userId) ?? theirs
}

/** What a person may choose; `mine` by the change that wrote it. */
export type Choice = { kind: 'theirs' } | { kind: 'base' } | { kind: 'mine'; changeId: string } | { kind: 'own'; text: string }

export function chosenValue(conflict: Conflict, choice: Choice): Json {
  switch (choice.kind) {
    case 'theirs': return conflict.theirs.value
    case 'base': return conflict.base
    case 'mine': return conflict.mine.find((side) => side.changeId === choice.changeId)?.value ?? null
    case 'own': return choice.text.trim() === '' ? null : choice.text
  }
}

/** One word of the person on one conflict. */
export interface Decision { conflict: Conflict; choice: Choice }

/**
 * M3: the record's field and the conflict, in one act; the settlement names the values it saw, so that the server leaves the conflict
 * open where they have changed since. Always both changes and always in one mutation, so that a group never parts a pair.
 */
export function settle(writer: BulkWriter, conflict: Conflict, value: Json): void {
  writer.together(() => {
    writer.update(conflict.entity, conflict.recordId, { [conflict.field]: value })
    writer.update(conflicts.name, conflict.id, { status: 'settled', settlement: { value, saw: conflict.raw } })
  })
}

/** Conflicts of one record, which are settled together. */
export interface RecordConflicts { entity: string; recordId: string; conflicts: Conflict[] }

/** By record, in the order in which the first of each was opened; within one as its fields stand on its page. */
export function byRecord(open: readonly Conflict[]): RecordConflicts[] {
  const records = new Map<string, RecordConflicts>()
  for (const conflict of open) {
    const { entity, recordId } = conflict, key = `${entity} ${recordId}`
    const known = records.get(key)
    if (known) known.conflicts.push(conflict)
    else records.set(key, { entity, recordId, conflicts: [conflict] })
  }
  const places = new Map([...productModel.entities].map(([name, { fields }]) => [name, Object.keys(fields)]))
  const placeOf = ({ entity, field }: Conflict): number => places.get(entity)?.indexOf(field) ?? -1
  return [...records.values()].map((record) => ({ ...record, conflicts: record.conflicts.toSorted((a, b) => placeOf(a) - placeOf(b)) }))
}

/**
 * What makes conflicts alike, beside the same field of the same kind of record. `pair`: the same devices stand against each other, and the
 * same one's value is chosen. `side`: the same side is chosen, what stands or what met it, whosever it is.
 */
export type Likeness = 'pair' | 'side'

/** What the same word says of the open conflicts that are alike; of own words there are none. */
export function alike(decision: Decision, all: readonly Conflict[], likeness: Likeness): Decision[] {
  const { conflict, choice } = decision
  if (choice.kind === 'own') return []
  const devices = devicesOf(conflict)
  return all.flatMap((other) => {
    if (other.id === conflict.id || other.status !== 'open' || other.entity !== conflict.entity || other.field !== conflict.field) return []
    if (likeness === 'pair' && devicesOf(other) !== devices) return []
    const same = likeness === 'pair' ? sameWriter(decision, other) : sameSide(choice, other)
    return same ? [{ conflict: other, choice: same }] : []
  })
}

const writerOf = (side: Side): string => side.replicaId || side.userId
const devicesOf = ({ theirs, mine }: Conflict): string => [...new Set([theirs, ...mine].map(writerOf))].sort().join(' ')

function sameWriter({ conflict, choice }: Decision, other: Conflict): Choice | null {
  const chosen = choice.kind === 'theirs' ? conflict.theirs : choice.kind === 'mine' ? conflict.mine.find(({ changeId }) => changeId === choice.changeId) : undefined
  if (!chosen) return choice.kind === 'base' ? choice : null
  if (writerOf(other.theirs) === writerOf(chosen)) return { kind: 'theirs' }
  const side = other.mine.findLast((one) => writerOf(one) === writerOf(chosen))
  return side ? { kind: 'mine', changeId: side.changeId } : null
}

/** Of several edits that met what stands, the latest. */
function sameSide(choice: Choice, other: Conflict): Choice | null {
  if (choice.kind !== 'mine') return choice
  const last = other.mine.at(-1)
  return last ? { kind: 'mine', changeId: last.changeId } : null
}

/**
 * The conflict whose settling brought about what stands here: two settled at once, or wrote while another settled, and the value that came
 * second was written without knowing of the first decision.
 */
export const settledAtOnce = (conflict: Conflict, settled: readonly Conflict[]): Conflict | null =>
  settled.find((other) =>
    other.status === 'settled' && other.entity === conflict.entity && other.recordId === conflict.recordId && other.field === conflict.field
    && JSON.stringify(other.settledValue) === JSON.stringify(conflict.theirs.value)) ?? null

/**
 * Who wrote the value that stands. Where one and the same device wrote what stands and what stands against it, it put the former back by an undo:
 * it is of the one who wrote it before that, as far as the history knows.
 */
export function standingSide({ theirs, mine, field }: Pick<Conflict, 'theirs' | 'mine' | 'field'>, history: readonly HistoryEntry[]): Side {
  if (!isPutBack({ theirs, mine })) return theirs
  const before = history.filter(({ changeId, fields }) => changeId !== theirs.changeId && fields[field] !== undefined && JSON.stringify(fields[field].to) === JSON.stringify(theirs.value))
  const { userName, deviceName, replicaId, at } = before.sort((a, b) => b.at.localeCompare(a.at))[0] ?? {}
  return userName && replicaId && at ? { ...theirs, userId: '', userName, deviceName: deviceName ?? '', replicaId, at } : theirs
}

/** Whether the device that wrote what stands wrote also what stands against it. */
export const isPutBack = ({ theirs, mine }: Pick<Conflict, 'theirs' | 'mine'>): boolean => mine.some(({ replicaId }) => replicaId === theirs.replicaId)

/** What to call it: never the same as what it stands against. */
export const standingTitle = ({ theirs, mine }: Pick<Conflict, 'theirs' | 'mine'>, me: { userId: string | null; replicaId: string | null }): string =>
  isPutBack({ theirs, mine }) ? 'The other value' : sideTitle(theirs, me)

/** Whose a value is, for the one who looks: "Mine" is this device's, one's own other device is named as such. */
export function sideTitle(side: Pick<Side, 'userId' | 'userName' | 'replicaId'>, me: { userId: string | null; replicaId: string | null }): string {
  if (side.replicaId !== '' && side.replicaId === me.replicaId) return 'Mine'
  if (side.userId !== '' && side.userId === me.userId) return 'Mine, other device'
  return side.userName || 'Theirs'
}
