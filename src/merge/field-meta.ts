import type { Json } from '../shared/json.ts'
import { compareHlc, following } from './clock.ts'
import type { FieldMeta, IncomingChange, MergeRecord } from './types.ts'

/*
 * Who wrote what, by path: `title`, `emails/e1`, `emails/e1/label`, `deletedAt`. What has no entry of its own has its parent's, so a
 * record that nobody edited has one entry, `*`, of its create.
 *
 * A remove must notice any edit it did not know of, also one that lost or was overwritten since (M4, and `union`'s elements). Hence, for
 * the record (path '') and for each edited element (a new one's only edit is its add), `+path` is the last edit and `++path` the last of another replica than that one's:
 * whoever removes, one of the two is not theirs. `-path` is an element's removal; the entries of the element outlive it.
 *
 * Two may write the same value without knowing of each other. Both are its writers, or the second would hide the first from a change of
 * its own that comes later: `=path/replicaId` are those beside `path`.
 */
const everything = '*'

type Metas = MergeRecord['meta']

/** The key of a path in `meta` and `removed`; ids may contain any character. */
export const pathOf = (...parts: string[]): string => parts.map((part) => part.replace(/~/g, '~0').replace(/\//g, '~1')).join('/')

/** The path's own entry. */
export const ownMeta = (metas: Metas, ...path: string[]): FieldMeta | undefined => metas[pathOf(...path)]

/** The entry that covers the path: its own or the nearest parent's. */
export function metaOf(metas: Metas, ...path: string[]): FieldMeta | undefined {
  for (let length = path.length; length > 0; length -= 1) {
    const found = ownMeta(metas, ...path.slice(0, length))
    if (found) return found
  }
  return metas[everything]
}

/** Everybody who wrote the value that stands: none where there is no value and nobody ever cleared one. */
export function writersOf(metas: Metas, value: Json | undefined, ...path: string[]): FieldMeta[] {
  const last = (value ?? null) === null ? ownMeta(metas, ...path) : metaOf(metas, ...path)
  return last ? [last, ...belowKeys(metas, `=${pathOf(...path)}`).map((key) => metas[key]!)] : []
}

/** Notes that the change wrote the path as a whole; entries below it are gone, and other writers' of the value before. */
export function writeMeta(metas: Metas, path: string[], meta: FieldMeta): void {
  const key = pathOf(...path)
  for (const other of [...belowKeys(metas, key), ...belowKeys(metas, `=${key}`)]) drop(metas, other)
  put(metas, key, meta)
}

/** Notes that the change wrote the value that stands already, beside the writers it did not know of. */
export function writeAlike(metas: Metas, path: string[], change: IncomingChange, base: number, writers: FieldMeta[]): void {
  const unknown = writers.filter((meta) => isAnothers(meta, change, base))
  writeMeta(metas, path, writtenBy(change, latestOf(writers.filter((meta) => !unknown.includes(meta)))))
  for (const meta of unknown) put(metas, `=${pathOf(...path)}/${pathOf(meta.replicaId)}`, meta)
}

/** Notes that the change wrote the whole record. */
export function writeRecordMeta(metas: Metas, meta: FieldMeta): void {
  for (const key of Object.keys(metas)) if (!key.startsWith('+')) delete metas[key]
  indexes.delete(metas)
  metas[everything] = meta
}

/**
 * The keys below each key. A change may bring thousands of paths to a record that has thousands: looking through all keys for each of them would
 * keep everybody waiting. Made when first asked for; whoever writes keys with others above them does it by `put` and `drop`.
 */
const indexes = new WeakMap<Metas, Map<string, Set<string>>>()

const belowKeys = (metas: Metas, key: string): string[] => [...indexOf(metas).get(key) ?? []]

function indexOf(metas: Metas): Map<string, Set<string>> {
  const known = indexes.get(metas)
  if (known !== undefined) return known
  const index = new Map<string, Set<string>>()
  for (const key of Object.keys(metas)) for (const above of keysAbove(key)) addTo(index, above, key)
  indexes.set(metas, index)
  return index
}

function put(metas: Metas, key: string, meta: FieldMeta): void {
  const index = indexOf(metas)
  for (const above of keysAbove(key)) addTo(index, above, key)
  metas[key] = meta
}

function drop(metas: Metas, key: string): void {
  const index = indexOf(metas)
  for (const above of keysAbove(key)) index.get(above)?.delete(key)
  delete metas[key]
}

const addTo = (index: Map<string, Set<string>>, above: string, key: string): void => {
  const below = index.get(above)
  if (below === undefined) index.set(above, new Set([key]))
  else below.add(key)
}

function keysAbove(key: string): string[] {
  const above: string[] = []
  for (let at = key.indexOf('/'); at >= 0; at = key.indexOf('/', at + 1)) above.push(key.slice(0, at))
  return above
}

/** Notes an edit of the record (no path) or of an element, whatever came of it. Call before the edit's own entries are written. */
export function noteEdit(metas: Metas, change: IncomingChange, ...path: string[]): void {
  const key = pathOf(...path)
  const last = metas[`+${key}`] ?? metaOf(metas, ...path)
  if (last && last.replicaId !== change.replicaId) metas[`++${key}`] = last
  metas[`+${key}`] = writtenBy(change)
}

/** An edit of the record or element that the change cannot have known of: another replica's after the base, or its own later one. */
export function unknownEdit(metas: Metas, change: IncomingChange, base: number, ...path: string[]): FieldMeta | null {
  const key = pathOf(...path)
  const candidates = [metas[`+${key}`] ?? metaOf(metas, ...path), metas[`++${key}`]]
  return candidates.find((meta) => meta && (isAnothers(meta, change, base) || isOwnLater(meta, change))) ?? null
}

export const removalOf = (metas: Metas, ...path: string[]): FieldMeta | undefined => metas[`-${pathOf(...path)}`]
export const noteRemoval = (metas: Metas, change: IncomingChange, ...path: string[]): void => { metas[`-${pathOf(...path)}`] = writtenBy(change) }
/** What is known of an element that is long gone: who removed it, and whatever was written of it. */
export function forgetElement(metas: Metas, key: string): void {
  for (const other of [...belowKeys(metas, key), ...belowKeys(metas, `=${key}`)]) drop(metas, other)
  for (const sign of ['', '-', '+', '++']) drop(metas, `${sign}${key}`)
}
export const forgetRemoval = (metas: Metas, ...path: string[]): void => { delete metas[`-${pathOf(...path)}`] }

/** M1: written by another replica after the base. An earlier change of the same replica is not another. */
export const isAnothers = (meta: FieldMeta, change: IncomingChange, base: number): boolean =>
  meta.replicaId !== change.replicaId && meta.revision > base

/** Written by the same replica, later: only out of order can it have arrived first. */
export const isOwnLater = (meta: FieldMeta, change: IncomingChange): boolean =>
  meta.replicaId === change.replicaId && meta.seq > change.seq

/** The entry for a value that the change writes. T1: an edit that had seen a value (`seen`) is later than it, whatever the clocks say. */
export function writtenBy(change: IncomingChange, seen?: FieldMeta): FieldMeta {
  const { id: changeId, revision, replicaId, seq, userId, role } = change
  const at = seen && compareHlc(change.at, seen.at) <= 0 ? following(seen.at, replicaId) : change.at
  return { revision, at, replicaId, seq, userId, role, changeId }
}

/** The one with the latest effective time. */
export const latestOf = (metas: FieldMeta[]): FieldMeta | undefined =>
  metas.length === 0 ? undefined : metas.reduce((a, b) => (compareHlc(a.at, b.at) < 0 ? b : a))
