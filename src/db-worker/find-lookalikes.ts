import type { Alike } from '../model/entity.ts'
import { SatchelError } from '../shared/errors.ts'
import type { Core } from './core.ts'
import type { Lookalike } from './contract.ts'
import { readMs } from './find-matches.ts'
import type { EntityTable } from './entity-table.ts'
import { partOf } from './match-part.ts'
import { createSharedValues } from './shared-values.ts'
import type { SharedValues } from './shared-values.ts'

/** One look through an entity's records, in steps: which share values, then which of those are alike. */
interface Pass {
  /** The entity's version when it began. It goes on over commits, or it would never end while much is written. */
  version: number
  /** Null once it is read. */
  values: SharedValues | null
  /** Pairs that share a value, oldest first, and the columns they share; those before `next` were looked at. */
  candidates: [pair: string, by: string[]][]
  next: number
  found: Lookalike[]
  answered: boolean
}

const passes = new WeakMap<Core, Map<string, Pass>>()

/**
 * Pairs of living records that the model calls alike, oldest first and each once, at most `limit` of them; null: this step is over, ask again.
 * `except` has pairs that are not wanted, as `<lower id> <higher id>`.
 * @throws SatchelError `invalid` where there is no such entity, or for a limit below 0
 */
export function findLookalikes(core: Core, entity: string, except: readonly string[], limit: number): { pairs: Lookalike[]; more: boolean } | null {
  if (!(limit >= 0)) throw new SatchelError('invalid', 'A limit counts from 0.')
  const table = core.table(entity), { alike } = table.entity
  if (alike === undefined) return { pairs: [], more: false }
  const pass = passOf(core, table, alike.by)
  const end = core.clock.monotonic() + readMs
  if (pass.values !== null) {
    if (!pass.values.readOn(readMs)) return null
    pass.candidates = candidates(table, alike.by, pass.values)
    pass.values = null
  }
  const unwanted = new Set(except)
  const wanted = (): Lookalike[] => pass.found.filter(({ ids }) => !unwanted.has(ids.join(' ')))
  for (let pairs = wanted(); pairs.length <= limit && pass.next < pass.candidates.length; pairs = wanted()) {
    if (core.clock.monotonic() >= end) return null
    // Some at a time, since every look at what was found costs too.
    for (const [pair, by] of pass.candidates.slice(pass.next, pass.next + 64)) {
      const found = lookCloser(core, table, pair, by)
      if (found !== null) pass.found.push(found)
    }
    pass.next = Math.min(pass.candidates.length, pass.next + 64)
  }
  const pairs = wanted()
  pass.answered = true
  return { pairs: pairs.slice(0, limit), more: pairs.length > limit }
}

function passOf(core: Core, table: EntityTable, by: readonly Alike[]): Pass {
  const name = table.entity.name, ofCore = passes.get(core) ?? new Map<string, Pass>()
  passes.set(core, ofCore)
  const there = ofCore.get(name)
  if (there !== undefined && (!there.answered || there.version === core.version(name))) return there
  const values = createSharedValues(core, table, by.map(({ column }) => partOf(table, column)))
  const pass: Pass = { version: core.version(name), values, candidates: [], next: 0, found: [], answered: false }
  ofCore.set(name, pass)
  return pass
}

function candidates(table: EntityTable, by: readonly Alike[], values: SharedValues): Pass['candidates'] {
  const names = new Map<string, string[]>()
  for (const { column, most } of by) {
    for (const ids of values.of(partOf(table, column))) {
      if (most !== undefined && ids.length > most) continue
      for (const pair of pairsOf(ids)) {
        const known = names.get(pair)
        if (known === undefined) names.set(pair, [column])
        else if (!known.includes(column)) known.push(column)
      }
    }
  }
  return [...names].sort(([one], [other]) => (one < other ? -1 : 1))
}

/** Of more than these each is paired with the next one only: ten copies of a record are nine pairs, not forty-five. */
const fewEnough = 8

function* pairsOf(ids: readonly string[]): Generator<string> {
  for (let i = 0; i < ids.length; i += 1) {
    const last = ids.length > fewEnough ? Math.min(i + 2, ids.length) : ids.length
    for (let k = i + 1; k < last; k += 1) yield ids[i]! < ids[k]! ? `${ids[i]} ${ids[k]}` : `${ids[k]} ${ids[i]}`
  }
}

/** Whether two living records that share values in some columns are alike, `pair` being `<lower id> <higher id>`; null: they are not. */
export function lookCloser(core: Core, table: EntityTable, pair: string, by: readonly string[]): Lookalike | null {
  const ids = pair.split(' ') as [string, string], { alike } = table.entity
  const [one, other] = ids.map((id) => core.records.read(table, id))
  if (alike === undefined || !one || !other || one.deletedAt !== null || other.deletedAt !== null || alike.apart(one.data, other.data)) return null
  const confirmed = by.filter((name) => alike.by.find(({ column }) => column === name)?.confirm?.(one.data, other.data) ?? true)
  return confirmed.length === 0 ? null : { ids, by: confirmed }
}
