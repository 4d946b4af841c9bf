import type { ReplicaClock } from '../../merge/effective-time.ts'
import { notices } from '../../model/bookkeeping.ts'
import { settings } from '../../model/settings.ts'
import { createNotes, type Notes } from '../audit/notes.ts'
import type { DerivedWrite, Link, OpenConflict, PurgedRecord, RecordKey, StoredAnswer, StoredRecord, WorkspaceWriter, WriteBatch } from '../store/port.ts'

/**
 * What a push reads and writes, kept in memory until the transaction's one save. Reading looks at what was written here, then at what
 * was loaded, then in the store. A mutation that is refused or deferred is undone to where it began: P2's savepoint, without a round
 * trip to the store.
 */
export interface WorkingSet {
  /** The last revision given out. */
  revision(): number
  nextRevision(): number
  clock(): ReplicaClock
  setClock(clock: ReplicaClock): void
  /** Fetches in one go what later reads would fetch one by one. */
  prefetch(keys: readonly RecordKey[]): Promise<void>
  record(entity: string, id: string): Promise<StoredRecord | null>
  /** What stays of a record whose data was purged; null: it never was. */
  purged(entity: string, id: string): Promise<PurgedRecord | null>
  /** `links`: of its reference fields, in place of those it had; null where they stay as they are. */
  put(record: StoredRecord, links: readonly Link[] | null): void
  /** Another as soon as a setting may be another than it was, by a write or by its being undone. */
  settingsVersion(): number
  linksTo(target: string): Promise<Link[]>
  derivedBy(changeId: string): Promise<DerivedWrite[]>
  derive(write: DerivedWrite): void
  openConflicts(entity: string, recordId: string): Promise<OpenConflict[]>
  setConflict(conflict: OpenConflict, open: boolean): void
  answer(changeId: string): StoredAnswer | undefined
  store(answer: StoredAnswer): void
  /** What the audit log is to tell of it. */
  readonly notes: Notes
  savepoint(): Savepoint
  rollback(to: Savepoint): void
  /** What the transaction has to save; `mark` is the commit's random mark (R1). */
  batch(commit: { mark: string; at: string }): WriteBatch
}

export interface Savepoint { undoLength: number; derived: number; notes: number; revision: number; clock: ReplicaClock }

