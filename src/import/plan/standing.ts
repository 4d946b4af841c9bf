import type { ImportRecord } from '../import-db.ts'
import { str } from '../../model/text.ts'
import type { Data } from '../../shared/json.ts'
import type { KnownRecords } from './known-records.ts'
import { candidatesPerKey, datedNote, noteWords } from './known-records.ts'
import type { KeyedRow } from './key-row.ts'
import type { MatchKey, MatchRule } from './match-keys.ts'
import type { Importable } from '../importables/importable.ts'

/** What a row is, and by what it is known. `title` names the record, and its row where the file itself brings it. */
export interface Match { id: string; rule: MatchRule; title: string }

export interface Standing {
  same(row: KeyedRow): Match | null
  alike(row: KeyedRow): Match | null
  data(id: string): Data
  /** `fileRow`: the row that creates it; null for additions. */
  add(id: string, row: KeyedRow, data: Data, fileRow: number | null): void
  /** False when the record has that note. */
  addNote(id: string, body: string): boolean
  /** Whether the record has that note, of that moment where one is said. */
  hasNote(id: string, body: string, happenedAt: string): boolean
  /** The record's note of these words that an import made without a moment, each given once; null: there is none. */
  takeUndated(id: string, body: string): ImportRecord | null
}

/** `madeOf`: the id that a file of Satchel's own gives the row that creates it. */
interface State { data: Data; fileRow: number | null; madeOf: string | null; notes: Set<string> }

/** What is known so far: on this device, and from the rows above. */
export function createStanding({ entity, agrees }: Importable, known: KnownRecords): Standing {
  const inFile = new Map<string, readonly string[]>(), byOwnId = new Map<string, string>()
  const states = new Map<string, State>(), taken = new Set<string>()

  const stateOf = (id: string): State => {
    let state = states.get(id)
    if (state === undefined) states.set(id, state = { data: known.records.get(id)?.data ?? {}, fileRow: null, madeOf: null, notes: new Set(known.notes.get(id)) })
    return state
  }
  const titleOf = (id: string): string => {
    const { data, fileRow } = stateOf(id)
    return fileRow === null ? entity.title(data) : `${entity.title(data)} in row ${fileRow}`
  }
  const find = (keys: readonly MatchKey[], { data, recordId }: KeyedRow): Match | null => {
    for (const { rule, key, sameness } of keys) {
      const here = known.byKey.get(key)?.filter((id) => known.records.has(id)) ?? nobody
      const id = here.find(fits) ?? (inFile.get(sameness) ?? nobody).find(fits)
      if (id !== undefined) return { id, rule, title: titleOf(id) }

      function fits(candidate: string): boolean {
        const { data: standing, madeOf } = stateOf(candidate)
        // Two rows of an own export are two contacts, whatever they share.
        return (madeOf === null || recordId === null || madeOf === recordId) && agrees(rule, standing, data)
      }
    }
    return null
  }
  return {
    same(row) {
      const own = row.recordId === null ? undefined : known.records.has(row.recordId) ? row.recordId : byOwnId.get(row.recordId)
      return own === undefined ? find(row.same, row) : { id: own, rule: 'id', title: titleOf(own) }
    },
    alike: (row) => find(row.alike, row),
    data: (id) => stateOf(id).data,
    add(id, row, data, fileRow) {
      const state = stateOf(id)
      state.data = data
      if (row.recordId !== null) byOwnId.set(row.recordId, id)
      if (fileRow !== null) { state.fileRow = fileRow; state.madeOf = row.recordId; for (const body of row.notes) state.notes.add(noteWords(body)) }
      for (const keys of [row.same, row.alike]) {
        for (const { sameness } of keys) {
          const there = inFile.get(sameness)
          if (there === undefined) inFile.set(sameness, [id])
          else if (there.length < candidatesPerKey && !there.includes(id)) inFile.set(sameness, [...there, id])
        }
      }
    },
    hasNote: (id, body, happenedAt) => stateOf(id).notes.has(happenedAt === '' ? noteWords(body) : datedNote(body, happenedAt)),
    takeUndated(id, body) {
      const note = known.undated.get(id)?.find((one) => !taken.has(one.id) && noteWords(str(one.data['body'])) === body)
      if (note !== undefined) taken.add(note.id)
      return note ?? null
    },
    addNote(id, body) {
      const { notes } = stateOf(id)
      const words = noteWords(body)
      if (notes.has(words)) return false
      notes.add(words)
      return true
    },
  }
}

const nobody: readonly string[] = []
