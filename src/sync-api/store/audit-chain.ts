import { hash as hashOnce } from 'node:crypto'
import type { AuditEntry, AuditHead, AuditSource, NewAuditEntry } from './audit-port.ts'

/*
 * The chain of an audit log. Each entry's hash is of the hash before it and of everything in it, so whoever alters, takes out or puts in an entry
 * would have to write all later ones anew; the head, kept beside the chain, shows when its end is cut off. What an entry tells is in the
 * chain by its own hash, so that values can be erased (R5) without a link breaking.
 */

/** `days`: between which numbers the entries of a day (by their time's date) lie, so that a period is found without an index of every entry. */
export interface Chained { head: AuditHead; entries: (AuditEntry & { sourceId: string })[]; sources: (AuditSource & { id: string })[]; days: { day: string; lowest: number; highest: number }[] }

/** Puts entries to a chain's end. */
export function chained(workspaceId: string, head: AuditHead, fresh: readonly NewAuditEntry[]): Chained {
  const sources = new Map<AuditSource, string>(), ids = new Map<string, AuditSource & { id: string }>(), days = new Map<string, { day: string; lowest: number; highest: number }>()
  let { n, hash } = head
  const entries = fresh.map((entry) => {
    let source = sources.get(entry.source)
    if (source === undefined) {
      source = sourceId(entry.source)
      sources.set(entry.source, source)
      ids.set(source, { ...entry.source, id: source })
    }
    n += 1
    const { at, kind, entity, recordId, detail } = entry, day = dayOf(at), known = days.get(day)
    if (known === undefined) days.set(day, { day, lowest: n, highest: n })
    else known.highest = n
    hash = entryHash(workspaceId, hash, { n, at, kind, entity, recordId, detail }, source)
    return { n, at, kind, source: entry.source, sourceId: source, entity, recordId, detail, hash }
  })
  return { head: { n, hash }, entries, sources: [...ids.values()], days: [...days.values()] }
}

/** @param source the id of the entry's source */
export function entryHash(workspaceId: string, before: string, entry: Pick<AuditEntry, 'n' | 'at' | 'kind' | 'entity' | 'recordId' | 'detail'>, source: string): string {
  return digest(JSON.stringify([before, workspaceId, entry.n, entry.at, entry.kind, source, entry.entity, entry.recordId, detailHash(entry.detail)]))
}

export const sourceId = ({ userId, deviceId, text }: AuditSource): string => digest(JSON.stringify([userId, deviceId, text])).slice(0, 22)

export const dayOf = (at: string): string => at.slice(0, 10)

/** What stays of a detail whose values were erased: its hash, in a form that no detail has. */
export const erasedDetail = (detail: string): string => (isErased(detail) ? detail : `erased:${digest(detail)}`)
export const isErased = (detail: string): boolean => detail.startsWith('erased:')
const detailHash = (detail: string): string => (isErased(detail) ? detail.slice('erased:'.length) : digest(detail))

const digest = (text: string): string => hashOnce('sha256', text, 'base64url')