export function createWorkingSet(writer: WorkspaceWriter, start: { revision: number; clock: ReplicaClock; known: readonly StoredAnswer[] }): WorkingSet {
  let { revision, clock } = start, settingsVersion = 0
  const loaded = new Map<string, StoredRecord | PurgedRecord | null>()
  const loadedConflicts = new Map<string, OpenConflict[]>()
  const known = new Map(start.known.map((answer) => [answer.id, answer]))

  const records = new Map<string, StoredRecord>()
  const links = new Map<string, { entity: string; id: string; links: readonly Link[] }>()
  const conflicts = new Map<string, { conflict: OpenConflict; open: boolean }>()
  const answers = new Map<string, StoredAnswer>()
  const derived: DerivedWrite[] = []
  const notes = createNotes()
  const undo: { map: Map<string, unknown>; key: string; before: unknown }[] = []

  const set = <T>(map: Map<string, T>, key: string, value: T): void => {
    undo.push({ map: map as Map<string, unknown>, key, before: map.get(key) })
    map.set(key, value)
  }

  const load = async (keys: readonly RecordKey[]): Promise<void> => {
    const missing = keys.filter((key) => !loaded.has(keyOf(key.entity, key.id)))
    if (missing.length === 0) return
    for (const key of missing) loaded.set(keyOf(key.entity, key.id), null)
    for (const record of await writer.records(missing)) loaded.set(keyOf(record.entity, record.id), record)
  }

  const loadConflicts = async (keys: readonly RecordKey[]): Promise<void> => {
    const missing = keys.filter((key) => !loadedConflicts.has(keyOf(key.entity, key.id)))
    if (missing.length === 0) return
    for (const key of missing) loadedConflicts.set(keyOf(key.entity, key.id), [])
    for (const conflict of await writer.openConflicts(missing)) loadedConflicts.get(keyOf(conflict.entity, conflict.recordId))?.push(conflict)
  }

  return {
    revision: () => revision,
    nextRevision: () => { revision += 1; return revision },
    clock: () => clock,
    setClock: (next) => { clock = next },
    prefetch: async (keys) => {
      await load(keys)
      await loadConflicts(keys.filter(({ entity }) => entity !== settings.name && entity !== notices.name))
    },
    async record(entity, id) {
      const key = keyOf(entity, id)
      const here = records.get(key)
      if (here !== undefined) return here
      if (!loaded.has(key)) await load([{ entity, id }])
      const found = loaded.get(key) ?? null
      return found === null || found.data === null ? null : found
    },
    async purged(entity, id) {
      const key = keyOf(entity, id)
      if (records.has(key)) return null
      if (!loaded.has(key)) await load([{ entity, id }])
      const found = loaded.get(key) ?? null
      return found === null || found.data !== null ? null : found
    },
    put(record, itsLinks) {
      const key = keyOf(record.entity, record.id), stood = records.get(key) ?? loaded.get(key) ?? null
      set(records, key, record)
      notes.written(stood === null || stood.data === null ? null : stood, record)
      if (record.entity === settings.name) settingsVersion += 1
      if (itsLinks !== null) set(links, key, { entity: record.entity, id: record.id, links: itsLinks })
    },
    settingsVersion: () => settingsVersion,
    async linksTo(target) {
      const stored = (await writer.linksTo(target)).filter((link) => !links.has(keyOf(link.entity, link.id)))
      return [...stored, ...[...links.values()].flatMap((entry) => entry.links).filter((link) => link.target === target)]
    },
    derivedBy: async (changeId) => [...await writer.derivedBy(changeId), ...derived.filter((write) => write.changeId === changeId)],
    derive: (write) => { derived.push(write) },
    async openConflicts(entity, recordId) {
      const key = keyOf(entity, recordId)
      if (!loadedConflicts.has(key)) await loadConflicts([{ entity, id: recordId }])
      const stored = loadedConflicts.get(key) ?? []
      if (conflicts.size === 0) return stored
      const here = [...conflicts.values()].filter(({ conflict, open }) => open && conflict.entity === entity && conflict.recordId === recordId)
      return [...stored.filter((conflict) => !conflicts.has(fieldKeyOf(conflict))), ...here.map(({ conflict }) => conflict)]
    },
    setConflict: (conflict, open) => { set(conflicts, fieldKeyOf(conflict), { conflict, open }) },
    answer: (changeId) => answers.get(changeId) ?? known.get(changeId),
    store: (answer) => { set(answers, answer.id, answer) },
    notes,
    savepoint: () => ({ undoLength: undo.length, derived: derived.length, notes: notes.length(), revision, clock }),
    rollback(to) {
      for (const { map, key, before } of undo.splice(to.undoLength).reverse()) {
        if (before === undefined) map.delete(key)
        else map.set(key, before)
      }
      settingsVersion += 1
      derived.length = to.derived
      notes.cut(to.notes)
      revision = to.revision
      clock = to.clock
    },
    batch(commit) {
      const changed = [...conflicts.values()]
      return {
        commit: records.size === 0 ? null : { revision, ...commit },
        records: [...records.values()],
        answers: [...answers.values()],
        links: [...links.values()],
        derived,
        // A field's row is taken away before it is set again, so that reopening in the same push works.
        closedConflicts: changed.map(({ conflict }) => conflict),
        openedConflicts: changed.filter(({ open }) => open).map(({ conflict }) => conflict),
      }
    },
  }
}

const keyOf = (entity: string, id: string): string => `${entity}/${id}`
const fieldKeyOf = (conflict: OpenConflict): string => `${conflict.entity}/${conflict.recordId}/${conflict.field}`
