import { sameJson } from '../merge/canonical.ts'
import { isTextField } from '../model/entity.ts'
import type { Core } from './core.ts'
import { isUnsettled, type JournalEntry } from './journal.ts'

/*
 * J2: an edit that was made on top of another says that it found that one's value. Where the other is discarded, nobody but its author ever saw that: the edit
 * found what the other had found, which is then what its history tells and what its undo brings back.
 */

/** The edits that were made on top of these, field by field: those that waited next. */
export function editsOnTop(core: Core, entries: readonly JournalEntry[]): JournalEntry[] {
  return entries.flatMap((entry) => plainFields(core, entry).flatMap((field) => {
    const next = nextEdit(core, entry, field)
    return next === null ? [] : [next]
  }))
}

/**
 * Lets the edits on top of discarded ones have seen what those saw.
 * @param discarded what is no longer in the journal, by `seq`
 * @param mayChange whether an edit has provably never left: what was sent once is sent with the same body (P3)
 */
export function seeWhatTheySaw(core: Core, discarded: readonly JournalEntry[], mayChange: (entry: JournalEntry) => boolean): void {
  for (const entry of [...discarded].reverse()) {
    for (const field of plainFields(core, entry)) {
      const next = nextEdit(core, entry, field)
      if (next === null || !mayChange(next)) continue
      const before = { ...next.change.before, [field]: entry.change.before![field]! }
      core.db.run("UPDATE local_changes SET before = ?, body_hash = '' WHERE id = ?", [JSON.stringify(before), next.change.id])
    }
  }
}

/** Of lists and texts each change brings its own elements and words, whatever stands beside them. */
function plainFields(core: Core, { change }: JournalEntry): string[] {
  const entity = core.tables.get(change.entity)?.entity
  if (entity === undefined || change.op !== 'update') return []
  return Object.keys(change.before ?? {}).filter((field) => field in change.patch && entity.fields[field]?.policy !== 'union' && !isTextField(entity, field))
}

/** The next change that waits and writes the field, where what it found there is what this one wrote. */
function nextEdit(core: Core, { change }: JournalEntry, field: string): JournalEntry | null {
  const later = core.journal.select(`entity = ? AND record_id = ? AND seq > ? AND ${isUnsettled}`, [change.entity, change.recordId, change.seq])
  const next = later.find((entry) => field in entry.change.patch)
  const found = next?.change.before?.[field]
  return next !== undefined && found !== undefined && sameJson(found, change.patch[field]) ? next : null
}
