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
  const key = pathOf(...path), below = `${key}/`, beside = `=${key}/`
  for (const other of Object.keys(metas)) if (other.startsWith(below) || other.startsWith(beside)) delete metas[other]
  metas[key] = meta
}

/** Notes that the change wrote the value that stands already, beside the writers it did not know of. */
export function writeAlike(metas: Metas, path: string[], change: IncomingChange, base: number, writers: FieldMeta[]): void {
  const unknown = writers.filter((meta) => isAnothers(meta, change, base))
  writeMeta(metas, path, writtenBy(change, latestOf(writers.filter((meta) => !unknown.includes(meta)))))
  for (const meta of unknown) metas[`=${pathOf(...path)}/${pathOf(meta.replicaId)}`] = meta
}

/** Notes that the change wrote the whole record. */
export function writeRecordMeta(metas: Metas, meta: FieldMeta): void {
  for (const key of Object.keys(metas)) if (!key.startsWith('+')) delete metas[key]
  metas[everything] = meta
}

const belowKeys = (metas: Metas, key: string): string[] => Object.keys(metas).filter((other) => other.startsWith(`${key}/`))

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
