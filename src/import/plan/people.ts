import type { Data } from '../../shared/json.ts'
import { contactName } from '../../model/names.ts'
import type { KnownRecords } from './known-records.ts'
import { candidatesPerKey } from './known-records.ts'
import type { KeyedRow } from './key-row.ts'
import type { MatchKey, MatchRule } from './match-keys.ts'
import { bornApart } from '../../model/contacts.ts'
import { sharePhone } from '../../model/share-phone.ts'
import { areDistinct, areSurelyTwo, shareMailboxOnly } from './match-keys.ts'

/** Who a row is, and by what it is known. `title` names the contact, and its row where the file itself brings it. */
export interface Match { id: string; rule: MatchRule; title: string }

export interface People {
  same(row: KeyedRow): Match | null
  alike(row: KeyedRow): Match | null
  data(id: string): Data
  /** `fileRow`: the row that creates it; null for additions. */
  add(id: string, row: KeyedRow, data: Data, fileRow: number | null): void
  /** False when the contact has that note. */
  addNote(id: string, body: string): boolean
}

/** `madeOf`: the id that a file of Satchel's own gives the row that creates it. */
interface State { data: Data; fileRow: number | null; madeOf: string | null; notes: Set<string> }

/** Who is known so far: on this device, and from the rows above. */
export function createPeople(known: KnownRecords): People {
  const inFile = new Map<string, readonly string[]>()
  const states = new Map<string, State>()

  const stateOf = (id: string): State => {
    let state = states.get(id)
    if (state === undefined) states.set(id, state = { data: known.contacts.get(id)?.data ?? {}, fileRow: null, madeOf: null, notes: new Set(known.notes.get(id)) })
    return state
  }
  const titleOf = (id: string): string => {
    const { data, fileRow } = stateOf(id)
    return fileRow === null ? contactName(data) : `${contactName(data)} in row ${fileRow}`
  }
  const find = (keys: readonly MatchKey[], { data, recordId }: KeyedRow): Match | null => {
    for (const { rule, key, sameness } of keys) {
      const here = known.byKey.get(key)?.filter((id) => known.contacts.has(id)) ?? nobody
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
    same: (row) => (row.recordId !== null && known.contacts.has(row.recordId) ? { id: row.recordId, rule: 'id', title: titleOf(row.recordId) } : find(row.same, row)),
    alike: (row) => find(row.alike, row),
    data: (id) => stateOf(id).data,
    add(id, row, data, fileRow) {
      const state = stateOf(id)
      state.data = data
      if (fileRow !== null) { state.fileRow = fileRow; state.madeOf = row.recordId; for (const body of row.notes) state.notes.add(body.trim()) }
      for (const keys of [row.same, row.alike]) {
        for (const { sameness } of keys) {
          const there = inFile.get(sameness)
          if (there === undefined) inFile.set(sameness, [id])
          else if (there.length < candidatesPerKey && !there.includes(id)) inFile.set(sameness, [...there, id])
        }
      }
    },
    addNote(id, body) {
      const { notes } = stateOf(id)
      if (notes.has(body.trim())) return false
      notes.add(body.trim())
      return true
    },
  }
}

const nobody: readonly string[] = []

/** Whether the rest of two contacts bears out what one key says of them. */
function agrees(rule: MatchRule, standing: Data, row: Data): boolean {
  switch (rule) {
    case 'id': case 'external': return true
    case 'email': return !areSurelyTwo(standing, row) && !shareMailboxOnly(standing, row)
    case 'phoneAndName': return sharePhone(standing, row) && !areSurelyTwo(standing, row) && !areDistinct(standing, row)
    case 'nameAndCompany': return !areSurelyTwo(standing, row) && !areDistinct(standing, row)
    case 'phone': return sharePhone(standing, row)
    case 'name': return !bornApart(standing, row)
    case 'mailbox': return true
  }
}
