import type { ReplicaClock } from '../../merge/effective-time.ts'
import type { DerivedWrite, Link, OpenConflict, RecordKey, StoredAnswer, StoredRecord, WorkspaceWriter, WriteBatch } from '../store/port.ts'

/**
 * What a push reads and writes, kept in memory until the transaction's one save.
 *
 *   draft of a mutation ──accept──▶ the request's set ──batch──▶ store.save
 *          └──dropped where the mutation is rejected or deferred: P2's savepoint
 *
 * Reading looks at the draft, then at the set, then at the store.
 */
export interface WorkingSet {
  /** The last revision given out. */
  revision(): number
  nextRevision(): number
  clock: ReplicaClock
  /** Fetches in one go what later `record` calls would fetch one by one. */
  prefetch(keys: readonly RecordKey[]): Promise<void>
  record(entity: string, id: string): Promise<StoredRecord | null>
  put(record: StoredRecord, links: readonly Link[] | null): void
  linksTo(target: string): Promise<Link[]>
  derivedBy(changeId: string): Promise<DerivedWrite[]>
  derive(write: DerivedWrite): void
  openConflicts(entity: string, recordId: string): Promise<OpenConflict[]>
  openConflict(conflict: OpenConflict): void
  closeConflict(conflict: OpenConflict): void
  answer(changeId: string): StoredAnswer | undefined
  store(answer: StoredAnswer): void
  /** A set above this one, for one mutation. */
  draft(): WorkingSet
  /** Takes over what a draft wrote. */
  accept(draft: WorkingSet): void
  written(): Written
}

/** What was written into a set, last state of each. */
export interface Written {
  records: Map<string, StoredRecord>
  links: Map<string, readonly Link[]>
  derived: DerivedWrite[]
  /** By field of a record; null: closed. */
  conflicts: Map<string, { conflict: OpenConflict; open: boolean }>
  answers: Map<string, StoredAnswer>
}

/** The lowest set: what it has not got, it asks of the store; `known` are answers of earlier pushes. */
export function createWorkingSet(writer: WorkspaceWriter, start: { revision: number; clock: ReplicaClock; known: readonly StoredAnswer[] }): WorkingSet {
  const loaded = new Map<string, StoredRecord | null>()
  const conflictsOf = new Map<string, OpenConflict[]>()
  const known = new Map(start.known.map((answer) => [answer.id, answer]))

  const load = async (keys: readonly RecordKey[]): Promise<void> => {
    const missing = keys.filter((key) => !loaded.has(keyOf(key.entity, key.id)))
    if (missing.length === 0) return
    for (const key of missing) {
      loaded.set(keyOf(key.entity, key.id), null)
      conflictsOf.set(keyOf(key.entity, key.id), [])
    }
    for (const record of await writer.records(missing)) loaded.set(keyOf(record.entity, record.id), record)
    for (const conflict of await writer.openConflicts(missing)) conflictsOf.get(keyOf(conflict.entity, conflict.recordId))?.push(conflict)
  }

  return layer(start, {
    prefetch: load,
    async record(entity, id) {
      const key = keyOf(entity, id)
      if (!loaded.has(key)) await load([{ entity, id }])
      return loaded.get(key) ?? null
    },
    linksTo: (target) => writer.linksTo(target),
    derivedBy: (changeId) => writer.derivedBy(changeId),
    async openConflicts(entity, recordId) {
      await load([{ entity, id: recordId }])
      return conflictsOf.get(keyOf(entity, recordId)) ?? []
    },
    answer: (changeId) => known.get(changeId),
  })
}

/** What a finished set comes to; `mark` is the commit's random mark (R1). */
export function toBatch(set: WorkingSet, commit: { mark: string; at: string }): WriteBatch {
  const { records, links, derived, conflicts, answers } = set.written()
  const changed = [...conflicts.values()]
  return {
    commit: records.size === 0 ? null : { revision: set.revision(), ...commit },
    records: [...records.values()],
    answers: [...answers.values()],
    links: [...links].map(([key, list]) => ({ ...recordKeyOf(key), links: list })),
    derived,
    // A field's row is taken away before it is set again, so that reopening in the same push works.
    closedConflicts: changed.map(({ conflict }) => conflict),
    openedConflicts: changed.filter(({ open }) => open).map(({ conflict }) => conflict),
  }
}

type Below = Pick<WorkingSet, 'prefetch' | 'record' | 'linksTo' | 'derivedBy' | 'openConflicts' | 'answer'>

function layer(start: { revision: number; clock: ReplicaClock }, below: Below): WorkingSet {
  let { revision } = start
  const written: Written = { records: new Map(), links: new Map(), derived: [], conflicts: new Map(), answers: new Map() }

  const set: WorkingSet = {
    revision: () => revision,
    nextRevision: () => { revision += 1; return revision },
    clock: start.clock,
    prefetch: (keys) => below.prefetch(keys),
    record: async (entity, id) => written.records.get(keyOf(entity, id)) ?? below.record(entity, id),
    put(record, links) {
      written.records.set(keyOf(record.entity, record.id), record)
      if (links !== null) written.links.set(keyOf(record.entity, record.id), links)
    },
    async linksTo(target) {
      const under = (await below.linksTo(target)).filter((link) => !written.links.has(keyOf(link.entity, link.id)))
      return [...under, ...[...written.links.values()].flat().filter((link) => link.target === target)]
    },
    derivedBy: async (changeId) => [...await below.derivedBy(changeId), ...written.derived.filter((write) => write.changeId === changeId)],
    derive: (write) => { written.derived.push(write) },
    async openConflicts(entity, recordId) {
      const under = (await below.openConflicts(entity, recordId)).filter((conflict) => !written.conflicts.has(fieldKeyOf(conflict)))
      if (written.conflicts.size === 0) return under
      const here = [...written.conflicts.values()].filter(({ conflict, open }) => open && conflict.entity === entity && conflict.recordId === recordId)
      return [...under, ...here.map(({ conflict }) => conflict)]
    },
    openConflict: (conflict) => { written.conflicts.set(fieldKeyOf(conflict), { conflict, open: true }) },
    closeConflict: (conflict) => { written.conflicts.set(fieldKeyOf(conflict), { conflict, open: false }) },
    answer: (changeId) => written.answers.get(changeId) ?? below.answer(changeId),
    store: (answer) => { written.answers.set(answer.id, answer) },
    draft: () => layer({ revision, clock: set.clock }, set),
    accept(draft) {
      const theirs = draft.written()
      revision = draft.revision()
      set.clock = draft.clock
      for (const [key, record] of theirs.records) written.records.set(key, record)
      for (const [key, links] of theirs.links) written.links.set(key, links)
      for (const [key, conflict] of theirs.conflicts) written.conflicts.set(key, conflict)
      for (const [id, answer] of theirs.answers) written.answers.set(id, answer)
      written.derived.push(...theirs.derived)
    },
    written: () => written,
  }
  return set
}

const keyOf = (entity: string, id: string): string => `${entity}/${id}`
const recordKeyOf = (key: string): RecordKey => {
  const slash = key.indexOf('/')
  return { entity: key.slice(0, slash), id: key.slice(slash + 1) }
}
const fieldKeyOf = (conflict: OpenConflict): string => `${conflict.entity}/${conflict.recordId}/${conflict.field}`
